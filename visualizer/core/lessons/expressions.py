"""The language in which lessons name numbers that are computed from runs.

It has numbers, ``+ - * / ^``, brackets, a few functions, and the quantities of
`visualizer.core.lessons.quantities`::

    w at epoch 1                    a parameter, at a place of the run
    gradient of w at start          what stands behind "of" is what it is about
    loss at epoch 10 of "0.1"       a name in quotes is that of another run of the lesson
    epochs to loss 0.1              infinite where that never happens
    w at start - learning rate * gradient of w at start
    `w(x)` at end                   names that are no words stand between such quotes
    largest stable rate < 0.125     a comparison, where a condition is asked for

Places are ``at epoch 3``, ``at step 3``, ``at start`` and ``at end``. Nothing is ever handed to
Python: a text is cut into tokens, which a parser by recursive descent takes in turn.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from visualizer.core.errors import InputError
from visualizer.core.lessons.quantities import (
    LONGEST,
    NOWHERE,
    PARAMETER,
    PLACE,
    QUANTITIES,
    TARGET,
    Quantity,
    TrainedRun,
)

MOST_LETTERS = 500
"""Letters of a text that is parsed: brackets are nested no deeper, and the parser is recursive."""

MOST_DEPTH = 30

Runs = Mapping[str, TrainedRun]
"""The runs of a lesson by name; "" is the first one."""


class Node:
    """A part of an expression."""

    def value(self, runs: Runs, front: str) -> float:
        """Its number, where what names no run is about that in `front`."""
        raise NotImplementedError

    def parts(self) -> Iterator["Node"]:
        """Itself, and all that it is made of."""
        yield self


@dataclass(frozen=True)
class Literal(Node):
    """A number as it is written."""

    number: float

    def value(self, runs: Runs, front: str) -> float:
        return self.number


@dataclass(frozen=True)
class Call(Node):
    """A function, an operator or a comparison, of parts; a comparison is 1 or 0."""

    name: str
    arguments: tuple[Node, ...]

    def value(self, runs: Runs, front: str) -> float:
        values = [one.value(runs, front) for one in self.arguments]
        try:
            return float(_KNOWN[self.name][0](*values))
        except (ArithmeticError, ValueError):
            shown = ", ".join(f"{one:g}" for one in values)
            raise InputError(f'"{self.name}" has no value for {shown}') from None

    def parts(self) -> Iterator[Node]:
        yield self
        for one in self.arguments:
            yield from one.parts()


@dataclass(frozen=True)
class Measure(Node):
    """A quantity of a run: its words, what it is about, and where.

    `unit` is that of `place`: "epoch", "step", "end", or "loss" for a target; `run` is None
    for the run in front.
    """

    words: tuple[str, ...]
    subject: str
    unit: str
    place: Node
    run: str | None

    def value(self, runs: Runs, front: str) -> float:
        name = front if self.run is None else self.run
        if name not in runs:
            raise InputError(f'there is no run "{name}"; there are {_quoted(runs)}')
        run, number = runs[name], self.place.value(runs, front)
        # A parameter by itself has no words.
        quantity = QUANTITIES.get(self.words, PARAMETER)
        found = quantity.read(run, self._row(run, number), self.subject, number)
        if math.isnan(found):
            raise InputError(f'"{" ".join(self.words) or self.subject}" is not known there')
        return found

    def _row(self, run: TrainedRun, number: float) -> int:
        last = len(run.history) - 1
        if self.unit in ("end", "loss"):
            return max(last, 0)
        row = number * run.history.steps_per_epoch if self.unit == "epoch" else number
        if row != round(row) or row < 0:
            raise InputError(f"{self.unit} {number:g} is not the place of a row")
        if row > last:
            ending = run.history.ending
            why = f" ({ending.text})" if ending is not None else ""
            end = last if self.unit == "step" else last / run.history.steps_per_epoch
            raise InputError(f"{self.unit} {number:g} is beyond the last one, {end:g}{why}")
        return round(row)

    def parts(self) -> Iterator[Node]:
        yield self
        yield from self.place.parts()


@dataclass(frozen=True)
class Expression:
    """A parsed text; two of the same text about the same run are equal.

    `run` is the name of the run that is meant where none is named; `key` is where the text
    stands in its file.
    """

    source: str
    tree: Node = field(compare=False)
    run: str = ""
    key: str = field(default="", compare=False)

    @property
    def names(self) -> set[str]:
        """The runs that it is about."""
        measures = [one for one in self.tree.parts() if isinstance(one, Measure)]
        return {self.run if one.run is None else one.run for one in measures}

    def value(self, runs: Runs) -> float:
        """Its number.

        Raises
        ------
        InputError
            When it has none; with the key.
        """
        try:
            return self.tree.value(runs, self.run)
        except InputError as error:
            raise InputError(f"{error.message} (in {_shown(self.source)})", self.key) from None


_OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "^": operator.pow,
}  # fmt: skip
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_FUNCTIONS: Mapping[str, tuple[Callable[..., float], int]] = {
    "abs": (abs, 1), "sqrt": (math.sqrt, 1), "exp": (math.exp, 1), "log": (math.log, 1),
    "round": (round, 1), "min": (min, 2), "max": (max, 2),
}  # fmt: skip
_KNOWN: Mapping[str, tuple[Callable[..., float], int]] = {
    **{name: (call, 2) for name, call in {**_OPERATORS, **COMPARISONS}.items()},
    **_FUNCTIONS,
    "minus": (operator.neg, 1),
}
"""What a call does, by name, and of how many parts."""


class Lexeme(NamedTuple):
    """A piece of a text: "number", "name", "text", "sign" or "end", and where it begins."""

    kind: str
    text: str
    place: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z_]\w*|`[^`]+`)"
    r'|"(?P<text>[^"]*)"'
    r"|(?P<sign><=|>=|[-+*/^()<>=,]))",
    re.ASCII,
)


def parse(source: str, run: str = "", key: str = "") -> Expression:
    """The expression in a text.

    Raises
    ------
    InputError
        When it is none: says at which letter, and what is allowed there.
    """
    return _parsed(source, run, key, _Phrase.sum)


def parse_condition(source: str, run: str = "", key: str = "") -> Expression:
    """The comparison in a text; errors as `parse`."""
    return _parsed(source, run, key, _Phrase.comparison)


def _parsed(source: str, run: str, key: str, rule: Callable[["_Phrase"], Node]) -> Expression:
    if len(source) > MOST_LETTERS:
        raise InputError(f"at most {MOST_LETTERS} letters are allowed", key)
    try:
        phrase = _Phrase(source)
        tree = rule(phrase)
        phrase.finish()
    except InputError as error:
        raise InputError(error.message, key) from None
    return Expression(" ".join(source.split()), tree, run, key)


def _tokens(source: str) -> Iterator[Lexeme]:
    place, end = 0, len(source.rstrip())
    while place < end:
        found = _TOKEN.match(source, place)
        if found is None:
            place += len(source[place:]) - len(source[place:].lstrip())
            raise InputError(
                f'"{source[place]}" cannot be read at letter {place + 1} of {_shown(source)}; '
                "allowed are numbers, words, names of runs in quotes, + - * / ^ ( ) and commas"
            )
        kind = str(found.lastgroup)
        yield Lexeme(kind, found[kind].strip("`"), found.start(kind) - (kind == "text"))
        place = found.end()
    yield Lexeme("end", "", end)


class _Phrase:
    """The tokens of a text, taken one after the other."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(_tokens(source))
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> Lexeme:
        return self._tokens[self._next]

    def _take(self, *texts: str, kind: str = "sign") -> str:
        """The next token, if it is one of these; else ""."""
        token = self._token
        if token.kind != kind or (texts and token.text not in texts):
            return ""
        self._next += 1
        return token.text

    def _need(self, wanted: str, *texts: str, kind: str = "sign") -> str:
        found = self._take(*texts, kind=kind)
        if not found:
            raise self._error(wanted)
        return found

    def _error(self, wanted: str) -> InputError:
        token = self._token
        what = f'"{token.text}"' if token.kind != "end" else "the end"
        return InputError(
            f"{what} stands at letter {token.place + 1} of {_shown(self._source)}, "
            f"where {wanted} is needed"
        )

    def finish(self) -> None:
        if self._token.kind != "end":
            raise self._error("an operator or the end")

    def comparison(self) -> Node:
        left = self.sum()
        sign = self._need(f"one of {' '.join(COMPARISONS)}", *COMPARISONS)
        return Call(sign, (left, self.sum()))

    def sum(self) -> Node:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Call(sign, (left, self._product()))
        return left

    def _product(self) -> Node:
        left = self._signed()
        while sign := self._take("*", "/"):
            left = Call(sign, (left, self._signed()))
        return left

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise InputError(f"nested deeper than {MOST_DEPTH}")
        found: Node
        if self._take("-"):
            found = Call("minus", (self._signed(),))
        else:
            found = self._atom()
            if self._take("^"):
                found = Call("^", (found, self._signed()))
        self._depth -= 1
        return found

    def _atom(self) -> Node:
        simple = self._number_or_bracket()
        if simple is not None:
            return simple
        token = self._token
        if token.kind != "name":
            raise self._error("a number, a quantity or a bracket")
        if token.text in _FUNCTIONS and self._tokens[self._next + 1].text == "(":
            return self._function()
        return self._measure()

    def _number_or_bracket(self) -> Node | None:
        number = self._take(kind="number")
        if number:
            return Literal(float(number))
        if not self._take("("):
            return None
        inner = self.sum()
        self._need('")"', ")")
        return inner

    def _function(self) -> Node:
        name = self._take(kind="name")
        self._need('"("', "(")
        arguments = [self.sum()]
        while len(arguments) < _FUNCTIONS[name][1]:
            self._need('","', ",")
            arguments.append(self.sum())
        self._need('")"', ")")
        return Call(name, tuple(arguments))

    # A quantity: its words, what it is about, a place or a target, and a run.

    def _measure(self) -> Node:
        words = self._words()
        quantity = QUANTITIES.get(words, PARAMETER)
        subject = self._subject(quantity) if words else self._take(kind="name")
        unit, place, run = "", None, None
        if quantity.takes == TARGET:
            unit, place = "loss", self._amount("a loss, a number or a bracket,")
        while True:
            if place is None and quantity.takes == PLACE and self._take("at", kind="name"):
                unit, place = self._place()
            elif run is None and self._take("of", kind="name"):
                run = self._run()
            else:
                break
        if place is None and quantity.takes != NOWHERE:
            if not quantity.start:
                raise self._error('a place ("at epoch 1", "at step 1", "at start", "at end")')
            unit, place = "step", Literal(0.0)
        return Measure(words, subject, unit or "end", place or Literal(0.0), run)

    def _run(self) -> str:
        """A name in quotes: that of the first run is empty."""
        if self._token.kind != "text":
            raise self._error('the name of a run, in quotes, as in of "0.1",')
        self._next += 1
        return self._tokens[self._next - 1].text

    def _words(self) -> tuple[str, ...]:
        """The longest run of words from here on that names a quantity; () for a parameter."""
        ahead = self._tokens[self._next : self._next + LONGEST]
        for count in range(len(ahead), 0, -1):
            words = tuple(token.text for token in ahead[:count])
            if words in QUANTITIES and all(token.kind == "name" for token in ahead[:count]):
                self._next += count
                return words
        return ()

    def _subject(self, quantity: Quantity) -> str:
        if not quantity.subject:
            return ""
        first = ""
        if quantity.subject == "quantity of parameter":
            first = self._need("what the rule keeps, such as m_hat,", kind="name") + " of "
        self._need('"of"', "of", kind="name")
        if quantity.subject != "unit":
            return first + self._need("the name of a parameter", kind="name")
        self._need('"layer"', "layer", kind="name")
        layer = self._need("a whole number", kind="number")
        self._need('"unit"', "unit", kind="name")
        unit = self._need("a whole number", kind="number")
        if not (layer.isdecimal() and unit.isdecimal()):
            raise InputError(f"layers and units have whole numbers (in {_shown(self._source)})")
        return f"{layer} {unit}"

    def _place(self) -> tuple[str, Node]:
        word = self._take("epoch", "step", "start", "end", kind="name")
        if word == "start":
            return "step", Literal(0.0)
        if word == "end":
            return "end", Literal(0.0)
        if not word:
            raise self._error('"epoch", "step", "start" or "end"')
        return word, self._amount(f"the number of the {word}")

    def _amount(self, wanted: str) -> Node:
        found = self._number_or_bracket()
        if found is None:
            raise self._error(wanted)
        return found


def _shown(source: str) -> str:
    """A text in quotes, shortened."""
    line = " ".join(source.split())
    return f'"{line[:80]}..."' if len(line) > 80 else f'"{line}"'


def _quoted(runs: Runs) -> str:
    return ", ".join(f'"{name}"' for name in runs)
