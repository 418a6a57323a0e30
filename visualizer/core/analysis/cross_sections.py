"""Cross sections: the loss along lines through one point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.planes import AxisPlane, Plane, SpannedPlane
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import pieces
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet


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
