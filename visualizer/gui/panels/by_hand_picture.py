"""A part of a step worked out by hand, laid out for a width and painted, on screen or paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from visualizer.core.notation.tree import BLANK, Chain, Gap, Node, Text
from visualizer.core.worked.check_part import ALIKE, OTHER
from visualizer.core.worked.sheet import (
    Block,
    FactorCard,
    SheetCards,
    SheetLine,
    SheetPart,
    SheetTable,
)
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.formula_boxes import FormulaBox, Ink, layout, lines

LETTERS, LARGE, SMALL = 13.0, 16.0, 11.0
AIR = 10.0
"""Pixels between blocks, and between columns."""
NARROWEST_CARD = 104.0
NARROWEST_COLUMN = 90.0
INKS = (3, 2, 5, 4, 1, 0, 6)
"""Which line colours the factors take, in their order along the path."""


def ink_colour(look: Look, ink: int) -> str:
    """The colour of a factor, wherever it stands."""
    return look.lines[INKS[ink % len(INKS)] % len(look.lines)]


def inks(look: Look) -> Mapping[int, str]:
    """The colours of marked parts of formulas."""
    found = {number: ink_colour(look, number) for number in range(40)}
    return {**found, ALIKE: look.good, OTHER: look.danger}


def ink_of(look: Look) -> Ink:
    """How formulas are written in a look."""
    return Ink(look.font(LETTERS), inks(look), fonts={})


class _Placed(NamedTuple):
    """A formula at its place: the left end of its baseline."""

    box: FormulaBox
    x: float
    y: float
    colour: str


class _Words(NamedTuple):
    text: str
    area: QRectF
    size: float
    align: Qt.AlignmentFlag
    bold: bool = False


class _Frame(NamedTuple):
    """A field behind something: marked rows, and cards with an edge of their colour."""

    area: QRectF
    fill: str
    edge: str = ""
    line: str = ""


LEAST_SHRINK = 0.7
"""How much smaller the letters of a factor may be, to stay within its card."""


class PartPicture:
    """The blocks of a part below each other, `width` pixels wide if they can be.

    Attributes
    ----------
    width, height
        Pixels that it takes; it is wider than asked for where a table needs more.
    needed
        Pixels that its tables need at least.
    """

    def __init__(self, part: SheetPart, look: Look, width: float, ink: Ink | None = None) -> None:
        """With `ink`, as `ink_of` makes it, fonts are measured once for many pictures."""
        self._look = look
        self._ink = ink or ink_of(look)
        self._placed: list[_Placed] = []
        self._words: list[_Words] = []
        self._frames: list[_Frame] = []
        self.width, self.height, self.needed = width, 0.0, 0.0
        for number, block in enumerate(part.blocks):
            self.height += self._size(AIR) if number else 0.0
            self._add(block)
        for note in part.notes:
            self._note(note)

    def paint(self, painter: QPainter, seen: QRectF | None = None) -> None:
        """Paint with the upper left corner at the painter's origin; no more than is `seen`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0 if seen is None else seen.top()
        bottom = self.height if seen is None else seen.bottom()
        for frame in self._frames:
            self._paint_frame(painter, frame)
        for box, x, y, colour in self._placed:
            if y + box.down >= top and y - box.up <= bottom:
                painter.setPen(QColor(colour))
                box.paint(painter, x, y)
        for words in self._words:
            painter.setFont(self._look.font(words.size, words.bold))
            painter.setPen(QColor(self._look.text if words.bold else self._look.muted))
            painter.drawText(words.area, int(words.align), words.text)

    def _paint_frame(self, painter: QPainter, frame: _Frame) -> None:
        round_edge = self._size(4)
        painter.setBrush(QColor(frame.fill))
        painter.setPen(self._look.pen(frame.line) if frame.line else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(frame.area, round_edge, round_edge)
        if frame.edge:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(frame.edge))
            painter.drawRect(QRectF(frame.area.topLeft(), frame.area.topRight()).adjusted(
                0, 0, 0, self._size(3)))  # fmt: skip

    # Laying out.

    def _size(self, pixels: float) -> float:
        return self._look.size(pixels)

    def _add(self, block: Block) -> None:
        if isinstance(block, SheetLine):
            self._line(block)
        elif isinstance(block, SheetTable):
            self._table(block)
        else:
            self._cards(block)

    def _line(self, line: SheetLine) -> None:
        size, room = self._size(LETTERS + 1), self.width
        font = self._look.font(SMALL)
        words = QFontMetricsF(font).horizontalAdvance(line.words) + self._size(AIR)
        rows = lines(line.node, self._ink, size, room)
        beside = bool(line.words) and rows[-1].width + words <= room
        for number, box in enumerate(rows):
            factor_up = self.height + box.up
            self._placed.append(_Placed(box, 0.0, factor_up, self._look.text))
            if beside and number == len(rows) - 1:
                area = QRectF(0, factor_up - size, room, 1.4 * size)
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                self._words.append(_Words(line.words, area, SMALL, right))
            self.width = max(self.width, box.width)
            self.height += box.up + box.down + self._size(4)
        if line.words and not beside:
            self._note(line.words)

    def _note(self, text: str) -> None:
        metrics = QFontMetricsF(self._look.font(SMALL))
        wrapped = Qt.TextFlag.TextWordWrap
        area = metrics.boundingRect(QRectF(0, 0, self.width, 1000), int(wrapped), text)
        top = self.height + self._size(6)
        at = QRectF(0, top, self.width, area.height() + 2)
        self._words.append(_Words(text, at, SMALL, Qt.AlignmentFlag(int(wrapped))))
        self.height = at.bottom()

    # Tables.

    def _table(self, table: SheetTable) -> None:
        if table.title:
            self._title(table.title)
        size = self._size(LETTERS)
        nodes_of = [[breakable(cell) for cell in row] for row in table.rows]
        cells = [[layout(cell, self._ink, size) for cell in row] for row in nodes_of]
        small = self._ink._replace(font=self._look.font(SMALL))
        heads = [layout(cell, small, self._size(SMALL)) for cell in table.headings]
        widths = [
            max([head.width, *(row[column].width for row in cells)])
            for column, head in enumerate(heads)
        ]
        gap, pad, least = (self._size(pixels) for pixels in (AIR + 2, 4, NARROWEST_COLUMN))
        if self._is_split(table, widths):
            return
        surplus = sum(widths) + gap * (len(widths) - 1) + 2 * pad - self.width
        broken = _broken(table, widths, surplus, least)
        more = [
            {
                column: lines(nodes[column], self._ink, size, widths[column], row[column])
                for column in broken
            }
            for nodes, row in zip(nodes_of, cells, strict=True)
        ]
        for column in broken:
            # A piece that cannot be broken may be wider than its column was to be.
            pieces = [box.width for stacks in more for box in stacks[column]]
            widths[column] = max(widths[column], heads[column].width, *pieces)
        wide = sum(widths) + gap * (len(widths) - 1) + 2 * pad
        if broken and wide > self.width + 1:
            self.needed = max(self.needed, wide)
        edges = self._edges(table, widths, gap, pad)
        self.width = max(self.width, edges[-1][1] + pad)
        self._row(heads, edges, table.right, self._look.muted)
        for number, row in enumerate(cells):
            top = self.height
            self._row(row, edges, table.right, self._look.text, more[number])
            if number in table.marked:
                area = QRectF(0, top, self.width, self.height - top)
                tint = mixed(self._look.card, self._look.accent, 0.10)
                self._frames.append(_Frame(area, tint))

    def _is_split(self, table: SheetTable, widths: Sequence[float]) -> bool:
        """Put what does not fit beside below, with its first column; whether it was so."""
        gap, pad, least = (self._size(pixels) for pixels in (AIR + 2, 4, NARROWEST_COLUMN))
        mins = [
            wide if column in table.right else min(wide, least)
            for column, wide in enumerate(widths)
        ]
        cut = _fitting(mins, gap, self.width - 2 * pad)
        if cut == len(mins):
            self.needed = max(self.needed, sum(mins) + gap * (len(mins) - 1) + 2 * pad)
            return False
        self._table(_columns_of(table, range(cut)))
        self.height += self._size(AIR)
        self._table(_columns_of(table, (0, *range(cut, len(mins)))))
        return True

    def _title(self, text: str) -> None:
        height = QFontMetricsF(self._look.font(12, bold=True)).height()
        area = QRectF(0, self.height, self.width, height)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._words.append(_Words(text, area, 12, left, bold=True))
        self.height += height + self._size(2)

    def _edges(
        self, table: SheetTable, widths: Sequence[float], gap: float, pad: float
    ) -> list[tuple[float, float]]:
        """Where the columns begin and end: those of numbers stand at the right edge."""
        spare = max(0.0, self.width - sum(widths) - gap * (len(widths) - 1) - 2 * pad)
        # What is left goes before the first column of numbers.
        first = min(table.right, default=len(widths))
        found, x = [], pad
        for column, width in enumerate(widths):
            x += spare if column == first and column else 0.0
            found.append((x, x + width))
            x += width + gap
        return found

    def _row(
        self,
        boxes: Sequence[FormulaBox],
        edges: Sequence[tuple[float, float]],
        right: Sequence[int],
        colour: str,
        more: Mapping[int, list[FormulaBox]] | None = None,
    ) -> None:
        """One row; the columns in `more` take several lines."""
        stacks = [(more or {}).get(column, [box]) for column, box in enumerate(boxes)]
        air = self._size(4)
        up = max(stack[0].up for stack in stacks)
        baseline = self.height + air + max(up, self._size(9))
        bottom = baseline
        for column, stack in enumerate(stacks):
            y = baseline
            for number, box in enumerate(stack):
                y += (stack[number - 1].down + air + box.up) if number else 0.0
                left, end = edges[column]
                x = end - box.width if column in right else left
                self._placed.append(_Placed(box, x, y, colour))
                bottom = max(bottom, y + box.down)
        self.height = bottom + air

    # Factors.

    def _cards(self, cards: SheetCards) -> None:
        gap = self._size(AIR + 4)
        count = max(1, len(cards.cards))
        fitting = int((self.width + gap) // (self._size(NARROWEST_CARD) + gap))
        across = max(1, min(count, fitting))
        # Of as many in each line, so that no card stands alone if it can be helped.
        across = -(-count // -(-count // across))
        width = min((self.width - gap * (across - 1)) / across, self._size(190))
        for first in range(0, len(cards.cards), across):
            line = cards.cards[first : first + across]
            laid = [self._lines_of(card, width) for card in line]
            steps = [max(lay[part][1] for lay in laid) for part in range(5)]
            top = self.height + (gap / 2 if first else 0.0)
            for number, (card, lay) in enumerate(zip(line, laid, strict=True)):
                x = number * (width + gap)
                if number or first:
                    dot = layout(Text("·"), self._ink, self._size(LARGE))
                    at = x - gap / 2 - dot.width / 2
                    if number:
                        middle = top + sum(steps) / 2
                        self._placed.append(_Placed(dot, at, middle, self._look.text))
                self._card(card, lay, steps, QRectF(x, top, width, sum(steps) + self._size(18)))
            self.height = top + sum(steps) + self._size(18)

    def _lines_of(self, card: FactorCard, width: float) -> list[tuple[list[FormulaBox], float]]:
        """The five lines of a card, each as boxes below each other with their height."""
        room = width - self._size(12)
        found = []
        numbers: Node = card.numbers if card.numbers is not None else Text("")
        for node, size in (
            (card.name, LARGE), (card.formula, LETTERS), (numbers, SMALL), (card.value, LARGE),
        ):  # fmt: skip
            boxes = lines(node, self._ink, self._size(size), room)
            wide = max(box.width for box in boxes)
            if wide > room:
                # What is in brackets cannot be broken.
                smaller = self._size(size) * max(LEAST_SHRINK, room / wide)
                boxes = lines(node, self._ink, smaller, room)
            air = self._size(3)
            found.append((boxes, sum(box.up + box.down + air for box in boxes) + self._size(3)))
        metrics = QFontMetricsF(self._look.font(SMALL))
        wrapped = int(Qt.TextFlag.TextWordWrap)
        height = metrics.boundingRect(QRectF(0, 0, room, 1000), wrapped, card.words).height()
        found.append(([], height))
        return found

    def _card(
        self,
        card: FactorCard,
        lay: list[tuple[list[FormulaBox], float]],
        steps: Sequence[float],
        area: QRectF,
    ) -> None:
        colour = ink_colour(self._look, card.ink)
        self._frames.append(_Frame(area, self._look.card, colour, self._look.border))
        y = area.top() + self._size(9)
        for number, (boxes, _) in enumerate(lay[:4]):
            inner = y
            for box in boxes:
                x = area.center().x() - box.width / 2
                tinted = colour if number in (0, 3) else self._look.text
                self._placed.append(_Placed(box, x, inner + box.up, tinted))
                inner += box.up + box.down + self._size(3)
            y += steps[number]
        words = QRectF(area.left() + self._size(6), y, area.width() - self._size(12), steps[4] + 4)
        align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag(int(Qt.TextFlag.TextWordWrap))
        self._words.append(_Words(card.words, words, SMALL, align))


def _fitting(mins: Sequence[float], gap: float, room: float) -> int:
    """How many columns fit into some room; two at least."""
    total = mins[0]
    for column, wide in enumerate(mins[1:], 1):
        total += gap + wide
        if total > room and column >= 2:
            return column
    return len(mins)


def _columns_of(table: SheetTable, columns: Sequence[int]) -> SheetTable:
    """Some columns of a table."""
    return SheetTable(
        tuple(table.headings[column] for column in columns),
        tuple(tuple(row[column] for column in columns) for row in table.rows),
        table.marked,
        tuple(place for place, column in enumerate(columns) if column in table.right),
    )


def breakable(node: Node) -> Node:
    """Words, so that a line may end between them."""
    if not isinstance(node, Text) or " " not in node.text.strip():
        return node
    parts: list[Node] = []
    for word in node.text.split():
        parts += [Gap(BLANK), Text(word)] if parts else [Text(word)]
    return Chain(tuple(parts))


def _broken(
    table: SheetTable, widths: list[float], surplus: float, least: float
) -> tuple[int, ...]:
    """Which columns take several lines, so that the table is no wider than its room.

    The widest of those that hold no single numbers, made narrower in `widths`.
    """
    found = []
    columns = [column for column in range(len(widths)) if column not in table.right]
    while surplus > 0:
        wide = [column for column in columns if widths[column] > least]
        if not wide:
            break
        column = max(wide, key=lambda place: widths[place])
        taken = min(surplus, widths[column] - least)
        # Not all from one column where the next is nearly as wide.
        others = sorted((widths[place] for place in wide if place != column), reverse=True)
        if others and widths[column] - others[0] > 1:
            taken = min(taken, widths[column] - others[0])
        else:
            taken = min(taken, max(8.0, taken / 2))
        widths[column] -= taken
        surplus -= taken
        found.append(column)
    return tuple(dict.fromkeys(found))
