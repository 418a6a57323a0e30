"""The slope along a direction: an arrow at the playhead that is turned by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from visualizer.app.views import MapView
from visualizer.core.analysis.taylor import Taylor
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.marks import draw_arrow

REACH = 86.0
"""Pixels from the point to the grip."""

_GRIP = 7.0


class DirectionMark(pg.GraphicsObject):
    """The arrow, with a grip at its tip, and the derivative in words.

    Callbacks
    ---------
    on_turned(angle)
        The user has turned it, to an angle in whole degrees.
    """

    def __init__(self, box: pg.ViewBox, look: Look) -> None:
        super().__init__(box)
        self.on_turned: Callable[[float], None] = lambda angle: None
        self.words = ""
        """The angle, and the slope and the curvature along it."""
        self._box = box
        self._known: Taylor | None = None
        self._angle = 0.0
        self._tip = QPointF()
        self._hovered = False
        self.tag = Tag(box, look)
        self.setZValue(27)
        self.restyle(look)
        self.hide()

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self.prepareGeometryChange()
        self._look = look
        self.tag.restyle(look)
        self.update()

    def read(self, frame: Frame, view: MapView) -> None:
        """Take over the polynomial at the playhead."""
        found = frame.insight(Taylor) if view.turned else None
        late = found is not None and found.row != frame.row and self._look.thorough
        if found is None or late or len(found.surface.here) != 2:
            self.hide()
            return
        self._known, self._angle = found, view.angle
        along = found.surface.along(view.angle)
        self.words = (
            f"slope {number_text(along.slope, 3)} along {view.angle:g}°, "
            f"curvature {number_text(along.curvature, 3)}"
        )
        self.show()

    def hide(self) -> None:
        """Draw nothing."""
        self._known, self.words = None, ""
        self.tag.write([])
        super().hide()

    @property
    def tip(self) -> QPointF:
        """Where the grip is, in pixels of the view box."""
        return self.pos() + self._tip

    def place(self) -> None:
        """Follow the view: the arrow is always as long."""
        known = self._known
        if known is None:
            return
        surface, look = known.surface, self._look
        here = self._box.mapFromView(QPointF(*surface.here))
        across, up = self._box.viewPixelSize()
        # Pixels count downwards.
        way = surface.along(self._angle).way / (across, -up)
        way = way / max(float(np.hypot(*way)), 1e-300) * look.size(REACH)
        self.prepareGeometryChange()
        self.setPos(here)
        self._tip = QPointF(*way)
        self._write(here)
        self.update()

    def _write(self, here: QPointF) -> None:
        """The words beyond the tip, inside the map."""
        look, area = self._look, self._box.rect()
        if not area.contains(here):
            self.tag.write([])
            return
        self.tag.write([(self.words, look.tag_text)], look.colour(look.tag, 0.78))
        width, height = self.tag.size()
        inset, gap = look.size(4.0), look.size(_GRIP + 4.0)
        tip = here + self._tip
        x = min(max(tip.x() - width / 2.0, inset), area.width() - width - inset)
        y = tip.y() + gap if self._tip.y() > 0 else tip.y() - gap - height
        self.tag.place(x, min(max(y, inset), area.height() - height - inset))

    def boundingRect(self) -> QRectF:
        half = self._look.size(REACH + 2.0 * _GRIP)
        return QRectF(-half, -half, 2.0 * half, 2.0 * half)

    def shape(self) -> Any:
        """What the mouse can take: the grip alone."""
        path = pg.QtGui.QPainterPath()
        reach = self._look.size(1.6 * _GRIP)
        path.addEllipse(self._tip, reach, reach)
        return path

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look = self._look
        draw_arrow(painter, QPointF(), self._tip, look.curvature, False, look)
        size = look.size(_GRIP * (1.2 if self._hovered else 0.9))
        painter.setPen(look.pen(look.edge, 1.6))
        painter.setBrush(look.colour(look.curvature))
        painter.drawEllipse(self._tip, size, size)

    def hoverEvent(self, event: Any) -> None:
        self._hovered = not event.isExit() and event.acceptDrags(Qt.MouseButton.LeftButton)
        cursor = Qt.CursorShape.OpenHandCursor if self._hovered else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.update()

    def mouseDragEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._known is None:
            event.ignore()
            return
        event.accept()
        place = self._box.mapToView(self._box.mapFromScene(event.scenePos()))
        surface = self._known.surface
        way = np.array([place.x(), place.y()]) - surface.here
        if np.any(way):
            self.on_turned(float(round(surface.angle_of(way)) % 360))
