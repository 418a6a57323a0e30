"""Where settings change during a run: thin lines across the plots over epochs, with words."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.labels import Tag

MOST_MARKS = 40
"""Lines that are drawn; with more changes than that a plot would be all lines."""


class ChangeMark(NamedTuple):
    """A change: the epoch at which it comes into force, and what is new."""

    epoch: float
    words: str


class ChangeMarks:
    """Lines that are made once and moved; words stand at their heads where there is room."""

    def __init__(self, box: pg.ViewBox, parent: pg.PlotItem, look: Look) -> None:
        self._box, self._parent = box, parent
        self._look = look
        self._marks: tuple[ChangeMark, ...] = ()
        self._lines: list[pg.InfiniteLine] = []
        self._tags: list[Tag] = []

    @property
    def marks(self) -> tuple[ChangeMark, ...]:
        """What is drawn."""
        return self._marks

    def show(self, marks: Sequence[ChangeMark]) -> None:
        """Draw these marks, which lie in the visible part of the axis."""
        self._marks = tuple(marks[:MOST_MARKS])
        while len(self._lines) < len(self._marks):
            line = pg.InfiniteLine(angle=90, movable=False)
            line.setZValue(4)
            self._box.addItem(line, ignoreBounds=True)
            self._lines.append(line)
            self._tags.append(Tag(self._parent, self._look))
            self._dress(len(self._lines) - 1)
        for index, line in enumerate(self._lines):
            line.setVisible(index < len(self._marks))
            if index < len(self._marks):
                line.setValue(self._marks[index].epoch)
            else:
                self._tags[index].write([])

    def place(self, area: QRectF, top: float) -> None:
        """Write the words that have room, from the left, `top` pixels below that of the area."""
        taken = area.left()
        inset = self._look.size(2.0)
        for mark, line, tag in zip(self._marks, self._lines, self._tags, strict=False):
            tag.write([(mark.words, self._look.muted)], self._look.colour(self._look.card, 0.65))
            x = self._box.mapFromViewToItem(self._parent, line.pos()).x()
            width = tag.size()[0]
            left = x + inset if x + inset + width <= area.right() else x - inset - width
            if left < taken:
                tag.write([])
                continue
            tag.place(left, area.top() + top + inset, 0.0, 0.0)
            taken = left + width

    def near(self, epoch: float, reach: float) -> ChangeMark | None:
        """The mark within `reach` epochs of a place."""
        close = [mark for mark in self._marks if abs(mark.epoch - epoch) <= reach]
        return min(close, key=lambda mark: abs(mark.epoch - epoch), default=None)

    def restyle(self, look: Look) -> None:
        """Take pens and fonts of a look."""
        self._look = look
        for index in range(len(self._lines)):
            self._dress(index)

    def _dress(self, index: int) -> None:
        self._lines[index].setPen(self._look.pen(self._look.muted, 1.0, (4.0, 3.0)))
        self._tags[index].restyle(self._look)
