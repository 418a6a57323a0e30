"""Extremes of long columns at coarser and coarser steps, so that views cost what they show."""

from collections.abc import Callable

import numpy as np

from visualizer.core.arrays import FloatArray

# A pyramid over all positions would take as much memory as the column: 64 to a bin is 1/32 of it,
# and the last 63 positions are read from the column itself in no time.
FIRST_FACTOR = 64
# All levels above the first add a fifteenth to its memory, and a view goes through at most 16 bins
# for each pixel.
NEXT_FACTOR = 16

Read = Callable[[int, int], FloatArray]
"""Reads positions low..high - 1 of a column (n,), or of two columns (2, n)."""


class _Level:
    """A growing array of bins; the first axis counts them."""

    def __init__(self, factor: int, shape: tuple[int, ...]) -> None:
        self.factor = factor
        self.count = 0
        self._bins = np.empty((64, *shape))

    @property
    def bins(self) -> FloatArray:
        return self._bins[: self.count]

    def add(self, bins: FloatArray) -> None:
        need = self.count + len(bins)
        if need > len(self._bins):
            # Doubling: the cost of growing stays in proportion to what was added.
            grown = np.empty((max(need, 2 * len(self._bins)), *self._bins.shape[1:]))
            grown[: self.count] = self.bins
            self._bins = grown
        self._bins[self.count : need] = bins
        self.count = need


