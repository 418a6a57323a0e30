"""Nothing that was made and closed stays: plots and figures, each several times.

What stays is counted among all objects that Python knows: those of Qt, of pyqtgraph and our own.
"""

import gc
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.gui.frames import class_run, frame_of, function_run, line_run, on_widget, show
from visualizer.gui.figures.figures import FigureOptions, informed, render
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.registry import PLOTS

TIMES = 5
"""One object left each time is seen as well as with twenty."""
FAMILIES = ("PySide6.", "pyqtgraph.", "visualizer.gui.")
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
        if issubclass(kind, QObject | Plot) and kind.__module__.startswith(FAMILIES):
            found[f"{kind.__module__}.{kind.__name__}"] += 1
    return found


def left_by(make: Callable[[], object], times: int = TIMES) -> dict[str, int]:
    """The types of which more objects are there, for each time something is made and closed."""
    for _ in range(2):
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
@pytest.mark.parametrize("name", PLOTS)
def test_plots(name, frames):
    frame = suited(name, frames)
    full = informed(PLOTS[name](LIGHT), frame)

    def make() -> None:
        plot = PLOTS[name](LIGHT)
        with on_widget(plot, (200, 150)) as widget:
            show(plot, widget, full)

    assert left_by(make) == {}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("name", ["landscape", "loss", "sharpness"])
def test_figures(name, ending, frames, tmp_path):
    frame = suited(name, frames)
    path = tmp_path / f"figure.{ending}"
    assert left_by(lambda: render(frame, [name], SMALL, path)) == {}
