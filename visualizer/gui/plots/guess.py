"""What somebody guesses in a lesson, on the map and on the axis of the epochs.

Dashed and open: that means "not the program's number", wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.app.attendance import Guessed
from visualizer.core.lessons.templates import shown
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Tag

DASH = (5.0, 3.0)
GAP = 8.0
WORDS = "your guess"


class GuessMark:
    """A ring on the map; a line through it where one of the two coordinates counts."""

    def __init__(self, parent: QGraphicsItem, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self._lines = tuple(pg.InfiniteLine(angle=angle) for angle in (90, 0))
        self._casing, self._ring = Points(), Points()
        for item, z in (*((line, 27.0) for line in self._lines), (self._casing, 28.0),
                        (self._ring, 29.0)):  # fmt: skip
            item.setZValue(z)
            item.setVisible(False)
            box.addItem(item, ignoreBounds=True)
        self.label = Tag(parent, look)
        self._guess: Guessed | None = None
        self._names: Sequence[str] = ("", "")
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        self.label.restyle(look)
        for line in self._lines:
            line.setPen(look.pen(look.path, 1.6, DASH))
        for points, colour, width in ((self._casing, look.edge, 4.4), (self._ring, look.path, 2.0)):
            points.setSize(look.size(13.0))
            points.setBrush(None)
            points.setPen(look.pen(colour, width))

    def show(self, guess: Guessed | None, names: Sequence[str]) -> None:
        """Mark a guess over the two axes of these names; None for none."""
        self._guess = guess if guess is not None and guess.place is not None else None
        self._names = names
        for points in (self._casing, self._ring):
            points.setVisible(self._guess is not None)
        for line in self._lines:
            line.setVisible(False)
        if self._guess is None or self._guess.place is None:
            self.label.write([])
            return
        place, counts = self._guess.place, self._guess.counts
        for points in (self._casing, self._ring):
            points.setData(x=[place[0]], y=[place[1]])
        for line, value, counting in zip(self._lines, place, counts, strict=True):
            if counting and not all(counts):
                line.setValue(value)
                line.setVisible(True)

    @property
    def words(self) -> str:
        """What is written beside it."""
        if self._guess is None or self._guess.place is None:
            return ""
        parts = [
            f"{name} = {shown(value).replace('-', '−')}"
            for name, value, counting in zip(
                self._names, self._guess.place, self._guess.counts, strict=True
            )
            if counting
        ]
        return f"{WORDS}: {', '.join(parts)}"

    def place(self) -> None:
        """Put the words beside the ring, within the map."""
        if self._guess is None or self._guess.place is None:
            return
        look, area = self._look, self._box.geometry()
        self.label.write([(self.words, look.tag_text)], look.colour(look.tag, 0.82))
        at = self._box.mapFromView(QPointF(*self._guess.place)) + area.topLeft()
        width, height = self.label.size()
        gap = look.size(GAP + 4.0)
        left = at.x() + gap if at.x() + gap + width < area.right() else at.x() - gap - width
        top = min(max(at.y() - height - gap / 2, area.top()), area.bottom() - height)
        self.label.place(max(left, area.left()), top)


class GuessLine:
    """A dashed line at an epoch."""

    def __init__(self, parent: QGraphicsItem, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(21.0)
        self._line.setVisible(False)
        box.addItem(self._line, ignoreBounds=True)
        self.label = Tag(parent, look)
        self._epoch: float | None = None
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        self.label.restyle(look)
        self._line.setPen(look.pen(look.accent, 1.6, DASH))

    def show(self, guess: Guessed | None) -> None:
        """Mark the epoch of a guess; None for none."""
        self._epoch = None if guess is None else guess.epoch
        self._line.setVisible(self._epoch is not None)
        if self._epoch is None:
            self.label.write([])
        else:
            self._line.setValue(self._epoch)

    def place(self) -> None:
        """Put the words at the bottom of the line, on the side with more room."""
        if self._epoch is None:
            return
        look, area = self._look, self._box.geometry()
        words = f"{WORDS}: epoch {shown(self._epoch)}"
        self.label.write([(words, look.accent)], look.colour(look.card, 0.9))
        at = self._box.mapFromView(QPointF(self._epoch, 0.0)).x() + area.left()
        width, height = self.label.size()
        left = at + 4.0 if at + width + 4.0 < area.right() else at - width - 4.0
        inside = area.left() - 1 <= at <= area.right() + 1
        if not inside:
            self.label.write([])
        self.label.place(max(left, area.left()), area.bottom() - height - 4.0)
