"""Many runs that are shown together in the real window: playing, and moving the playhead.

`python -m tests.benchmarks.compare` measures on the display at hand and prints JSON; use
`measured` to have that done on a virtual screen.
"""

import json
import os
import time
from typing import Any

import numpy as np

from tests.benchmarks.engine import line
from tests.benchmarks.measure import Result
from tests.benchmarks.on_screen import found_on_screen
from tests.benchmarks.window import Paints, filled, playhead, turn, watched
from visualizer.app.intents import MovePlayhead, OpenExperiment
from visualizer.gui.window.main_window import MainWindow

RUNS, STEPS = 20, 100_000
SPEED = 2000.0
"""Epochs a second: each frame shows another row."""


def compared(runs: int, steps: int) -> MainWindow:
    """The window with so many runs of one line, each with a rate of its own."""
    window = filled(steps)
    # Nothing is drawn meanwhile: that is not what is measured.
    window.stage.stop()
    for rate in np.geomspace(0.002, 0.1, runs - 1):
        other = line(steps).with_values({"optimizer.learning_rate": float(rate)})
        window.session.apply(OpenExperiment(other))
        while window.session.training_now:
            time.sleep(0.02)
            turn(0.02)
    assert len(window.session.state.shown) == runs
    window.stage.start()
    turn(1.0)
    return window


def playing(window: MainWindow, paints: Paints, seconds: float) -> list[float]:
    """Milliseconds between the frames that are painted while all runs play."""
    window.session.apply(MovePlayhead(0.0))
    window.playback.set_speed(SPEED)
    window.playback.play()
    turn(0.5)
    paints.ends.clear()
    turn(seconds)
    window.playback.pause()
    turn(0.3)
    return [1000.0 * gap for gap in np.diff(paints.frames())]


def measure(
    runs: int = RUNS, steps: int = STEPS, moves: int = 60, seconds: float = 6.0
) -> dict[str, Any]:
    """All that is measured with so many runs."""
    with watched() as paints:
        window = compared(runs, steps)
        try:
            return {
                "playing": playing(window, paints, seconds),
                "moves": playhead(window, paints, moves),
            }
        finally:
            window.close_unasked()
            window.deleteLater()


def results(found: dict[str, Any]) -> list[Result]:
    """What was measured, beside what is required."""
    gaps, moves = np.array(found["playing"]), np.array(found["moves"])
    return [
        Result(
            f"Frames while {RUNS} shown runs of 10⁵ steps play, 95th percentile of the gaps",
            float(np.percentile(gaps, 95)), 33, " ms", False,
            f"median {np.median(gaps):.0f} ms, {len(gaps)} frames; landscape, parameters, loss, "
            "gradient and fit are seen",
        ),
        Result(
            f"Moving the playhead of {RUNS} shown runs of 10⁵ steps, 95th percentile",
            float(np.percentile(moves, 95)), 33, " ms", False,
            f"until every visible plot is painted; {len(moves)} moves to random places, "
            f"median {np.median(moves):.0f} ms",
        ),
    ]  # fmt: skip


def measured() -> list[Result]:
    """Measure in a process of its own, on a virtual screen."""
    return results(found_on_screen("tests.benchmarks.compare"))


if __name__ == "__main__":
    print(json.dumps(measure()), flush=True)
    os._exit(0)
