"""Frames that hold the curvature, as the stage makes them."""

from typing import Any

from tests.gui.frames import frame_of, informed, run_of
from visualizer.app.state import Run
from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.analysis.sharpness import Sharpness
from visualizer.gui.plots.frame import Frame


def curved_frame(run: Run, row: int, **changes: Any) -> Frame:
    """A frame with all that is known of the curvature at its row."""
    return informed(frame_of(run, row, **changes), Curvature, Sharpness)


def curved(row: int = 0, **table: Any) -> Frame:
    """The frame at a row of a run of an experiment, without a map."""
    return curved_frame(run_of(table), row, box=None)
