"""Pictures without axes: painted in pixels, over the whole room that a plot has."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span


class _Canvas(pg.GraphicsObject):
    """Hands the painter to its plot."""

    def __init__(self, plot: "CanvasPlot") -> None:
        super().__init__(plot.item)
        self._plot = plot
        self._area = QRectF()

    def cover(self, area: QRectF) -> None:
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        frame = self._plot.drawn
        if frame is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._plot.paint(painter, self._area, frame)
            self._plot.painted = True


class CanvasPlot(Plot):
    """A plot that paints itself with a painter.

    A subclass prepares in `_draw` what costs time, and paints it in `paint`, in the pixels
    of the item. `_words_at` and `_on_pressed_at` are asked about a place only while what is
    prepared is what is painted: places are often known from the paint alone.
    """

    margin: ClassVar[float] = 2.0
    together = False

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.painted = False
        self._unread = False
        self._canvas = _Canvas(self)
        self._canvas.setZValue(50)
        self.box.setMouseEnabled(x=False, y=False)
        self.box.on_pressed = self._on_pressed
        self.box.on_wheel = lambda centre, factor: None
        self._hide_axes()

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        """Paint the picture into `area`."""
        raise NotImplementedError

    def _draw(self, frame: Frame) -> None:
        """Prepare what takes longer than a paint; nothing, for most."""

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        """What stands under the cursor, at a place in pixels."""
        return ()

    def _on_pressed_at(self, place: QPointF) -> None:
        """The user has clicked at a place in pixels."""

    def draw(self, frame: Frame) -> bool:
        """Show a frame; false, and cheap, when nothing visible has changed."""
        changed = super().draw(frame)
        if changed or not (self._unread and self.painted):
            return changed
        self._after_change()
        return True

    def _before_change(self) -> None:
        if self.painted:
            self._write_read_out()
        self.painted = False

    def _write_read_out(self) -> None:
        # Between two pictures there is nothing to read: what it says stays until the next.
        self._unread = self._hovered is not None and not self.painted
        if self.painted or self._hovered is None:
            super()._write_read_out()

    def _on_pressed(self, point: QPointF) -> None:
        if self.painted and self.drawn is not None:
            self._on_pressed_at(self.box.mapFromView(point))

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        return self._words_at(frame, self.item.mapFromItem(self.box, self.box.mapFromView(point)))

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self._canvas.setVisible(shown)
        self.box.setVisible(True)  # it reports the mouse
        self._hide_axes()

    def _hide_axes(self) -> None:
        for axis in self._axes.values():
            axis.hide()  # not setVisible: only this gives its room back

    def _place(self) -> None:
        margin = self.look.size(self.margin)
        area = self.box.geometry()
        self._canvas.cover(area.adjusted(margin, margin, -margin, -margin))
