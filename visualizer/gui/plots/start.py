"""The marker of the starting point, which the user may drag."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.labels import Tag


class StartMarker(pg.GraphicsObject):
    """A square with the label "start (drag me)", in pixels of a view box.

    Unless it is `movable` it only marks the place. The label shows while the mouse is over
    the marker, and always while `inviting`. While the user drags, frames do not move it.
    """

    def __init__(self, box: pg.ViewBox, look: Look) -> None:
        super().__init__(box)
        self.on_moved: Callable[[float, float], None] = lambda x, y: None
        self.on_dropped: Callable[[], None] = lambda: None
        self.inviting = False
        self.movable = True
        self.dragging = False
        self._box = box
        self._place = (0.0, 0.0)
        self._hovered = False
        self._grip = QPointF()
        self.label = Tag(box, look)
        self.setZValue(25)
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self.prepareGeometryChange()
        self._look = look
        self.label.restyle(look)
        self.update()

    @property
    def point(self) -> tuple[float, float]:
        """Where it stands, in units of the axes."""
        return self._place

    def is_dragged(self) -> bool:
        """Whether the user is dragging it."""
        return self.dragging

    def stand(self, x: float, y: float) -> None:
        """Stand at a point of the view, unless the user is dragging."""
        if not self.dragging:
            self._place = (x, y)

    def place(self, away_from: QPointF | None = None) -> None:
        """Follow the view; the label goes to the side away from a point in pixels."""
        here = self._box.mapFromView(QPointF(*self._place))
        self.setPos(here)
        wanted = self.movable and (self.inviting or self._hovered or self.dragging)
        inside = self._box.rect().contains(here)
        if not (self.isVisible() and wanted and inside):
            self.label.write([])
            return
        look = self._look
        self.label.write([("start (drag me)", look.tag_text)], look.colour(look.tag, 0.72))
        width, height = self.label.size()
        below = away_from is None or away_from.y() <= here.y()
        if here.y() + 2 * height > self._box.height():
            below = False
        edge = look.size(4.0)
        middle = min(max(here.x(), width / 2 + edge), self._box.width() - width / 2 - edge)
        gap = look.size(11.0) * (1 if below else -1)
        self.label.place(middle, here.y() + gap, 0.5, 0.0 if below else 1.0)

    def set_visible(self, visible: bool) -> None:
        """Show or hide marker and label."""
        self.setVisible(visible)
        if not visible:
            self.label.write([])

    def boundingRect(self) -> QRectF:
        half = self._look.size(9.0)
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look = self._look
        half = look.size(7.0 if self._hovered or self.dragging else 5.5)
        square = QRectF(-half, -half, 2 * half, 2 * half)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen(look.edge, 3.6))
        painter.drawRect(square)
        painter.setPen(look.pen(look.path, 2.0))
        painter.setBrush(look.colour(look.start))
        painter.drawRect(square)

    def hoverEvent(self, event: Any) -> None:
        inside = self.movable and not event.isExit()
        self._hovered = inside and event.acceptDrags(Qt.MouseButton.LeftButton)
        cursor = Qt.CursorShape.OpenHandCursor if self._hovered else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.place()
        self.update()

    def mouseDragEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.movable:
            event.ignore()
            return
        event.accept()
        if event.isStart():
            self.dragging = True
            # Where in the square it was taken: the marker must not jump under the pointer.
            self._grip = self.pos() - self._box.mapFromScene(event.buttonDownScenePos())
        place = self._box.mapToView(self._box.mapFromScene(event.scenePos()) + self._grip)
        self._place = (place.x(), place.y())
        self.place()
        self.on_moved(*self._place)
        if event.isFinish():
            self.dragging = False
            self.on_dropped()
