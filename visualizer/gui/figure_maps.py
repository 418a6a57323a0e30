"""The landscape of a figure, computed for the shape of its drawing area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from visualizer.app.basins import resolutions
from visualizer.core.analysis.landscape import (
    LandscapeMap,
    evaluate_plane,
    view_range,
    widest_parameters,
)
from visualizer.core.analysis.plane_kinds import Known, plane_of
from visualizer.core.analysis.planes import AxisPlane, Plane, SpannedPlane
from visualizer.gui.frame import Frame
from visualizer.gui.plots.ranges import Array, Range

if TYPE_CHECKING:
    from visualizer.core.analysis.basins import BasinMap

_WIDEN = 3.0
_WORK = 4e9
_LINE = 600


def map_for(frame: Frame, aspect: float, coarse: bool = False, kind: str = "") -> LandscapeMap:
    """A map of the landscape of a frame: fine, or of few points to lay the figure out with.

    It shows the plane of the frame's own map where there is one, else that of a kind (see
    `plane_kinds`) or the two parameters that moved most. Points between the known ranges
    and the edges of the picture are added, so that both axes have one scale where that is
    possible.

    Parameters
    ----------
    frame
        With or without a map.
    aspect
        Height of the drawing area divided by its width.
    kind
        One of `PLANE_KINDS`, or empty; means nothing with up to two parameters.
    """
    plane = _plane(frame, aspect, kind)
    problem = frame.run.problem
    points = _WORK / (problem.point_bytes + 8.0 * problem.size) / 64.0
    side = 9 if coarse else int(np.clip(np.sqrt(points), 61, 241))
    return evaluate_plane(problem, plane, _LINE if plane.dimensions == 1 else side)


def basins_for(frame: Frame, aspect: float, kind: str = "") -> BasinMap:
    """The basin map of a frame, over the plane of its landscape."""
    from visualizer.core.analysis.basins import basin_map

    run = frame.run
    shape = resolutions(run.experiment, run.problem, aspect)[-1]
    return basin_map(run.experiment, run.problem, _plane(frame, aspect, kind), shape)


def _plane(frame: Frame, aspect: float, kind: str) -> Plane:
    history, problem = frame.run.history, frame.run.problem
    plane = frame.map.plane if frame.map is not None else None
    if isinstance(plane, SpannedPlane) and plane.recipe.last > frame.reveal:
        # It was made from a future that this figure hides.
        known = Known(problem, history, frame.reveal, plane.recipe.seed)
        return plane_of(plane.recipe.kind, known, aspect=aspect)
    if plane is not None:
        if plane.dimensions == 1:
            return plane
        return plane.within(*_equal_scales(plane.x_range, plane.y_range, aspect))
    if kind and problem.size > 2:
        seed = (frame.run.experiment.training.seed, 0)
        return plane_of(kind, Known(problem, history, frame.reveal, seed), aspect=aspect)
    first, second = widest_parameters(history.theta(0), history.theta(frame.reveal))
    axes = (first,) if second is None else (first, second)
    ranges, _ = view_range(problem, axes, history.theta(0), _path(frame, axes), aspect=aspect)
    return AxisPlane.over(axes, history.theta(frame.row), *ranges)


def _path(frame: Frame, axes: tuple[int, ...]) -> Array:
    """The trajectory (M, len(axes)) that may be known."""
    history = frame.run.history
    if len(axes) == 2:
        return history.path(*axes, 0, frame.reveal)
    return history.view(history.parameters[axes[0]], 0, frame.reveal, 1000)[1][:, None]


def _equal_scales(x_range: Range, y_range: Range, aspect: float) -> tuple[Range, Range]:
    """Ranges in which one unit is as long across as up, where that costs little room."""
    across, up = x_range[1] - x_range[0], (y_range[1] - y_range[0]) / aspect
    largest = max(across, up)
    if not min(across, up) > 0.0 or largest > _WIDEN * min(across, up):
        return x_range, y_range
    return _widened(x_range, largest / across), _widened(y_range, largest / up)


def _widened(limits: Range, factor: float) -> Range:
    if factor == 1.0:
        return limits
    middle, half = (limits[0] + limits[1]) / 2.0, (limits[1] - limits[0]) / 2.0 * factor
    return middle - half, middle + half
