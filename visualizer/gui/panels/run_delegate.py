"""How a run is painted in the list: as a card."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from visualizer.gui.look.colours import mixed, readable_on
from visualizer.gui.look.icons import tinted
from visualizer.gui.look.look import Look
from visualizer.gui.panels.run_model import ROW, RunRow
from visualizer.gui.widgets.swatch import HEIGHT, WIDTH, paint_swatch

_Index = QModelIndex | QPersistentModelIndex

EYE, LOCK, REST = "eye", "lock", ""
"""Parts of a row that can be clicked."""

IN_A_LINE = 3
"""Numbers beside each other."""

_AIR, _GAP, _BUTTON, _ICON = 8, 6, 24, 16
_NAME, _NOTE, _CAPTION, _VALUE = 22, 17, 15, 17
"""Pixels at scale 1: margins within a row and between rows, buttons, and heights of lines."""


class RunDelegate(QStyledItemDelegate):
    """Paints a run as a card: swatch, name, verdict, eye and lock; a note, and numbers."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(ROW)
        lines = -(-len(row.cells) // IN_A_LINE)
        height = 2 * _AIR + _GAP + _NAME + _NOTE + lines * (_CAPTION + _VALUE + 2)
        return QSize(100, round(self.look.size(height)))

    def part_at(self, rect: QRect, point: QPoint) -> str:
        """Which part of a row is at a point of the list."""
        for part in (EYE, LOCK):
            if self.button(QRectF(rect), part).contains(point):
                return part
        return REST

    def button(self, rect: QRectF, part: str) -> QRectF:
        """Where the eye or the lock of a row is."""
        size = self.look.size
        place = {LOCK: 1, EYE: 2}[part]
        left = rect.right() - size(4) - place * size(_BUTTON)
        return QRectF(left, rect.top() + size(_GAP / 2 + 6), size(_BUTTON), size(_BUTTON))

    def _name_rect(self, rect: QRect) -> QRect:
        """Where the name of a row is edited."""
        size = self.look.size
        left = rect.left() + size(_AIR + WIDTH + 4)
        right = self.button(QRectF(rect), EYE).left()
        top = rect.top() + size(_GAP / 2 + 4)
        return QRectF(left, top, right - left, size(28)).toRect()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        editor.setGeometry(self._name_rect(option.rect))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: RunRow = index.data(ROW)
        rect = QRectF(option.rect)
        view = self.parent()
        focused = isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter, rect, row, focused)
        pill = self.pill(rect, row)
        self._paint_heading(painter, rect, row, pill)
        self._paint_rest(painter, rect, row, pill)
        if row.verdict:
            self._paint_pill(painter, pill, row)
        painter.restore()

    def pill(self, rect: QRectF, row: RunRow) -> QRectF:
        """Where the verdict stands: beside the name, else below the eye and the lock.

        A run is told from others by its name: half of one says less than half a note.
        """
        look, size = self.look, self.look.size
        top = rect.top() + size(_GAP / 2 + _AIR)
        if not row.verdict:
            return QRectF()
        width = QFontMetricsF(look.font(11, bold=True)).horizontalAdvance(row.verdict) + size(14)
        pill = QRectF(0, 0, width, size(18))
        pill.moveCenter(QPointF(0, top + size(_NAME) / 2))
        pill.moveRight(self.button(rect, EYE).left() - size(2))
        name = QFontMetricsF(look.font(13, bold=True)).horizontalAdvance(row.name)
        if name > pill.left() - size(6) - self._name_left(rect):
            pill.moveRight(rect.right() - size(_AIR))
            pill.moveTop(top + size(_NAME + 1))
        return pill

    def _name_left(self, rect: QRectF) -> float:
        return rect.left() + self.look.size(_AIR + WIDTH + 8)

    def _paint_card(self, painter: QPainter, rect: QRectF, row: RunRow, focused: bool) -> None:
        look, half = self.look, self.look.size(_GAP / 2)
        card = rect.adjusted(1, half, -1, -half)
        edge = look.accent if row.front or focused else look.border
        painter.setPen(look.pen(edge, 2.0 if focused else 1.0))
        painter.setBrush(
            look.brush(mixed(look.card, look.accent, 0.08) if row.front else look.card)
        )
        painter.drawRoundedRect(card, look.size(6), look.size(6))

    def _paint_heading(self, painter: QPainter, rect: QRectF, row: RunRow, pill: QRectF) -> None:
        look, size = self.look, self.look.size
        opacity = 1.0 if row.shown else 0.45
        top = rect.top() + size(_GAP / 2 + _AIR)
        line = QRectF(rect.left() + size(_AIR), top, size(WIDTH), size(_NAME))
        middle = line.center().y()
        swatch = QRectF(line.left(), middle - size(HEIGHT) / 2, size(WIDTH), size(HEIGHT))
        paint_swatch(painter, swatch, look, row.colour, opacity)
        for part, icon in (
            (EYE, "eye" if row.shown else "eye-off"),
            (LOCK, "lock" if row.locked else "unlock"),
        ):
            faint = (part == EYE and row.front) or (part == LOCK and not row.locked)
            self._paint_icon(painter, self.button(rect, part), icon, faint)
        right = self.button(rect, EYE).left() - size(2)
        if row.verdict and pill.top() < line.center().y():
            right = pill.left() - size(6)
        left = self._name_left(rect)
        painter.setFont(look.font(13, bold=True))
        painter.setPen(look.colour(look.text if row.shown else look.muted))
        _write(painter, QRectF(left, top, right - left, size(_NAME)), row.name)

    def _paint_icon(self, painter: QPainter, rect: QRectF, name: str, faint: bool) -> None:
        look, side = self.look, round(self.look.size(_ICON))
        ratio = painter.device().devicePixelRatioF()
        picture = tinted(name, round(side * ratio), look.muted if faint else look.text)
        painter.setOpacity(0.55 if faint else 1.0)
        target = QRectF(0, 0, side, side)
        target.moveCenter(rect.center())
        painter.drawImage(target, picture)
        painter.setOpacity(1.0)

    def _paint_pill(self, painter: QPainter, pill: QRectF, row: RunRow) -> None:
        """The verdict."""
        look, colour = self.look, self.look.severity(row.severity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.brush(colour))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(look.font(11, bold=True))
        painter.setPen(look.colour(readable_on(colour)))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, row.verdict)

    def _paint_rest(self, painter: QPainter, rect: QRectF, row: RunRow, pill: QRectF) -> None:
        look, size = self.look, self.look.size
        left, top = rect.left() + size(_AIR), rect.top() + size(_GAP / 2 + _AIR + _NAME)
        width = rect.width() - 2 * size(_AIR)
        painter.setFont(look.font(12))
        painter.setPen(look.colour(look.muted))
        beside = width if pill.top() < top else pill.left() - size(6) - left
        _write(painter, QRectF(left, top, beside, size(_NOTE)), row.note)
        top += size(_NOTE + 2)
        column = width / IN_A_LINE
        for place, (caption, value) in enumerate(row.cells):
            below, beside = divmod(place, IN_A_LINE)
            x, y = left + beside * column, top + below * size(_CAPTION + _VALUE + 2)
            painter.setFont(look.font(11))
            painter.setPen(look.colour(look.muted))
            _write(painter, QRectF(x, y, column - size(4), size(_CAPTION)), caption)
            painter.setFont(look.font(12.5))
            painter.setPen(look.colour(look.text if row.shown else look.muted))
            box = QRectF(x, y + size(_CAPTION), column - size(4), size(_VALUE))
            _write(painter, box, value)


def _write(painter: QPainter, rect: QRectF, words: str) -> None:
    """Words in one line, shortened where they have no room."""
    fitting = painter.fontMetrics().elidedText(
        words, Qt.TextElideMode.ElideRight, int(rect.width())
    )
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
