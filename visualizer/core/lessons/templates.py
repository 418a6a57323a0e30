"""Texts of lessons with numbers in them that are computed: "after one step w is {w at epoch 1}".

Behind a colon stands how a number is written: ``{loss at end : 2}`` with two decimals,
``{loss at end : 3 digits}`` with three significant digits; by itself with up to four.
``{{`` and ``}}`` are the brackets themselves.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from visualizer.core.errors import InputError
from visualizer.core.lessons.expressions import Expression, parse

Values = Callable[[Expression], float]
"""Gives the number of an expression that was computed."""

DIGITS = 4

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_FORMAT = re.compile(r"(\d{1,2})(\s+digits)?")


@dataclass(frozen=True)
class Blank:
    """A number in a text, and how it is written: so many decimals, or significant digits."""

    expression: Expression
    decimals: int | None = None
    digits: int = DIGITS

    def written(self, values: Values) -> str:
        # With the minus sign of mathematics; `shown` has the one that is typed.
        return shown(values(self.expression), self.digits, self.decimals).replace("-", "−")


@dataclass(frozen=True)
class Template:
    """A text in Markdown, in pieces: words and numbers."""

    pieces: tuple[str | Blank, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(one.expression for one in self.pieces if isinstance(one, Blank))

    def filled(self, values: Values) -> str:
        """The text with its numbers."""
        return "".join(one if isinstance(one, str) else one.written(values) for one in self.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)


NO_TEXT = Template()


def template(text: str, run: str = "", key: str = "") -> Template:
    """The template in a text; `run` and `key` as of an expression.

    Raises
    ------
    InputError
        When a bracket is left open, or what stands in one is no expression.
    """
    pieces: list[str | Blank] = []
    place = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[place : found.start()])
        place = found.end()
        if found[0] in ("{{", "}}"):
            pieces.append(found[0][0])
        elif found[0] in ("{", "}"):
            raise InputError(
                f'"{found[0]}" stands alone near "{text[place - 1 : place + 20]}"; numbers stand '
                'as in "{w at epoch 1}", and brackets themselves are written twice', key,
            )  # fmt: skip
        else:
            pieces.append(_blank(found[1], run, key))
    pieces.append(text[place:])
    return Template(tuple(one for one in pieces if one))


def _blank(inner: str, run: str, key: str) -> Blank:
    source, colon, form = inner.rpartition(":")
    if not colon:
        return Blank(parse(inner, run, key))
    found = _FORMAT.fullmatch(form.strip())
    if found is None:
        raise InputError(
            f'"{form.strip()}" is no way of writing a number; allowed behind the colon are a '
            'number of decimals ("2") or of digits ("3 digits")', key,
        )  # fmt: skip
    count = int(found[1])
    expression = parse(source, run, key)
    return Blank(expression, digits=count) if found[2] else Blank(expression, count)


def shown(number: float, digits: int = DIGITS, decimals: int | None = None) -> str:
    """A number as lessons write it."""
    if not math.isfinite(number):
        return "never" if number == math.inf else str(number)
    if decimals is None and 1e-4 <= abs(number) < 1e4:
        return f"{number:.{digits}g}"
    if decimals is None:
        # Never as a power of ten; digits before the point are not rounded away.
        size = math.floor(math.log10(abs(number))) if number else 0
        decimals = max(digits - 1 - size, 0)
        text = f"{number:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{number:.{decimals}f}"
    # A number that rounds to zero has no sign.
    return text.removeprefix("-") if float(text) == 0 else text
