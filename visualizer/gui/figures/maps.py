"""The landscape of a figure, computed for the shape of its drawing area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualizer.app.panes import companions
from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.landscape import (
    equal_scales,
    view_range,
    widest_parameters,
)
from visualizer.core.analysis.plane_kinds import PLANE_KINDS, PRINCIPAL, plane_of
from visualizer.core.analysis.plane_parts import Known
from visualizer.core.analysis.planes import AxisPlane, Plane, Recipe, SpannedPlane
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.ranges import Array, Range

# By so much a range may be widened to give both axes one scale; beyond, the trajectory would be
# tiny.
_WIDEN = 3.0
_WORK = 4e9
_LINE = 600
_AIR = 0.14
"""The share of a picture that arrows reach."""


def ground_of(
    frame: Frame, aspect: float, kind: str, rows: Sequence[int], coarse: bool = False
) -> Ground:
    """What a figure shows of the landscape: fine, or of few points to lay the figure out with.

    It is the plane of the frame's own map where there is one, else that of a kind (see
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
    rows
        Rows whose points have arrows.
    """
    plane = _with_air(plane_of_figure(frame, aspect, kind), frame, aspect, rows)
    problem = frame.run.problem
    if problem is None:
        return Ground(plane, aspect)
    points = _WORK / (problem.point_bytes + 8.0 * problem.size) / 64.0
    # Nine points tell the shape of the loss well enough for the numbers of the axes.
    side = 9 if coarse else int(np.clip(np.sqrt(points), 61, 241))
    side = _LINE if plane.dimensions == 1 else side
    return Ground(plane, aspect, not coarse, points=(side,))


def at_row(ground: Ground, frame: Frame) -> Ground:
    """The same part of the landscape at the row of a frame: with its values of all parameters.

    Only slices through more parameters than they show differ from row to row.
    """
    plane = ground.plane
    return ground._replace(plane=through(plane, frame)) if isinstance(plane, Plane) else ground


def through(plane: Plane, frame: Frame) -> Plane:
    """A plane along parameters, moved to those of the row of a frame; others stay."""
    if not isinstance(plane, AxisPlane):
        return plane
    theta = frame.run.history.theta(frame.row)
    return AxisPlane.over(plane.axes, theta, plane.x_range, plane.y_range)


def plane_of_figure(frame: Frame, aspect: float, kind: str) -> Plane:
    """The plane of the landscape of a frame, or the one that it would have."""
    history, problem = frame.run.history, frame.run.problem
    plane = frame.map.plane if frame.map is not None else None
    if isinstance(plane, SpannedPlane) and _is_of_another(plane.recipe, frame):
        return plane_of(plane.recipe.kind, _known(frame, plane.recipe.seed), aspect=aspect)
    if plane is not None:
        # That of the window may be of a moment ago.
        plane = through(plane, frame)
        if plane.dimensions == 1:
            return plane
        return plane.within(*equal_scales(plane.x_range, plane.y_range, aspect, _WIDEN))
    kind = kind or ("" if problem is not None else PRINCIPAL)
    if kind and len(history.parameters) > 2:
        return plane_of(kind, _known(frame, (frame.run.seed, 0)), aspect=aspect)
    first, second = widest_parameters(history.theta(0), history.theta(frame.reveal))
    axes = (first,) if second is None else (first, second)
    ranges, _ = view_range(problem, axes, history.theta(0), _path(frame, axes), aspect=aspect)
    return AxisPlane.over(axes, history.theta(frame.row), *ranges)


def _known(frame: Frame, seed: tuple[int, ...]) -> Known:
    """What a plane of a figure may be made from."""
    run, others = frame.run, companions(frame.beside)
    return Known(run.problem, run.history, frame.reveal, seed, frame.row, others, frame.label)


def _is_of_another(recipe: Recipe, frame: Frame) -> bool:
    """Whether a plane was made from a future that this figure hides, or at another row."""
    here = recipe.kind in PLANE_KINDS and PLANE_KINDS[recipe.kind].here
    return recipe.last > frame.reveal or (here and recipe.row != frame.row)


def _with_air(plane: Plane, frame: Frame, aspect: float, rows: Sequence[int]) -> Plane:
    """The plane, with room for arrows where the point of one of the rows is near an edge."""
    if plane.dimensions == 1:
        return plane
    x, y = plane.x_range, plane.y_range
    for row in rows:
        here = plane.project(frame.run.history.theta(row))
        x, y = _aired(x, float(here[0])), _aired(y, float(here[1]))
    if (x, y) == (plane.x_range, plane.y_range):
        return plane
    return plane.within(*equal_scales(x, y, aspect, _WIDEN))


def _aired(limits: Range, place: float) -> Range:
    low, high = limits
    if not low <= place <= high:
        return limits
    air = _AIR * (high - low)
    return min(low, place - air), max(high, place + air)


def _path(frame: Frame, axes: tuple[int, ...]) -> Array:
    """The trajectory (M, len(axes)) that may be known."""
    history = frame.run.history
    if len(axes) == 2:
        return history.path(*axes, 0, frame.reveal)
    return history.view(history.parameters[axes[0]], 0, frame.reveal, 1000)[1][:, None]
