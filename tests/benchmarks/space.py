"""The landscape in three dimensions: how fast it turns, with OpenGL and painted.

`python -m tests.benchmarks.space` measures on the display at hand and prints JSON; use
`measured` to have that done on a virtual screen, where OpenGL is software, too.
"""

import json
import os
import time

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from tests.benchmarks.engine import line
from tests.benchmarks.measure import Result
from tests.benchmarks.on_screen import found_on_screen
from visualizer.app.state import Run
from visualizer.core.analysis.landscape import evaluate_plane
from visualizer.core.analysis.planes import AxisPlane
from visualizer.core.building import build
from visualizer.core.training import Descent, train
from visualizer.gui.look.look import LIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.space.open_gl import open_gl
from visualizer.gui.space.surface import SurfacePlot
from visualizer.gui.stage.surface_view import SurfaceView
from visualizer.gui.window.application import make_application

SIDE = 101
SIZE = (571, 442)
"""Of the landscape in a window of 1400 x 900."""


def frame(side: int = SIDE) -> Frame:
    """The line y = 3x after six of sixty epochs, with a map of so many points a side."""
    experiment = line(60).with_values({"optimizer.learning_rate": 0.1})
    problem = build(experiment)
    history = train(experiment, problem)
    run = Run(1, experiment, problem, Descent(experiment, problem), history)
    plane = AxisPlane.over((0, 1), history.theta(6), (-1.0, 6.0), (-2.5, 3.5))
    surface = evaluate_plane(problem, plane, side)
    return Frame(run, 6, len(history), lines=(0, 1), insights=(surface,))


def turning(app: QApplication, backend: object, frames: int, rounds: int) -> float:
    """Frames a second of the whole picture, painted at once, in the best of some rounds."""
    plot = SurfacePlot(LIGHT)
    plot.canvas.backend = backend
    view = SurfaceView(plot, QSize(*SIZE))
    view.resize(*SIZE)
    view.show()
    view.show_frame(frame())
    app.processEvents()
    best = 0.0
    for number in range(rounds + 1):
        start = time.perf_counter()
        for _ in range(frames):
            view.turn(3.0)
            view.viewport().repaint()
        if number:  # the first does not count
            best = max(best, frames / (time.perf_counter() - start))
    kept = plot.canvas.backend is backend
    view.close()
    view.deleteLater()
    return best if kept else 0.0


def measure(app: QApplication, frames: int = 60, rounds: int = 5) -> dict[str, float]:
    """Frames a second, by what draws the surface; without OpenGL only what is painted."""
    found = {"painted": turning(app, None, frames, rounds)}
    backend = open_gl()
    if backend is not None:
        found["OpenGL"] = turning(app, backend, frames, rounds)
    return found


def results(found: dict[str, float]) -> list[Result]:
    """What was measured, beside what is required."""
    what = f"the whole picture of {SIZE[0]} x {SIZE[1]} pixels, with the trajectory on it"
    return [
        Result(
            f"The landscape in 3-D turns, {SIDE} x {SIDE} points, {name}",
            speed, 30, " frames/s", True, what,
        )
        for name, speed in found.items()
    ]  # fmt: skip


def measured() -> list[Result]:
    """Measure in a process of its own, on a virtual screen."""
    return results(found_on_screen("tests.benchmarks.space"))


if __name__ == "__main__":
    print(json.dumps(measure(make_application(["benchmark"]))), flush=True)
    os._exit(0)
