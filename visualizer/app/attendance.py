"""A lesson that is being attended: the place in it, what was answered, and what is guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from visualizer.core.lessons.expressions import Expression
from visualizer.core.lessons.lesson import Lesson, LessonStep
from visualizer.core.lessons.questions import Assessment, EpochQuestion, MapQuestion, Question
from visualizer.core.lessons.score import NOTHING, StepResult


class Guessed(NamedTuple):
    """A guess as the plots draw it: a place on the map and which coordinates count, or an epoch."""

    place: tuple[float, float] | None = None
    counts: tuple[bool, bool] = (True, True)
    epoch: float | None = None


@dataclass(frozen=True, eq=False)
class Attendance:
    """Where somebody stands in a lesson.

    Attributes
    ----------
    lesson
        The lesson.
    step
        The number of its step, from 0; as many as there are for its end.
    results
        What became of each step so far.
    numbers
        The values of the lesson's expressions, once they are computed.
    guess
        The answer that is being made, and drawn, of the question of this step; None for none.
    said
        What is said to the last answer, if it was given in this step.
    arranged
        Whether the session has been arranged as the step wants it.
    """

    lesson: Lesson
    step: int = 0
    results: tuple[StepResult, ...] = ()
    numbers: tuple[float, ...] | None = None
    guess: Any = None
    said: Assessment | None = None
    arranged: bool = False

    @property
    def at_end(self) -> bool:
        """Whether all steps are done."""
        return self.step >= len(self.lesson.steps)

    @property
    def current(self) -> LessonStep:
        """The step; at the end the last one."""
        return self.lesson.steps[min(self.step, len(self.lesson.steps) - 1)]

    @property
    def result(self) -> StepResult:
        """What became of the step so far."""
        return self.results[self.step] if self.step < len(self.results) else NOTHING

    @property
    def asks(self) -> Question | None:
        """The question that waits for an answer, if one does."""
        return None if self.at_end or self.result.done else self.current.question

    @property
    def held(self) -> float | None:
        """Where the playhead is held, in epochs: as long as a question waits; else None."""
        return self.current.epoch if self.arranged and self.asks is not None else None

    @cached_property
    def guessed(self) -> Guessed | None:
        """The guess as it is drawn, also once it was judged; None for nothing to draw."""
        question = self.current.question
        if self.guess is None or self.at_end:
            return None
        if isinstance(question, MapQuestion):
            across, up = self.guess
            counts = (question.across is not None, question.up is not None)
            return Guessed((float(across), float(up)), counts)
        if isinstance(question, EpochQuestion):
            return Guessed(epoch=float(self.guess))
        return None

    @cached_property
    def _values(self) -> dict[Expression, float]:
        return dict(zip(distinct(self.lesson), self.numbers or (), strict=False))

    def value(self, expression: Expression) -> float:
        """The value of one of the lesson's expressions; NaN before it is known."""
        return self._values.get(expression, math.nan)

    def with_result(self, result: StepResult) -> Attendance:
        """This one with another result of its step."""
        results = list(self.results) + [NOTHING] * (len(self.lesson.steps) - len(self.results))
        results[self.step] = result
        return replace(self, results=tuple(results))

    def at(self, step: int) -> Attendance:
        """This one at another step, which is still to be arranged."""
        step = max(0, min(step, len(self.lesson.steps)))
        return replace(self, step=step, guess=None, said=None, arranged=False)


def distinct(lesson: Lesson) -> Sequence[Expression]:
    """The expressions of a lesson, each once, in their order: that of their numbers."""
    return tuple(dict.fromkeys(lesson.expressions))
