"""All numbers of a lesson, computed from its runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from visualizer.core.building import build
from visualizer.core.chunks import look
from visualizer.core.errors import InputError
from visualizer.core.lessons.expressions import Expression
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.lessons.quantities import TrainedRun
from visualizer.core.training import train


@dataclass(frozen=True, eq=False)
class LessonNumbers:
    """The value of every expression of a lesson, and what is wrong with those that have none."""

    found: Mapping[Expression, float] = field(default_factory=dict)
    mistakes: tuple[InputError, ...] = ()

    def __call__(self, expression: Expression) -> float:
        return self.found[expression]

    @property
    def complete(self) -> bool:
        return not self.mistakes


def compute(lesson: Lesson) -> LessonNumbers:
    """Train the runs that a lesson speaks of, and work out its numbers.

    Raises
    ------
    Cancelled
        When nobody wants them any more.
    """
    expressions = list(lesson.expressions)
    mistakes: list[InputError] = []
    runs: dict[str, TrainedRun] = {}
    for name in sorted(set().union(*(one.names for one in expressions))):
        if name in lesson.runs:
            try:
                runs[name] = trained(lesson, name)
            except InputError as error:
                mistakes.append(error.inside(f"runs.{name}" if name else "experiment"))
    found: dict[Expression, float] = {}
    for one in expressions:
        look()
        if one in found:
            continue
        try:
            found[one] = one.value(runs)
        except InputError as error:
            mistakes.append(error)
    if not mistakes:
        mistakes.extend(_faults(lesson, LessonNumbers(found)))
    return LessonNumbers(found, tuple(mistakes))


def trained(lesson: Lesson, name: str) -> TrainedRun:
    """A run of a lesson, trained to its end; InputError when its problem cannot be built."""
    experiment = lesson.runs[name]
    problem = build(experiment)
    return TrainedRun(experiment, problem, train(experiment, problem))


def _faults(lesson: Lesson, numbers: LessonNumbers) -> Iterator[InputError]:
    for place, step in enumerate(lesson.steps, 1):
        if step.question is not None:
            for key, sentence in step.question.faults(numbers):
                yield InputError(sentence, f"steps.{place}.question.{key}")
