"""Which of several runs the range of an axis is for: pure functions, without Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.landscape import goes_away
from visualizer.gui.plots.ranges import Array, Range, joined, padded, robust_range

_TOO_FAR = 2.0
"""How many times as wide an axis may become for the sake of a run that does not settle."""


@dataclass(frozen=True)
class Extent:
    """How far a line goes.

    Parameters
    ----------
    whole
        Of all that is drawn of it.
    early, kept
        What is shown of it where it is alone, and how many of its points: see `robust_range`.
    explodes
        Whether that is not all of it.
    values
        Of its values as they are, on whatever axis.
    leaving
        Whether it explodes, or is still going away ever faster.
    """

    whole: Range
    early: Range
    kept: int
    explodes: bool
    values: Range
    leaving: bool


def extent_of(values: Array, drawn: Array, log: bool) -> Extent | None:
    """The extent of a line of values (M,), drawn at heights (M,); None where it has no height.

    On a logarithmic axis an explosion is a slope like others, and hides nothing of its own line.
    """
    places = np.flatnonzero(np.isfinite(drawn))
    if not len(places):
        return None
    known, count = values[places], len(places)
    early, kept = robust_range(drawn[places], full=log)
    _, shown = robust_range(known)
    return Extent(
        whole=(float(drawn[places].min()), float(drawn[places].max())),
        early=early,
        kept=int(places[kept - 1]) + 1 if kept < count else len(drawn),
        explodes=kept < count,
        values=(float(known.min()), float(known.max())),
        leaving=shown < count or goes_away(known[:, None]),
    )


def settling(runs: Sequence[Sequence[Extent]]) -> list[bool] | None:
    """Which of several runs, each with its lines, the range is for: those that settle.

    A run that goes away counts only if the axis would not be much longer for it. None where no
    run settles: each has a beginning to show.
    """
    calm = [not any(line.leaving for line in lines) for lines in runs]
    near = [line.values for lines, stays in zip(runs, calm, strict=True) if stays for line in lines]
    if not near:
        return None
    low, high = joined(near)
    # Half of each: the difference of two huge numbers need not be finite.
    most = _TOO_FAR * (high / 2.0 - low / 2.0)

    def fits(lines: Sequence[Extent]) -> bool:
        least, greatest = joined([(low, high), *(line.values for line in lines)])
        return greatest / 2.0 - least / 2.0 <= most

    return [stays or fits(lines) for lines, stays in zip(runs, calm, strict=True)]


@dataclass(frozen=True)
class SharedRange:
    """What an axis shows of several lines.

    `counts` has the points of each line that are drawn; `partial` says that not everything lies
    in the limits, or would not, were they not to hold everything.
    """

    limits: Range
    counts: tuple[int, ...]
    partial: bool


def shared_range(
    runs: Sequence[int],
    extents: Sequence[Extent | None],
    heights: Sequence[Array],
    full: bool = False,
) -> SharedRange:
    """What an axis shows of lines, each of a run: all of those that settle, of others a beginning.

    Parameters
    ----------
    runs
        The run of each line, counted from 0.
    extents, heights
        How far each line goes (None where it has no heights), and its heights (M,).
    full
        Show everything.
    """
    known = [(run, one) for run, one in zip(runs, extents, strict=True) if one is not None]
    lines = [
        [one for run, one in known if run == place] for place in range(1 + max(runs, default=0))
    ]
    staying = settling(lines)
    counts = tuple(len(one) for one in heights)
    if staying is None:
        partial = any(one.explodes for _, one in known)
        if not full:
            counts = tuple(0 if one is None else one.kept for one in extents)
        ranges = [one.whole if full else one.early for _, one in known]
        return SharedRange(padded(*joined(ranges)), counts, partial)
    partial = not all(staying)
    limits = padded(*joined([one.whole for run, one in known if full or staying[run]]))
    if partial and not full:
        counts = tuple(
            len(line) if staying[run] else _until_outside(line, limits)
            for run, line in zip(runs, heights, strict=True)
        )
    return SharedRange(limits, counts, partial)


def _until_outside(heights: Array, limits: Range) -> int:
    """The points of a line (M,) up to the first that lies outside a range, and that one."""
    with np.errstate(invalid="ignore"):
        outside = np.flatnonzero((heights < limits[0]) | (heights > limits[1]))
    return int(outside[0]) + 1 if len(outside) else len(heights)


def crossing(x: Array, y: Array, limits: Range) -> tuple[float, float]:
    """Where a line (M,) passes a limit on its way to its last point, which lies outside."""
    limit = limits[1] if y[-1] > limits[1] else limits[0]
    if len(y) < 2 or not np.isfinite(y[-2]) or y[-2] == y[-1]:
        return float(x[-1]), limit
    # Halves: the difference of two huge numbers need not be finite.
    share = (limit / 2.0 - y[-2] / 2.0) / (y[-1] / 2.0 - y[-2] / 2.0)
    return float(x[-2] + np.clip(share, 0.0, 1.0) * (x[-1] - x[-2])), limit
