"""The direction of steepest descent over a plane: arrows on a grid, and streamlines."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import pieces
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet

SIDE = 24
"""Arrows across."""

DENSITY = 26
"""Cells along the width that no two streamlines share."""

_STEP = 0.25
_LONGEST = 400
_SHORTEST = 3.0
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, eq=False)
class DownhillField:
    """The projection of -gradient to a plane: x (nx,), y (ny,), downhill (ny, nx, 2).

    `downhill` is in units of the plane's coordinates; NaN where the gradient is not finite.
    `lines` are the streamlines, if they have been traced.
    """

    x: FloatArray
    y: FloatArray
    downhill: FloatArray
    lines: tuple[FloatArray, ...] | None = None


def field_on(
    problem: Problem,
    plane: Plane,
    resolution: tuple[int, int],
) -> DownhillField:
    """The field at (nx, ny) points of a plane, each in the middle of a cell.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    x, y = (
        low + (np.arange(count) + 0.5) / count * (high - low)
        for (low, high), count in zip((plane.x_range, plane.y_range), resolution, strict=True)
    )
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    skipped = 0
    if plane.axes:
        problem, skipped = problem.along(plane.origin, plane.axes)
    rest = plane.without(skipped, np.float64)
    downhill = np.empty((len(places), 2))
    each = 3 * problem.point_bytes + 24 * problem.size
    with Quiet():
        for piece in pieces(len(places), each):
            _, gradient = problem.loss_and_gradient(rest.at(places[piece]))
            downhill[piece] = rest.along(-gradient)
    # One NaN for both parts: an arrow has two, and half of one is none.
    downhill[~np.isfinite(downhill).all(axis=1)] = np.nan
    return DownhillField(x, y, downhill.reshape(len(y), len(x), 2))


def with_lines(field: DownhillField) -> DownhillField:
    """The field with its streamlines."""
    return replace(field, lines=tuple(streamlines(field)))


def streamlines(field: DownhillField) -> list[FloatArray]:
    """Lines (M, 2) that follow the field, evenly spread: none runs through another's cell.

    The direction is followed in steps of a quarter of a cell by the midpoint rule, uphill
    and downhill from each seed (after Jobard and Lefer 1997, who space lines by distance).
    Points run downhill. Cells are those of a grid `DENSITY` wide.
    """
    tracer = _Tracer(field)
    lines = []
    for seed in tracer.seeds():
        if tracer.is_free(seed):
            line = [*reversed(tracer.trace(seed, -1.0)), *tracer.trace(seed, 1.0)[1:]]
            if len(line) * _STEP >= _SHORTEST:
                tracer.take(line)
                lines.append(tracer.coordinates(line))
    return lines


class _Tracer:
    """Works in cells: (0, 0) is the lower left corner of the view, (width, height) the other."""

    def __init__(self, field: DownhillField) -> None:
        count = np.array([len(field.x), len(field.y)])
        spacing = np.array([field.x[1] - field.x[0], field.y[1] - field.y[0]])
        self._corner = np.array([field.x[0], field.y[0]]) - spacing / 2
        self._scale = DENSITY / count[0]
        self._spacing = spacing
        width, height = (count * self._scale).tolist()
        self._size = (width, height)
        self._taken: NDArray[np.bool_] = np.zeros(
            (math.ceil(height) + 1, math.ceil(width) + 1), dtype=bool
        )
        with np.errstate(all="ignore"):
            way = field.downhill / spacing
            way = way / np.linalg.norm(way, axis=-1, keepdims=True)
        # Python's numbers: a step looks at four of them, and arrays of four cost more.
        self._way: list[list[list[float]]] = np.where(np.isfinite(way), way, 0.0).tolist()

    def seeds(self) -> list[tuple[float, float]]:
        """The middles of all cells, far from one another one after the other."""
        columns, rows = math.floor(self._size[0]), math.floor(self._size[1])
        cells = columns * rows
        step = max(1, round(cells * _GOLDEN))
        while math.gcd(step, cells) > 1:
            step += 1
        order = [number * step % cells for number in range(cells)]
        return [(cell % columns + 0.5, cell // columns + 0.5) for cell in order]

    def is_free(self, place: tuple[float, float]) -> bool:
        """Whether no line runs through the cell of a place."""
        return not self._taken[int(place[1]), int(place[0])]

    def take(self, line: list[tuple[float, float]]) -> None:
        """Mark the cells of a line."""
        for x, y in line:
            self._taken[int(y), int(x)] = True

    def trace(self, seed: tuple[float, float], sign: float) -> list[tuple[float, float]]:
        """Places from a seed on, downhill (1) or uphill (-1), while the cells are free."""
        x, y = seed
        line = [seed]
        before = (0.0, 0.0)
        for _ in range(_LONGEST):
            u, v = self._at(x, y)
            u, v = self._at(x + sign * u * _STEP / 2, y + sign * v * _STEP / 2)
            # At a minimum the direction turns round at every step.
            if (u == 0 and v == 0) or u * before[0] + v * before[1] < 0:
                break
            before = (u, v)
            x, y = x + sign * u * _STEP, y + sign * v * _STEP
            inside = 0 <= x < self._size[0] and 0 <= y < self._size[1]
            if not inside or not self.is_free((x, y)):
                break
            line.append((x, y))
        return line

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """The direction at a place, by linear interpolation, with length 1."""
        way = self._way
        column = min(max(x / self._scale - 0.5, 0.0), len(way[0]) - 1.001)
        row = min(max(y / self._scale - 0.5, 0.0), len(way) - 1.001)
        i, j = int(column), int(row)
        right, up = column - i, row - j
        a, b, c, d = way[j][i], way[j][i + 1], way[j + 1][i], way[j + 1][i + 1]
        left_part, right_part = (1 - right) * (1 - up), right * (1 - up)
        upper_left, upper_right = (1 - right) * up, right * up
        u = a[0] * left_part + b[0] * right_part + c[0] * upper_left + d[0] * upper_right
        v = a[1] * left_part + b[1] * right_part + c[1] * upper_left + d[1] * upper_right
        length = math.hypot(u, v)
        return (u / length, v / length) if length > 1e-9 else (0.0, 0.0)

    def coordinates(self, line: list[tuple[float, float]]) -> FloatArray:
        """Places as coordinates (M, 2) of the plane."""
        return np.asarray(self._corner + np.array(line) / self._scale * self._spacing)


def field_of(problem: Problem, plane: Plane, aspect: float) -> DownhillField:
    """The field of steepest descent with its streamlines, as fine as the eye can follow."""
    return with_lines(field_on(problem, plane, (SIDE, max(3, round(SIDE * aspect)))))
