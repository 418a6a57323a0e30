"""The first reading of a formula: its characters, and what follows what.

It knows the exact place of a mistake, which Python's parser often does not.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from keyword import iskeyword
from typing import NamedTuple

from visualizer.core.errors import InputError
from visualizer.core.problems.formula_operations import CHOICES, CONSTANTS, FUNCTIONS

NESTED = 50
"""Parentheses inside one another, or signs in a row, that a formula may have."""

VARIABLES = ("x", "y")

_LIKE = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "∙": "*", "÷": "/"})
"""Signs that only look different; one character each, so that places stay."""

_POWERS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    # Longest first, or ** would be read as two times *.
    r"|(?P<operator>\*\*|//|[-+*/^])"
    r"|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<space>\s+)"
)


class FormulaError(InputError):
    """What is wrong with a formula, and where: characters `start` to `end`, from 0."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(f"{message} (character {start + 1})", "formula")
        self.start, self.end = start, max(end, start + 1)


class Token(NamedTuple):
    """A part of a formula: characters `start` to `end` of its text."""

    kind: str
    text: str
    start: int
    end: int

    def error(self, message: str) -> FormulaError:
        """What is wrong here."""
        return FormulaError(message, self.start, self.end)


def plain(text: str) -> str:
    """A formula with the signs of the keyboard, character for character."""
    # One blank for each: line ends count as characters, and places must stay.
    return re.sub(r"\s", " ", text.translate(_LIKE))


def scan(text: str) -> list[Token]:
    """The parts of a formula, with the products that a text may leave out: 3y is 3*y.

    Refuses characters, and orders of words and signs, that no formula has.

    Raises
    ------
    FormulaError
        At the first of them.
    """
    before: Token | None = None
    opened: list[tuple[Token, bool]] = []
    signs = 0
    found: list[Token] = []
    for token in _tokens(text):
        # A name of a function is no value: sin x needs parentheses.
        call = before is not None and before.kind == "name" and is_function(before.text)
        follows = before is not None and before.kind in ("number", "name", "close")
        if token.kind == "operator":
            _check_operator(token, follows and not call)
        elif token.kind in ("close", "comma"):
            _check_end_of_part(token, follows and not call, opened)
        elif before is not None and follows:
            _check_neighbours(before, token, call, found)
            if not call and before.kind == "number":
                # Without a width: nobody has typed it.
                found.append(Token("operator", "*", token.start, token.start))
        if token.kind == "open":
            opened.append((token, call))
        # 50,000 minus signs in a row end in a memory error of Python's parser.
        signs = signs + 1 if token.kind == "operator" and not follows else 0
        if max(len(opened), signs) > NESTED:
            raise token.error(f"nested too deeply; at most {NESTED} levels are allowed")
        before = token
        found.append(token)
    _check_end(before, opened)
    return found


def _check_end(last: Token | None, opened: list[tuple[Token, bool]]) -> None:
    if last is None:
        raise FormulaError("nothing is given; write a formula such as x**2 + y**2", 0, 1)
    if last.kind == "name" and is_function(last.text):
        raise last.error(f"{last.text} needs parentheses: {last.text}(x)")
    if last.kind in ("operator", "open", "comma"):
        raise last.error(f"something is missing after {last.text}")
    if opened:
        raise opened[-1][0].error("this parenthesis is never closed")


def _tokens(text: str) -> Iterator[Token]:
    place, text = 0, plain(text)
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise FormulaError(_about_character(text[place]), place, place + 1)
        kind = str(found.lastgroup)
        token = Token(kind, found.group(), place, found.end())
        _check_spelling(token)
        if kind != "space":
            yield token
        place = found.end()


def _check_spelling(token: Token) -> None:
    if token.kind == "name":
        for place, sign in enumerate(token.text, token.start):
            if sign in _POWERS:
                raise FormulaError(_about_character(sign), place, place + 1)
    if iskeyword(token.text):
        raise token.error(f"{token.text} has no meaning in a formula")
    # Python refuses 007 with words of its own.
    if token.kind == "number" and re.match("0[0-9]", token.text):
        raise token.error("write numbers without zeros in front")


def _about_character(sign: str) -> str:
    if sign in _POWERS:
        return f"write **{_POWERS[sign]} for {sign}"
    if sign in "[]{}":
        return "write ( and ) for parentheses"
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return f"{shown} has no meaning in a formula; allowed are + - * / ** ( )"


def _check_operator(token: Token, follows: bool) -> None:
    if token.text == "//":
        raise token.error("write / for division")
    # Only these two may stand without a value before them.
    if not follows and token.text not in "+-":
        raise token.error(f"something is missing before {token.text}")


def _check_end_of_part(token: Token, follows: bool, opened: list[tuple[Token, bool]]) -> None:
    if not opened:
        what = "this parenthesis was never opened"
        if token.kind == "comma":
            what = "write a decimal point, not a comma"
        raise token.error(what)
    if not follows:
        raise token.error(f"something is missing before {token.text}")
    if token.kind == "comma" and not opened[-1][1]:
        raise token.error("a comma stands only between the values of min and max")
    if token.kind == "close":
        opened.pop()


def _check_neighbours(before: Token, token: Token, call: bool, former: Sequence[Token]) -> None:
    """Refuse a part that follows another one, but for the parentheses of a function.

    Behind a number a product may be left out, unless that number divides or is a power:
    some read 1/2x as half of x, and others as 1/(2x).
    """
    if before.kind == "number" and token.kind in ("name", "open"):
        signless = (one.text for one in reversed(former[:-1]) if one.text not in "+-")
        operator = next(signless, "")
        if operator not in ("/", "**", "^"):
            return
        raise FormulaError(
            f"write * between {before.text} and {token.text}, or parentheses: after "
            f"{operator} it is not clear what belongs together",
            before.start,
            token.end,
        )
    if call and token.kind != "open":
        raise before.error(f"{before.text} needs parentheses: {before.text}(x)")
    unknown = before.kind == "name" and token.kind == "open" and not is_number(before.text)
    if not call and not unknown:
        raise FormulaError(
            f"write * between {before.text} and {token.text}", before.start, token.end
        )


def _normal(name: str) -> str:
    """A name as Python's parser reads it: full-width letters are plain ones."""
    # A look-alike must not pass the check under one name and be evaluated under another.
    return unicodedata.normalize("NFKC", name)


def is_function(name: str) -> bool:
    """Whether a name stands for a function."""
    return _normal(name) in FUNCTIONS or _normal(name) in CHOICES


def is_number(name: str) -> bool:
    """Whether a name stands for a variable or a constant."""
    return _normal(name) in VARIABLES or _normal(name) in CONSTANTS
