"""Checking a lesson as its author wants it: all that is wrong, with lines, and all its numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from visualizer.app.intent_tables import from_table
from visualizer.core.errors import InputError
from visualizer.core.lessons.computing import LessonNumbers, compute
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.reading import read_settings
from visualizer.storage.lesson_tables import lesson_from_table
from visualizer.storage.lessons import LessonMistake, located


@dataclass(frozen=True, eq=False)
class LessonCheck:
    """What was found: mistakes in the order of the file, or the lesson and its numbers."""

    mistakes: tuple[LessonMistake, ...]
    lesson: Lesson | None = None
    numbers: LessonNumbers = field(default_factory=LessonNumbers)


def check_lesson(path: Path) -> LessonCheck:
    """Read a lesson, train its runs, and compute every number in it.

    Raises
    ------
    InputError
        When the file cannot be read, or is no TOML.
    """
    file = read_settings(path, "a lesson")
    lesson, mistakes = lesson_from_table(file.table, path)
    numbers = LessonNumbers()
    if lesson is not None:
        mistakes.extend(wrong_intents(lesson))
    # Of a file with mistakes numbers would only repeat them.
    if lesson is not None and not mistakes:
        numbers = compute(lesson)
        mistakes.extend(numbers.mistakes)
    return LessonCheck(tuple(located(mistakes, file.content)), lesson, numbers)


def wrong_intents(lesson: Lesson) -> Iterator[InputError]:
    """What is wrong with what the steps of a lesson do."""
    for number, step in enumerate(lesson.steps, 1):
        for key, tables in (("do", step.arrange), ("then", step.then)):
            for place, table in enumerate(tables, 1):
                yield from _wrong_intent(table, f"steps.{number}.{key}.{place}")


def _wrong_intent(table: Mapping[str, Any], place: str) -> Iterator[InputError]:
    try:
        from_table(table)
    except InputError as error:
        yield error.inside(place)
