"""Where the gradient was clipped: a strip at the foot of the plots over epochs."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from visualizer.core.recording.history import History
from visualizer.core.recording.records import CLIP
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.ranges import Array

HEIGHT = 4.0
"""Pixels at scale 1 of the strip, which lies on the axis below."""


def clipped_steps(history: History, low: int, high: int, pixels: int) -> Array:
    """Rows (M,) from `low` to `high` whose gradient was clipped, thinned to `pixels`."""
    if not history.layout.clipped or high < low:
        return np.empty(0)
    rows, shares = history.view(CLIP, low, high, pixels)
    return np.asarray(rows[shares < 1])


def stretches(rows: Array) -> Array:
    """Rows (M,), rising, as stretches (n, 2) of neighbours: the first row, and the one after."""
    if not len(rows):
        return np.empty((0, 2))
    cuts = np.flatnonzero(np.diff(rows) > 1)
    firsts = rows[np.concatenate([[0], cuts + 1])]
    lasts = rows[np.concatenate([cuts, [len(rows) - 1]])]
    return np.stack([firsts, lasts + 1], axis=1)


class ClipMarks(pg.GraphicsWidget):
    """The strip, and a word over it where there is room."""

    def __init__(self, box: pg.ViewBox, parent: pg.PlotItem, look: Look) -> None:
        super().__init__(parent)
        self._box, self._parent, self._look = box, parent, look
        self._epochs: Array = np.empty((0, 2))
        self._bars: list[QRectF] = []
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(6)
        self.tag = Tag(parent, look)
        self.tag.setZValue(6)

    @property
    def epochs(self) -> Array:
        """What is drawn: stretches (n, 2) of the axis."""
        return self._epochs

    def show_steps(self, rows: Array, steps_per_epoch: int) -> None:
        """Draw that the updates from these rows were clipped."""
        self._epochs = stretches(rows) / steps_per_epoch
        self.setVisible(len(rows) > 0)
        words = [("clipped", self._look.warning)] if len(rows) else []
        self.tag.write(words, self._look.colour(self._look.card, 0.8))

    def place(self, area: QRectF) -> None:
        """Lie at the foot of the area, in pixels of the parent."""
        if not len(self._epochs):
            return
        height, least = self._look.size(HEIGHT), self._look.size(1.5)
        ends = [[self._across(epoch) for epoch in pair] for pair in self._epochs.tolist()]
        self._bars = [
            QRectF(left, area.bottom() - height, max(right - left, least), height)
            for left, right in ends
        ]
        self.prepareGeometryChange()
        self.setGeometry(QRectF(0.0, 0.0, area.right(), area.bottom()))
        self._area = area
        left = max(self._bars[0].left(), area.left()) + self._look.size(2.0)
        width = self.tag.size()[0]
        self.tag.place(min(left, area.right() - width), area.bottom() - height, 0.0, 1.0)
        self.update()

    def restyle(self, look: Look) -> None:
        """Take pens and fonts of a look."""
        self._look = look
        self.tag.restyle(look)
        self.update()

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        """Draw the stretches, cut at the edges of the area."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.brush(self._look.warning))
        for bar in self._bars:
            painter.drawRect(bar.intersected(self._area))

    def _across(self, epoch: float) -> float:
        return float(self._box.mapFromViewToItem(self._parent, QPointF(epoch, 0.0)).x())
