"""The marks on the curve of a learning-rate finder: lines with names that never overlap."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.look import DASHES, Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Tag

SYMBOLS = ("o", "t", "d", "s", "star")
GAP = 4.0
LABEL_HEIGHT = 22.0


class RateMark(NamedTuple):
    """A rate (its logarithm), the height of the curve there (NaN for none), and its words.

    `number` tells its colour, sign and dashes, so that it is found again in another plot.
    """

    place: float
    height: float
    words: str
    number: int


class RateMarks:
    """Upright lines with a sign on the curve and words at the top.

    The words stand in as few rows as they need; `rows` tells how much room to leave.
    """

    def __init__(self, parent: QGraphicsItem, box: pg.ViewBox, look: Look) -> None:
        self._parent, self._box, self._look = parent, box, look
        self._marks: tuple[RateMark, ...] = ()
        self._lines: list[pg.InfiniteLine] = []
        self._signs: list[Points] = []
        self._tags: list[Tag] = []

    def restyle(self, look: Look) -> None:
        """Take over colours and letters."""
        self._look = look
        for tag in self._tags:
            tag.restyle(look)
        self._dress()

    def show(self, marks: Sequence[RateMark]) -> None:
        """Mark these rates."""
        self._marks = tuple(marks)
        while len(self._lines) < len(marks):
            self._add()
        self._dress()
        for index, line in enumerate(self._lines):
            shown = index < len(marks)
            line.setVisible(shown)
            self._signs[index].setVisible(shown)
            self._tags[index].write([])
            if shown:
                mark = marks[index]
                line.setValue(mark.place)
                known = np.isfinite(mark.height)
                at = ([mark.place], [mark.height]) if known else ([], [])
                self._signs[index].setData(x=at[0], y=at[1])
                plate = self._look.colour(self._look.card, 0.9)
                self._tags[index].write([(mark.words, self.colour(mark))], plate)

    def colour(self, mark: RateMark) -> str:
        """The colour of a mark; its sign and dashes tell it apart, too."""
        return self._look.line_colour(mark.number)

    def place(self) -> None:
        """Put the words at the top, each at its line, in rows without overlaps."""
        area, ends = self._box.geometry(), list[float]()
        order = sorted(range(len(self._marks)), key=lambda index: self._marks[index].place)
        for index in order:
            tag = self._tags[index]
            x = self._box.mapFromView(QPointF(self._marks[index].place, 0.0)).x() + area.left()
            width, height = tag.size()
            left = max(area.left(), min(x + GAP, area.right() - width))
            row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
            ends[row : row + 1] = [left + width + GAP]
            tag.place(left, area.top() + GAP + row * (height + 2.0))

    @property
    def shown(self) -> tuple[RateMark, ...]:
        """The marks."""
        return self._marks

    @property
    def rows(self) -> int:
        """Rows of words that may be needed."""
        return min(len(self._marks), 3)

    def words(self) -> list[str]:
        """What is written."""
        return [tag.text for tag in self._tags if tag.isVisible()]

    def _add(self) -> None:
        line = pg.InfiniteLine(angle=90, movable=False)
        sign = Points()
        for item, z in ((line, 12.0), (sign, 30.0)):
            item.setZValue(z)
            self._box.addItem(item, ignoreBounds=True)
        self._lines.append(line)
        self._signs.append(sign)
        self._tags.append(Tag(self._parent, self._look))

    def _dress(self) -> None:
        look = self._look
        # Only those shown: there may be more lines than marks, from a former picture.
        for mark, line, sign in zip(self._marks, self._lines, self._signs, strict=False):
            line.setPen(look.pen(self.colour(mark), 1.2, DASHES[1 + mark.number % 5]))
            sign.setSymbol(SYMBOLS[mark.number % len(SYMBOLS)])
            sign.setSize(look.size(11.0))
            sign.setBrush(look.brush(self.colour(mark)))
            sign.setPen(look.pen(look.card, 1.0))
