"""Real runs and frames, and plots on a widget, for the tests of what is drawn."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QImage

from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.analysis.insight import Insight, finished
from visualizer.core.analysis.landscape import LandscapeMap, bare_map, evaluate_plane
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import Descent, train
from visualizer.gui.figures.maps import ground_of
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame


def run_of(table: dict[str, Any]) -> Run:
    """The trained run of an experiment."""
    experiment = Experiment.from_dict({"format": 1, "name": "A test"} | table)
    problem = build(experiment)
    return Run(1, experiment, problem, Descent(experiment, problem), train(experiment, problem))


def line_run(rate: float = 0.1, epochs: int = 60, **changes: Any) -> Run:
    """The line y = 3x; `changes` adds to its sections."""
    table: dict[str, Any] = {
        "problem": {"kind": "model", "data": "line"},
        "optimizer": {"kind": "sgd", "learning_rate": rate},
        "training": {"epochs": epochs},
    }
    for section, values in changes.items():
        table[section] = table.get(section, {}) | values
    return run_of(table)


def class_run(data: str, epochs: int = 2, hidden: Sequence[int] = (), **changes: Any) -> Run:
    """A run that learns classes; `changes` adds to its sections."""
    table: dict[str, Any] = {
        "problem": {"kind": "model", "data": data, "hidden": list(hidden)},
        "data": {"scaling": "standardise"},
        "optimizer": {"kind": "adam", "learning_rate": 0.01},
        "training": {"epochs": epochs, "validation_fraction": 0.25},
    }
    for section, values in changes.items():
        table[section] = table.get(section, {}) | values
    return run_of(table)


def recorded_run(rows: int = 40, size: int = 2, **columns: Any) -> Run:
    """A recording made by hand: a spiral to the middle, its loss and rates; nothing else known."""
    turned = np.linspace(0, 9, rows)[:, None] + np.linspace(0, 2, size)
    theta = np.exp(-np.linspace(0, 3, rows))[:, None] * np.cos(turned)
    usual = {"loss": (theta**2).sum(axis=1), "learning_rate": np.full(rows, 0.1)}
    recording = recording_from({"theta": theta, **usual, **columns})
    return Run(1, None, None, None, recording, title="By hand")


def function_run(name: str, rate: float, epochs: int) -> Run:
    """A run on a function of two variables."""
    return run_of(
        {
            "problem": {"kind": "function", "function": name},
            "optimizer": {"kind": "sgd", "learning_rate": rate},
            "training": {"epochs": epochs},
        }
    )


def frame_of(
    run: Run,
    row: int,
    box: tuple[tuple[float, float], ...] | None = ((-1.0, 6.0), (-2.5, 3.5)),
    **changes: Any,
) -> Frame:
    """A frame with a map of the first two parameters (or the only one) over `box`."""
    count = len(run.history)
    if box is not None:
        plane = AxisPlane.over(range(len(box)), run.history.theta(row), *box)
        if run.problem is None:
            changes["insights"] = (bare_map(plane),)
        else:
            fine = 61 if len(box) == 2 else 300
            changes["insights"] = (evaluate_plane(run.problem, plane, fine),)
    changes.setdefault("lines", tuple(range(min(2, len(run.history.parameters)))))
    return Frame(run, row, count, **changes)


def past(run: Run, last: int | None = None) -> ShownRun:
    """What a run was before, drawn up to a row, or to its end."""
    last = run.count - 1 if last is None else last
    return ShownRun(run, last, last, ghost=True)


def informed(frame: Frame, *kinds: type[Insight]) -> Frame:
    """A frame that knows these insights."""
    return frame.knowing(*(finished(kind, frame.moment) for kind in kinds))


def map_for(
    frame: Frame, aspect: float, coarse: bool = False, kind: str = "", field: bool = False
) -> LandscapeMap:
    """The map that a figure of a frame has."""
    ground = ground_of(frame, aspect, kind, (frame.row,), coarse)._replace(field=field)
    return finished(LandscapeMap, frame.moment._replace(ground=ground))


@contextmanager
def on_widget(plot: Plot, size: tuple[int, int] = (460, 300)) -> Iterator[pg.GraphicsLayoutWidget]:
    """The plot in a widget of its own, taken down afterwards."""
    widget = pg.GraphicsLayoutWidget()
    widget.setBackground(plot.look.card)
    widget.addItem(plot.item)
    widget.resize(*size)
    widget.show()
    QCoreApplication.processEvents()
    try:
        yield widget
    finally:
        plot.close()
        widget.close()
        widget.deleteLater()


def show(plot: Plot, widget: pg.GraphicsLayoutWidget, frame: Frame) -> NDArray[np.uint8]:
    """Draw a frame; the picture as (height, width, 3) RGB."""
    plot.draw(frame)
    widget.grab()
    QCoreApplication.processEvents()
    plot.draw(frame)
    return rgb(widget.grab().toImage())


def rgb(image: QImage) -> NDArray[np.uint8]:
    """The pixels (height, width, 3) of a picture."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def pixel_of(plot: Plot, x: float, y: float) -> QPointF:
    """Where a point of the view is in the widget."""
    return plot.box.mapToScene(plot.box.mapFromView(QPointF(x, y)))


def near(picture: NDArray[np.uint8], colour: str, tolerance: int = 40) -> NDArray[np.bool_]:
    """Which pixels (height, width) have about a colour."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return (np.abs(picture.astype(int) - wanted) <= tolerance).all(axis=2)


class Calls:
    """A callback that remembers what it was called with."""

    def __init__(self) -> None:
        self.made: list[tuple[Any, ...]] = []

    def __call__(self, *values: Any) -> None:
        self.made.append(values)


Draw = Callable[..., NDArray[np.uint8]]
