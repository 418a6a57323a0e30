"""What the hand does in the picture of the fit, where points are drawn."""

from typing import NamedTuple

from PySide6.QtCore import QPointF

from visualizer.core.data.drawn import Drawn
from visualizer.gui.plots.frame import Frame

NEAR = 12.0
"""Pixels within which the pointer means a point."""


class HandStroke(NamedTuple):
    """A click, or a drag from where it has begun to where it is, with a tool.

    `reach` is how near the pointer has to be to a point, in units of the axes.
    """

    tool: str
    begin: QPointF
    here: QPointF
    reach: float
    is_click: bool


def is_drawn(frame: Frame) -> bool:
    """Whether the points of the run in front are drawn by hand."""
    experiment = frame.run.experiment
    return experiment is not None and isinstance(experiment.data, Drawn)
