"""A small drawing of the learning rates that are planned."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from visualizer.core.arrays import FloatArray
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.ranges import stepped

HEIGHT = 5.2
"""The height of the drawing, in that of the letters."""
SMALL = 0.85


class RateSketch(QAbstractButton):
    """The rate over the epochs as a line; a click wants that of the run itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: FloatArray = np.empty(0)
        self._rates: FloatArray = np.empty(0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip("The learning rate that is planned; click for that of the run")
        self.setAccessibleName("The learning rate that is planned. Show that of the run")

    def set_plan(self, epochs: FloatArray, rates: FloatArray) -> None:
        """Draw rates (n,) over epochs (n,), at least one; those that overflow are left out."""
        good = np.isfinite(rates)
        self._epochs, self._rates = epochs[good], rates[good]
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """What is drawn, in a sentence."""
        if not len(self._rates):
            return "No rate is finite."
        first, last = number_text(self._rates[0], 3), number_text(self._rates[-1], 3)
        low, high = number_text(self._rates.min(), 3), number_text(self._rates.max(), 3)
        return (
            f"It begins at {first} and is {last} at epoch {_whole(self._epochs[-1])}; "
            f"the least is {low}, the greatest {high}."
        )

    def sizeHint(self) -> QSize:
        return QSize(160, round(HEIGHT * self.fontInfo().pixelSize()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small)
        colours = self.palette()
        metrics = QFontMetricsF(self._small)
        high = float(self._rates.max()) if len(self._rates) else 1.0
        labels = (number_text(high, 3), "0")
        left = max(metrics.horizontalAdvance(text) for text in labels) + 8
        area = QRectF(self.rect()).adjusted(
            left, metrics.height() / 2 + 1, -3, -metrics.height() - 3
        )
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        for text, y in zip(labels, (area.top(), area.bottom()), strict=True):
            place = QRectF(0, y - metrics.height() / 2, left - 6, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, text)
        if len(self._epochs):
            self._paint_epochs(painter, area)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Highlight), 1.8))
        painter.drawPolyline(self._line(area, high))
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_epochs(self, painter: QPainter, area: QRectF) -> None:
        place = QRectF(area.left(), area.bottom() + 2, area.width(), self.height() - area.bottom())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, "0")
        last = f"epoch {_whole(self._epochs[-1])}"
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, last)

    def _line(self, area: QRectF, high: float) -> QPolygonF:
        """The line in pixels; of many points in one column the least and the greatest."""
        epochs, rates = thinned(*stepped(self._epochs, self._rates), round(area.width()))
        last = float(self._epochs[-1]) if len(self._epochs) and self._epochs[-1] else 1.0
        x = area.left() + area.width() * epochs / last
        y = area.bottom() - area.height() * rates / (high or 1.0)
        return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])

    @property
    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(round(SMALL * self.fontInfo().pixelSize()), 1))
        return font


def _whole(epoch: float) -> str:
    """An epoch, never as a power of ten."""
    return f"{epoch:.0f}" if epoch == round(epoch) else f"{epoch:.6g}"


def thinned(x: FloatArray, y: FloatArray, columns: int) -> tuple[FloatArray, FloatArray]:
    """Points (n,) of a line without those that `columns` pixels cannot show."""
    size = len(x) // max(columns, 1)
    if size < 4:
        return x, y
    kept = [0, len(x) - 1]
    for start in range(0, len(x), size):
        part = y[start : start + size]
        kept += [start + int(part.argmin()), start + int(part.argmax())]
    places = np.unique(kept)
    return x[places], y[places]
