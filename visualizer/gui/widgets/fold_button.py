"""A heading that folds what stands below it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

ARROW_ROOM = 18


TARGET = 24
"""Pixels that a target needs (WCAG 2.2, criterion 2.5.8)."""


class FoldButton(QAbstractButton):
    """A flat checkable button with an arrow: right when folded, down when open."""

    def __init__(self, text: str, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bold = bold
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for arrow and text."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + ARROW_ROOM + 12
        return QSize(width, max(metrics.height() + 6, TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, the text and, when focused by keyboard, a ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.WindowText if self._bold else QPalette.ColorRole.PlaceholderText
        colour = self.palette().color(role)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        pen = QPen(muted, 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(self._arrow())
        font = QFont(self.font())
        font.setBold(self._bold)
        painter.setFont(font)
        painter.setPen(colour)
        room = self.rect().adjusted(ARROW_ROOM, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, align, self.text())
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _arrow(self) -> QPolygonF:
        y = self.height() / 2
        if self.isChecked():
            return QPolygonF([QPointF(2, y - 2), QPointF(6, y + 2), QPointF(10, y - 2)])
        return QPolygonF([QPointF(4, y - 4), QPointF(8, y), QPointF(4, y + 4)])
