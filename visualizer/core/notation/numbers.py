"""Numbers in formulas."""

import math

from visualizer.core.notation.tree import Chain, Group, Marked, Node, Scripts, Text

SMALLEST, LARGEST = 1e-4, 1e6
"""Beyond these, numbers are written with powers of ten."""

MOST_DIGITS = 17
"""Significant digits: with so many every float64 can be told from its neighbours."""

_MINUS = Text("−")


def number(value: float, digits: int = 5, full: bool = False) -> Node:
    """A number with up to so many significant digits; zeros behind them only where it is `full`.

    A minus stands before it as a sign of the number; see `bracketed` for where another sign
    comes before.
    """
    if not full and SMALLEST <= abs(value) < LARGEST:
        # Most numbers, and a sheet has a thousand of them.
        text = f"{abs(value):.{digits}g}"
        if "e" not in text:
            return Text(text) if value > 0 else Chain((_MINUS, Text(text)))
    if math.isnan(value):
        return Text("undefined")
    sign = [_MINUS] if value < 0 else []
    size = abs(value)
    if math.isinf(size):
        return _with(sign, Text("∞"))
    mantissa, exponent = _parts(size, digits, full)
    if size == 0 or SMALLEST <= size < LARGEST:
        return _with(sign, Text(_fixed(size, digits, full)))
    power = Scripts(Text("10"), None, number(exponent))
    if mantissa == "1":
        return _with(sign, power)
    return _with(sign, Text(mantissa), Text("·"), power)


def bracketed(node: Node) -> Node:
    """A number as a factor or behind a sign: in brackets where it has a sign of its own."""
    inner = node
    while isinstance(inner, Marked):
        inner = inner.inner
    # Both a sign and a power of ten make a row of a number.
    return Group("(", node, ")") if isinstance(inner, Chain) else node


def _with(sign: list[Text], *parts: Node) -> Node:
    found = (*sign, *parts)
    return found[0] if len(found) == 1 else Chain(found)


def _parts(size: float, digits: int, full: bool) -> tuple[str, int]:
    mantissa, _, exponent = f"{size:.{digits - 1}e}".partition("e")
    return mantissa if full else _trimmed(mantissa), int(exponent or 0)


def _fixed(size: float, digits: int, full: bool) -> str:
    if size == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(size))
    text = f"{size:.{max(decimals, 0)}f}"
    return text if full else _trimmed(text)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
