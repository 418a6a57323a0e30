"""The questions of lessons: seven kinds, each of which judges an answer.

An answer is a plain value, so that it can stand in an intent and in a file: the number of an
option, a number, a place, points, an order, or a text. What is right is computed: the declared
question holds expressions, and is given their values.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from visualizer.core.lessons.curves import curve_hint, shape_hint
from visualizer.core.lessons.expressions import Expression
from visualizer.core.lessons.hints import Distance, hint_for
from visualizer.core.lessons.templates import NO_TEXT, Template, Values, shown

CURVE_POINTS = 41
"""Places at which a drawn curve is compared."""


@dataclass(frozen=True)
class Assessment:
    """What became of an answer: right or not (None: nobody can say), a hint, and its kind."""

    right: bool | None
    hint: str = ""
    slip: str = ""


RIGHT = Assessment(True)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all have: the text, and `look`: where to look, said after a wrong answer.

    Attributes
    ----------
    kind
        Its name in files.
    answers
        What an answer is, in words, for one that is something else.
    """

    text: Template
    look: Template = NO_TEXT
    kind: ClassVar[str] = ""
    answers: ClassVar[str] = ""

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """All that it is to know the values of."""
        return (*self.text.expressions, *self.look.expressions, *self._expressions())

    def _expressions(self) -> Iterator[Expression]:
        yield from ()

    def accepts(self, given: Any) -> bool:
        """Whether a value can be an answer at all."""
        raise NotImplementedError

    def judge(self, given: Any, values: Values) -> Assessment:
        """Whether an answer is right, and the hint that fits it."""
        raise NotImplementedError

    def solution(self, values: Values) -> str:
        """The right answer in words."""
        raise NotImplementedError

    def faults(self, values: Values) -> Iterator[tuple[str, str]]:
        """What is wrong with the question itself, as key and sentence, once all is computed."""
        yield from ()


@dataclass(frozen=True)
class ChoiceOption:
    """One of several answers: right or not, or a comparison that says so; a hint if not."""

    text: Template
    right: bool | Expression
    hint: Template = NO_TEXT

    def is_right(self, values: Values) -> bool:
        return self.right if isinstance(self.right, bool) else bool(values(self.right))


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """One of several options is right."""

    options: tuple[ChoiceOption, ...]
    kind = "choice"
    answers = "one of the options"

    def _expressions(self) -> Iterator[Expression]:
        for option in self.options:
            yield from (*option.text.expressions, *option.hint.expressions)
            if isinstance(option.right, Expression):
                yield option.right

    def accepts(self, given: Any) -> bool:
        return _is_whole(given) and 0 <= given < len(self.options)

    def judge(self, given: Any, values: Values) -> Assessment:
        option = self.options[given]
        if option.is_right(values):
            return RIGHT
        return Assessment(False, option.hint.filled(values), "option")

    def solution(self, values: Values) -> str:
        right = (one for one in self.options if one.is_right(values))
        return next((one.text.filled(values) for one in right), "")

    def faults(self, values: Values) -> Iterator[tuple[str, str]]:
        count = sum(one.is_right(values) for one in self.options)
        if count != 1:
            yield "options", f"{count} of them are right; exactly one is allowed"


@dataclass(frozen=True)
class Slip:
    """A wrong number that the author has foreseen, with its hint."""

    value: Expression
    hint: Template


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(Question):
    """A number, within a tolerance: absolute, or by itself 1 % of the answer.

    `before` and `rate` are what a step starts from and its learning rate: hints speak of the
    step then. `label` stands before the field, `unit` behind it.
    """

    answer: Expression
    tolerance: float = 0.0
    before: Expression | None = None
    rate: Expression | None = None
    slips: tuple[Slip, ...] = ()
    label: str = ""
    unit: str = ""
    kind = "number"
    answers = "a number"

    def _expressions(self) -> Iterator[Expression]:
        yield self.answer
        yield from (one for one in (self.before, self.rate) if one is not None)
        for slip in self.slips:
            yield from (slip.value, *slip.hint.expressions)

    def accepts(self, given: Any) -> bool:
        return _is_number(given)

    def allowance(self, values: Values) -> float:
        """How far from the answer a number may be."""
        return self.tolerance or 0.01 * abs(values(self.answer)) or 0.01

    def judge(self, given: Any, values: Values) -> Assessment:
        answer, tolerance = values(self.answer), self.allowance(values)
        if abs(given - answer) <= tolerance * (1 + 1e-9):
            return RIGHT
        for slip in self.slips:
            if abs(given - values(slip.value)) <= tolerance:
                return Assessment(False, slip.hint.filled(values), "foreseen")
        before = None if self.before is None else values(self.before)
        rate = None if self.rate is None else values(self.rate)
        kind, hint = hint_for(Distance(given, answer, tolerance, before, rate))
        return Assessment(False, hint, kind)

    def solution(self, values: Values) -> str:
        return " ".join(filter(None, (shown(values(self.answer)), self.unit)))

    def faults(self, values: Values) -> Iterator[tuple[str, str]]:
        if not math.isfinite(values(self.answer)):
            yield "answer", f"is {shown(values(self.answer))}; a finite number is needed"


