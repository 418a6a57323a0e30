"""Frames that hold the curvature, as the stage makes them."""

from dataclasses import replace
from typing import Any

import numpy as np

from tests.gui.frames import frame_of, run_of
from visualizer.app.curvatures import Found, curvature_along
from visualizer.app.state import Run
from visualizer.core.analysis.curvature import hessian_along
from visualizer.gui.plots.frame import Frame


def curved_frame(run: Run, row: int, **changes: Any) -> Frame:
    """A frame with all that is known of the curvature at its row."""
    frame = frame_of(run, row, **changes)
    return replace(frame, curvature=known(run, row, frame))


def known(run: Run, row: int, frame: Frame) -> Found:
    """What is found at a row, with the block of the frame's map."""
    found = curvature_along(run, row)
    if frame.map is None:
        return found
    plane = frame.map.plane
    theta = run.history.theta(row).astype(float)
    corners = plane.at(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return replace(found, block=hessian_along(run.problem, theta, corners[1:] - corners[0]))


def curved(row: int = 0, **table: Any) -> Frame:
    """The frame at a row of a run of an experiment, without a map."""
    return curved_frame(run_of(table), row, box=None)
