"""Matrices, drawn: only the cells that are in sight, however many there are."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from visualizer.core.arrays import FloatArray
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import digits_text
from visualizer.gui.panels.matrix_blocks import MatrixBlock, summary_text

POSITIVE = {"light": "#e08214", "dark": "#e08214"}
NEGATIVE = {"light": "#4393c3", "dark": "#4393c3"}
"""Orange and blue: told apart by every eye (PuOr and RdBu of Brewer, colorbrewer2.org)."""

STRONGEST = {"light": 0.62, "dark": 0.50}
# Colours of cells are made once, and not for each of thousands.
SHADES = 32
WIDEST = 9
WIDEST_NAME = 22
"""Characters of the longest name beside a row that is not shortened."""
SUMMARISED = 24
"""Matrices with more entries than this have their least, mean and greatest in the heading."""


class MatrixView(QAbstractScrollArea):
    """Draws blocks of parameters one below the other.

    Signals
    -------
    parameter_chosen(index)
        A cell was clicked: the index of its parameter.
    """

    parameter_chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[MatrixBlock, ...] = ()
        self._tops: list[int] = []
        self._theta: FloatArray = np.empty(0)
        self._names: Sequence[str] = ()
        self._lines: tuple[int, ...] = ()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("Parameters as matrices")
        self.setMinimumSize(160, 80)
        self.viewport().setAutoFillBackground(False)
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take colours and figures of a look."""
        self._look = look
        self._figures = look.mono(12)
        self._words = look.font(12)
        self._title = look.font(13, bold=True)
        metrics = QFontMetricsF(self._figures)
        self._cell = QSize(
            round(metrics.horizontalAdvance("0" * WIDEST) + look.size(14)),
            round(metrics.height() + look.size(8)),
        )
        self._heading = round(QFontMetricsF(self._title).height() + look.size(8))
        self._gap = round(look.size(10))
        self._line = round(QFontMetricsF(self._words).height() + look.size(2))
        self._grounds = _grounds(look)
        self._arrange()

    def set_blocks(self, blocks: Sequence[MatrixBlock], names: Sequence[str]) -> None:
        """Show these matrices; the names are those of all parameters."""
        self._blocks, self._names = tuple(blocks), names
        self._arrange()

    def set_values(self, theta: FloatArray, lines: tuple[int, ...]) -> None:
        """Show values (P,); the parameters of the plots are marked in their colours."""
        self._theta, self._lines = theta, lines
        self.viewport().update()

    def cell_at(self, position: QPoint) -> int:
        """The index of the parameter at a place of the viewport; -1 for none."""
        x = position.x() + self.horizontalScrollBar().value() - self._aside
        y = position.y() + self.verticalScrollBar().value()
        for block, top in zip(self._blocks, self._tops, strict=True):
            row, column = (y - top) // self._cell.height(), x // self._cell.width()
            if y >= top and row < block.rows and 0 <= column < block.columns:
                return block.place(row, column)
        return -1

    def cell_rect(self, index: int) -> QRect:
        """Where a parameter is drawn in the viewport."""
        for block, top in zip(self._blocks, self._tops, strict=True):
            if block.first <= index < block.last:
                row, column = divmod(index - block.first, block.columns)
                x = column * self._cell.width() - self.horizontalScrollBar().value() + self._aside
                y = top + row * self._cell.height() - self.verticalScrollBar().value()
                return QRect(QPoint(x, y), self._cell)
        return QRect()

    # The places of the matrices.

    def _arrange(self) -> None:
        self._tops, y = [], 0
        # Room for the names of rows, the same beside all matrices.
        self._aside = self._width_of_names()
        for block in self._blocks:
            y += self._head(block)
            self._tops.append(y)
            y += block.rows * self._cell.height() + self._gap
        width = max((block.columns for block in self._blocks), default=0) * self._cell.width()
        self._extent = QSize(width + self._aside, max(0, y - self._gap))
        self._set_bars()
        self.viewport().update()

    def _head(self, block: MatrixBlock) -> int:
        """The height of what stands above the cells of a matrix."""
        return self._heading + (self._line if block.column_names else 0)

    def _width_of_names(self) -> int:
        metrics = QFontMetricsF(self._words)
        names = {name for block in self._blocks for name in block.row_names}
        widest = max(map(metrics.horizontalAdvance, names), default=0.0)
        most = WIDEST_NAME * metrics.averageCharWidth()
        return round(min(widest, most) + self._look.size(8)) if names else 0

    def _set_bars(self) -> None:
        room = self.viewport().size()
        for bar, whole, page, step in (
            (self.horizontalScrollBar(), self._extent.width(), room.width(), self._cell.width()),
            (self.verticalScrollBar(), self._extent.height(), room.height(), self._cell.height()),
        ):
            bar.setRange(0, max(0, whole - page))
            bar.setPageStep(page)
            bar.setSingleStep(step)

    def resizeEvent(self, event: QEvent) -> None:
        """The scroll bars follow the room."""
        self._set_bars()

    def sizeHint(self) -> QSize:
        """Room for small networks."""
        return QSize(
            min(self._extent.width(), 420) + 12,
            min(self._extent.height(), 260) + 12,
        )

    # Drawing.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        if not self._theta.size:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, up = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        low, high = up, up + self.viewport().height()
        for block, top in zip(self._blocks, self._tops, strict=True):
            bottom = top + block.rows * self._cell.height()
            # Out of sight: a network may have hundreds of screens of weights.
            if bottom < low or top - self._head(block) > high:
                continue
            values = block.values(self._theta)
            self._draw_heading(painter, block, values, top - self._head(block) - up)
            first = max(0, (low - top) // self._cell.height())
            last = min(block.rows, (high - top) // self._cell.height() + 1)
            corner = QPoint(self._aside - left, top - up)
            self._draw_names(painter, block, range(first, last), corner)
            self._draw_cells(painter, block, values, range(first, last), corner)
        painter.end()

    def _draw_names(
        self, painter: QPainter, block: MatrixBlock, rows: range, corner: QPoint
    ) -> None:
        """The names of inputs beside rows, those of outputs above columns."""
        painter.setFont(self._words)
        painter.setPen(QColor(self._look.muted))
        metrics = QFontMetricsF(self._words)
        middle = Qt.AlignmentFlag.AlignVCenter
        wide, high = self._cell.width(), self._cell.height()

        def put(room: QRectF, name: str, align: Qt.AlignmentFlag) -> None:
            words = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, align | middle, words)

        for row in rows if block.row_names else ():
            room = QRectF(corner.x() - self._aside, corner.y() + row * high, self._aside - 6, high)
            put(room, block.row_names[row], Qt.AlignmentFlag.AlignLeft)
        first = max(0, -corner.x() // wide)
        last = min(len(block.column_names), (self.viewport().width() - corner.x()) // wide + 1)
        for column in range(first, last):
            room = QRectF(corner.x() + column * wide, corner.y() - self._line, wide - 7, self._line)
            put(room, block.column_names[column], Qt.AlignmentFlag.AlignRight)

    def _draw_heading(
        self, painter: QPainter, block: MatrixBlock, values: FloatArray, y: float
    ) -> None:
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        room = QRectF(2, y, self.viewport().width() - 2, self._heading)
        painter.setFont(self._title)
        painter.setPen(QColor(self._look.text))
        painter.drawText(room, align, block.name)
        if block.rows * block.columns == 1:
            return
        words = block.shape
        if values.size > SUMMARISED:
            words += f"   {summary_text(values)}"
        room.setLeft(10 + QFontMetricsF(self._title).horizontalAdvance(block.name))
        painter.setFont(self._words)
        painter.setPen(QColor(self._look.muted))
        metrics = QFontMetricsF(self._words)
        painter.drawText(
            room, align, metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        )

    def _draw_cells(
        self, painter: QPainter, block: MatrixBlock, values: FloatArray, rows: range, corner: QPoint
    ) -> None:
        wide, high = self._cell.width(), self._cell.height()
        first = max(0, -corner.x() // wide)
        last = min(block.columns, (self.viewport().width() - corner.x()) // wide + 1)
        largest = float(np.abs(values).max()) or 1.0
        painter.setFont(self._figures)
        for row in rows:
            for column in range(first, last):
                value = float(values[row, column])
                rect = QRectF(corner.x() + column * wide, corner.y() + row * high, wide, high)
                self._draw_cell(painter, rect, value, value / largest)
                index = block.place(row, column)
                if index in self._lines:
                    painter.fillRect(
                        QRectF(rect.left() + 2, rect.top() + 4, 3, high - 8),
                        QColor(self._look.line_colour(index)),
                    )

    def _draw_cell(self, painter: QPainter, rect: QRectF, value: float, share: float) -> None:
        ground = self._grounds[round((max(-1.0, min(share, 1.0)) + 1) * SHADES)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
        painter.setPen(QColor(self._look.text))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -7, 0), align, cell_text(value))

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a parameter."""
        index = self.cell_at(event.position().toPoint())
        if index >= 0:
            self.parameter_chosen.emit(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip names the parameter and gives all its digits."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.cell_at(event.pos())
            text = self.tip(index) if index >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def tip(self, index: int) -> str:
        """The name of a parameter and its value with all digits."""
        return f"{self._names[index]} = {float(self._theta[index])!r}"


def cell_text(value: float) -> str:
    """A number of at most nine characters."""
    text = digits_text(value, 4)
    return text if len(text) <= WIDEST else digits_text(value, 1)


def _grounds(look: Look) -> list[QColor]:
    """Colours from the most negative share to the most positive; zero has that of the card."""
    strongest = STRONGEST[look.theme]
    colours = []
    for shade in range(-SHADES, SHADES + 1):
        end = (POSITIVE if shade > 0 else NEGATIVE)[look.theme]
        colours.append(QColor(mixed(look.card, end, strongest * abs(shade) / SHADES)))
    return colours
