"""A box for a whole number, which reads figures and nothing else."""

from PySide6.QtCore import QLocale, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QValidator
from PySide6.QtWidgets import QSpinBox, QWidget


class CountBox(QSpinBox):
    """A spin box that means the same in every language of the system.

    Qt's own takes points and commas for marks between thousands, as the language has it:
    "1.5" would become 15. The arrows are drawn here in the colour of the text, as those of
    `ChoiceBox` are.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then its arrows."""
        super().paintEvent(event)
        if self.buttonSymbols() == self.ButtonSymbols.NoButtons:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        x, middle = self.width() - 10.5, self.height() / 2
        for way in (-1.0, 1.0):
            ends, tip = middle + 3.0 * way, middle + 6.0 * way
            corners = [QPointF(x - 3, ends), QPointF(x, tip), QPointF(x + 3, ends)]
            painter.drawPolyline(QPolygonF(corners))
        painter.end()

    def validate(self, text: str, place: int) -> object:
        """Refuse every key but figures, beside the words that belong to the box."""
        typed = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        if typed and typed != self.specialValueText() and not (typed.isascii() and typed.isdigit()):
            return QValidator.State.Invalid, text, place
        return super().validate(text, place)
