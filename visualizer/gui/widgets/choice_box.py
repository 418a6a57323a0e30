"""A combo box for named choices."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)


class ChoiceBox(QComboBox):
    """Shows words, stands for values.

    The arrow is drawn here in the colour of the text: a style sheet could only use one
    picture for both themes.

    Signals
    -------
    chosen(value)
        The user chose another value.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(20)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # heeds the style sheet
        self._value = ""
        self._by_mouse = False
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Offer these choices (value to words); keeps the value where it still exists."""
        blocked = self.blockSignals(True)
        self.clear()
        for value, words in choices.items():
            self.addItem(words, value)
        self.setCurrentIndex(self.findData(self._value))
        self.blockSignals(blocked)

    def offer(self, value: str, words: str) -> None:
        """Offer one more choice, unless it is there already."""
        if value != self._value and self.findData(value) < 0:
            self.addItem(words, value)

    def set_value(self, value: str) -> bool:
        """Show a value without emitting; true when it was not the one shown before."""
        changed = value != self._value
        self._value = value
        index = self.findData(value)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        return changed

    def value(self) -> str:
        """The value that is shown."""
        return self._value

    def showPopup(self) -> None:
        """Open the list wide enough for its longest words."""
        view = self.view()
        view.setAccessibleName(self.accessibleName())
        width = view.sizeHintForColumn(0) + 24
        view.setMinimumWidth(max(self.width(), width))
        super().showPopup()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list, remembering that the mouse did it."""
        self._by_mouse = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by keyboard, which then keeps the focus here."""
        self._by_mouse = False
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel only where the user works: scrolling past must change nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the words (shortened where they are too long), then the arrow."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.width() - 31
        words = option.fontMetrics.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = words
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        x = self.width() - 12.5 if self.isLeftToRight() else 12.5
        y = self.height() / 2
        tip = [QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]
        painter.drawPolyline(QPolygonF(tip))
        painter.end()

    def _on_activated(self, index: int) -> None:
        if self._by_mouse:
            self.clearFocus()  # so that the space bar plays and does not open the list again
        value = str(self.itemData(index))
        if value != self._value:
            self._value = value
            self.chosen.emit(value)
