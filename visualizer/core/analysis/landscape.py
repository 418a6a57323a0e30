"""The landscape: the loss on a plane through parameter space."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.gradients import pieces
from visualizer.core.problems.base import Problem

Range = tuple[float, float]

_MARGIN = 0.08
_FAR = 3.0
_FLATTEST = 12.0


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane along the axes of two parameters; the others are held at `theta` (P,).

    With `second` None it is a line along one parameter, and `y_range` has no meaning.
    """

    first: int
    second: int | None
    theta: FloatArray
    x_range: Range
    y_range: Range = (0.0, 1.0)

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for planes on which every problem has the same losses."""
        held = self.theta.astype(float)
        held[self.first] = 0
        if self.second is not None:
            held[self.second] = 0
        return (self.first, self.second, self.x_range, self.y_range, held.tobytes())

    def within(self, x_range: Range, y_range: Range) -> "Plane":
        return replace(self, x_range=x_range, y_range=y_range)

    def holds(self, points: FloatArray) -> FloatArray:
        """Which of the points (M, 2) lie inside the ranges, as booleans (M,)."""
        x, y = points[:, 0], points[:, 1]
        inside = (x >= self.x_range[0]) & (x <= self.x_range[1])
        if self.second is not None:
            inside &= (y >= self.y_range[0]) & (y <= self.y_range[1])
        return np.asarray(inside)


@dataclass(frozen=True, eq=False)
class LandscapeMap:
    """Losses on a plane: x (nx,), y (ny,), loss (ny, nx); along a line loss (nx,), y ()."""

    plane: Plane
    x: FloatArray
    y: FloatArray
    loss: FloatArray


def evaluate_plane(
    problem: Problem,
    plane: Plane,
    resolution: int | tuple[int, int],
    cancelled: Callable[[], bool] = lambda: False,
) -> LandscapeMap:
    """The losses on a plane, `resolution` points along each axis (or (nx, ny)).

    Points are handled in pieces that fit the cache; networks are evaluated in float32,
    whose error of about 1e-6 no picture shows.

    Raises
    ------
    Cancelled
        When `cancelled()` turns true between two pieces.
    """
    nx, ny = resolution if isinstance(resolution, tuple) else (resolution, resolution)
    x = np.linspace(*plane.x_range, nx)
    y = np.linspace(*plane.y_range, ny) if plane.second is not None else np.empty(0)
    axes = (plane.first,) if plane.second is None else (plane.first, plane.second)
    problem, skipped = problem.along(plane.theta, axes)
    with np.errstate(all="ignore"):
        # float32 holds no numbers above 3.4e38; the loss is then infinite, as it nearly was.
        theta = plane.theta[skipped:].astype(problem.map_dtype)
    count = nx * max(len(y), 1)
    loss = np.empty(count)
    each = problem.point_bytes + 8 * problem.size
    for piece in pieces(count, each, cancelled):
        places = np.arange(piece.start, piece.stop)
        with np.errstate(all="ignore"):
            points = np.tile(theta, (len(places), 1))
            points[:, plane.first - skipped] = x[places % nx]
            if plane.second is not None:
                points[:, plane.second - skipped] = y[places // nx]
            loss[piece] = problem.loss(points)
    return LandscapeMap(plane, x, y, loss.reshape(len(y), nx) if len(y) else loss)


def widest_parameters(start: FloatArray, end: FloatArray) -> tuple[int, int | None]:
    """The two parameters that moved most between two thetas (P,), in their order."""
    if len(start) == 1:
        return 0, None
    moved = np.abs(end - start)
    # A stable sort: parameters that did not move stand in their order.
    first, second = sorted(np.argsort(-moved, kind="stable")[:2].tolist())
    return first, second


def view_range(
    problem: Problem,
    axes: Sequence[int],
    start: FloatArray,
    path: FloatArray,
    *,
    aspect: float = 1.0,
    everything: bool = False,
) -> tuple[tuple[Range, ...], bool]:
    """Ranges along `axes` (one or two of them) that show a trajectory well.

    Parameters
    ----------
    problem
        Its known minima and usual domain belong in the picture.
    axes
        Indices of the parameters shown.
    start
        The starting theta (P,).
    path
        The points (M, len(axes)) of the trajectory that may be known: of a hidden future
        nothing must be given away.
    aspect
        Height of the picture divided by its width.
    everything
        Include every finite point, also those of a run that diverges.

    Returns
    -------
    tuple
        The ranges, and whether both axes have the same scale.
    """
    here = np.asarray(start, float)[list(axes)]
    low, high = _base(problem, axes, here)
    path = path[np.isfinite(path).all(axis=1)]
    if len(path):
        if not everything:
            path = path[_near(path, here, low, high)]
        if len(path):
            low, high = np.minimum(low, path.min(axis=0)), np.maximum(high, path.max(axis=0))
    size = high - low
    floor = 1e-3 * max(float(size.max()), float(np.abs(here).max()), 1e-6)
    size = np.where(size > floor, size, 0) * (1 + 2 * _MARGIN)
    centre = (low + high) / 2
    if len(axes) == 1:
        width = float(size[0]) or 2.0
        return ((float(centre[0] - width / 2), float(centre[0] + width / 2)),), False
    width, height = _sides(float(size[0]), float(size[1]), aspect)
    x, y = (float(value) for value in centre)
    ranges = ((x - width / 2, x + width / 2), (y - height / 2, y + height / 2))
    return ranges, abs(height / width / aspect - 1) < 1e-6


def _base(problem: Problem, axes: Sequence[int], here: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The box that the problem itself asks for, as low and high (len(axes),)."""
    domain = getattr(problem, "domain", None)
    if domain is not None:
        box = np.array([domain[axis] for axis in axes], float)
        return np.minimum(box[:, 0], here), np.maximum(box[:, 1], here)
    if not problem.minima:
        return here, here
    minimum = np.array(problem.minima[0])[list(axes)]
    # The mirror image of the start is where a step at the edge of stability lands.
    corners = np.stack([here, minimum, 2 * minimum - here])
    return corners.min(axis=0), corners.max(axis=0)


def _near(path: FloatArray, here: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Which points (M,) are near enough to be shown without losing the rest."""
    reach = _FAR * float((high - low).max()) / 2
    distance = np.abs(path - (low + high) / 2).max(axis=1)
    if reach == 0:
        distance = np.abs(path - here).max(axis=1)
        reach = 4 * max(float(np.median(distance)), float(distance[:2][-1]))
        if distance[-1] > 100 * float(np.median(distance)):
            reach = float(np.quantile(distance, 0.25)) * 4
    return np.asarray(distance <= reach)


def _sides(width: float, height: float, aspect: float) -> tuple[float, float]:
    """Sides of one scale where the box allows it, so that arrows point where they point."""
    if width == 0 and height == 0:
        width = 2.0
    tall = width * aspect
    if tall >= height and (height == 0 or height >= tall / _FLATTEST):
        return width, tall
    if tall < height and (width == 0 or tall >= height / _FLATTEST):
        return height / aspect, height
    return width, height
