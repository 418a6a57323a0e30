"""The widget that shows one plot."""

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QSizePolicy, QWidget

from visualizer.gui.frame import Frame
from visualizer.gui.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.quick_import import pg


class PlotView(pg.GraphicsLayoutWidget):
    """Paints a plot once for each frame that changes it, and when the mouse is at work.

    Qt's own updates are off: every item that moves would ask for a paint of its own, and
    one picture would be painted several times.

    Signals
    -------
    menu_requested(position)
        The user wants the context menu, at a global position.
    entered()
        The mouse has come over the plot.
    """

    menu_requested = Signal(object)
    entered = Signal()

    def __init__(self, plot: Plot, smallest: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = plot
        self._smallest = smallest
        self._settling = 0
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        # An index of the few items is kept up to date between frames, and costs more than it saves.
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"Plot: {plot.title}")
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.addItem(plot.item)
        self.restyle(plot.look)

    def sizeHint(self) -> QSize:
        return self._smallest * 1.5

    def minimumSizeHint(self) -> QSize:
        return self._smallest

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        if not self.plot.draw(frame):
            self._settle()
            return
        # Axes take their room while they are painted: a second picture sets them right.
        self._settling = 1
        self.paint_soon()

    def epoch_at(self, position: QPoint) -> float | None:
        """The epoch below a global position; None for a plot that is not over epochs."""
        if not isinstance(self.plot, SeriesPlot):
            return None
        place = self.mapToScene(self.mapFromGlobal(position))
        return max(0.0, float(self.plot.box.mapSceneToView(place).x()))

    def paint_soon(self) -> None:
        """Ask for a paint."""
        self.viewport().update()

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self.setBackground(look.card)
        self.plot.restyle(look)
        self._settling = 2
        self.paint_soon()

    def _settle(self) -> None:
        if self._settling:
            self._settling -= 1
            self.paint_soon()

    # The mouse changes items without a frame.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.paint_soon()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.paint_soon()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.paint_soon()

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self.paint_soon()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.paint_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling = 2

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())
        event.accept()
