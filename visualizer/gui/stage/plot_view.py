"""The widget that shows one plot."""

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QSizePolicy, QToolButton, QWidget

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.series import SeriesPlot

FIT_HELP = "Show the usual part again (0, or a double click)"


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
    stirred()
        It has been shown or has another size: what it shows may be old, or have no room yet.
    """

    menu_requested = Signal(object)
    entered = Signal()
    stirred = Signal()
    _fit: QToolButton | None = None  # made when it is first wanted

    def __init__(self, plot: Plot, smallest: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = plot
        self._smallest = smallest
        self._settling = 0
        # A picture changes without a frame, too: in a layout that is made while it is painted.
        plot.on_drawn = self.paint_soon
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        # An index of the few items is kept up to date between frames, and costs more than it saves.
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"Plot: {plot.title}")
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.addItem(plot.item)
        # The menu that pyqtgraph makes for every plot, and we never show, goes with the view. It
        # stays a window of its own: else it would be shown as a part of the view.
        plot.item.ctrlMenu.setParent(self, plot.item.ctrlMenu.windowFlags())
        # The plot is dressed in its look already.
        self.setBackground(plot.look.card)

    def sizeHint(self) -> QSize:
        return self._smallest * 1.5

    def minimumSizeHint(self) -> QSize:
        return self._smallest

    def show_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        self._offer_fit()
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

    def fit(self) -> None:
        """Show the usual part again."""
        self.plot.fit()
        self.paint_soon()

    def _offer_fit(self) -> None:
        """A button in the corner while the plot is zoomed."""
        if self.plot.zoomed and self._fit is None:
            self._fit = QToolButton(self)
            self._fit.setText("Fit")
            self._fit.setToolTip(FIT_HELP)
            self._fit.setAccessibleName(FIT_HELP)
            self._fit.clicked.connect(self.fit)
        if self._fit is not None:
            self._fit.setVisible(self.plot.zoomed)
            self._place_fit(self._fit)

    def _place_fit(self, button: QToolButton) -> None:
        # A widget, not an item of the scene: it takes focus and has a name for screen readers.
        area = self.mapFromScene(self.plot.box.sceneBoundingRect()).boundingRect()
        button.adjustSize()
        button.move(area.left() + 8, area.bottom() - 8 - button.height())

    def describe(self, verdict: str) -> None:
        """Tell a screen reader what is shown, and the verdict on it."""
        words = " ".join(filter(None, (self.plot.spoken(), verdict)))
        # Setting it tells every listener, even when nothing has changed.
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

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
        # Not left to the scene: it tells only what it has seen the pointer enter.
        self.plot.forget_pointer()
        self.paint_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stir()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stir()

    def _stir(self) -> None:
        self._settling = 2
        self.paint_soon()
        self.stirred.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())
        event.accept()
