"""Where a map of the landscape is asked for, and how many points it gets."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple, Protocol

from visualizer.core.analysis.planes import Plane, SpannedPlane
from visualizer.core.problems.base import Problem

FINEST = 161
COARSEST = 61
LEAST = 9
"""Points along each axis: of the finest map, of the first one, and at least."""

FINE_BYTES = 400e6
FINEST_BYTES = 1.6e9
COARSE_BYTES = 25e6
"""Bytes of work for the second map, the last and the first one."""


class PlaneWish(Protocol):
    """A plane that has yet to be made, which takes too long for a frame.

    `key` tells wishes apart; those of one `base` show the same plane in other ranges.
    """

    @property
    def key(self) -> Hashable: ...

    @property
    def base(self) -> Hashable: ...

    def make(self) -> SpannedPlane:
        """The plane of all wishes of the same base; `NoPlane` where nothing spans it."""

    def instead(self) -> SpannedPlane:
        """The plane that the trajectory is seen on where there is none."""

    def shown(self, plane: SpannedPlane) -> SpannedPlane:
        """That plane in the ranges of this wish."""


class Ground(NamedTuple):
    """The part of the landscape that is to be seen.

    `aspect` is the height of the picture divided by its width. Without `fine` the map stays
    coarse, as it is about to change; with `field` it gets the field of steepest descent.
    `points` are those of a figure, along both axes, () for as many as a moment allows.
    """

    plane: Plane | PlaneWish
    aspect: float = 1.0
    fine: bool = True
    field: bool = False
    points: tuple[int, ...] = ()


def coarse_side(problem: Problem) -> int:
    """Points along each axis of the first map of a problem, in a square picture."""
    return _side(problem, COARSE_BYTES, COARSEST)


def resolution(
    problem: Problem, plane: Plane, aspect: float, most: float, finest: int
) -> tuple[int, int]:
    """Points along both axes, for about so many bytes of work, near to square cells."""
    if plane.dimensions == 1:
        return (max(LEAST, min(5 * finest, int(most / _cost(problem)))), 1)
    side = _side(problem, most, finest)
    return side, max(LEAST, min(2 * side, round(side * aspect)))


def _side(problem: Problem, most: float, finest: int) -> int:
    """Points along an axis for about so many bytes of work."""
    return max(LEAST, min(finest, int((most / _cost(problem)) ** 0.5)))


def _cost(problem: Problem) -> int:
    return problem.point_bytes + 8 * problem.size
