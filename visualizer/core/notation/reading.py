"""Formulas of one line of text, read as what a book would print: fractions, roots, indices.

The texts are those of the update rules, the schedules and the functions. A product over what
follows a slash becomes a fraction, √ covers the group after it, and so on.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from visualizer.core.notation.tree import (
    BLANK,
    Fraction,
    Gap,
    Group,
    Node,
    Root,
    Scripts,
    Text,
    row,
)

LOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₜᵢ", "0123456789+−ti", strict=True))
HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ", "0123456789+−t", strict=True))
CLOSING = {"(": ")", "[": "]", "⌊": "⌋"}
RELATIONS = frozenset("←=≤>→:")
ADDITIVE = frozenset("+−")
PREFIXES = frozenset("∇∂")
"""Signs that belong to the factor behind them."""
SHORT_WORDS = frozenset(("if", "it", "or", "to", "up", "is"))
"""Words of two letters; other pairs are products, as x y."""

TOKEN = re.compile(
    r"\s+|\d+(?:\.\d+)?|[A-Za-z]\d+(?=_\{)|[A-Za-z]{2,}|_[A-Za-z]+|_\{[^{}]*\}|[^\W\d_][\u0300-\u036f]*|.",
    re.DOTALL,
)


def lines_of(formula: str) -> list[Node]:
    """The equations of a formula, which two blanks part."""
    return [parse(line) for line in re.split(r"[,;]?\s{2,}", formula) if line]


# Trees never change, and By hand reads the same formulas with every frame.
@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """One equation as a tree.

    Raises
    ------
    ValueError
        When brackets do not match.
    """
    # A letter with its accent is two signs: ŷ is read as m with a hat is.
    return _Reader(normalize("NFD", text.replace("-", "−"))).whole()


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
        return row(parts)

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
                factors = [Fraction(_plain(row(factors)), _plain(self._factor()))]
                continue
            factor = self._factor()
            near = [*factors[-1:], factor]
            signs = any(isinstance(one, Text) and one.spaced for one in near)
            if factors and not signs and (blank or _is_word(factors[-1])):
                factors.append(Gap(_air(factors[-1], factor)))
            factors.append(factor)
        return row(factors)

    def _factor(self) -> Node:
        token = self._take()
        if token == "√":
            return self._scripted(Root(_plain(self._factor())))
        if token in PREFIXES:
            return row([Text(token), self._factor()])
        if token == "Σ":
            # All that is multiplied behind it is summed up.
            sign = self._scripted(Text(token))
            return row([sign, Gap(_air(sign, sign)), self._product("")])
        if token == "|":
            inner = self._sum("|")
            if self._take() != "|":
                raise ValueError(f"{self._text!r}: brackets do not match")
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
                named = self._take()[1:].strip("{}")
            elif token == "^":
                self._take()
                power = _plain(self._factor())
            else:
                break
        index: Node | None = _named(named) if named else _script(low)
        above = power or _script(high)
        return base if index is None and above is None else Scripts(base, index, above)


def _script(text: str) -> Node | None:
    if not text:
        return None
    return row([_letter(one) for one in text])


def _named(text: str) -> Node:
    """An index that is written out: a word, a letter, or places with commas between them."""
    return Text(text, italic=len(text) == 1 and text.isalpha())


def _letter(token: str) -> Node:
    letter, accent = token[0], token[1:]
    if letter.isalpha() and accent.isdigit():
        # The weights of a layer: W1.
        return Text(token, italic=True)
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
