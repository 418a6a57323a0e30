"""Cross sections: the loss along lines through one point."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment, Pace
from visualizer.core.analysis.planes import AxisPlane, Plane, SpannedPlane
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability, asked
from visualizer.core.chunks import pieces
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet

POINTS = 121
UPDATE, DOWNHILL = "next step", "downhill −∇L"


@dataclass(frozen=True, eq=False)
class Sections(Insight):
    """Sections through a row; `step` is the distance to the next row along the last one.

    NaN stands for a step that is not known.
    """

    row: int
    lines: tuple[CrossSection, ...]
    step: float

    requires = (Capability.LANDSCAPE,)
    on_plane = True

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace()

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return True

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return asked(moment.plane).key, moment.row, moment.row < moment.last

    @classmethod
    def stages(cls, moment: Moment, former: Sections | None = None) -> Iterator[Sections]:
        yield sections_at(moment, asked(moment.plane))


@dataclass(frozen=True, eq=False)
class CrossSection:
    """The loss along one line.

    Parameters
    ----------
    words
        What the direction is.
    distance, loss
        (M,): how far from the point, in the units of the parameters, and the loss there.
    """

    words: str
    distance: FloatArray
    loss: FloatArray


def cross_section(
    problem: Problem,
    theta: FloatArray,
    direction: FloatArray,
    words: str,
    distance: FloatArray,
) -> CrossSection:
    """The loss at theta (P,) + distance (M,) times `direction` (P,), which has length 1.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    loss = np.empty(len(distance))
    with Quiet():
        for piece in pieces(len(distance), problem.point_bytes + 8 * problem.size):
            loss[piece] = problem.loss(theta + distance[piece, None] * direction)
    return CrossSection(words, distance, loss)


def directions_of(plane: Plane, names: Sequence[str]) -> list[tuple[str, FloatArray]]:
    """The axes of a plane as directions (P,) of length 1, with what they are called."""
    labels = plane.labels(names)
    if isinstance(plane, SpannedPlane):
        lengths = np.linalg.norm(plane.directions, axis=1)
        return list(zip(labels, plane.directions / lengths[:, None], strict=True))
    assert isinstance(plane, AxisPlane)
    found: list[tuple[str, FloatArray]] = []
    for label, axis in zip(labels, plane.axes, strict=True):
        direction = np.zeros(len(plane.origin))
        direction[axis] = 1.0
        found.append((label, direction))
    return found


def reach_of(plane: Plane) -> float:
    """Half of the longer side of a plane's view, as a distance in parameter space."""
    sides = [np.ptp(limits) for limits in (plane.x_range, plane.y_range)[: plane.dimensions]]
    if isinstance(plane, SpannedPlane):
        sides = list(sides * np.linalg.norm(plane.directions, axis=1))
    return float(max(sides)) / 2.0


def ways_of(moment: Moment, plane: Plane) -> list[tuple[str, FloatArray]]:
    """The directions (P,) of length 1 of the sections, and what they are called.

    Those are the axes of the plane, and the next step or, where that is not known, downhill.
    """
    history = moment.history
    directions = directions_of(plane, history.parameters)
    move, words = _next_way(moment)
    length = float(np.linalg.norm(move))
    if np.isfinite(length) and length > 0.0:
        directions.append((words, move / length))
    return directions


def _next_way(moment: Moment) -> tuple[FloatArray, str]:
    """Where it goes next (P,), or downhill, and which of the two."""
    history, row = moment.history, moment.history.row(moment.row)
    if moment.row < moment.last:
        return history.theta(moment.row + 1) - row.theta, UPDATE
    return -row.gradient, DOWNHILL


def sections_at(moment: Moment, plane: Plane) -> Sections:
    """The loss along the axes of the plane, and along the next step or downhill."""
    row, directions = moment.history.row(moment.row), ways_of(moment, plane)
    move, words = _next_way(moment)
    step = float(np.linalg.norm(move)) if words == UPDATE else np.nan
    reach = reach_of(plane)
    lines = []
    for name, direction in directions:
        at = _distances(reach, step if name == UPDATE else np.nan)
        lines.append(cross_section(moment.problem, row.theta, direction, name, at))
    return Sections(moment.row, tuple(lines), step if words == UPDATE else np.nan)


def _distances(reach: float, step: float) -> FloatArray:
    """Evenly spread distances, 0 among them, and that of the step."""
    even = np.linspace(-reach, reach, POINTS)
    return np.union1d(even, [step]) if 0.0 < step <= reach else even
