"""The value of a formula: what its letters come to when they are numbers."""

import math
from collections.abc import Callable, Mapping

from visualizer.core.notation.plain import plain
from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Marked,
    Node,
    Root,
    Scripts,
    Text,
    flat,
)

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "max": max,
    "min": min,
    "sign": lambda value: math.copysign(1.0, value) if value else 0.0,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
}


def evaluate(node: Node, values: Mapping[str, float]) -> float:
    """The value of a formula for the letters in `values`, keyed as `plain` writes them.

    Raises
    ------
    ValueError
        For what is no number: words, relations, letters without a value, a logarithm of 0.
    """
    try:
        return _Sum(flat(node), values).whole()
    except (ArithmeticError, KeyError, IndexError, ValueError) as error:
        raise ValueError(f"{plain(node)} has no value") from error


class _Sum:
    """Terms, each a product of what stands side by side."""

    def __init__(self, parts: list[Node], values: Mapping[str, float]) -> None:
        self._parts = [part for part in parts if not isinstance(part, Gap)]
        self._values = values
        self._at = 0

    def whole(self) -> float:
        if not self._parts:
            raise ValueError("nothing to evaluate")
        found = self._sum()
        if self._at < len(self._parts):
            raise ValueError(f"{plain(self._parts[self._at])} is no part of a number")
        return found

    @property
    def _sign(self) -> str:
        part = self._parts[self._at] if self._at < len(self._parts) else None
        return part.text if isinstance(part, Text) else ""

    def _sum(self) -> float:
        found = 0.0
        first = True
        while self._at < len(self._parts):
            sign = self._sign
            if sign in ("+", "−"):
                self._at += 1
            elif not first:
                break
            term = self._product()
            found += -term if sign == "−" else term
            first = False
        return found

    def _product(self) -> float:
        found, count = 1.0, 0
        while self._at < len(self._parts) and self._sign not in ("+", "−", ","):
            if self._sign == "·":
                self._at += 1
            found *= self._factor()
            count += 1
        if not count:
            raise ValueError("a sign without a number")
        return found

    def _factor(self) -> float:
        part = self._parts[self._at]
        self._at += 1
        if isinstance(part, Text) and part.text in FUNCTIONS:
            return FUNCTIONS[part.text](*self._arguments())
        if isinstance(part, Scripts) and part.high is not None:
            word = part.base.text if isinstance(part.base, Text) else ""
            if word in FUNCTIONS and part.low is None:
                # sin²(x) is the square of sin(x).
                return float(FUNCTIONS[word](*self._arguments()) ** self._inner(part.high))
        return self._value(part)

    def _arguments(self) -> list[float]:
        group = self._parts[self._at]
        self._at += 1
        if not isinstance(group, Group):
            return [self._value(group)]
        found: list[list[Node]] = [[]]
        for part in flat(group.inner):
            if isinstance(part, Text) and part.text == ",":
                found.append([])
            else:
                found[-1].append(part)
        return [_Sum(parts, self._values).whole() for parts in found]

    def _value(self, part: Node) -> float:
        known = plain(part).strip()
        if known in self._values:
            return self._values[known]
        if isinstance(part, Text):
            return float(part.text)
        if isinstance(part, Fraction):
            return self._inner(part.above) / self._inner(part.below)
        if isinstance(part, Root):
            return math.sqrt(self._inner(part.inner))
        if isinstance(part, Group):
            inner = self._inner(part.inner)
            return abs(inner) if part.opening == "|" else self._rounded(part, inner)
        if isinstance(part, Scripts) and part.high is not None:
            base = part._replace(high=None) if part.low is not None else part.base
            return float(self._value(base) ** self._inner(part.high))
        if isinstance(part, Marked | Chain):
            return self._inner(part.inner if isinstance(part, Marked) else part)
        raise ValueError(f"{known} has no value")

    def _rounded(self, part: Group, inner: float) -> float:
        return float(math.floor(inner)) if part.opening == "⌊" else inner

    def _inner(self, node: Node) -> float:
        return _Sum(flat(node), self._values).whole()
