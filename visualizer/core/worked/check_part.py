"""The part "Checked by the difference quotient": no calculus, the same derivative."""

from __future__ import annotations

from collections.abc import Sequence

from visualizer.core.notation.names import parameter
from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Hole,
    Marked,
    Node,
    Text,
    row,
)
from visualizer.core.worked.forward_part import EQUALS
from visualizer.core.worked.quotient import DIGITS, Quotient
from visualizer.core.worked.sheet import CHECK, Pen, SheetLine, SheetPart, SheetTable, words

ALIKE, OTHER = 100, 101
"""The colours of digits that agree with the derivative, and of those that do not."""


def check_part(
    found: Sequence[Quotient], slope: float, letter: Node, name: str, pen: Pen
) -> SheetPart:
    """The quotient as a formula, the two losses of its smallest step, and three steps."""
    here, h = parameter(name), Text("h", italic=True)
    plus, minus = (Group("(", row([here, Text(sign, spaced=True), h]), ")") for sign in "+−")
    above = row([letter, plus, Text("−", spaced=True), letter, minus])
    fraction = Fraction(above, row([Text("2"), Gap(0.16), h]))
    last = found[-1]
    sides = [
        SheetLine(row([letter, side, EQUALS, pen.exact(value, DIGITS)]))
        for side, value in ((plus, last.plus), (minus, last.minus))
    ]
    rows = [
        (
            pen.given(one.step),
            _digits(one.value, one.alike, pen),
            Hole(2) if pen.blank else words(str(one.alike)),
        )
        for one in found
    ]
    rows.append((words("derivative"), _digits(slope, DIGITS, pen), words("")))
    table = SheetTable(
        (h, words("difference quotient"), words("digits alike")),
        tuple(rows),
        right=(1, 2),
    )
    return SheetPart(
        CHECK,
        "Checked by the difference quotient",
        (SheetLine(fraction, f"with h = {last.step:g}"), *sides, table),
        ("To both sides of the parameter; nothing else moves.",),
    )


def _digits(value: float, alike: int, pen: Pen) -> Node:
    """A number whose leading digits are marked as far as they agree."""
    node = pen.exact(value, DIGITS)
    text = node.parts[1] if isinstance(node, Chain) and len(node.parts) == 2 else node
    if not isinstance(text, Text) or not text.text[:1].isdigit():
        return node
    signed = isinstance(node, Chain)
    place = _place(text.text, alike)
    parts: list[Node] = [Marked(Text(text.text[:place]), ALIKE)] if place else []
    if text.text[place:]:
        parts.append(Marked(Text(text.text[place:]), OTHER))
    sign: list[Node] = [Text("−")] if signed else []
    return row([*sign, *parts])


def _place(text: str, digits: int) -> int:
    """Where in a number so many significant digits end."""
    seen = 0
    for place, sign in enumerate(text):
        if seen == digits:
            return place
        seen += sign.isdigit() and (seen > 0 or sign != "0")
    return len(text)
