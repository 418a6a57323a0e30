"""Lessons: prepared experiments, a way through them in steps, and questions on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from visualizer.core.experiment import Experiment
from visualizer.core.lessons.expressions import Expression
from visualizer.core.lessons.questions import Question
from visualizer.core.lessons.templates import NO_TEXT, Template

MAIN = ""
"""The name of the first run of a lesson: that of its experiment as it is."""

LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, eq=False)
class LessonChip:
    """Something to try next: a short label, a sentence on it, and settings by key path."""

    label: str
    help: str
    values: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class LessonStep:
    """One step of a lesson.

    Attributes
    ----------
    text
        What is said, in Markdown.
    title
        A heading, or "".
    run
        The name of the run that stands in front, "" for that of the experiment.
    shown
        The names of others that are drawn beside it.
    epoch
        Where the playhead is put.
    arrange
        What else is arranged, in the table form of intents.
    question
        What is asked, if anything is.
    after
        What is said once it is answered: the explanation.
    then
        What is arranged then, in the table form of intents.
    """

    text: Template
    title: str = ""
    run: str = MAIN
    shown: tuple[str, ...] = ()
    epoch: float = 0.0
    arrange: tuple[Mapping[str, Any], ...] = ()
    question: Question | None = None
    after: Template = NO_TEXT
    then: tuple[Mapping[str, Any], ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """All numbers that it needs."""
        asked = () if self.question is None else self.question.expressions
        return (*self.text.expressions, *self.after.expressions, *asked)


@dataclass(frozen=True, eq=False)
class Lesson:
    """A prepared experiment, the text that goes with it, and a way through it in steps.

    Attributes
    ----------
    name
        By which it is found, in the shell as well.
    title, text, goal
        Words on it; `goal` is what somebody can do afterwards.
    experiment
        The first run.
    suggestions
        What to try.
    group, level, minutes, source
        Where it stands in the gallery, how hard it is, how long it takes, and whose content it
        is; "" and 0 for unknown.
    runs
        All runs by name; `experiment` is that of "".
    steps
        At least one.
    digest
        Of the file that it was read from.
    """

    name: str
    title: str
    text: str
    experiment: Experiment
    suggestions: tuple[LessonChip, ...] = ()
    group: str = ""
    goal: str = ""
    minutes: int = 0
    level: str = ""
    source: str = ""
    runs: Mapping[str, Experiment] = field(default_factory=dict)
    steps: tuple[LessonStep, ...] = ()
    digest: str = ""

    @property
    def questions(self) -> int:
        """How many steps ask something."""
        return sum(one.question is not None for one in self.steps)

    @property
    def is_course(self) -> bool:
        """Whether there is more to it than a text: several steps, or a question."""
        return len(self.steps) > 1 or self.questions > 0

    @property
    def expressions(self) -> Iterator[Expression]:
        """All numbers that it needs."""
        for step in self.steps:
            yield from step.expressions
