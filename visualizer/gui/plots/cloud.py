"""The downhill directions of many batches, as a faint fan around the point."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.ranges import Array

_RADIUS = 2.2


class CloudItem(pg.GraphicsObject):
    """Thin lines from a point, with a dot at each end; a ring at the end for all rows.

    Everything is in pixels of the parent.
    """

    def __init__(self, parent: QGraphicsItem, look: Look) -> None:
        super().__init__(parent)
        self._here = QPointF()
        self._tips: Array = np.empty((0, 2))
        self._whole: Array = np.zeros(2)
        self.restyle(look)
        self.setVisible(False)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self.prepareGeometryChange()
        self._look = look
        self.update()

    def show_around(self, here: QPointF, tips: Array, whole: Array) -> None:
        """Draw from `here` by (n, 2) pixels each, and (2,) for all rows."""
        self.prepareGeometryChange()
        self._here, self._tips, self._whole = here, tips, whole
        self.setVisible(True)
        self.update()

    def ends(self) -> list[QPointF]:
        """The points at the ends of the lines."""
        return [self._here + QPointF(x, y) for x, y in self._tips.tolist()]

    def boundingRect(self) -> QRectF:
        points = np.vstack([self._tips, self._whole, np.zeros(2)])
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        air = self._look.size(8.0)
        area = QRectF(left, top, right - left, bottom - top).adjusted(-air, -air, air, air)
        return area.translated(self._here)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look, ends = self._look, self.ends()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Many lines one above the other would be a solid block.
        opacity = float(np.clip(6.0 / max(len(ends), 1), 0.06, 0.35))
        painter.setPen(look.pen(look.gradient, 1.0, (), opacity))
        painter.drawLines([QLineF(self._here, end) for end in ends])
        painter.setPen(look.pen(look.edge, 0.8, (), 0.6))
        painter.setBrush(look.brush(look.gradient, 0.75))
        radius = look.size(_RADIUS)
        for end in ends:
            painter.drawEllipse(end, radius, radius)
        painter.setBrush(look.brush(look.edge, 0.0))
        whole = self._here + QPointF(*self._whole.tolist())
        for colour, width in ((look.edge, 4.0), (look.path, 2.0)):
            painter.setPen(look.pen(colour, width))
            painter.drawEllipse(whole, 2.4 * radius, 2.4 * radius)
