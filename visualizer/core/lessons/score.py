"""The results of a lesson: what was answered, the score, and a line that certifies it.

The sum in that line is over the answers and the lesson, so that editing by accident shows. It is
no protection against cheats: whoever can read this file can make one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from visualizer.core.lessons.lesson import Lesson

DIGITS = 12
"""Letters of the sum."""


@dataclass(frozen=True)
class StepResult:
    """What became of a step: the last answer, how often one was given, and how it ended.

    `right` is None where nobody has judged; `told` says that the solution was asked for.
    """

    given: Any = None
    tries: int = 0
    right: bool | None = None
    told: bool = False

    @property
    def done(self) -> bool:
        """Whether the step may go on: answered rightly, in words, or told."""
        return self.told or self.right is True or (self.tries > 0 and self.right is None)

    @property
    def points(self) -> float:
        """1 for the first try, half for a later one, none for what was told."""
        if self.told or not self.done:
            return 0.0
        return 1.0 if self.tries == 1 else 0.5


NOTHING = StepResult()


@dataclass(frozen=True)
class LessonResults:
    """The results of all steps of a lesson, with and without a question, and when and where."""

    lesson: str
    title: str
    digest: str
    steps: tuple[StepResult, ...]
    questions: tuple[int, ...]
    date: str
    version: str

    @property
    def score(self) -> tuple[float, int]:
        """Points, and how many there are."""
        return sum(self.steps[one].points for one in self.questions), len(self.questions)

    @property
    def checksum(self) -> str:
        """The sum over all that is certified."""
        held = (self.lesson, self.digest, self.date, self.version, self.questions)
        answers = [(_plain(one.given), one.tries, one.right, one.told) for one in self.steps]
        return sha256(repr((held, answers)).encode()).hexdigest()[:DIGITS]

    @property
    def certificate(self) -> str:
        """One line: score, lesson, date, version and sum."""
        points, most = self.score
        return (
            f"{points:g} of {most} points · {self.title} · {self.date} · "
            f"version {self.version} · {self.checksum}"
        )


def results_of(
    lesson: Lesson, steps: Sequence[StepResult], date: str, version: str
) -> LessonResults:
    """The results of a lesson on a date, with a version of the program."""
    asked = tuple(n for n, step in enumerate(lesson.steps) if step.question is not None)
    return LessonResults(
        lesson.name, lesson.title, lesson.digest, tuple(steps), asked, date, version
    )


def _plain(given: Any) -> Any:
    """An answer as it comes back from a file: numbers as floats, lists as tuples."""
    if isinstance(given, (list, tuple)):
        return tuple(_plain(one) for one in given)
    whole = isinstance(given, int) and not isinstance(given, bool)
    return float(given) if whole else given
