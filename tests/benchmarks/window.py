"""The real window: frames while a run trains, and the playhead in a long run.

`python -m tests.benchmarks.window` measures on the display at hand and prints JSON; use
`measured` to have that done on a virtual screen.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, QTimer

from tests.benchmarks.engine import line
from tests.benchmarks.measure import Result
from tests.benchmarks.on_screen import found_on_screen
from visualizer.app.intents import ChangeSettings, MovePlayhead, OpenExperiment, SetOption
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.window.application import make_application
from visualizer.gui.window.main_window import MainWindow

ROWS = 1_000_000
MORE = 7_000_000
"""Steps that the run is made longer by: it is not to end while it is watched."""

PATIENCE = 120.0


@dataclass
class Paints:
    """When each plot was painted: ends in seconds, by the name of the plot."""

    ends: list[tuple[str, float]] = field(default_factory=list)

    def frames(self, apart: float = 0.004) -> list[float]:
        """When frames were complete: paints that follow each other at once are one frame."""
        times = [end for _, end in self.ends]
        last = [b - a > apart for a, b in pairwise(times)]
        return [time for time, done in zip(times, [*last, True], strict=False) if done]

    def of(self, name: str) -> list[float]:
        return [end for other, end in self.ends if other == name]


@contextmanager
def watched() -> Iterator[Paints]:
    """Note the end of every paint of a plot."""
    paints = Paints()
    original = PlotView.paintEvent

    def paint_event(view: PlotView, event: object) -> None:
        original(view, event)
        paints.ends.append((view.plot.name, time.perf_counter()))

    PlotView.paintEvent = paint_event
    try:
        yield paints
    finally:
        PlotView.paintEvent = original


def turn(seconds: float) -> None:
    """Let the program run, as it runs by itself: QTest.qWait would keep the interpreter."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def filled(rows: int) -> MainWindow:
    """The window, 1400 x 900 in its usual layout, with a finished run of so many rows."""
    app = make_application(["benchmark"])
    folder = tempfile.mkdtemp()
    window = MainWindow(app, QSettings(str(Path(folder) / "none.ini"), QSettings.Format.IniFormat))
    window.resize(1400, 900)
    window.fill()
    window.session.apply(OpenExperiment(line(rows)))
    window.stage.start()
    window.show()
    turn(0.5)
    deadline = time.monotonic() + PATIENCE
    while window.session.training_now and time.monotonic() < deadline:
        window.stage.stop()
        time.sleep(0.02)
        turn(0.02)
    window.stage.start()
    turn(1.0)
    return window


def playhead(window: MainWindow, paints: Paints, moves: int) -> list[float]:
    """Milliseconds from the intent to the end of the last visible plot's paint, for each move."""
    random = np.random.default_rng(0)
    state = window.session.state
    names = _visible(window)
    found = []
    for _ in range(moves):
        turn(float(random.uniform(0.08, 0.12)))
        place = float(random.integers(0, state.run.count)) / state.run.history.steps_per_epoch
        paints.ends.clear()
        start = time.perf_counter()
        window.session.apply(MovePlayhead(place))
        loop = QEventLoop()
        # Nothing of this is in the way: the loop sleeps until there is something to do.
        while names - {name for name, _ in paints.ends} and time.perf_counter() - start < 1.0:
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        found.append(1000 * (max(end for _, end in paints.ends) - start))
    return found


