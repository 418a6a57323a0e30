"""Planes through parameter space, and coordinates on them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Plane(ABC):
    r"""The part of a plane, or of a line, over which a landscape is computed.

    .. math:: \theta(x, y) = o + x u + y v, \quad x \in x\_range, y \in y\_range

    with the origin o (P,) and the directions u, v (P,). D is 2, or 1 for a line, which has
    no v and whose `y_range` means nothing. Coordinates have the shape (..., D), parameter
    vectors (..., P).
    """

    origin: FloatArray
    x_range: Range
    y_range: Range

    @property
    @abstractmethod
    def axes(self) -> tuple[int, ...]:
        """The parameters whose values x and y are (D of them); () for other planes."""

    @property
    def dimensions(self) -> int:
        """How many coordinates there are, D."""
        return 2

    @property
    @abstractmethod
    def key(self) -> tuple[object, ...]:
        """Equal for planes on which every problem has the same losses."""

    @abstractmethod
    def at(self, points: FloatArray) -> FloatArray:
        """The parameters (..., P) at coordinates (..., D), in the type of the origin."""

    @abstractmethod
    def project(self, theta: FloatArray) -> FloatArray:
        """The coordinates (..., D) of the point of the plane that is nearest to theta."""

    @abstractmethod
    def along(self, moves: FloatArray) -> FloatArray:
        """By how much (..., D) the projection moves when theta moves by `moves` (..., P)."""

    @abstractmethod
    def labels(self, names: Sequence[str]) -> tuple[str, ...]:
        """What the coordinates are called (D of them), where the parameters have `names`."""

    @abstractmethod
    def without(self, first: int, dtype: type[np.floating[Any]]) -> Self:
        """The plane in the space that lacks the `first` parameters, in another type."""

    def distance(self, theta: FloatArray) -> FloatArray:
        """The Euclidean distance (...) between theta (..., P) and the plane."""
        beside = theta - self.at(self.project(theta))
        return np.asarray(np.sqrt(np.vecdot(beside, beside)))

    def within(self, x_range: Range, y_range: Range) -> Self:
        """The same plane with other ranges."""
        return replace(self, x_range=x_range, y_range=y_range)

    def holds(self, points: FloatArray) -> NDArray[np.bool_]:
        """Which of the points (M, D or more) lie inside the ranges: booleans (M,)."""
        low, high = np.array([self.x_range, self.y_range][: self.dimensions]).T
        points = points[..., : self.dimensions]
        return np.asarray(((points >= low) & (points <= high)).all(axis=-1))


@dataclass(frozen=True, eq=False)
class AxisPlane(Plane):
    """The plane along the axes of one or two parameters; the others are held at `origin`.

    x and y are the values of these parameters; their own values in `origin` mean nothing.
    """

    picked: tuple[int, ...]

    @classmethod
    def over(
        cls, axes: Sequence[int], theta: FloatArray, x_range: Range, y_range: Range = (0.0, 1.0)
    ) -> Self:
        """The plane of one or two parameters through theta (P,)."""
        return cls(theta, x_range, y_range, tuple(axes))

    @property
    def axes(self) -> tuple[int, ...]:
        return self.picked

    @property
    def dimensions(self) -> int:
        return len(self.picked)

    @property
    def key(self) -> tuple[object, ...]:
        held = self.origin.astype(float)
        # Their values in the origin do not matter: equal planes need equal keys.
        held[list(self.picked)] = 0
        return (self.picked, self.x_range, self.y_range, held.tobytes())

    def at(self, points: FloatArray) -> FloatArray:
        theta = np.empty((*points.shape[:-1], len(self.origin)), self.origin.dtype)
        theta[...] = self.origin
        for number, axis in enumerate(self.picked):
            theta[..., axis] = points[..., number]
        return theta

    def project(self, theta: FloatArray) -> FloatArray:
        return np.asarray(theta[..., list(self.picked)])

    def along(self, moves: FloatArray) -> FloatArray:
        return self.project(moves)

    def labels(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(names[axis] for axis in self.picked)

    def without(self, first: int, dtype: type[np.floating[Any]]) -> Self:
        picked = tuple(axis - first for axis in self.picked)
        return replace(self, origin=self.origin[first:].astype(dtype), picked=picked)


class Recipe(NamedTuple):
    """How a plane was made: its kind, the last row that was known, the seed of chance.

    `row` is the one at the playhead.
    """

    kind: str = ""
    last: int = 0
    seed: tuple[int, ...] = (0,)
    row: int = 0


UNKNOWN = Recipe()


@dataclass(frozen=True, eq=False)
class SpannedPlane(Plane):
    """The plane through `origin` along two `directions` (2, P), which need not be normal.

    `words` say what the directions are, `remark` what is to be known of the plane, `recipe`
    how it was made.
    """

    directions: FloatArray
    words: tuple[str, str]
    remark: str = ""
    recipe: Recipe = UNKNOWN

    @property
    def axes(self) -> tuple[int, ...]:
        return ()

    @cached_property
    def key(self) -> tuple[object, ...]:
        spans = (self.origin.tobytes(), self.directions.tobytes())
        return (*spans, self.x_range, self.y_range)

    @cached_property
    def _inverse(self) -> FloatArray:
        r"""The inverse (2, 2) of the products :math:`D D^T` of the directions."""
        return np.asarray(np.linalg.inv(self.directions @ self.directions.T))

    def at(self, points: FloatArray) -> FloatArray:
        return np.asarray(self.origin + points @ self.directions, self.origin.dtype)

    def project(self, theta: FloatArray) -> FloatArray:
        return self.along(theta - self.origin)

    def along(self, moves: FloatArray) -> FloatArray:
        r"""Least squares: :math:`(D D^T)^{-1} D\,m`."""
        return np.asarray(moves @ self.directions.T @ self._inverse)

    def labels(self, names: Sequence[str]) -> tuple[str, ...]:
        return self.words

    def without(self, first: int, dtype: type[np.floating[Any]]) -> Self:
        rest, directions = self.origin[first:], self.directions[:, first:]
        return replace(self, origin=rest.astype(dtype), directions=directions.astype(dtype))
