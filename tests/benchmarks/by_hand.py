"""By hand: the time in which it follows the playhead.

`python -m tests.benchmarks.by_hand` measures on the display at hand and prints JSON; use `measured`
to have that done on a virtual screen.
"""

import json
import os
import time
from typing import Any

import numpy as np

from tests.benchmarks.measure import Result
from tests.benchmarks.on_screen import found_on_screen
from tests.benchmarks.window import turn
from tests.gui.frames import frame_of, run_of
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.theme import apply_theme
from visualizer.gui.panels.by_hand import ByHand
from visualizer.gui.window.application import make_application

REQUIRED = 33.0
"""Milliseconds: thirty frames a second."""

ROWS = 60


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Milliseconds from a frame to the painted panel, for rows of a 2-16-16-1 network."""
    app = make_application(["by-hand"])
    apply_theme(app, LIGHT)
    run = run_of(
        {
            "problem": {"kind": "model", "data": "two-moons", "hidden": [16, 16],
                        "output": "sigmoid", "loss": "binary_cross_entropy"},
            "optimizer": {"kind": "adam"},
            "training": {"epochs": rows + 1},
        }
    )  # fmt: skip
    panel = ByHand(LIGHT)
    panel.resize(900, 700)
    panel.show()
    turn(0.5)
    times = []
    for row in range(rows):
        frame = frame_of(run, row, None)
        begin = time.perf_counter()
        panel.draw(frame)
        panel.grab()
        times.append(1e3 * (time.perf_counter() - begin))
        turn(0.01)
    panel.close()
    return {"median": float(np.median(times)), "slow": float(np.percentile(times, 90))}


def results(found: dict[str, Any]) -> list[Result]:
    """What is required: a frame's time."""
    return [
        Result(
            "By hand follows the playhead in a 2-16-16-1 network",
            found["median"], REQUIRED, " ms", False,
            f"from the frame to the painted panel of 900 x 700; nine of ten within "
            f"{found['slow']:.0f} ms",
        )
    ]  # fmt: skip


def measured() -> list[Result]:
    """Measure in a process of its own, on a virtual screen."""
    return results(found_on_screen("tests.benchmarks.by_hand"))


if __name__ == "__main__":
    print(json.dumps(measure()), flush=True)
    os._exit(0)
