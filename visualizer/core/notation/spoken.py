"""Formulas as words, for those who hear them."""

from collections.abc import Mapping
from unicodedata import decomposition, name, normalize

from visualizer.core.notation.tree import (
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
)

SIGNS: Mapping[str, str] = {
    "−": "minus", "+": "plus", "·": "times", "×": "times", "=": "equals", "←": "becomes",
    "→": "to", "≤": "is at most", "≥": "is at least", ">": "is greater than",
    "<": "is less than", "≈": "is about", "∞": "infinity", "∇": "the gradient of",
    "∂": "partial", "Σ": "the sum", "⋯": "and so on", "…": "and so on",
    "′": "prime", ",": "comma", ":": "", "/": "over",
}  # fmt: skip

ACCENTS: Mapping[str, str] = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}

_BRACKETS: Mapping[str, tuple[str, str]] = {
    "(": ("open bracket", "close bracket"),
    "[": ("open square bracket", "close square bracket"),
    "|": ("the size of", ""),
    "⌊": ("the whole part of", ""),
}

_POWERS: Mapping[str, str] = {"2": "squared", "3": "cubed"}


def spoken(node: Node) -> str:
    """A formula as it is said: "partial L over partial w, equals minus 2"."""
    return " ".join(_said(node).split())


def _said(node: Node) -> str:
    if isinstance(node, Text):
        return _text(node)
    if isinstance(node, Gap):
        return ""
    if isinstance(node, Chain):
        return " ".join(_said(part) for part in node.parts)
    if isinstance(node, Fraction):
        return _fraction(node)
    if isinstance(node, Root):
        return f"the square root of {_said(node.inner)}{_end(node.inner)}"
    if isinstance(node, Group):
        before, behind = _BRACKETS[node.opening]
        return f"{before} {_said(node.inner)} {behind}"
    if isinstance(node, Scripts):
        return _scripts(node)
    if isinstance(node, Marked):
        return _said(node.inner)
    assert isinstance(node, Hole)
    return "blank"


def _fraction(node: Fraction) -> str:
    words = f"{_said(node.above)} over {_said(node.below)}"
    # Where it ends is not heard of a long one.
    if isinstance(node.above, Text) and isinstance(node.below, Text):
        return words
    return f"the fraction {words}, end of fraction,"


def _end(node: Node) -> str:
    return "" if isinstance(node, Text) else ", end of root,"


def _scripts(node: Scripts) -> str:
    words = _said(node.base)
    if node.low is not None:
        sums = isinstance(node.base, Text) and node.base.text == "Σ"
        words += f" over {_said(node.low)} of" if sums else f" {_said(node.low)}"
    if node.high is not None:
        power = _said(node.high)
        words += f" {_POWERS.get(power) or f'to the power of {power}'}"
    return words


def _text(node: Text) -> str:
    if node.accent:
        return f"{_text(Text(node.text))} {ACCENTS.get(node.accent, 'bar')}"
    text = node.text
    if text in SIGNS:
        return SIGNS[text]
    if len(text) == 1 and text.isalpha() and not text.isascii():
        words = name(text).split()
        if words[0] == "GREEK":
            return words[-1].lower().replace("lamda", "lambda")
    if text and decomposition(text[0]).startswith("<fraction>"):
        return normalize("NFKD", text).replace("\u2044", " over ")
    # Places such as 1,2 are said one by one.
    return text.replace(",", " ") if text.replace(",", "").isdigit() else text
