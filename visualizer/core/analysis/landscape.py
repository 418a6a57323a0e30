"""The landscape: the loss on a plane through parameter space."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from visualizer.core.analysis.fields import DownhillField, field_of
from visualizer.core.analysis.ground import (
    COARSE_BYTES,
    COARSEST,
    FINE_BYTES,
    FINEST,
    FINEST_BYTES,
    Ground,
    PlaneWish,
    resolution,
)
from visualizer.core.analysis.insight import Insight, Moment, Pace
from visualizer.core.analysis.plane_parts import NoPlane
from visualizer.core.analysis.planes import Plane, Range, SpannedPlane
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability, asked
from visualizer.core.chunks import pieces
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import ONE_BLAS_THREAD

# Measured on two cores: a map of a network is made twice as fast.
THREADS = 2
WORTH_THREADS = 32 << 20
"""Bytes of work that are worth more than one thread."""

CHUNK_OF_THREADS = 1 << 20
"""Bytes of a piece: with smaller ones the threads wait for the interpreter half of the time."""

# Shares and multiples of the trajectory's box: air around it, how far away a point may be to be
# shown, and how unequal sides may be before they get scales of their own.
_MARGIN = 0.08
_FAR = 3.0
_FASTER = 3.0
_STILL = 1.02
_FLATTEST = 12.0


@dataclass(frozen=True, eq=False)
class LandscapeMap(Insight):
    """Losses on a plane: x (nx,), y (ny,), loss (ny, nx); along a line loss (nx,), y ().

    `coarse` maps have few points because what they show is about to change. `field` is the
    direction of steepest descent, where it was asked for. Where no loss is known but that of
    the trajectory, x, y and loss are empty, and the plane alone is to be shown. `made` is the
    plane as it was before it was cut to what is seen, and the base of its wish. A map with a
    `reason` has nothing to show: why nothing spans the plane that is wanted.
    """

    plane: Plane
    x: FloatArray
    y: FloatArray
    loss: FloatArray
    coarse: bool = False
    field: DownhillField | None = None
    made: tuple[Hashable, SpannedPlane] | None = None
    reason: str = ""

    requires = ()

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace()

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return moment.ground is not None

    @classmethod
    def subject(cls, moment: Moment) -> Hashable:
        # Equal, not the same: a function is made anew with every change of a setting.
        known = Capability.LANDSCAPE in moment.capabilities
        return moment.problem if known else moment.history

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        ground = asked(moment.ground)
        return ground.plane.key, *ground[1:]

    @classmethod
    def stages(cls, moment: Moment, former: LandscapeMap | None = None) -> Iterator[LandscapeMap]:
        """A coarse map at once, even when it is late, so that something is always seen."""
        ground, made = asked(moment.ground), None if former is None else former.made
        plane, reason = ground.plane, ""
        if not isinstance(plane, Plane):
            wish = plane
            # The plane may take seconds, its ranges nothing: a zoom makes only the latter anew.
            if made is None or made[0] != wish.base:
                made, reason = _made(wish)
            else:
                reason = "" if former is None else former.reason
            plane = wish.shown(made[1])
        if reason:
            yield replace(bare_map(plane), made=made, reason=reason)
            return
        known = Capability.LANDSCAPE in moment.capabilities
        maps = _maps(moment.problem, plane, ground) if known else iter((bare_map(plane),))
        for found in maps:
            yield replace(found, made=made)

    @property
    def known(self) -> bool:
        """Whether there are losses to be shown."""
        return self.loss.size > 0


def _made(wish: PlaneWish) -> tuple[tuple[Hashable, SpannedPlane], str]:
    """The plane of a wish and its base; where nothing spans it, another one and the reason."""
    try:
        return (wish.base, wish.make()), ""
    except NoPlane as error:
        return (wish.base, wish.instead()), error.message


def bare_map(plane: Plane) -> LandscapeMap:
    """A plane for a trajectory of which no other losses are known."""
    return LandscapeMap(plane, np.empty(0), np.empty(0), np.empty(0))


def _maps(problem: Problem, plane: Plane, ground: Ground) -> Iterator[LandscapeMap]:
    def points(most: float, finest: int) -> tuple[int, ...]:
        return ground.points or resolution(problem, plane, ground.aspect, most, finest)

    coarse, fine = points(COARSE_BYTES, COARSEST), points(FINE_BYTES, FINEST)
    found = evaluate_plane(problem, plane, (coarse[0], coarse[-1]))
    yield found if ground.fine else replace(found, coarse=fine > coarse)
    if not ground.fine:
        return
    # Small problems reach the finest resolution at once: then the set is empty.
    for finer in sorted({fine, points(FINEST_BYTES, FINEST)} - {coarse}):
        found = evaluate_plane(problem, plane, (finer[0], finer[-1]))
        yield found
    if ground.field and plane.dimensions == 2:
        yield replace(found, field=field_of(problem, plane, ground.aspect))


def evaluate_plane(
    problem: Problem,
    plane: Plane,
    resolution: int | tuple[int, int],
) -> LandscapeMap:
    """The losses on a plane, `resolution` points along each axis (or (nx, ny)).

    Points are handled in pieces that fit the cache; networks are evaluated in float32,
    whose error of about 1e-6 no picture shows.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    nx, ny = resolution if isinstance(resolution, tuple) else (resolution, resolution)
    x = np.linspace(*plane.x_range, nx)
    y = np.linspace(*plane.y_range, ny) if plane.dimensions == 2 else np.empty(0)
    skipped = 0
    if plane.axes:
        # Layers before the first parameter that moves are evaluated once for the whole map.
        problem, skipped = problem.along(plane.origin, plane.axes)
    with np.errstate(all="ignore"):
        # float32 holds no numbers above 3.4e38; the loss is then infinite, as it nearly was.
        rest = plane.without(skipped, problem.map_dtype)
    # A map is one batch of thetas: what it costs is memory traffic.
    count, each = nx * max(len(y), 1), problem.point_bytes + 8 * problem.size
    loss = np.empty(count)

    def fill(piece: slice) -> None:
        places = np.arange(piece.start, piece.stop)
        columns = [x[places % nx], y[places // nx]] if len(y) else [x[places]]
        with np.errstate(all="ignore"):
            loss[piece] = problem.loss(rest.at(np.stack(columns, axis=-1)))

    # BLAS on several threads waits for itself longer than it computes such small products.
    with ONE_BLAS_THREAD:
        if count * each < WORTH_THREADS:
            for piece in pieces(count, each):
                fill(piece)
        else:
            _fill_in_threads(fill, pieces(count, each, CHUNK_OF_THREADS))
    return LandscapeMap(plane, x, y, loss.reshape(len(y), nx) if len(y) else loss)


def _fill_in_threads(fill: Callable[[slice], None], work: Iterator[slice]) -> None:
    """Fill pieces in threads, which NumPy lets run while it computes."""
    # Not before it is needed: it takes a few milliseconds of the start of the program.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(THREADS, "landscape") as pool:
        # A context of its own for each piece: in it the thread knows when to give up. Few are
        # submitted ahead, so that cancelling leaves little undone.
        waiting = deque(
            pool.submit(copy_context().run, fill, piece) for piece in islice(work, 2 * THREADS)
        )
        while waiting:
            waiting.popleft().result()
            waiting.extend(
                pool.submit(copy_context().run, fill, piece) for piece in islice(work, 1)
            )


def widest_parameters(start: FloatArray, end: FloatArray) -> tuple[int, int | None]:
    """The two parameters that moved most between two thetas (P,), in their order."""
    if len(start) == 1:
        return 0, None
    moved = np.abs(end - start)
    # A stable sort: parameters that did not move stand in their order.
    first, second = sorted(np.argsort(-moved, kind="stable")[:2].tolist())
    return first, second


def view_range(
    problem: Problem | None,
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
        Its known minima and usual domain belong in the picture; None where it is not known.
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
    return fitted_range(low, high, here, path, aspect=aspect, everything=everything)


def fitted_range(
    low: FloatArray,
    high: FloatArray,
    here: FloatArray,
    path: FloatArray,
    *,
    aspect: float = 1.0,
    everything: bool = False,
) -> tuple[tuple[Range, ...], bool]:
    """Ranges that hold a box and show a trajectory well; see `view_range`.

    Parameters
    ----------
    low, high
        The corners (D,) of what belongs in the picture at any rate.
    here
        The coordinates (D,) of the start.
    path
        The points (M, D) of the trajectory.
    """
    # Rows are finite; their projections on a plane may overflow.
    path = path[np.isfinite(path).all(axis=1)]
    if len(path):
        if not everything:
            path = path[_near(path, here, low, high)]
        if len(path):
            low, high = np.minimum(low, path.min(axis=0)), np.maximum(high, path.max(axis=0))
    size = high - low
    # A side of no length would make a range that no axis can show.
    floor = 1e-3 * max(float(size.max()), float(np.abs(here).max()), 1e-6)
    size = np.where(size > floor, size, 0) * (1 + 2 * _MARGIN)
    centre = (low + high) / 2
    if len(here) == 1:
        width = float(size[0]) or 2.0
        return ((float(centre[0] - width / 2), float(centre[0] + width / 2)),), False
    width, height = _sides(float(size[0]), float(size[1]), aspect)
    x, y = (float(value) for value in centre)
    ranges = ((x - width / 2, x + width / 2), (y - height / 2, y + height / 2))
    return ranges, abs(height / width / aspect - 1) < 1e-6


def goes_away(path: FloatArray) -> bool:
    """Whether a path (M, D) goes away from its start ever faster, up to its last points."""
    if len(path) < 3:
        return False
    with np.errstate(all="ignore"):
        # How far it has ever been: one that swings to and fro counts as well.
        away = np.maximum.accumulate(np.abs(path - path[0]).max(axis=1))
    half, late = (float(away[max(int(len(away) * part), 2) - 1]) for part in (0.5, 0.9))
    # One that goes evenly is twice as far at the end as at half of its way.
    return bool(away[-1] > _FASTER * half > 0.0 and away[-1] > _STILL * late)


def equal_scales(
    x_range: Range, y_range: Range, aspect: float, most: float = np.inf
) -> tuple[Range, Range]:
    """The shorter range widened until one unit is as long across as up.

    Parameters
    ----------
    aspect
        Height of the picture divided by its width.
    most
        Ranges that would have to be widened by more stay as they are.
    """
    # Both in units for one and the same length on the screen.
    across, up = x_range[1] - x_range[0], (y_range[1] - y_range[0]) / aspect
    largest = max(across, up)
    # Written so that NaN is refused, too.
    if not min(across, up) > 0.0 or largest > most * min(across, up):
        return x_range, y_range
    return _widened(x_range, largest / across), _widened(y_range, largest / up)


def _widened(limits: Range, factor: float) -> Range:
    if factor == 1.0:
        return limits
    middle, half = (limits[0] + limits[1]) / 2.0, (limits[1] - limits[0]) / 2.0 * factor
    return middle - half, middle + half


def _base(
    problem: Problem | None, axes: Sequence[int], here: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The box that the problem itself asks for, as low and high (len(axes),)."""
    # Functions and formulas have one: where their features are, whatever the run does.
    domain = getattr(problem, "domain", None)
    if domain is not None:
        box = np.array([domain[axis] for axis in axes], float)
        return np.minimum(box[:, 0], here), np.maximum(box[:, 1], here)
    if problem is None or not problem.minima:
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
        # Without a box the trajectory is its own measure: the median, but at least the first step.
        reach = 4 * max(float(np.median(distance)), float(distance[:2][-1]))
        # Half of its points are near the start, and it has exploded since: a quarter of them tells
        # the scale of what can be seen.
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