@contextmanager
def busy() -> Iterator[None]:
    """Have another process take all that it can get of the machine."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def single(window: MainWindow, paints: Paints, shown: float) -> dict[str, float]:
    """Frames a second while the run trains and one plot is visible, for some of them."""
    found = {}
    for name in ("landscape", "loss"):
        card = window.landscape_card if name == "landscape" else window.docks[name]
        window.alone.toggle(card)
        turn(0.5)
        paints.ends.clear()
        turn(shown)
        found[name] = len(paints.frames()) / shown
        window.alone.leave()
        turn(0.5)
    return found


def _visible(window: MainWindow) -> set[str]:
    return {view.plot.name for view in window.findChildren(PlotView) if view.isVisible()}


def training(
    window: MainWindow, paints: Paints, rounds: int, alone: float, shown: float
) -> dict[str, Any]:
    """Gaps between paints in ms and steps per second, alone and with the window, in turns.

    Alone means: nothing is drawn, and the GUI thread is asleep.
    """
    session = window.session
    session.apply(SetOption("follow", True))
    session.apply(ChangeSettings({"training.epochs": session.state.run.count + MORE}))
    turn(1.0)
    frames: list[float] = []
    views: dict[str, list[float]] = {name: [] for name in _visible(window)}
    speeds = []
    for _ in range(rounds):
        window.stage.stop()
        turn(0.1)
        lonely = _speed(window, lambda: time.sleep(alone))
        window.stage.start()
        turn(0.4)
        paints.ends.clear()
        speeds.append((lonely, _speed(window, lambda: turn(shown))))
        frames += np.diff(paints.frames()).tolist()
        for name, gaps in views.items():
            gaps += np.diff(paints.of(name)).tolist()
    alone_seen = single(window, paints, shown)
    session.apply(SetOption("follow", False))
    return {
        "single": alone_seen,
        "frames": [1000 * gap for gap in frames],
        "views": {name: [1000 * gap for gap in gaps] for name, gaps in views.items()},
        "speeds": speeds,
        "rows": len(session.state.run.history),
    }


def _speed(window: MainWindow, wait: Any) -> float:
    history = window.session.state.run.history
    rows, start = len(history), time.perf_counter()
    wait()
    return (len(history) - rows) / (time.perf_counter() - start)


def measure(
    rows: int, moves: int = 60, rounds: int = 5, alone: float = 1.0, shown: float = 2.5
) -> dict[str, Any]:
    """All that is measured in the window."""
    with watched() as paints:
        window = filled(rows)
        try:
            moved = playhead(window, paints, moves)
            with busy():
                beside = playhead(window, paints, moves)
            found = {"playhead": moved, "busy": beside}
            return found | training(window, paints, rounds, alone, shown)
        finally:
            window.close_unasked()
            window.deleteLater()


def results(found: dict[str, Any]) -> list[Result]:
    """What was measured, beside what is required."""
    frames, moved = np.array(found["frames"]), np.array(found["playhead"])
    lonely, shown = np.median(np.array(found["speeds"]), axis=0)
    kept = float(np.median([with_window / alone for alone, with_window in found["speeds"]]))
    slowest = max(float(np.percentile(gaps, 95)) for gaps in found["views"].values() if gaps)
    beside, seen = np.array(found["busy"]), found["single"]
    long = f"{found['rows'] / 1e6:.1f} million steps in the history at the end"
    return [
        Result(
            "Painted frames while a run trains, 95th percentile of the gaps",
            float(np.percentile(frames, 95)), 33, " ms", False,
            f"median {np.median(frames):.0f} ms, {len(frames)} frames; a frame paints two of the "
            f"plots, each plot is painted at least every {slowest:.0f} ms (95 %); {long}",
        ),
        Result(
            "Speed that the training keeps with the window",
            100 * kept, 50, " %", True,
            f"{shown:,.0f} steps a second with the window, {lonely:,.0f} with nothing drawn",
        ),
        Result(
            "Moving the playhead in a run of 10⁶ steps, 95th percentile",
            float(np.percentile(moved, 95)), 33, " ms", False,
            f"until every visible plot is painted; {len(moved)} moves to random places, "
            f"median {np.median(moved):.0f} ms",
        ),
        Result(
            "The same with another process at work",
            float(np.percentile(beside, 95)), 33, " ms", False,
            f"{len(beside)} moves, median {np.median(beside):.0f} ms",
        ),
        Result(
            "Painted frames while a run trains and one plot is seen",
            min(seen.values()), 60, " frames/s", True,
            ", ".join(f"{name} {rate:.0f} frames/s" for name, rate in seen.items()),
        ),
    ]  # fmt: skip


def measured() -> list[Result]:
    """Measure in a process of its own, on a virtual screen."""
    return results(found_on_screen("tests.benchmarks.window"))


if __name__ == "__main__":
    print(json.dumps(measure(ROWS)), flush=True)
    os._exit(0)
