"""Two panes with a run each, and one playhead: frames while it plays, against a single pane.

`python -m tests.benchmarks.panes` measures on the display at hand and prints JSON; use
`measured` to have that done on a virtual screen.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tests.benchmarks.engine import line
from tests.benchmarks.measure import Result
from tests.benchmarks.on_screen import found_on_screen
from tests.benchmarks.window import turn, watched
from visualizer.app.intents import OpenExperiment
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.window.application import make_application

SHOWN = (LandscapePlot, LossPlot)
EPOCHS = 100_000
SPEED = 200.0
"""Epochs a second: each frame shows another row."""


def filled(count: int, epochs: int) -> tuple[Workbench, QWidget]:
    """So many panes, each with a map and a loss, of a run of its own."""
    holder = QWidget()
    holder.resize(1400, 700)
    layout = QHBoxLayout(holder)
    folder = Path(tempfile.mkdtemp())
    settings = QSettings(str(folder / "none.ini"), QSettings.Format.IniFormat)
    bench = Workbench(holder, Preferences(settings), LIGHT)
    for number in range(count):
        bench.session.apply(OpenExperiment(line(epochs + number)))
        run = bench.session.state.run
        pane = Pane(bench.session, bench.playback, bench, run.document)
        bench.stage.add_pane(pane)
        for plot in SHOWN:
            view = PlotView(plot(LIGHT), QSize(100, 100))
            layout.addWidget(view)
            pane.add_view(view)
    while bench.session.training.busy:
        turn(0.05)
    bench.stage.start()
    holder.show()
    turn(1.0)
    return bench, holder


def frames(count: int, seconds: float, epochs: int = EPOCHS) -> float:
    """Paints of the slowest plot of so many panes, for each second of playing."""
    # From the beginning: whether a widget paints by itself is asked once for each.
    with watched() as paints:
        bench, holder = filled(count, epochs)
        bench.playback.set_speed(SPEED)
        bench.playback.play()
        turn(0.5)
        paints.ends.clear()
        turn(seconds)
        bench.playback.pause()
    # Plots of one name in several panes are painted together.
    slowest = min(len(paints.of(plot.name)) for plot in SHOWN) / count
    bench.stage.stop()
    bench.session.close()
    holder.close()
    holder.deleteLater()
    return slowest / seconds


def measure(rounds: int = 3, seconds: float = 3.0) -> dict[str, Any]:
    """Frames a second of one pane and of two, in turns."""
    application = make_application(["benchmark"])
    found: dict[str, list[float]] = {"one": [], "two": []}
    for _ in range(rounds):
        found["one"].append(frames(1, seconds))
        found["two"].append(frames(2, seconds))
    del application
    return found


def results(found: dict[str, Any]) -> list[Result]:
    """What was measured, beside what is required."""
    one, two = np.median(found["one"]), np.median(found["two"])
    return [
        Result(
            "Frames of two panes with a run each while they play, against one pane",
            100 * float(two / one), 90, " %", True,
            f"a map and a loss in each; {two:.0f} and {one:.0f} frames a second",
        ),
    ]  # fmt: skip


def measured() -> list[Result]:
    """Measure in a process of its own, on a virtual screen."""
    return results(found_on_screen("tests.benchmarks.panes"))


if __name__ == "__main__":
    print(json.dumps(measure()), flush=True)
    os._exit(0)
