"""Formulas as one line of Unicode text, which `reading.parse` reads again."""

from collections.abc import Mapping
from unicodedata import normalize

from visualizer.core.notation.reading import HIGH, LOW
from visualizer.core.notation.tree import (
    BLANK,
    Chain,
    Fraction,
    Gap,
    Group,
    Hole,
    Marked,
    Node,
    Root,
    Scripts,
    Text,
    row,
)

_LOW: Mapping[str, str] = {sign: low for low, sign in LOW.items()} | {",": ","}
_HIGH: Mapping[str, str] = {sign: high for high, sign in HIGH.items()}


def plain(node: Node) -> str:
    """A formula as text: fractions with a slash, indices and powers as small figures."""
    if isinstance(node, Text):
        # One sign where there is such a letter: ŷ is one, m with a hat is two.
        text = normalize("NFC", node.text + node.accent)
        return f" {text} " if node.spaced else text
    if isinstance(node, Gap):
        return " " if node.width >= 0.1 else ""
    if isinstance(node, Chain):
        return "".join(plain(part) for part in node.parts)
    if isinstance(node, Fraction):
        return f"{_factor(node.above)}/{_factor(node.below)}"
    if isinstance(node, Root):
        return f"√{_factor(node.inner)}"
    if isinstance(node, Group):
        return f"{node.opening}{plain(node.inner)}{node.closing}"
    if isinstance(node, Marked):
        return plain(node.inner)
    if isinstance(node, Hole):
        return "_" * node.letters
    low = "" if node.low is None else _script(plain(node.low), _LOW, "_")
    high = "" if node.high is None else _script(plain(node.high), _HIGH, "^")
    return plain(node.base) + low + high


def _factor(node: Node) -> str:
    """In brackets where it would not hold together beside a slash or behind a root."""
    text = plain(node)
    whole = isinstance(node, Text | Scripts | Group | Root | Hole) or _is_slope(node)
    if isinstance(node, Marked):
        return _factor(node.inner)
    return text if whole else f"({text})"


def _is_slope(node: Node) -> bool:
    """Whether it is the above or below of a derivative, as ∂L, and no product."""
    return (
        isinstance(node, Chain)
        and len(node.parts) == 2
        and isinstance(node.parts[0], Text)
        and node.parts[0].text in "∂∇"
    )


def _script(text: str, table: Mapping[str, str], sign: str) -> str:
    if all(letter in table for letter in text) and "," not in text:
        return "".join(table[letter] for letter in text)
    if sign == "_":
        return f"_{{{text}}}" if not text.isalpha() else f"_{text}"
    return f"^({text})"


def spaced(*parts: Node) -> Node:
    """Parts with a blank between them."""
    found: list[Node] = []
    for part in parts:
        found += [Gap(BLANK), part] if found else [part]
    return row(found)