class _Pyramid:
    """Levels of bins of 64, 1024, 16384, ... positions, extended as the column grows."""

    shape: tuple[int, ...]

    def __init__(self) -> None:
        self._levels = [_Level(FIRST_FACTOR, self.shape)]

    def extend(self, read: Read, size: int) -> None:
        """Take in the positions up to `size` that fill whole bins."""
        first = self._levels[0]
        # Bins that are not full yet are left out: they would change with every step.
        while first.count < size // FIRST_FACTOR:
            low = first.count
            # Pieces bound the memory when a long column is met for the first time.
            high = min(size // FIRST_FACTOR, low + 4096)
            first.add(self._bin(read(low * FIRST_FACTOR, high * FIRST_FACTOR)))
        number = 0
        # Upper levels are made of the bins below and never touch the column again.
        while self._levels[number].count >= NEXT_FACTOR:
            level = self._levels[number]
            if number + 1 == len(self._levels):
                self._levels.append(_Level(level.factor * NEXT_FACTOR, self.shape))
            above = self._levels[number + 1]
            low, high = above.count, level.count // NEXT_FACTOR
            if high > low:
                above.add(self._merge(level.bins[low * NEXT_FACTOR : high * NEXT_FACTOR]))
            number += 1

    def _level(self, positions: int, bins: int) -> _Level | None:
        """The coarsest level that still has `bins` bins in so many positions."""
        fitting = [level for level in self._levels if positions // level.factor >= bins]
        # Never fewer bins than pixels: an extreme would be drawn at a place where it is not.
        return fitting[-1] if fitting else None

    def _bin(self, values: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _merge(self, bins: FloatArray) -> FloatArray:
        raise NotImplementedError


class RangePyramid(_Pyramid):
    """The least and the greatest value of each bin: bins of shape (2,)."""

    shape = (2,)

    def _bin(self, values: FloatArray) -> FloatArray:
        # Infinities, too: as an extreme one would flatten everything else.
        finite = np.where(np.isfinite(values), values, np.nan).reshape(-1, FIRST_FACTOR)
        return _extremes(finite, finite)

    def _merge(self, bins: FloatArray) -> FloatArray:
        grouped = bins.reshape(-1, NEXT_FACTOR, 2)
        return _extremes(grouped[..., 0], grouped[..., 1])

    def view(self, read: Read, low: int, high: int, pixels: int) -> tuple[FloatArray, FloatArray]:
        """Positions and values, about 2 * `pixels` to 4 * `pixels`, with every extreme kept.

        Covers positions low..high - 1; call `extend` before. Values that are not finite
        (rows at which a column has no value) are left out.
        """
        count = high - low
        if are_few(count, pixels):
            return without_gaps(np.arange(low, high, dtype=float), read(low, high))
        # Only whole bins lie inside low..high; both ends are read apart, by the same rule.
        level = self._level(count, pixels)
        if level is None:
            x, y = without_gaps(np.arange(low, high, dtype=float), read(low, high))
            few = _thinned(np.column_stack([x, y]), pixels, _extreme_values)
            return few[:, 0], few[:, 1]
        first, last = -(-low // level.factor), min(high // level.factor, level.count)
        # Still up to 16 times as many bins as pixels: groups of them make it one to two.
        group = max(1, (last - first) // pixels)
        head = self._ends(read, low, first * level.factor, pixels)
        middle = _envelope(level.bins[first:last], first * level.factor, level.factor, group)
        tail = self._ends(read, last * level.factor, high, pixels)
        parts = (head, middle, tail)
        return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])

    def _ends(self, read: Read, low: int, high: int, pixels: int) -> tuple[FloatArray, FloatArray]:
        if high - low <= pixels:
            return without_gaps(np.arange(low, high, dtype=float), read(low, high))
        # An end is about one bin wide, which is a pixel or less: it needs few points.
        return self.view(read, low, high, max(1, pixels // 4))


def _extremes(lows: FloatArray, highs: FloatArray) -> FloatArray:
    """The extremes of rows (n, m) as (n, 2); NaN only where a whole row is NaN."""
    # `fmin`, not `nanmin`: that one warns of rows without any number.
    return np.stack([np.fmin.reduce(lows, axis=1), np.fmax.reduce(highs, axis=1)], axis=-1)


def are_few(count: int, pixels: int) -> bool:
    """Whether so many values are drawn as they are: no detour would save anything."""
    return count <= 4 * pixels


def without_gaps(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Positions and values (M,) without those that are not finite."""
    there = np.isfinite(y)
    return (x, y) if there.all() else (x[there], y[there])


def _extreme_values(points: FloatArray) -> FloatArray:
    """Of groups (n, m, 2) of positions and values the least and the greatest: (n, 2, 2)."""
    values = points[..., 1]
    chosen = np.stack([values.argmin(1), values.argmax(1)], axis=1)
    # In the order of positions: drawn from least to greatest the line would run backwards.
    chosen.sort(axis=1)
    return np.take_along_axis(points, chosen[..., None], axis=1)


def _envelope(
    bins: FloatArray, start: int, factor: int, group: int
) -> tuple[FloatArray, FloatArray]:
    """A zigzag through the extremes of every `group` bins (n, 2), each `factor` wide."""
    if not len(bins):
        return np.empty(0), np.empty(0)
    starts = np.arange(0, len(bins), group)
    y = np.stack(
        [np.fmin.reduceat(bins[:, 0], starts), np.fmax.reduceat(bins[:, 1], starts)], axis=-1
    )
    # Which extreme came first is forgotten; within a pixel nobody can see it. Least at the start of
    # a group and greatest in its middle keep x rising.
    x = start + factor * (starts[:, None] + group * np.array([0.0, 0.5]))
    return without_gaps(np.minimum(x, start + factor * len(bins) - 1).ravel(), y.ravel())


class PathPyramid(_Pyramid):
    """The points of a path at which either coordinate is extreme: bins (4, 3).

    The last axis holds the position and both coordinates, in the order of positions.
    """

    shape = (4, 3)

    def extend(self, read: Read, size: int) -> None:
        # `_bin` is given values without positions, and counts them itself from here.
        self._place = self._levels[0].count * FIRST_FACTOR
        super().extend(read, size)

    def _bin(self, values: FloatArray) -> FloatArray:
        count = values.shape[1]
        places = np.arange(self._place, self._place + count, dtype=float)
        self._place += count
        points = np.column_stack([places, values[0], values[1]])
        return self._extreme(points.reshape(-1, FIRST_FACTOR, 3))

    def _merge(self, bins: FloatArray) -> FloatArray:
        return self._extreme(bins.reshape(-1, 4 * NEXT_FACTOR, 3))

    @staticmethod
    def _extreme(points: FloatArray) -> FloatArray:
        x, y = points[..., 1], points[..., 2]
        # One point may be extreme twice, and then stands there twice: all bins have one shape.
        chosen = np.stack([x.argmin(1), x.argmax(1), y.argmin(1), y.argmax(1)], axis=1)
        chosen.sort(axis=1)
        return np.take_along_axis(points, chosen[..., None], axis=1)

    def path(self, read: Read, low: int, high: int, points: int) -> FloatArray:
        """Points (M, 2) of positions low..high - 1, M at most about 2 * `points`.

        Both ends and every extreme of either coordinate are kept; call `extend` before.
        """
        if high - low <= points:
            return read(low, high).T
        # Each group gives four points.
        groups = max(1, points // 4)
        level = self._level(high - low, groups)
        if level is None:
            between = np.column_stack([np.arange(low, high), *read(low, high)])
            parts = [_thinned(between, groups, self._extreme)[:, 1:]]
        else:
            first, last = -(-low // level.factor), min(high // level.factor, level.count)
            between = level.bins[first:last].reshape(-1, 3)
            parts = [
                self.path(read, low, first * level.factor, max(1, points // 4)),
                _thinned(between, groups, self._extreme)[:, 1:],
                self.path(read, last * level.factor, high, max(1, points // 4)),
            ]
        # The start and the playhead are marked: the line has to reach them.
        return np.concatenate([read(low, low + 1).T, *parts, read(high - 1, high).T])


def _thinned(
    points: FloatArray, groups: int, extreme: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """The extreme ones of the points (n, k), in at most about so many groups: (m, k)."""
    size = max(1, -(-len(points) // groups))
    even = len(points) - len(points) % size
    rest = points[even:]
    parts = [extreme(points[:even].reshape(-1, size, points.shape[1]))] if even else []
    if len(rest):
        parts.append(extreme(rest[None]))
    return np.concatenate(parts).reshape(-1, points.shape[1]) if parts else points
