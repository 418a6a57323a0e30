"""Lines of histories read whole, thinned to the pixels, and cut at the playhead.

A line is the same wherever the playhead is: it is read and measured once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from visualizer.core.recording.history import History
from visualizer.gui.plots.curves import is_light, simplified
from visualizer.gui.plots.extents import Extent, extent_of
from visualizer.gui.plots.ranges import Array

Pair = tuple[Array, Array]
"""The x and the y of a line's points, each (M,)."""


@dataclass(frozen=True, eq=False)
class WholeLine:
    """A line as it would be drawn without a playhead.

    Parameters
    ----------
    rows, values, heights
        Rows of the history, the values there and how high these are drawn, each (M,).
    low, high
        The rows that were asked for.
    extent
        How far it goes; None where nothing has a height.
    history
        Kept, as its number in the key of the line may come again once it is gone.
    """

    rows: Array
    values: Array
    heights: Array
    low: int
    high: int
    extent: Extent | None
    history: History
    _sketched: tuple[tuple[int, float], WholeLine] | None = None

    @property
    def thinned(self) -> bool:
        """Whether some of the rows have no point."""
        return len(self.rows) <= self.high - self.low

    @cached_property
    def end(self) -> float | None:
        """The last height; None without one."""
        at = np.flatnonzero(np.isfinite(self.heights))
        return float(self.heights[at[-1]]) if len(at) else None

    @cached_property
    def light(self) -> bool:
        """Whether it has little ink."""
        return is_light(self.heights)

    def sketch(self, shown: int, most: float) -> WholeLine:
        """Its first points without those that it passes by at most `most` without them.

        The same one as long as both are the same: it is worked out once, and not in each frame.
        """
        key = (shown, most)
        if self._sketched is None or self._sketched[0] != key:
            rows, heights = simplified(self.rows[:shown], self.heights[:shown], most)
            made = WholeLine(rows, rows, heights, self.low, self.high, self.extent, self.history)
            object.__setattr__(self, "_sketched", (key, made))
        assert self._sketched is not None
        return self._sketched[1]

    def last_value(self) -> tuple[float, float] | None:
        """The last row with a height, and the value there."""
        at = np.flatnonzero(np.isfinite(self.heights))
        return (float(self.rows[at[-1]]), float(self.values[at[-1]])) if len(at) else None

    def parts(
        self, row: int, here: Callable[[], Pair], shown: int, cut: bool = False
    ) -> tuple[Pair, Pair]:
        """Rows and heights up to the playhead and beyond; the second begins where the first ends.

        `here` gives those of the playhead's own row, `shown` is how many points are drawn at all.
        With `cut` these are not all of the line, though they are all there are.
        """
        rows, heights = self.rows[:shown], self.heights[:shown]
        first, rest = np.searchsorted(rows, [row, row + 1])
        past, future = (rows[:rest], heights[:rest]), (rows[rest:], heights[rest:])
        gone = (cut or shown < len(self.rows)) and rest == len(rows)
        if self.low < row < self.high and not gone and (first == rest or self.thinned):
            # Both parts lead to the playhead: also between two of the points that are drawn, and
            # where one of them is an extreme of the rows around, and not the value of this row.
            there = here()
            past = np.append(past[0], there[0]), np.append(past[1], there[1])
        future = np.append(past[0][-1:], future[0]), np.append(past[1][-1:], future[1])
        if len(future[0]) < 2:
            future = future[0][:0], future[1][:0]
        return past, future


class WholeLines:
    """Keeps the lines that are drawn; those no longer drawn are forgotten."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, WholeLine]] = {}
        self._used: set[Hashable] = set()

    def line(
        self,
        history: History,
        column: str,
        key: tuple[Hashable, ...],
        read: Callable[[], tuple[Array, Array, Array]],
        log: bool,
    ) -> WholeLine:
        """A column of a history; `read` gives rows, values and heights, and `key` all they need.

        The first two of the key are the rows that are asked for.
        """
        name = (id(history), column)
        self._used.add(name)
        known = self._kept.get(name)
        if known is not None and known[0] == key:
            return known[1]
        rows, values, heights = read()
        low, high, *_ = key
        assert isinstance(low, int)
        assert isinstance(high, int)
        extent = extent_of(values, heights, log)
        line = WholeLine(rows, values, heights, low, high, extent, history)
        self._kept[name] = key, line
        return line

    def forget_others(self) -> None:
        """Keep only what was asked for since the last time."""
        self._kept = {name: self._kept[name] for name in self._used}
        self._used = set()
