r"""Taylor polynomials at the point of the playhead: tangent plane, paraboloid, Newton's point.

Along a plane through the point theta, with coordinates p and directions D (K, P),

.. math::
    T_1(p) = L + s^T (p - p_0), \quad
    T_2(p) = T_1(p) + \tfrac12 (p - p_0)^T B (p - p_0), \quad
    s = D \nabla L, \quad B = D H D^T

with the exact gradient and the exact second derivatives H of the loss on all rows. Where B is
positive definite, T_2 is lowest at p_0 - B^{-1} s: the point to which Newton's method steps
(Nocedal and Wright, Numerical Optimization, 2006, section 2.2).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.cross_sections import ways_of
from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.analysis.local_curvature import CHEAP, READABLE
from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability, asked
from visualizer.core.problems.base import Problem

BOWL, SADDLE, DOME, FLAT = "bowl", "saddle", "dome", "flat"

WHY_NOT = {
    SADDLE: "curves up and down: a saddle, which has no lowest point",
    DOME: "curves down: it has no lowest point",
    FLAT: "does not curve in some direction: it has no single lowest point",
}
"""Why a paraboloid of a shape has no lowest point."""

_TINY = 1e-12
"""The share of the greatest curvature below which one is rounding."""


class Directional(NamedTuple):
    """A direction of length 1 in the space of the parameters, and the loss along it.

    `way` (D,) is the direction in coordinates of the plane; `slope` and `curvature` are the first
    and the second derivative along it.
    """

    way: FloatArray
    slope: float
    curvature: float


class SectionParabola(NamedTuple):
    """The parabola of a cross section: the loss at its middle, its slope and its curvature."""

    loss: float
    slope: float
    curvature: float

    def at(self, distance: FloatArray, order: int) -> FloatArray:
        """The polynomial of an order, 1 or 2, at distances (M,) from the point."""
        bend = self.curvature / 2 * distance**2 if order > 1 else 0.0
        return np.asarray(self.loss + self.slope * distance + bend)

    @property
    def lowest(self) -> float | None:
        """How far from the point the parabola is lowest; None where it is not open upwards."""
        return -self.slope / self.curvature if self.curvature > 0 else None


@dataclass(frozen=True, eq=False)
class TaylorPolynomial:
    """The Taylor polynomials over a plane of D coordinates.

    Parameters
    ----------
    here
        The coordinates (D,) of the point.
    loss
        The loss there.
    slope, second
        The first (D,) and second (D, D) derivatives by the coordinates.
    gram
        The products (D, D) of the plane's directions: what a step of one means in parameters.
    """

    here: FloatArray
    loss: float
    slope: FloatArray
    second: FloatArray
    gram: FloatArray

    def at(self, points: FloatArray, order: int) -> FloatArray:
        """The polynomial of an order, 1 or 2, at coordinates (..., D)."""
        away = points - self.here
        first = self.loss + away @ self.slope
        if order < 2:
            return np.asarray(first)
        return np.asarray(first + np.vecdot(away @ self.second, away) / 2)

    @cached_property
    def shape(self) -> str:
        """How the paraboloid is bent: a bowl, a saddle, a dome, or flat along some direction."""
        values = np.linalg.eigvalsh(self.second)
        tiny = _TINY * float(np.abs(values).max())
        if np.any(np.abs(values) <= tiny):
            return FLAT if not np.any(values < -tiny) or np.all(values <= tiny) else SADDLE
        if np.all(values > 0):
            return BOWL
        return DOME if np.all(values < 0) else SADDLE

    @cached_property
    def newton(self) -> FloatArray | None:
        """Where the paraboloid is lowest (D,); None unless it is a bowl."""
        if self.shape != BOWL:
            return None
        found = self.here - np.linalg.solve(self.second, self.slope)
        return found if np.isfinite(found).all() else None

    def along(self, angle: float) -> Directional:
        """The derivatives along a direction, `angle` degrees from the first axis to the second.

        Angles are those in the space of the parameters, where the axes are at right angles.
        """
        lengths = np.sqrt(np.diag(self.gram))
        turn = np.deg2rad(angle)
        parts = np.array([np.cos(turn), np.sin(turn)])[: len(lengths)]
        way = parts / lengths
        way = way / np.sqrt(way @ self.gram @ way)
        return Directional(way, float(way @ self.slope), float(way @ self.second @ way))

    def angle_of(self, way: FloatArray) -> float:
        """The angle, in degrees from 0 to 360, whose direction points along `way` (2,)."""
        across, up = way * np.sqrt(np.diag(self.gram))
        return float(np.rad2deg(np.arctan2(up, across)) % 360)


@dataclass(frozen=True, eq=False)
class Taylor(Insight):
    """The polynomials at a row, over the plane of the landscape and along its cross sections."""

    row: int
    plane: Plane
    surface: TaylorPolynomial
    lines: tuple[SectionParabola, ...]

    requires = (Capability.CURVATURE,)
    on_plane = True

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        many = moment.problem.size > CHEAP
        return Pace(READABLE if many else 0.0, until=Motion.PLAYING if many else Motion.NEVER)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return True

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return asked(moment.plane).key, moment.row, moment.row < moment.last

    @classmethod
    def stages(cls, moment: Moment, former: Taylor | None = None) -> Iterator[Taylor]:
        plane, problem = asked(moment.plane), moment.problem
        theta = moment.history.theta(moment.row).astype(float)
        ways = [way for _, way in ways_of(moment, plane)]
        yield cls(moment.row, plane, *polynomials(problem, plane, theta, ways))


def polynomials(
    problem: Problem, plane: Plane, theta: FloatArray, ways: list[FloatArray]
) -> tuple[TaylorPolynomial, tuple[SectionParabola, ...]]:
    """The polynomials at theta (P,) over a plane, and along directions (P,) of length 1."""
    # Differences of points give the directions of any kind of plane.
    count = plane.dimensions
    corners = plane.at(np.concatenate([np.zeros((1, count)), np.eye(count)])).astype(float)
    spans = corners[1:] - corners[0]
    directions = np.concatenate([spans, np.reshape(ways, (len(ways), len(theta)))])
    with np.errstate(all="ignore"):
        loss, gradient = problem.loss_and_gradient(theta)
        second = directions @ problem.hessian_product(theta)(directions).T
    # Symmetric but for rounding.
    second, slope, height = (second + second.T) / 2, directions @ gradient, float(loss)
    surface = TaylorPolynomial(
        plane.project(theta), height, slope[:count], second[:count, :count], spans @ spans.T
    )
    bends = np.diag(second)[count:].tolist()
    lines = zip(slope[count:].tolist(), bends, strict=True)
    return surface, tuple(SectionParabola(height, first, bend) for first, bend in lines)
