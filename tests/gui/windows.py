"""The real main window for tests, and hands to work it with."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from visualizer.app.intents import ChangeSettings
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.window.application import show_first, show_first_lesson
from visualizer.gui.window.main_window import MainWindow

PATIENCE = 30_000
"""Milliseconds that a test waits for what should come at once, on a machine with much to do."""

LEFT = Qt.MouseButton.LeftButton


def wait_until(condition: Callable[[], Any], patience: int = PATIENCE, what: str = "it") -> None:
    """Let the window work until something holds; fails when the patience is over.

    `what` names in the failure what did not happen.
    """
    deadline = time.monotonic() + patience / 1000
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in time"
        QTest.qWait(5)


def new_window(
    settings: QSettings, size: tuple[int, int] = (1400, 900), lesson: str = ""
) -> MainWindow:
    """A window on the first lesson, or on that of a name as the shell opens it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(app, settings)
    window.resize(*size)
    window.show()
    window.activateWindow()
    window.fill()
    if lesson:
        show_first(window, lesson)
    else:
        show_first_lesson(window, play=False)
    window.stage.start()
    return window


def close_window(window: MainWindow) -> None:
    """Close a window and take it away."""
    window.close_unasked()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def new_workbench(holder: QWidget, settings: QSettings) -> Iterator[Workbench]:
    """A workbench in a widget that is no main window."""
    bench = Workbench(holder, Preferences(settings), LIGHT)
    yield bench
    bench.stage.stop()
    bench.session.close()
    # pytest holds the value of a fixture, and with it the menus of the plots.
    vars(bench).clear()


def settle(window: MainWindow) -> None:
    """Wait until the run in front is trained, and the frame shows it."""

    def settled() -> bool:
        state, frame = window.session.state, window.pane.frame
        return (
            not window.session.training_now
            and frame is not None
            and frame.run is state.run
            and (frame.row, frame.count) == (state.row, state.run.count)
            and frame.hide_future == state.hide_future
        )

    wait_until(settled)


def change(window: MainWindow, **values: Any) -> bool:
    """Change settings ("optimizer__learning_rate"), and wait for the run and its frame."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    done = window.session.apply(ChangeSettings(named))
    settle(window)
    return done


def press(
    window: MainWindow, *keys: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press keys where the focus is."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def field(window: MainWindow, key: str) -> QLineEdit:
    """The line of a setting."""
    row: QWidget = window.setup.form.row(key)
    line = row.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def enter(window: MainWindow, key: str, text: str) -> None:
    """Type a value of a setting, and Enter."""
    line = field(window, key)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def asks(window: MainWindow, key: str) -> bool:
    """Whether the form has a field for a setting."""
    return key in tuple(window.setup.form.keys())


def sentence(window: MainWindow, key: str) -> str:
    """The error beneath the field of a setting, or nothing."""
    return window.setup.form.row(key).error


def spot(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a point of the landscape is, in pixels of its view."""
    view, plot = window.landscape_view, window.landscape
    return view.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))


def drag(
    window: MainWindow, start: QPoint, stop: QPoint, steps: int = 5, view: PlotView | None = None
) -> None:
    """Drag with the left button over the landscape, or another view."""
    kind = QEvent.Type
    mouse(window, kind.MouseMove, start, view=view)
    mouse(window, kind.MouseButtonPress, start, LEFT, LEFT, view=view)
    for step in range(1, steps + 1):
        place = start + (stop - start) * (step / steps)
        mouse(window, kind.MouseMove, place, buttons=LEFT, view=view)
        QTest.qWait(30)
    mouse(window, kind.MouseButtonRelease, stop, LEFT, view=view)


def mouse(
    window: MainWindow,
    kind: QEvent.Type,
    place: QPoint,
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    view: PlotView | None = None,
) -> None:
    """One event of the mouse over a view; `QTest` moves it without buttons only."""
    port = (view or window.landscape_view).viewport()
    where, there = QPointF(place), QPointF(port.mapToGlobal(place))
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(port, QMouseEvent(kind, where, there, button, buttons, none))