@dataclass(frozen=True, kw_only=True)
class MapQuestion(Question):
    """A click on the map: where both coordinates are, or one of them (the other is None).

    `tolerance` is the greatest distance; by itself a sixth of the way from `before`.
    """

    across: Expression | None
    up: Expression | None
    before: tuple[Expression, Expression]
    tolerance: float = 0.0
    kind = "map"
    answers = "a place on the map"

    def _expressions(self) -> Iterator[Expression]:
        yield from (one for one in (self.across, self.up) if one is not None)
        yield from self.before

    def accepts(self, given: Any) -> bool:
        return _are_numbers(given) and len(given) == 2

    def _vectors(self, given: Any, values: Values) -> tuple[np.ndarray, np.ndarray]:
        """The way to the answer and the way to the guess, along the axes that count."""
        asked = [one for one in (self.across, self.up) if one is not None]
        counts = [one is not None for one in (self.across, self.up)]
        start = np.array([values(one) for one in self.before])[counts]
        answer = np.array([values(one) for one in asked])
        return answer - start, np.array(given, float)[counts] - start

    def judge(self, given: Any, values: Values) -> Assessment:
        way, guess = self._vectors(given, values)
        length, moved = float(np.linalg.norm(way)), float(np.linalg.norm(guess))
        allowed = self.tolerance or length / 6
        if float(np.linalg.norm(guess - way)) <= allowed:
            return RIGHT
        if moved <= allowed / 2:
            return Assessment(False, "That is where it stands before the step.", "still")
        cosine = float(way @ guess) / (length * moved) if length else 0.0
        if cosine < 0:
            hint = "That is the wrong direction: a step goes against the slope."
            return Assessment(False, hint, "sign")
        if cosine < math.cos(math.radians(30)):
            hint = "Look at the direction: it is across the lines of equal loss, downhill."
            return Assessment(False, hint, "direction")
        if moved > length:
            return Assessment(False, "Right direction, but too far.", "large")
        return Assessment(False, "Right direction, but not far enough.", "small")

    def solution(self, values: Values) -> str:
        found = [shown(values(one)) for one in (self.across, self.up) if one is not None]
        return f"({', '.join(found)})" if len(found) > 1 else found[0]


@dataclass(frozen=True, kw_only=True)
class EpochQuestion(Question):
    """A place on the epoch axis, within a tolerance in epochs; by itself a fifth of it."""

    answer: Expression
    tolerance: float = 0.0
    kind = "epoch"
    answers = "a number of epochs"

    def _expressions(self) -> Iterator[Expression]:
        yield self.answer

    def accepts(self, given: Any) -> bool:
        return _is_number(given) and given >= 0

    def judge(self, given: Any, values: Values) -> Assessment:
        answer = values(self.answer)
        if abs(given - answer) <= (self.tolerance or max(0.2 * answer, 1.0)):
            return RIGHT
        factor = max(given, 0.5) / max(answer, 0.5)
        much = "much " if max(factor, 1 / factor) > 3 else ""
        hint = f"It happens {much}{'earlier' if given > answer else 'later'}."
        return Assessment(False, hint, "late" if given > answer else "early")

    def solution(self, values: Values) -> str:
        return f"epoch {shown(values(self.answer))}"

    def faults(self, values: Values) -> Iterator[tuple[str, str]]:
        if not math.isfinite(values(self.answer)):
            yield "answer", "this never happens; an epoch is needed"


