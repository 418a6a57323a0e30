"""Cells in lines: where many of a kind stand, as large as they have room."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF

SLACK = 1.25
"""How much wider or higher than what it holds a cell may be, to fill the area."""


@dataclass(frozen=True)
class Grid:
    """Cells in lines, as many as fit into an area."""

    area: QRectF
    across: int
    down: int

    @property
    def room(self) -> int:
        """How many cells there are."""
        return self.across * self.down

    def cell(self, number: int) -> QRectF:
        """The place of a cell."""
        width, height = self.area.width() / self.across, self.area.height() / self.down
        line, column = divmod(number, self.across)
        return QRectF(
            self.area.left() + column * width, self.area.top() + line * height, width, height
        )

    def number(self, place: QPointF) -> int:
        """The cell at a place; -1 outside."""
        if not self.area.contains(place):
            return -1
        column = int((place.x() - self.area.left()) / self.area.width() * self.across)
        line = int((place.y() - self.area.top()) / self.area.height() * self.down)
        return line * self.across + column


class Images(NamedTuple):
    """What a cell of square images holds, in pixels.

    Attributes
    ----------
    stacked
        Images in a cell, one below the other.
    beside, below
        What a cell is wider, and higher, than its images.
    least, most
        Sides of an image.
    """

    stacked: int
    beside: float
    below: float
    least: float
    most: float


def image_grid(area: QRectF, count: int, images: Images) -> Grid:
    """The cells in which `count` images are largest; the least ones where that is too small.

    Those that have no room then stand on another page.
    """

    def side(across: int, down: int) -> float:
        height = (area.height() / down - images.below) / images.stacked
        return min(area.width() / across - images.beside, height, images.most)

    # All ways are tried: there are few, and the best depends on the shape of the area.
    best = max(_ways(count), key=lambda way: side(*way))
    if side(*best) < images.least:
        height = images.stacked * images.least + images.below
        best = (
            max(1, int(area.width() // (images.least + images.beside))),
            max(1, int(area.height() // height)),
        )
    shown = side(*best)
    return _filled(area, best, shown + images.beside, images.stacked * shown + images.below)


def largest_squares(room: QSizeF, count: int) -> tuple[int, int]:
    """How many of `count` squares stand across and down so that they are largest."""
    return max(_ways(count), key=lambda way: min(room.width() / way[0], room.height() / way[1]))


def _ways(count: int) -> list[tuple[int, int]]:
    """Across and down, for each number across."""
    return [(across, math.ceil(count / across)) for across in range(1, max(count, 1) + 1)]


def table_grid(
    area: QRectF, count: int, width: float, lines: int, line: float, below: float
) -> Grid:
    """Cells for `count` small tables, not narrower than `width`.

    Parameters
    ----------
    lines
        That each has: at the least those, in cells of equal height.
    line, below
        The height of one, and of all else in a cell.
    """
    across = max(1, min(int(area.width() // width), count))
    most = max(1, int(area.height() // (lines * line + below)))
    down = min(most, math.ceil(count / across))
    return Grid(area, across, max(down, 1))


def _filled(area: QRectF, way: tuple[int, int], width: float, height: float) -> Grid:
    """Cells that are somewhat larger than needed where there is room, at the top left."""
    across, down = way
    wide = min(area.width(), across * SLACK * width)
    high = min(area.height(), down * SLACK * height)
    return Grid(QRectF(area.left(), area.top(), wide, high), across, down)
