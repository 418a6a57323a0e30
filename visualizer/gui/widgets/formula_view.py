"""A typeset formula, and where it was published."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from visualizer.core.notation.reading import lines_of
from visualizer.core.notation.spoken import spoken
from visualizer.core.notation.tree import Node, Text, is_update
from visualizer.gui.widgets.formula_boxes import SHRINK, FormulaBox, Ink, lines, side_by_side

LETTERS = 1.12
"""The size of the letters, in that of the widget's font."""
SOURCE = 0.85
LEADING = 0.5
"""The air between two equations, in the size of the letters."""
CENTRED = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)


class FormulaView(QWidget):
    """Equations below each other, centred; smaller where there is no room for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formula, self._source = "", ""
        self._boxes: list[FormulaBox] = []
        self._height = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def formula(self) -> str:
        """The text that is typeset."""
        return self._formula

    @property
    def width_wanted(self) -> float:
        """The pixels that the widest equation takes at full size."""
        return max((box.width for box in self._boxes), default=0.0)

    def set_formula(self, formula: str, source: str = "") -> None:
        """Show a formula as plain text gives it; an empty one takes no room."""
        self.setVisible(bool(formula))
        if (formula, source) == (self._formula, self._source):
            return
        self._formula, self._source = formula, source
        self.setAccessibleDescription(source)
        self.setToolTip(f"{formula}\n{source}" if source else formula)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(120, round(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, round(self._height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        y = LEADING * self._size / 2
        for box in self._boxes:
            painter.save()
            factor = min(1.0, (self.width() - 4) / max(box.width, 1.0))
            height = box.up + box.down
            painter.translate(
                (self.width() - factor * box.width) / 2, y + (1 - factor) * height / 2
            )
            painter.scale(factor, factor)
            box.paint(painter, 0.0, box.up)
            painter.restore()
            y += height + LEADING * self._size
        if self._source:
            self._paint_source(painter, y)
        painter.end()

    def _paint_source(self, painter: QPainter, y: float) -> None:
        painter.setFont(self._small)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        area = QRect(2, round(y), self.width() - 4, self._source_height())
        painter.drawText(area, CENTRED, self._words)

    @property
    def _words(self) -> str:
        """The source without its identifier, which the tooltip tells."""
        return re.sub(r",? doi:[^\s;]+", "", self._source)

    def _source_height(self) -> int:
        """The pixels of the source in as many lines as it takes."""
        room = QRect(0, 0, max(self.width() - 4, 1), 1000)
        return QFontMetrics(self._small).boundingRect(room, CENTRED, self._words).height()

    @property
    def _size(self) -> float:
        return LETTERS * max(self.fontInfo().pixelSize(), 1)

    @property
    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(round(SOURCE * self.fontInfo().pixelSize()), 1))
        return font

    def _rows(self, nodes: Sequence[Node]) -> list[FormulaBox]:
        """The equations in lines; two short definitions share one."""
        ink, size, room = Ink(self.font()), self._size, self.width() - 4.0
        rows: list[FormulaBox] = []
        short = False
        for node in nodes:
            found = lines(node, ink, size, room, shrink=SHRINK)
            before, short = short, len(found) == 1 and not is_update(node)
            if before and short:
                pair = side_by_side(rows[-1], found[0], size)
                if pair.width <= room:
                    rows[-1], short = pair, False
                    continue
            rows += found
        return rows

    def _lay_out(self) -> None:
        nodes: Sequence[Node]
        try:
            nodes = lines_of(self._formula)
        except ValueError:
            # Better in plain letters than not at all.
            nodes = [Text(self._formula)]
        self.setAccessibleName(". ".join(map(spoken, nodes)))
        self._boxes = self._rows(nodes)
        self._height = sum(box.up + box.down + LEADING * self._size for box in self._boxes)
        if self._source:
            self._height += self._source_height() + LEADING * self._size / 2
        self.updateGeometry()
        self.update()
