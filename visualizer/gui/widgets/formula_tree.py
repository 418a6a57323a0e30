"""Formulas of one line of text, read as what a book would print: fractions, roots, indices.

The texts are those of the update rules, the schedules and the functions. A product over what
follows a slash becomes a fraction, √ covers the group after it, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

LOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₜᵢ", "0123456789+−ti", strict=True))
HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ", "0123456789+−t", strict=True))
CLOSING = {"(": ")", "[": "]", "⌊": "⌋"}
RELATIONS = frozenset("←=≤>→:")
ADDITIVE = frozenset("+−")
BLANK = 0.28
"""The air beside a word, in the size of the letters."""
SHORT_WORDS = frozenset(("if", "it", "or", "to", "up", "is"))
"""Words of two letters; other pairs are products, as x y."""

TOKEN = re.compile(
    r"\s+|\d+(?:\.\d+)?|[A-Za-z]{2,}|_[A-Za-z]+|[^\W\d_][\u0300-\u036f]*|.", re.DOTALL
)


class Text(NamedTuple):
    """A piece of text: a letter in italics, or a number, word or sign upright.

    `spaced` signs have air at both sides; `accent` is a combining mark over a letter.
    """

    text: str
    italic: bool = False
    spaced: bool = False
    accent: str = ""


class Gap(NamedTuple):
    """Air, as a share of the size of the letters."""

    width: float


class Chain(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Node, ...]


class Scripts(NamedTuple):
    """A base with what stands below and above at its right."""

    base: Node
    low: Node | None
    high: Node | None


class Fraction(NamedTuple):
    """One part over another."""

    above: Node
    below: Node


class Root(NamedTuple):
    """A square root."""

    inner: Node


class Group(NamedTuple):
    """A part in brackets, which are as tall as it is."""

    opening: str
    inner: Node
    closing: str


Node: TypeAlias = Text | Gap | Chain | Scripts | Fraction | Root | Group


def lines_of(formula: str) -> list[Node]:
    """The equations of a formula, which two blanks part."""
    return [parse(line) for line in re.split(r"[,;]?\s{2,}", formula) if line]


def chunks(node: Node) -> list[Chain]:
    """The parts of an equation between which a line may be broken."""
    found: list[list[Node]] = [[]]
    for part in _flat(node):
        sign = isinstance(part, Text) and part.spaced and part.text != "·"
        if sign and found[-1]:
            found.append([])
        found[-1].append(part)
        if isinstance(part, Gap) and part.width >= BLANK:
            found.append([])
    return [Chain(tuple(parts)) for parts in found if parts]


def _flat(node: Node) -> list[Node]:
    if not isinstance(node, Chain):
        return [node]
    return [inner for part in node.parts for inner in _flat(part)]


def is_update(node: Node) -> bool:
    """Whether an equation gives something a new value, and does not define it."""
    return any(isinstance(part, Text) and part.text == "←" for part in _flat(node))


def parse(text: str) -> Node:
    """One equation as a tree.

    Raises
    ------
    ValueError
        When brackets do not match.
    """
    return _Reader(text.replace("-", "−")).whole()


class _Reader:
    """A recursive descent: sums of products of factors with their scripts."""

    def __init__(self, text: str) -> None:
        self._tokens = TOKEN.findall(text)
        self._at = 0
        self._text = text

    def whole(self) -> Node:
        found = self._sum("")
        if self._at < len(self._tokens):
            raise ValueError(f"{self._text!r}: brackets do not match")
        return found

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next
        self._at += 1
        return token

    def _skip_blanks(self) -> bool:
        blank = self._next.isspace()
        if blank:
            self._at += 1
        return blank

    def _sum(self, closing: str) -> Node:
        """Everything up to a closing bracket, or the end."""
        parts: list[Node] = []
        self._skip_blanks()
        while self._next and self._next != closing and self._next not in CLOSING.values():
            if self._next in RELATIONS or self._next in ADDITIVE or self._next == ",":
                sign = self._take()
                # A minus in front of everything is a sign of the number.
                first = not parts or _ends_open(parts[-1])
                tight = sign == "," or (sign in ADDITIVE and first)
                parts.append(Text(sign, spaced=not tight))
                if sign == ",":
                    parts.append(Gap(BLANK))
            else:
                parts.append(self._product(closing))
            self._skip_blanks()
        return _row(parts)

    def _product(self, closing: str) -> Node:
        factors: list[Node] = []
        while True:
            blank = self._skip_blanks()
            token = self._next
            if not token or token == closing or token in CLOSING.values():
                break
            if token in RELATIONS or token in ADDITIVE or token == ",":
                break
            if token == "/":
                self._take()
                self._skip_blanks()
                factors = [Fraction(_plain(_row(factors)), _plain(self._factor()))]
                continue
            factor = self._factor()
            near = [*factors[-1:], factor]
            signs = any(isinstance(one, Text) and one.spaced for one in near)
            if factors and not signs and (blank or _is_word(factors[-1])):
                factors.append(Gap(_air(factors[-1], factor)))
            factors.append(factor)
        return _row(factors)

    def _factor(self) -> Node:
        token = self._take()
        if token == "√":
            return self._scripted(Root(_plain(self._factor())))
        if token == "∇":
            return _row([Text(token), self._factor()])
        if token == "|":
            inner = self._until_bar()
            return self._scripted(Group("|", inner, "|"))
        if token in CLOSING:
            inner = self._sum(CLOSING[token])
            if self._take() != CLOSING[token]:
                raise ValueError(f"{self._text!r}: brackets do not match")
            return self._scripted(Group(token, inner, CLOSING[token]))
        if token == "·":
            return Text(token, spaced=True)
        if len(token) > 1 and token.isascii() and token.isalpha() and not _word(token):
            # A product of letters without blanks between them.
            self._tokens[self._at : self._at] = list(token[1:])
            token = token[0]
        return self._scripted(_letter(token))

    def _until_bar(self) -> Node:
        parts = []
        while self._next and self._next != "|":
            parts.append(self._factor())
        if self._take() != "|":
            raise ValueError(f"{self._text!r}: brackets do not match")
        return _row(parts)

    def _scripted(self, base: Node) -> Node:
        """A factor with the indices and powers that stand at it."""
        low, high = "", ""
        power: Node | None = None
        named = ""
        while self._next:
            token = self._next
            if token in LOW:
                low += LOW[self._take()]
            elif token in HIGH:
                high += HIGH[self._take()]
            elif token == "∞":
                low += self._take()
            elif token.startswith("_") and len(token) > 1:
                named = self._take()[1:]
            elif token == "^":
                self._take()
                power = _plain(self._factor())
            else:
                break
        index: Node | None = Text(named) if named else _script(low)
        above = power or _script(high)
        return base if index is None and above is None else Scripts(base, index, above)


def _script(text: str) -> Node | None:
    if not text:
        return None
    return _row([_letter(one) for one in text])


def _letter(token: str) -> Node:
    letter, accent = token[0], token[1:]
    if letter.isalpha() and len(token) > 1 and not accent.isalpha():
        return Text(letter, italic=True, accent=accent)
    # Capital nabla and the like stand upright, as do numbers and words.
    return Text(token, italic=len(token) == 1 and token.isalpha())


def _word(token: str) -> bool:
    return len(token) > 2 or token in SHORT_WORDS


def _is_word(node: Node) -> bool:
    return isinstance(node, Text) and len(node.text) > 1 and node.text.isalpha()


def _air(before: Node, after: Node) -> float:
    """The air between two factors: little in a product, a blank beside a word."""
    if _is_word(before) and isinstance(after, Group):
        return 0.0
    named = isinstance(before, Text) and before.text[0].isdigit()
    return BLANK if _is_word(before) or (_is_word(after) and not named) else 0.16


def _ends_open(node: Node) -> bool:
    return isinstance(node, Text) and (node.text in RELATIONS or node.text == ",")


def _plain(node: Node) -> Node:
    """A group without its round brackets, where a bar or a size does their work."""
    return node.inner if isinstance(node, Group) and node.opening == "(" else node


def _row(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))