@dataclass(frozen=True, kw_only=True)
class CurveQuestion(Question):
    """Drawing how a number goes on: points (epoch, value) against those that are computed.

    Compared by the root mean square distance as a share of the range of the true curve.
    """

    points: tuple[tuple[float, Expression], ...]
    label: str = ""
    tolerance: float = 0.2
    kind = "curve"
    answers = "a drawn curve"

    def _expressions(self) -> Iterator[Expression]:
        yield from (one for _, one in self.points)

    def accepts(self, given: Any) -> bool:
        pairs = isinstance(given, Sequence) and not isinstance(given, str) and len(given) > 1
        return pairs and all(_are_numbers(one) and len(one) == 2 for one in given)

    def truth(self, values: Values) -> tuple[tuple[float, float], ...]:
        """The points of the true curve."""
        return tuple((place, values(one)) for place, one in self.points)

    def judge(self, given: Any, values: Values) -> Assessment:
        true, guess = np.array(self.truth(values)), np.array(sorted(given), float)
        places = np.linspace(true[0, 0], true[-1, 0], CURVE_POINTS)
        wanted = np.interp(places, true[:, 0], true[:, 1])
        drawn = np.interp(places, guess[:, 0], guess[:, 1])
        size = float(np.ptp(wanted)) or 1.0
        # Before the distance: a line through the middle of swings is near them.
        other = shape_hint(wanted, drawn, size)
        if other is not None:
            return Assessment(False, *other)
        if math.sqrt(float(np.mean((drawn - wanted) ** 2))) <= self.tolerance * size:
            return RIGHT
        return Assessment(False, *curve_hint(wanted, drawn, size))

    def solution(self, values: Values) -> str:
        last, end = self.truth(values)[-1]
        return f"it ends at {shown(end)} at epoch {shown(last)}"


@dataclass(frozen=True, kw_only=True)
class OrderQuestion(Question):
    """Items to be put in order, by values that are computed, the least first."""

    items: tuple[tuple[Template, Expression], ...]
    kind = "order"
    answers = "an order of all items"

    def _expressions(self) -> Iterator[Expression]:
        for text, value in self.items:
            yield from (*text.expressions, value)

    def accepts(self, given: Any) -> bool:
        whole = isinstance(given, Sequence) and all(_is_whole(one) for one in given)
        return whole and sorted(given) == list(range(len(self.items)))

    def right_order(self, values: Values) -> tuple[int, ...]:
        numbers = [values(one) for _, one in self.items]
        return tuple(sorted(range(len(numbers)), key=numbers.__getitem__))

    def judge(self, given: Any, values: Values) -> Assessment:
        right = self.right_order(values)
        if tuple(given) == right:
            return RIGHT
        if tuple(given) == right[::-1]:
            return Assessment(False, "Just the other way round.", "reversed")
        placed = sum(one == other for one, other in zip(given, right, strict=True))
        noun = "is" if placed == 1 else "are"
        return Assessment(False, f"{placed} of {len(right)} {noun} in place.", "order")

    def solution(self, values: Values) -> str:
        return ", ".join(self.items[one][0].filled(values) for one in self.right_order(values))

    def faults(self, values: Values) -> Iterator[tuple[str, str]]:
        numbers = [values(one) for _, one in self.items]
        if len(set(numbers)) < len(numbers):
            yield "items", "two of them have the same value; each needs one of its own"


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """An answer in own words, which nobody judges: a model answer is shown beside it."""

    answer: Template
    kind = "text"
    answers = "a text"

    def _expressions(self) -> Iterator[Expression]:
        yield from self.answer.expressions

    def accepts(self, given: Any) -> bool:
        return isinstance(given, str) and bool(given.strip())

    def judge(self, given: Any, values: Values) -> Assessment:
        return Assessment(None)

    def solution(self, values: Values) -> str:
        return self.answer.filled(values)


KINDS = tuple(one.kind for one in Question.__subclasses__())
"""All kinds by their names in files."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_numbers(value: Any) -> bool:
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return listed and all(_is_number(one) for one in value)
