"""The application: makes the window and shows what was asked for."""

import gc
import os
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QSettings
from PySide6.QtGui import QIcon, QPixmapCache
from PySide6.QtWidgets import QApplication

from visualizer import __version__
from visualizer.app.intents import Intent, SetOption
from visualizer.core.capabilities import asked
from visualizer.core.quiet import ONE_BLAS_THREAD
from visualizer.core.resources import resource
from visualizer.gui.look.links import later
from visualizer.gui.look.theme import reduced_motion
from visualizer.gui.window.closing_signals import ClosingSignals
from visualizer.gui.window.main_window import MainWindow
from visualizer.gui.window.reporting import Reporter, log_file, write_log
from visualizer.storage.lessons import find_lesson, first_lesson, lesson_names

NAME = "Gradient Descent Visualizer"
FIRST_PLAY_MILLISECONDS = 700
SWITCH_SECONDS = 0.0002
LONGEST_WAIT = 0.5
"""Seconds that the start waits for the window to appear."""


PICTURES_KILOBYTES = 128 * 1024
"""Six plots that fill a large screen, twice."""


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication with its names, icon and numerical settings."""
    app = QApplication(arguments)
    app.setApplicationName("gradient-descent-visualizer")
    app.setOrganizationName("gradient-descent-visualizer")
    app.setApplicationDisplayName(NAME)
    app.setApplicationVersion(__version__)
    # What plots keep of their pictures has to fit in, or it is painted anew each time.
    QPixmapCache.setCacheLimit(PICTURES_KILOBYTES)
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    # While a run trains, every event that reaches Python waits this long for its turn.
    sys.setswitchinterval(SWITCH_SECONDS)
    return app


def main(file: str = "", *intents: Intent) -> NoReturn:
    """Open the window; ends the process when it is closed.

    Parameters
    ----------
    file
        A file, or a lesson by its name.
    intents
        What is to be done then, such as `OpenRecording`; without either the first lesson plays.
    """
    signals = ClosingSignals()
    try:
        app = make_application(sys.argv[:1])
        window = _opened(app, file, intents)
        signals.arrived.connect(window.close_at_once)
        signals.watch()
    except Exception:
        # The threads that were started already would keep a process without a window alive.
        _leave(_tell_failure())
    # For the whole time: setting it for every short run would cost more than the run.
    with ONE_BLAS_THREAD:
        status = app.exec()
    window.preferences.sync()
    _leave(status)


def _opened(app: QApplication, file: str, intents: Sequence[Intent]) -> MainWindow:
    window = MainWindow(app, QSettings())
    _report_errors(window)
    # What exists now stays, and need not be searched for garbage again and again.
    gc.freeze()
    window.show()
    _paint_first(window)
    window.fill()
    show_first(window, file, intents)
    window.status.remind(window.preferences.notes())
    window.stage.start()
    return window


def _tell_failure() -> int:
    """Say in one sentence why there is no window; the log has the details."""
    write_log(traceback.format_exc())
    error = sys.exc_info()[1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    print(f"visualizer: the window cannot be opened ({what}); see {log_file()}", file=sys.stderr)
    return 1


def _leave(status: int) -> NoReturn:
    """End the process at once: all is saved and all threads have ended by now.

    The interpreter would destroy Qt's objects in no particular order on its way out, which
    crashes now and then; `pyqtgraph.exit` is the same remedy.
    """
    for stream in (sys.stdout, sys.stderr):
        # The terminal may be gone.
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _paint_first(window: MainWindow) -> None:
    """Have the empty window appear before it is filled: nobody waits before nothing."""
    handle = window.windowHandle()
    # Keys wait: there is no run yet that they could play.
    flag = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    deadline = time.monotonic() + LONGEST_WAIT
    while not handle.isExposed() and time.monotonic() < deadline:
        QCoreApplication.processEvents(flag, 10)


def _report_errors(window: MainWindow) -> None:
    """Tell of what nobody expected, wherever it happens."""
    reporter = Reporter(partial(window.commands.show_problem, 0), window)
    reporter.install()
    window.stage.failed.connect(reporter.tell)
    window.session.training.failed.connect(reporter.tell_of_training)


def show_first(window: MainWindow, file: str, intents: Sequence[Intent] = ()) -> None:
    """Open what was asked for: a file, a lesson by its name, or the first lesson."""
    if file or not intents:
        _open_first(window, file)
    for intent in intents:
        window.session.apply(intent)


def _open_first(window: MainWindow, file: str) -> None:
    if file in lesson_names() and not Path(file).is_file():
        window.documents.attend(find_lesson(file))
        return
    show_first_lesson(window, play=not file)
    if file:
        # In place of the lesson, which stays where the file cannot be read.
        window.documents.open_path(file, replace=True)


def show_first_lesson(window: MainWindow, play: bool) -> None:
    """Open the first lesson, its future hidden, and play it once."""
    window.documents.open_lesson(first_lesson())
    if not play:
        return
    window.session.apply(SetOption("hide_future", True))
    first = FirstPlay(window)
    window.landscape.inviting = True
    later(first, first.begin, FIRST_PLAY_MILLISECONDS)


class FirstPlay(QObject):
    """Plays the first lesson, and hides its future only: what the user brings is seen whole."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._playback = window.session, window.playback
        self._problem = asked(self._session.state.experiment).problem
        self._session.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        state = self._session.state
        if state.lesson is not None:
            # What it hides stays hidden.
            self._session.changed.disconnect(self._on_changed)
            return
        experiment = state.experiment
        first = experiment is not None and experiment.problem == self._problem
        if state.hide_future and first:
            return
        self._session.changed.disconnect(self._on_changed)
        if state.hide_future:
            # After all others have heard of the change that has just been made.
            later(self, self._show)

    def _show(self) -> None:
        self._session.apply(SetOption("hide_future", False))

    def begin(self) -> None:
        """Play, unless the user has begun already or the system asks for reduced motion."""
        state = self._session.state
        if state.playhead == 0 and state.lesson is None and not reduced_motion():
            self._playback.play()
