"""The network with the path from a parameter to the loss, in the colours of the factors."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from visualizer.core.notation.plain import plain
from visualizer.core.worked.backward import HANDED, INPUT, LOSS, WEIGHT, FactorChain
from visualizer.core.worked.forward import Forward
from visualizer.core.worked.forward_part import activation_words
from visualizer.core.worked.sheet import Pen
from visualizer.core.worked.symbols import Symbols
from visualizer.core.worked.work import Work
from visualizer.gui.look.look import Look
from visualizer.gui.panels.by_hand_picture import ink_colour, inks
from visualizer.gui.plots.painting import MIDDLE, height_of, width_of, write
from visualizer.gui.widgets.formula_boxes import Ink, layout

MOST_CIRCLES = 8
"""Units of a column that are drawn; the chosen one is always among them."""
PITCH, RADIUS = 58.0, 22.0
SMALLEST_PITCH = 34.0
FOOT = 20.0
TALLEST = 330.0


@dataclass(frozen=True)
class _Circle:
    """A unit, or an input: its column and number, and where it stands."""

    column: int
    unit: int
    centre: QPointF


class PathPicture:
    """Inputs, layers and the loss from the left to the right.

    Attributes
    ----------
    width, height
        Pixels that it takes.
    needed
        Pixels of width below which its columns would touch.
    """

    def __init__(self, work: Work, look: Look, width: float, blank: bool = False) -> None:
        assert work.worked is not None
        assert work.chain is not None
        self._look, self._work = look, work
        self._worked: Forward = work.worked
        self._chain: FactorChain = work.chain
        self._pen = Pen(min(work.choice.pen.digits, 4), work.choice.pen.blank or blank)
        self._symbols = Symbols.of(self._worked)
        self.width = width
        self.needed = look.size(60) * (len(self._counts) + 1)
        columns = self._shown()
        most = max(map(len, columns))
        pitch = max(look.size(SMALLEST_PITCH), min(look.size(PITCH), look.size(TALLEST) / most))
        self._radius = min(look.size(RADIUS), 0.42 * pitch)
        self.height = most * pitch + look.size(FOOT)
        self._circles = self._places(columns, pitch)

    @property
    def _counts(self) -> list[int]:
        return [len(self._worked.inputs), *(len(layer.z) for layer in self._worked.layers)]

    def _shown(self) -> list[tuple[int, ...]]:
        """The units of each column that are drawn."""
        found = []
        for column, count in enumerate(self._counts):
            chosen = -1
            if column == self._chain.layer:
                chosen = self._chain.source
            elif column == self._chain.layer + 1:
                chosen = self._chain.unit
            units = tuple(range(min(count, MOST_CIRCLES)))
            found.append(units if chosen in units or chosen < 0 else (*units[:-1], chosen))
        return found

    def _places(self, columns: list[tuple[int, ...]], pitch: float) -> list[_Circle]:
        body = self.height - self._look.size(FOOT)
        return [
            _Circle(
                column,
                unit,
                QPointF(self._x(column), body / 2 + (number - (len(units) - 1) / 2) * pitch),
            )
            for column, units in enumerate(columns)
            for number, unit in enumerate(units)
        ]

    def _x(self, column: int) -> float:
        """The middle of a column; one more is that of the loss."""
        edge = self._radius + self._look.size(8)
        return edge + column * (self.width - 2 * edge) / len(self._counts)

    def _at(self, column: int, unit: int) -> QPointF | None:
        for circle in self._circles:
            if (circle.column, circle.unit) == (column, unit):
                return circle.centre
        return None

    # Painting.

    def paint(self, painter: QPainter, seen: QRectF | None = None) -> None:
        """Paint with the upper left corner at the painter's origin."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lines(painter)
        self._paint_path(painter)
        rings = self._rings()
        for circle in self._circles:
            self._paint_circle(painter, circle, rings.get((circle.column, circle.unit), ""))
        self._paint_loss(painter)
        self._paint_feet(painter)

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setPen(self._look.pen(self._look.grid, 1))
        for before in self._circles:
            ends = [one for one in self._circles if one.column == before.column + 1]
            painter.drawLines([QLineF(before.centre, after.centre) for after in ends])
        last = len(self._counts) - 1
        painter.drawLines(
            [
                QLineF(one.centre, QPointF(self._x(last + 1), self._middle))
                for one in self._circles
                if one.column == last
            ]
        )

    @property
    def _middle(self) -> float:
        return (self.height - self._look.size(FOOT)) / 2

    def _paint_path(self, painter: QPainter) -> None:
        """The lines of the factors, each in its colour, those of weights with their numbers."""
        labels: list[tuple[QLineF, float, str]] = []
        for ink, factor in enumerate(self._chain.factors):
            colour = ink_colour(self._look, ink)
            if factor.kind in (WEIGHT, INPUT) and factor.source >= 0:
                line = self._line((factor.layer, factor.source), (factor.layer + 1, factor.unit))
                weights = self._worked.layers[factor.layer].weights
                if line is not None:
                    labels.append((line, float(weights[factor.source, factor.unit]), colour))
                    self._draw(painter, line, colour, 3.5)
            elif factor.kind == HANDED:
                self._paint_ways_on(painter, factor.layer, factor.unit, colour)
            elif factor.kind == LOSS:
                start = self._at(factor.layer + 1, factor.unit)
                if start is not None:
                    end = QPointF(self._x(len(self._counts)), self._middle)
                    self._draw(painter, QLineF(start, end), colour, 3.5)
        for line, value, colour in labels:
            self._paint_label(painter, line, value, colour)

    def _paint_ways_on(self, painter: QPainter, layer: int, unit: int, colour: str) -> None:
        """All lines from a unit to the loss."""
        start = self._at(layer + 1, unit)
        reached = [start] if start is not None else []
        for column in range(layer + 2, len(self._counts)):
            ends = [one.centre for one in self._circles if one.column == column]
            for begin in reached:
                for end in ends:
                    self._draw(painter, QLineF(begin, end), colour, 1.4)
            reached = ends
        loss = QPointF(self._x(len(self._counts)), self._middle)
        for begin in reached:
            self._draw(painter, QLineF(begin, loss), colour, 1.4)

    def _line(self, start: tuple[int, int], end: tuple[int, int]) -> QLineF | None:
        first, last = self._at(*start), self._at(*end)
        return None if first is None or last is None else QLineF(first, last)

    def _draw(self, painter: QPainter, line: QLineF, colour: str, width: float) -> None:
        painter.setPen(self._look.pen(colour, width))
        painter.drawLine(line)

    def _paint_label(self, painter: QPainter, line: QLineF, value: float, colour: str) -> None:
        font = self._look.mono(11, bold=True)
        # Weights are given; so are the inputs.
        text = plain(self._pen.given(value))
        wide, high = width_of(font, [text]) + self._look.size(6), height_of(font)
        area = QRectF(0, 0, wide, high)
        area.moveCenter(line.pointAt(0.42))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.card))
        painter.drawRect(area)
        write(painter, area, text, font, colour, MIDDLE)

    def _rings(self) -> dict[tuple[int, int], str]:
        """The colours of the units on the path, by column and number."""
        found = {}
        for ink, factor in enumerate(self._chain.factors):
            colour = ink_colour(self._look, ink)
            if factor.kind == INPUT and factor.source >= 0:
                found[factor.layer, factor.source] = colour
            elif factor.kind != HANDED:
                found.setdefault((factor.layer + 1, factor.unit), colour)
        for ink, factor in enumerate(self._chain.factors):
            # The slope of a unit has the unit; a weight only leads to it.
            if factor.kind not in (INPUT, WEIGHT, HANDED):
                found[factor.layer + 1, factor.unit] = ink_colour(self._look, ink)
        return found

    def _paint_circle(self, painter: QPainter, circle: _Circle, ring: str) -> None:
        look, radius = self._look, self._radius
        painter.setPen(look.pen(ring or look.axis, 3.0 if ring else 1.2))
        painter.setBrush(QColor(look.card))
        painter.drawEllipse(circle.centre, radius, radius)
        node = (
            self._symbols.entering(0, circle.unit)
            if circle.column == 0
            else self._symbols.leaving(circle.column - 1, circle.unit)
        )
        value = (
            self._worked.inputs[circle.unit]
            if circle.column == 0
            else self._worked.layers[circle.column - 1].a[circle.unit]
        )
        roomy = radius >= look.size(17)
        if roomy:
            box = layout(node, Ink(look.font(11), inks(look)), look.size(11))
            painter.setPen(QColor(look.text))
            box.paint(painter, circle.centre.x() - box.width / 2, circle.centre.y() - look.size(3))
        font = look.mono(10)
        area = QRectF(0, 0, 2 * radius - look.size(5), look.size(13))
        area.moveCenter(circle.centre + QPointF(0, look.size(8) if roomy else 0))
        pen = self._pen.given if circle.column == 0 else self._pen
        text = plain(pen(float(value)))
        if width_of(font, [text]) > area.width():
            text = plain(Pen(2, pen.blank)(float(value)))
        if width_of(font, [text]) <= area.width():
            write(painter, area, text, font, look.text, MIDDLE)

    def _paint_loss(self, painter: QPainter) -> None:
        look, radius = self._look, self._radius
        area = QRectF(0, 0, 2.1 * radius, 2 * radius)
        area.moveCenter(QPointF(self._x(len(self._counts)) - 0.05 * radius, self._middle))
        painter.setPen(look.pen(ink_colour(look, 0), 3.0))
        painter.setBrush(QColor(look.card))
        painter.drawRoundedRect(area, 5, 5)
        upper = QRectF(area.left(), area.top(), area.width(), area.height() / 2)
        write(painter, upper, "L", look.font(11), look.text, MIDDLE)
        text = plain(self._pen(self._worked.loss))
        font = look.mono(10)
        if width_of(font, [text]) > area.width() - 4:
            text = plain(Pen(2, self._pen.blank)(self._worked.loss))
        write(painter, upper.translated(0, 0.42 * area.height()), text, font, look.text, MIDDLE)

    def _paint_feet(self, painter: QPainter) -> None:
        wide = (self._x(1) - self._x(0)) - self._look.size(4)
        last = len(self._counts) - 1
        for column, count in enumerate(self._counts):
            words = "inputs"
            if column:
                words = activation_words(self._worked.layers[column - 1])
                words = f"output, {words}" if column == last else words
            drawn = len([one for one in self._circles if one.column == column])
            words += f", {drawn} of {count}" if drawn < count else ""
            self._foot(painter, column, words, wide)
        self._foot(painter, last + 1, "loss", wide)

    def _foot(self, painter: QPainter, column: int, words: str, wide: float) -> None:
        look = self._look
        area = QRectF(0, 0, wide, look.size(FOOT))
        area.moveCenter(QPointF(self._x(column), self.height - look.size(FOOT) / 2))
        area.moveLeft(min(max(area.left(), 0.0), max(self.width - wide, 0.0)))
        write(painter, area, words, look.font(10), look.muted, MIDDLE)

    def spoken(self) -> str:
        """What is drawn, in words."""
        names = [
            f"{activation_words(layer)} layer of {len(layer.z)}" for layer in self._worked.layers
        ]
        return f"{len(self._worked.inputs)} inputs, {', '.join(names)}, loss"
