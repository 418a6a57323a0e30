"""Read-outs: names and numbers in one line, as many as there is room for."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from visualizer.gui.look.look import Look

ReadOut = tuple[str, str, str]
"""Name, text of the number, colour ("" for that of text)."""

GAP = 14
NAME_GAP = 5


class ReadOuts(QWidget):
    """Draws the read-outs right-aligned, itself: a change costs one paint and no layout.

    When there is not room for all of them the last ones give way to "+ 3", which
    counts those that are never listed, too.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._items: tuple[ReadOut, ...] = ()
        self._further = 0
        self._restyle_fonts()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Read-outs")

    def set_items(self, items: Sequence[ReadOut], further: int = 0) -> None:
        """Show these read-outs; `further` ones are counted only."""
        if (tuple(items), further) != (self._items, self._further):
            self._items, self._further = tuple(items), further
            self.update()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self._restyle_fonts()
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Everything in one line, for the tooltip and for screen readers."""
        parts = [f"{name} {text}" for name, text, _ in self._items]
        return ", ".join([*parts, *[f"and {self._further:,} more"] * bool(self._further)])

    def shown(self) -> int:
        """How many read-outs there is room for."""
        room = self.width()
        widths = [self._width(item) for item in self._items]
        # Fewer of them need room for the count of those left out, which is not known before.
        for count in range(len(widths), 0, -1):
            needed = sum(widths[:count]) + GAP * (count - 1)
            if hidden := len(widths) - count + self._further:
                needed += GAP + self._rest_width(hidden)
            if needed <= room:
                return count
        return 0

    def sizeHint(self) -> QSize:
        """Room for a loss, and how many more there are."""
        return QSize(self._room_for(20), round(self._metrics.height()) + 4)

    def good_width(self) -> int:
        """Room for a loss and two parameters."""
        return self._room_for(42)

    def _room_for(self, characters: int) -> int:
        """Whatever the numbers are: a bar that is laid out anew for each would be restless."""
        return round(self._metrics.horizontalAdvance("0" * characters))

    def enterEvent(self, event: object) -> None:
        """Only now the tooltip is needed."""
        self.setToolTip(self.words().replace(", ", "\n"))

    def describe(self) -> None:
        """Tell a screen reader the numbers."""
        self.setAccessibleDescription(self.words())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw from the right end."""
        if not self._items:
            return
        painter = QPainter(self)
        painter.setFont(self._font)
        count = self.shown()
        hidden = len(self._items) - count + self._further
        x = float(self.width())
        put = partial(self._put, painter)
        if hidden:
            x = put(x, f"+ {hidden:,}", self._look.muted) - GAP
        for name, text, colour in reversed(self._items[:count]):
            x = put(x, text, colour or self._look.text) - NAME_GAP
            x = put(x, name, colour or self._look.muted) - GAP
        painter.end()

    def _put(self, painter: QPainter, right: float, text: str, colour: str) -> float:
        left = right - self._metrics.horizontalAdvance(text)
        painter.setPen(QColor(colour))
        baseline = (self.height() + self._metrics.ascent() - self._metrics.descent()) / 2
        painter.drawText(round(left), round(baseline), text)
        return left

    def _width(self, item: ReadOut) -> float:
        advance = self._metrics.horizontalAdvance
        return advance(item[0]) + NAME_GAP + advance(item[1])

    def _rest_width(self, hidden: int) -> float:
        return self._metrics.horizontalAdvance(f"+ {hidden:,}")

    def _restyle_fonts(self) -> None:
        self._font = self._look.mono(13)
        self._metrics = QFontMetricsF(self._font)
        self.setCursor(Qt.CursorShape.ArrowCursor)
