"""Lessons: prepared experiments with a text, each one file of `resources/lessons`.

A lesson is a TOML file. Its number (`01-one-weight-line.toml`) gives its place in the
menu, the rest of the file's name is its name on the command line::

    title = "The one-weight line"
    text = "What there is to see, in a few sentences; an empty line parts paragraphs."

    [[try]]                                 # a chip: settings to change, any number of them
    label = "0.01"
    help = "What it shows."
    values = { "optimizer.learning_rate" = 0.01 }

    [experiment]                            # an experiment file, as a section
    name = "y = 3x"
    [experiment.problem]
    data = "line"

A lesson with questions has runs with other settings, and steps instead of the text::

    [runs]
    slow = { "optimizer.learning_rate" = 0.01 }

    [[steps]]
    text = "The slope at the start is {gradient of w at start}."
    [steps.question]
    kind = "number"
    text = "Where is w after one step?"
    answer = "w at epoch 1"

`resources/help/writing-lessons.md` has all of it.
A data path counts from the folder of the lesson. The first lesson is what the program
shows when it starts.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from visualizer.core.errors import InputError
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.reading import read_settings
from visualizer.core.resources import resource
from visualizer.storage.lesson_tables import lesson_from_table
from visualizer.storage.toml_places import places


def lesson_files() -> dict[str, Path]:
    """The files of the bundled lessons by name, in their order."""
    paths = sorted(resource("lessons").glob("*.toml"))
    # Without the number in front, which only gives the order.
    return {path.stem.partition("-")[2]: path for path in paths}


def lesson_names() -> tuple[str, ...]:
    """The names of the bundled lessons, in their order."""
    return tuple(lesson_files())


def lessons() -> tuple[Lesson, ...]:
    """All bundled lessons, in their order."""
    return tuple(find_lesson(name) for name in lesson_names())


def first_lesson() -> Lesson:
    """The lesson that the program shows when it starts."""
    return find_lesson(lesson_names()[0])


def find_lesson(name: str) -> Lesson:
    """The bundled lesson of this name.

    Raises
    ------
    InputError
        When there is none.
    """
    files = lesson_files()
    if name not in files:
        raise InputError(f'there is no lesson "{name}"; the lessons are {", ".join(files)}')
    return _bundled(name, files[name])


# Asked for often, by menus and by names; bundled files do not change.
@cache
def _bundled(name: str, path: Path) -> Lesson:
    return load_lesson(path, name)


def load_lesson(path: Path, name: str = "") -> Lesson:
    """Read the lesson in a file.

    Raises
    ------
    InputError
        When it cannot be read or is no lesson; says which key and line.
    """
    file = read_settings(path, "a lesson")
    return lesson_of(file.table, path, name, file.content)


def is_lesson(table: Mapping[str, Any]) -> bool:
    """Whether the table of a file is that of a lesson, and not of an experiment."""
    return "experiment" in table or "text" in table or "steps" in table


def lesson_of(table: Mapping[str, Any], path: Path, name: str = "", content: bytes = b"") -> Lesson:
    """The lesson in the table of the file at `path` with this content; errors as `load_lesson`."""
    lesson, mistakes = lesson_from_table(table, path, name, _digest(content))
    if mistakes or lesson is None:
        first, *rest = located(mistakes, content)
        more = f"; {counted(len(rest), 'more mistake')}" if rest else ""
        where = f"line {first.line} of {path.name}" if first.line else f"in {path.name}"
        raise InputError(f"{first.message} ({where}{more})", first.key)
    return lesson


MOST_LINES = 1 << 30


class LessonMistake(NamedTuple):
    """Something that is wrong in the file of a lesson: the line, 0 where none is known."""

    line: int
    key: str
    message: str


def located(mistakes: Iterable[InputError], content: bytes) -> list[LessonMistake]:
    """Mistakes with their lines, in the order of the file."""
    lines = places(content.decode("utf-8-sig"))

    def line_of(key: str) -> int:
        # A key that is missing belongs to its section.
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return lines.get(key, 0)

    found = [LessonMistake(line_of(one.key), one.key, one.message) for one in mistakes]
    # What is missing above all sections has no line: it comes last.
    return sorted(set(found), key=lambda one: (one.line or MOST_LINES, one))


def counted(count: int, noun: str) -> str:
    """So many things, in words."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _digest(content: bytes) -> str:
    # Of its text, as another system may have other ends of lines.
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:12]
