"""Formulas laid out as a book prints them: each part is a box with a baseline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Hole,
    Marked,
    Node,
    Root,
    Text,
    chunks,
    flat,
)

SCRIPT = 0.7
"""The size of indices and powers."""
SHRINK = 0.84
"""How much smaller an equation may be before it is broken."""
MOST_REMEMBERED = 2000
"""Texts whose measures a font remembers."""
SMALLEST = 7.0
"""Pixels of the smallest letters."""


FIGURES = re.compile("[0-9.,()+\u2212\u00b7\u2005\u2006]+")
"""Text that is numbers and signs alone, with the blanks of `_SPACED`: all of one height."""
_SPACED = {
    "+": "\u2005+\u2005", "\u2212": "\u2005\u2212\u2005", "\u00b7": "\u2006\u00b7\u2006",
}  # fmt: skip
"""Spaced signs with blanks of a fourth and a sixth of the letters' size."""
_FIRST = frozenset("0123456789\u2212()")
"""What a number begins with."""


class FormulaBox(Protocol):
    """A laid out part: how far it reaches, and how it is painted."""

    width: float
    up: float
    down: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the left end of the baseline at (x, y), in the painter's pen."""


class Letterset:
    """A font of one size and kind; what it has measured of a text it knows from then on."""

    def __init__(self, font: QFont) -> None:
        self.font, self._metrics = font, QFontMetricsF(font)
        self._reaches: dict[str, tuple[float, float]] = {}
        self._advances: dict[str, float] = {}

    def advance(self, text: str) -> float:
        """How wide a text is; that of figures is the sum of theirs, as none are kerned."""
        if not FIGURES.fullmatch(text):
            return self._width(text)
        try:
            return sum(map(self._advances.__getitem__, text))
        except KeyError:
            return sum(map(self._width, text))

    def _width(self, text: str) -> float:
        known = self._advances.get(text)
        if known is None:
            known = _remembered(self._advances, text, self._metrics.horizontalAdvance(text))
        return known

    def reach(self, text: str) -> tuple[float, float]:
        """How far the ink of a text goes up and down from its baseline."""
        # Measuring ink is dear, and figures are all alike.
        alike = ("(" if "(" in text else "0") if FIGURES.fullmatch(text) else text
        known = self._reaches.get(alike)
        if known is None:
            rectangle = self._metrics.tightBoundingRect(alike)
            reach = max(-rectangle.top(), 0.0), max(rectangle.bottom(), 0.0)
            known = _remembered(self._reaches, alike, reach)
        return known


T = TypeVar("T")


def _remembered(known: dict[str, T], text: str, value: T) -> T:
    """Keep a value for a text, and not more than so many of them."""
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[text] = value
    return value


class _Letters:
    def __init__(self, node: Text, letters: Letterset, size: float) -> None:
        self._text, self._accent, self._font = node.text, node.accent, letters.font
        width = letters.advance(node.text)
        width += 0.04 * size if node.italic else 0.0
        self.up, self.down = letters.reach(node.text)
        if node.accent:
            self.up += 0.26 * size
        self._air = (0.26 if node.text != "·" else 0.16) * size if node.spaced else 0.0
        self.width = width + 2 * self._air

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.setFont(self._font)
        painter.drawText(QPointF(x + self._air, y), self._text)
        if self._accent:
            pen = painter.pen()
            self._paint_accent(painter, x, y)
            painter.setPen(pen)

    def _paint_accent(self, painter: QPainter, x: float, y: float) -> None:
        """A hat or a bar, drawn: fonts place combining marks as they like."""
        size = self._font.pixelSize()
        middle, top = x + 0.54 * self.width, y - self.up
        reach = min(0.22 * size, 0.5 * self.width)
        painter.setPen(_stroke(painter, size))
        if self._accent == "\u0302":
            path = QPainterPath(QPointF(middle - reach, top + 0.12 * size))
            path.lineTo(middle, top)
            path.lineTo(middle + reach, top + 0.12 * size)
            painter.drawPath(path)
        else:
            height = top + 0.08 * size
            painter.drawLine(QPointF(middle - reach, height), QPointF(middle + reach, height))


