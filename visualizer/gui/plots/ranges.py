"""Which part of the axes a plot shows: pure functions, without Qt."""

import math
from collections.abc import Sequence

import numpy as np

from visualizer.core.arrays import FloatArray as Array

Range = tuple[float, float]

LIMIT = 1e250
"""Beyond this a value is not drawn: a view box cannot hold ranges near 1e307."""

LEAST = 1e-290
"""A narrower range cannot be mapped to pixels: a quotient of denormal numbers is infinite."""

# How far a line must go, in units of its beginning, to count as exploding; how much of that is
# shown; by how much it must still grow over its last tenth.
_EXPLOSION = 40.0
_SHOWN = 10.0
_STILL = 1.5
_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


# A float64 has 16 digits: six are left for places within the range.
_NARROWEST = 1e-10
"""The least width of a range, as a part of its numbers."""


def can_be_shown(low: float, high: float) -> bool:
    """Whether numbers have digits enough for a range; a view box holds none near 1e307."""
    size = max(abs(low), abs(high))
    return size < LIMIT and high - low > _NARROWEST * size


def grown(value: float) -> float:
    """The next round number from `value` up; an axis that ends there grows in steps."""
    if value <= 0.0:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    # 20 for values that rounding has put just above 10 decades.
    return next(step * decade for step in (*_STEPS, 20.0) if step * decade >= value * (1 - 1e-12))


def log10(values: Array) -> Array:
    """log10, NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0.0, np.log10(np.where(values > 0.0, values, 1.0)), np.nan)


def epoch_range(planned: float, reached: float, ended: bool, hide_future: bool) -> Range:
    """The range of the epoch axis.

    Parameters
    ----------
    planned
        Epochs that the experiment asks for.
    reached
        The last epoch that is drawn: the playhead's when the future is hidden.
    ended
        Whether the run has ended, so that its last epoch is the end of the axis.
    hide_future
        The range then depends on the planned epochs and on what is shown, never on how far
        the run really went.
    """
    if reached > planned:
        high = reached if ended and not hide_future else grown(reached)
    elif hide_future:
        high = planned
    elif ended:
        high = reached
    else:
        high = min(planned, grown(reached))
    # A run of no epochs, too, has an axis.
    return 0.0, max(high, 1.0)


def robust_range(values: Array, full: bool = False) -> tuple[Range, int]:
    """The range to show of one line, and how many of its values to draw.

    Everything, unless the line explodes: grows far beyond its first moves and its start,
    and is still growing over its last tenth. Then the part before that, so that the
    beginning can be read; the line is drawn until it leaves the range for the first time.
    Only the values given count, not how the run ended: a range must not betray a future
    that is hidden.

    Parameters
    ----------
    values
        (M,) the drawn values in the order of time, at least one.
    full
        Show everything.
    """
    values = np.clip(values, -LIMIT, LIMIT)
    whole = float(values.min()), float(values.max())
    if full or len(values) < 5:
        return whole, len(values)
    # How far it has ever been from its start: an explosion that swings to and fro counts as well.
    away = np.maximum.accumulate(np.abs(values - values[0]))
    unit = max(float(away[min(3, len(away) - 1)]) / _SHOWN, float(away[1]), abs(float(values[0])))
    late = away[int(len(away) * 0.9) - 1]
    if unit == 0.0 or away[-1] < _EXPLOSION * unit or away[-1] < _STILL * late:
        return whole, len(values)
    # `away` only rises, so that these are the values before it leaves the range.
    kept = values[away <= _SHOWN * unit]
    return (float(kept.min()), float(kept.max())), min(len(kept) + 1, len(values))


def joined(ranges: Sequence[Range]) -> Range:
    """The smallest range around all; (0, 1) without any."""
    if not ranges:
        return 0.0, 1.0
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def drawable(low: float, high: float) -> Range:
    """A range that is wide enough to be drawn: all that is smaller lies in its middle."""
    if low == high or high - low >= LEAST:
        return low, high
    middle = (low + high) / 2.0
    return middle - LEAST, middle + LEAST


def padded(low: float, high: float) -> Range:
    """A range with some air, rounded outwards, so that it changes in steps as data grows."""
    if not high - low > 1e-12 * max(abs(low), abs(high)):
        # A line that is flat stands in the middle of its plot.
        half = 0.1 * abs(low) if abs(low) > 1e-300 else 1.0
        return low - half, high + half
    air = 0.05 * (high - low)
    step = grown((high - low) / 10.0)
    return math.floor((low - air) / step) * step, math.ceil((high + air) / step) * step


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Positions of labels that do not overlap, each as near to its wanted one as may be.

    Parameters
    ----------
    wanted
        Middle of each label, in pixels.
    height
        Of a label.
    low, high
        The room; when it cannot hold all labels they start at `low` and overflow.

    Returns
    -------
    list
        The middles, in the order of `wanted`, at least `height` apart.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[tuple[float, list[int]]] = []  # (top of the first label, its members)
    for index in order:
        members, targets = [index], [wanted[index]]
        top = _top(targets, height, low, high)
        # Labels that overlap become one stack, which may then overlap the one before.
        while groups and groups[-1][0] + len(groups[-1][1]) * height > top:
            members = groups.pop()[1] + members
            targets = [wanted[member] for member in members]
            top = _top(targets, height, low, high)
        groups.append((top, members))
    placed = [0.0] * len(wanted)
    for top, members in groups:
        for place, member in enumerate(members):
            placed[member] = top + (place + 0.5) * height
    return placed


def _top(targets: Sequence[float], height: float, low: float, high: float) -> float:
    """Where a stack of labels starts so that they lie, on the mean, at their targets."""
    mean = sum(target - place * height for place, target in enumerate(targets)) / len(targets)
    return max(low, min(mean - height / 2.0, high - len(targets) * height))


def stepped(x: Array, y: Array) -> tuple[Array, Array]:
    """A line (M,) that stays at each value up to the next place, where most values stay.

    A slanted line from one level to the next would show values that there never were. A line
    that changes at most places is left as it is.
    """
    if len(y) < 3 or 2 * np.count_nonzero(y[1:] != y[:-1]) > len(y) - 1:
        return x, y
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
