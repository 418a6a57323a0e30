"""Nothing that was made and closed stays: plots, figures, dialogs and windows, several times.

What stays is counted among all objects that Python knows: those of Qt, of pyqtgraph and our own.
"""

import gc
from collections import Counter
from collections.abc import Callable
from weakref import ref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from tests.gui.frames import class_run, frame_of, function_run, line_run, on_widget, show
from tests.gui.windows import close_window, new_window, settle, wait_until
from visualizer.core.errors import InputError
from visualizer.gui.dialogs.import_data import ImportDialog
from visualizer.gui.dialogs.problem import show_problem
from visualizer.gui.dialogs.unsaved import ask_conflict, ask_unsaved, tell_failed
from visualizer.gui.figures.figures import FORMATS, FigureOptions, informed, render
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.registry import PLOTS
from visualizer.gui.window.commands import Commands
from visualizer.gui.window.docks import DOCKS, Docks

TIMES = 2
"""One object left each time is seen as well as with twenty."""
FAMILIES = ("PySide6.", "pyqtgraph.", "visualizer.gui.")
COUNTED = (QObject, Plot, Docks, Commands)
SMALL = FigureOptions(size=(200.0, 150.0), scale=1.0)


def counted() -> Counter[str]:
    """How many widgets, items and plots there are, by type."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        kind = type(one)
        if issubclass(kind, COUNTED) and kind.__module__.startswith(FAMILIES):
            found[f"{kind.__module__}.{kind.__name__}"] += 1
    return found


def left_by(make: Callable[[], object], times: int = TIMES) -> dict[str, int]:
    """The types of which more objects are there, for each time something is made and closed."""
    make()  # what is made once and kept, such as fonts and caches
    before = counted()
    for _ in range(times):
        make()
    after = counted()
    return {kind: after[kind] - before[kind] for kind in after if after[kind] > before[kind]}


@pytest.fixture(scope="module")
def frames() -> list[object]:
    runs = (line_run(0.05, 5), function_run("rosenbrock", 0.001, 5), class_run("two-moons", 1))
    return [frame_of(run, 1) for run in runs]


def suited(name: str, frames: list[object]) -> object:
    return next((one for one in frames if PLOTS[name].suits(one.run)), frames[0])


@pytest.mark.usefixtures("qapp")
def test_plots(frames):
    full = {name: informed(PLOTS[name](LIGHT), suited(name, frames)) for name in PLOTS}

    def make() -> None:
        for name, frame in full.items():
            plot = PLOTS[name](LIGHT)
            with on_widget(plot, (200, 150)) as widget:
                show(plot, widget, frame)

    assert left_by(make) == {}


@pytest.mark.usefixtures("qapp")
def test_figures(frames, tmp_path):
    def make() -> None:
        for name in ("landscape", "loss", "sharpness"):
            for ending in FORMATS:
                render(suited(name, frames), [name], SMALL, tmp_path / f"figure.{ending}")

    assert left_by(make) == {}


def test_windows(qapp, settings):
    """Whole windows, each with every dock opened, and nothing that they hold."""
    known = []

    def make() -> None:
        window = new_window(settings, (800, 480))
        for dock in DOCKS:
            window.docks.open(dock.name)
            window.docks.fill(dock.name)
        window.actions_by_name["explorer"].trigger()
        window.actions_by_name["getting_started"].trigger()
        settle(window)
        run = window.session.state.run
        held = (
            window,
            window.docks,
            window.commands,
            window.bench,
            window.session,
            run,
            run.history,
        )
        known.extend(map(ref, held))
        close_window(window)

    assert left_by(make) == {}
    assert [one() for one in known if one() is not None] == []


def closing(window, open_it: Callable[[], object], ready=lambda dialog: True) -> None:
    """Open a dialog by what opens it, and close it with Escape when it is there."""
    before = set(window.findChildren(QDialog))
    open_it()
    (dialog,) = [
        one for one in window.findChildren(QDialog) if one.isVisible() or one not in before
    ]
    wait_until(lambda: dialog.isVisible() and ready(dialog))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_until(lambda: not dialog.isVisible())


def answered(dialog: ImportDialog) -> bool:
    dialog.update_answer()
    return dialog.found is not None


def escaping(ask: Callable[[], object]) -> None:
    """Ask something that waits for the answer, and press Escape as soon as it is there."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    timer = QTimer()
    timer.timeout.connect(press)
    timer.start(5)
    ask()
    timer.stop()


def plot_menu(window) -> None:
    view = window.landscape_view
    window.commands.show_plot_menu(view, view.mapToGlobal(view.rect().center()))
    for menu in window.findChildren(QMenu):
        if menu.isVisible():
            menu.close()


DIALOGS: dict[str, Callable] = {
    "about": lambda window, path: closing(window, window.actions_by_name["about"].trigger),
    "help": lambda window, path: closing(window, window.actions_by_name["shortcuts"].trigger),
    "explorer": lambda window, path: closing(window, window.actions_by_name["explorer"].trigger),
    "rate finder": lambda window, path: closing(
        window, window.actions_by_name["find_rate"].trigger
    ),
    "import": lambda window, path: closing(
        window, lambda: window.commands.open_table(str(path)), answered
    ),
    "problem": lambda window, path: closing(window, lambda: show_problem(window, "details")),
    "unreadable": lambda window, path: closing(
        window, lambda: tell_failed(window, str(path), "opened", InputError("it is empty"))
    ),
    "export": lambda window, path: escaping(window.actions_by_name["export"].trigger),
    "unsaved": lambda window, path: escaping(lambda: ask_unsaved(window, ["first", "second"])),
    "conflict": lambda window, path: escaping(lambda: ask_conflict(window, str(path))),
    "menu of a plot": lambda window, path: plot_menu(window),
}


def test_dialogs(window, table):
    """All of them in one window, so that one window is enough."""
    left = {
        name: left_by(lambda open_it=open_it: open_it(window, table))
        for name, open_it in DIALOGS.items()
    }
    assert {name: kinds for name, kinds in left.items() if kinds} == {}