class _Air:
    def __init__(self, width: float) -> None:
        self.width, self.up, self.down = width, 0.0, 0.0

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Air is not seen."""


class _Room:
    """A line to write on, as wide as so many figures."""

    def __init__(self, letters: int, size: float) -> None:
        self._size = size
        self.width, self.up, self.down = 0.58 * letters * size, 0.75 * size, 0.2 * size

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        pen = painter.pen()
        painter.setPen(_stroke(painter, self._size))
        line, edge = y + 0.12 * self._size, 0.06 * self._size
        painter.drawLine(QPointF(x + edge, line), QPointF(x + self.width - edge, line))
        painter.setPen(pen)


class _Tinted:
    """A part in a colour of its own."""

    def __init__(self, inner: FormulaBox, colour: str) -> None:
        self._inner, self._colour = inner, QColor(colour)
        self.width, self.up, self.down = inner.width, inner.up, inner.down

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        pen = painter.pen()
        painter.setPen(self._colour)
        self._inner.paint(painter, x, y)
        painter.setPen(pen)


class _Stroke:
    def __init__(self, parts: list[FormulaBox]) -> None:
        self._parts = parts
        self.width = sum(part.width for part in parts)
        self.up = max((part.up for part in parts), default=0.0)
        self.down = max((part.down for part in parts), default=0.0)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        for part in self._parts:
            part.paint(painter, x, y)
            x += part.width


class _Scripted:
    def __init__(
        self, base: FormulaBox, low: FormulaBox | None, high: FormulaBox | None, size: float
    ) -> None:
        self._base, self._low, self._high = base, low, high
        self._gap = 0.04 * size
        self._drop = self._rise = 0.0
        self.width, self.up, self.down = base.width, base.up, base.down
        if low is not None:
            self._drop = max(0.2 * size, base.down - 0.1 * size)
            self.down = max(self.down, self._drop + low.down)
        if high is not None:
            self._rise = max(0.36 * size, base.up - 0.32 * size)
            self.up = max(self.up, self._rise + high.up)
        scripts = [part.width for part in (low, high) if part is not None]
        self.width += self._gap + max(scripts)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        self._base.paint(painter, x, y)
        x += self._base.width + self._gap
        if self._low is not None:
            self._low.paint(painter, x, y + self._drop)
        if self._high is not None:
            self._high.paint(painter, x, y - self._rise)


class _Fraction:
    def __init__(self, above: FormulaBox, below: FormulaBox, size: float) -> None:
        self._above, self._below, self._size = above, below, size
        self._axis = 0.27 * size
        self._air = 0.16 * size
        self.width = max(above.width, below.width) + 0.3 * size
        self.up = self._axis + self._air + above.down + above.up
        self.down = below.up + below.down + self._air - self._axis

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        bar = y - self._axis
        pen = painter.pen()
        painter.setPen(_stroke(painter, self._size))
        edge = 0.08 * self._size
        painter.drawLine(QPointF(x + edge, bar), QPointF(x + self.width - edge, bar))
        painter.setPen(pen)
        for part, baseline in (
            (self._above, bar - self._air - self._above.down),
            (self._below, bar + self._air + self._below.up),
        ):
            part.paint(painter, x + (self.width - part.width) / 2, baseline)


class _Root:
    def __init__(self, inner: FormulaBox, size: float) -> None:
        self._inner, self._size = inner, size
        self._hook = 0.55 * size
        self.width = inner.width + self._hook + 0.12 * size
        self.up = inner.up + 0.16 * size
        self.down = inner.down

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        size, pen = self._size, painter.pen()
        top, bottom = y - self.up + 0.04 * size, y + self.down
        path = QPainterPath(QPointF(x + 0.06 * size, y - 0.26 * size))
        path.lineTo(x + 0.16 * size, y - 0.32 * size)
        path.lineTo(x + 0.32 * size, bottom)
        path.lineTo(x + self._hook - 0.03 * size, top)
        path.lineTo(x + self.width - 0.04 * size, top)
        painter.setPen(_stroke(painter, size))
        painter.drawPath(path)
        painter.setPen(pen)
        self._inner.paint(painter, x + self._hook, y)


class _Group:
    def __init__(self, opening: str, inner: FormulaBox, closing: str, size: float) -> None:
        self._opening, self._inner, self._closing, self._size = opening, inner, closing, size
        self._side = (0.2 if opening == "|" else 0.3) * size
        self.width = inner.width + 2 * self._side
        # Around the middle of the letters, so that both ends look alike.
        axis = 0.27 * size
        reach = max(inner.up - axis, inner.down + axis, 0.5 * size) + 0.05 * size
        self.up, self.down = axis + reach, reach - axis

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        pen = painter.pen()
        painter.setPen(_stroke(painter, self._size))
        area = QRectF(x, y - self.up, self._side, self.up + self.down)
        air = 0.09 * self._size
        painter.drawPath(_bracket(self._opening, area.adjusted(air, 0.0, -air, 0.0)))
        area.moveLeft(x + self.width - self._side)
        painter.drawPath(_bracket(self._closing, area.adjusted(air, 0.0, -air, 0.0)))
        painter.setPen(pen)
        self._inner.paint(painter, x + self._side, y)


def _bracket(sign: str, area: QRectF) -> QPainterPath:
    """A bracket of any height."""
    path = QPainterPath()
    left, right = area.left(), area.right()
    if sign in "])⌋":
        left, right = right, left
    if sign in "()":
        path.moveTo(right, area.top())
        bend = left - 0.45 * (right - left)
        path.quadTo(bend, area.center().y(), right, area.bottom())
    elif sign == "|":
        path.moveTo(area.center().x(), area.top())
        path.lineTo(area.center().x(), area.bottom())
    else:
        path.moveTo(right if sign in "[]" else left, area.top())
        path.lineTo(left, area.top())
        path.lineTo(left, area.bottom())
        path.lineTo(right, area.bottom())
    return path


def _stroke(painter: QPainter, size: float) -> QPen:
    pen = QPen(painter.pen().color())
    pen.setWidthF(max(1.0, 0.065 * size))
    return pen


class Ink(NamedTuple):
    """How formulas are written: in which letters, and in which colours their marked parts are.

    `fonts` keeps the fonts of each size and kind, for those who lay out many formulas.
    """

    font: QFont
    colours: Mapping[int, str] = MappingProxyType({})
    bold: bool = False
    fonts: dict[tuple[int, bool, bool], Letterset] | None = None


def layout(node: Node, ink: Ink, size: float, flat: bool = False) -> FormulaBox:
    """The box of a part of a formula, in letters of `size` pixels; `flat` fractions slant."""
    if isinstance(node, Text):
        return _letters(node, ink, size)
    if isinstance(node, Gap):
        return _Air(node.width * size)
    if isinstance(node, Chain):
        parts = [layout(part, ink, size, flat) for part in _figures_joined(node)]
        return parts[0] if len(parts) == 1 else _Stroke(parts)
    if isinstance(node, Fraction):
        return _fraction(node, ink, size, flat)
    if isinstance(node, Root):
        return _Root(layout(node.inner, ink, size, flat), size)
    if isinstance(node, Group):
        return _Group(node.opening, layout(node.inner, ink, size, flat), node.closing, size)
    if isinstance(node, Marked):
        inner = layout(node.inner, ink._replace(bold=ink.bold or node.strong), size, flat)
        colour = ink.colours.get(node.ink)
        return inner if colour is None else _Tinted(inner, colour)
    if isinstance(node, Hole):
        return _Room(node.letters, size)
    small = max(SCRIPT * size, SMALLEST)
    low, high = (
        None if part is None else layout(part, ink, small, True) for part in (node.low, node.high)
    )
    return _Scripted(layout(node.base, ink, size, flat), low, high, size)


def _figures_joined(chain: Chain) -> list[Node]:
    """The parts of a row, numbers and the signs between them as one text.

    A sum of numbers is then measured and drawn once, not number by number; the air around its
    signs is blanks of the same widths.
    """
    found: list[Node] = []
    run: list[str] = []
    for part in flat(chain):
        text = _figures(part)
        if text is not None:
            run.append(text)
            continue
        if run:
            found.append(Text("".join(run)))
            run = []
        found.append(part)
    return [*found, Text("".join(run))] if run else found


def _figures(node: Node) -> str | None:
    """Numbers and their signs as text; None for anything else."""
    if isinstance(node, Text):
        text = node.text
        if node.spaced:
            return _SPACED.get(text)
        return text if text[:1] in _FIRST and not node.italic and not node.accent else None
    if isinstance(node, Group) and node.opening == "(":
        inner = [_figures(part) for part in flat(node.inner)]
        return None if None in inner else f"({''.join(filter(None, inner))})"
    return None


def _fraction(node: Fraction, ink: Ink, size: float, flat: bool) -> FormulaBox:
    if not flat:
        above, below = (layout(part, ink, size, True) for part in (node.above, node.below))
        return _Fraction(above, below, size)
    many = isinstance(node.below, Chain)
    divisor = Group("(", node.below, ")") if many else node.below
    return layout(Chain((node.above, Text("/"), divisor)), ink, size, True)


def lines(
    node: Node,
    ink: Ink,
    size: float,
    room: float,
    whole: FormulaBox | None = None,
    shrink: float = 1.0,
) -> list[FormulaBox]:
    """An equation as boxes below each other, broken where it is wider than `room` pixels.

    `whole` is its box in one line, where that is known. One that fits when it is made smaller by
    `shrink` stays whole: whoever allows that has to paint it smaller.
    """
    whole = layout(node, ink, size) if whole is None else whole
    if shrink * whole.width <= room:
        return [whole]
    found: list[list[FormulaBox]] = [[]]
    width = 0.0
    for chunk in chunks(node):
        box = layout(chunk, ink, size)
        if found[-1] and width + box.width > room:
            found.append([])
            width = 0.0
        found[-1].append(box)
        width += box.width
    return [_Stroke(parts) for parts in found]


def side_by_side(left: FormulaBox, right: FormulaBox, size: float) -> FormulaBox:
    """Two equations in one line."""
    return _Stroke([left, _Air(1.6 * size), right])


def _letters(node: Text, ink: Ink, size: float) -> FormulaBox:
    pixels = max(1, round(size))
    key = pixels, node.italic, ink.bold
    known = None if ink.fonts is None else ink.fonts.get(key)
    if known is None:
        dressed = QFont(ink.font)
        dressed.setPixelSize(pixels)
        dressed.setItalic(node.italic)
        dressed.setBold(ink.bold)
        known = Letterset(dressed)
        if ink.fonts is not None:
            ink.fonts[key] = known
    return _Letters(node, known, size)
