"""In which corner of a plot a remark covers nothing."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from visualizer.gui.plots.bundle import LooseLines
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.ranges import Array


class Corner(NamedTuple):
    """The left or right end of a plot, at its top or its bottom, each as 0 or 1."""

    across: float
    down: float

    def place(self, area: QRectF, inset: float) -> tuple[float, float]:
        """The corner, moved inwards."""
        x = area.right() - inset if self.across else area.left() + inset
        y = area.bottom() - inset if self.down else area.top() + inset
        return x, y

    def rect(self, area: QRectF, size: tuple[float, float], inset: float) -> QRectF:
        """What something of a size covers here."""
        x, y = self.place(area, inset)
        return QRectF(x - size[0] * self.across, y - size[1] * self.down, *size)


TOP_RIGHT, BOTTOM_RIGHT = Corner(1.0, 0.0), Corner(1.0, 1.0)
TOP_LEFT, BOTTOM_LEFT = Corner(0.0, 0.0), Corner(0.0, 1.0)
CORNERS = (TOP_RIGHT, BOTTOM_RIGHT, TOP_LEFT, BOTTOM_LEFT)


def emptiest(
    corners: Sequence[Corner],
    covered: Sequence[QRectF],
    lines: Sequence[tuple[Array, Array]],
) -> tuple[Corner, int]:
    """The first corner that covers fewest pieces of lines, and how many these are.

    Parameters
    ----------
    corners, covered
        The corners in the order in which they are wanted, and what would be covered in each.
    lines
        x and y of each, (M,), in the same pixels; single points stand between NaN.
    """
    best, least = corners[0], -1
    for corner, rect in zip(corners, covered, strict=True):
        pieces = sum(touching(x, y, rect) for x, y in lines)
        if least < 0 or pieces < least:
            best, least = corner, pieces
        if not pieces:
            break
    return best, least


def touching(x: Array, y: Array, rect: QRectF) -> int:
    """How many points of a line (M,), and pieces between two of them, touch a rectangle."""
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    if len(x) < 2:
        return int(np.count_nonzero(inside))
    # Only pieces that come near: most are far away from a corner.
    first, last = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
    beside = (last < left) | (first > right)
    beyond = (np.maximum(y[:-1], y[1:]) < top) | (np.minimum(y[:-1], y[1:]) > bottom)
    near = np.flatnonzero(~(beside | beyond))
    one_x, other_x, one_y, other_y = x[near], x[near + 1], y[near], y[near + 1]
    # Each from left to right, and only the part of it above and below the rectangle.
    begin, end = np.maximum(first[near], left), np.minimum(last[near], right)
    with np.errstate(all="ignore"):
        upright = one_x == other_x
        slope = np.where(upright, 0.0, (other_y - one_y) / (other_x - one_x))
        one, other = (one_y + slope * (place - one_x) for place in (begin, end))
        one, other = np.where(upright, one_y, one), np.where(upright, other_y, other)
        crossing = (begin <= end) & (np.minimum(one, other) <= bottom)
        crossing &= np.maximum(one, other) >= top
    return int(np.count_nonzero(crossing)) + int(np.count_nonzero(inside))


def drawn_lines(parts: Iterable[Any], area: QRectF, view: Any) -> list[tuple[Array, Array]]:
    """What the curves and points of a plot draw, in the pixels of `area`.

    Parameters
    ----------
    parts
        Items of the plot; only lines and points count.
    view
        ((left, right), (low, high)): what `area` shows.
    """
    (left, right), (low, high) = view
    found = []
    for part in parts:
        for x, y in _data_of(part) if part.isVisible() else ():
            with np.errstate(all="ignore"):
                across = area.left() + (x - left) / (right - left) * area.width()
                down = area.bottom() - (y - low) / (high - low) * area.height()
            found.append((across, down))
    return found


def _data_of(part: Any) -> list[tuple[Array, Array]]:
    """The lines and points of an item, in its units; none of other items."""
    found = []
    if isinstance(part, Stroke):
        found.append(part.getData())
    elif isinstance(part, Points):
        found.append(tuple(_apart(part.data[name]) for name in ("x", "y")))
    elif isinstance(part, LooseLines):
        found += [(line.x, line.y) for line in part.lines]
    return [(x, y) for x, y in found if x is not None and len(x)]


def _apart(values: Array) -> Array:
    """Points that no line connects."""
    found = np.full(2 * len(values), np.nan)
    found[::2] = values
    return found
