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

A data path counts from the folder of the lesson. The first lesson is what the program
shows when it starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, experiment_from_table
from visualizer.core.reading import read_settings
from visualizer.core.resources import resource

_KEYS = ("title", "text", "try", "experiment")
_TRY_KEYS = ("label", "help", "values")


@dataclass(frozen=True, eq=False)
class LessonChip:
    """Something to try next: a short label, a sentence on it, and settings by key path."""

    label: str
    help: str
    values: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Lesson:
    """A prepared experiment, the text that goes with it, and what to try next."""

    name: str
    title: str
    text: str
    experiment: Experiment
    suggestions: tuple[LessonChip, ...] = ()


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
        When it cannot be read or is no lesson; says which key.
    """
    return lesson_of(read_settings(path, "a lesson").table, path, name)


def is_lesson(table: Mapping[str, Any]) -> bool:
    """Whether the table of a file is that of a lesson, and not of an experiment."""
    return "experiment" in table or "text" in table


def lesson_of(table: Mapping[str, Any], path: Path, name: str = "") -> Lesson:
    """The lesson in the table of the file at `path`; errors as `load_lesson`."""
    _check_keys(table, _KEYS, path)
    experiment = experiment_from_table(_section(table, "experiment", path), path)
    return Lesson(
        name=name or path.stem,
        title=_words(table, "title", path),
        text=_words(table, "text", path),
        experiment=experiment,
        suggestions=tuple(_suggestion(entry, path) for entry in table.get("try", [])),
    )


def _suggestion(entry: dict[str, Any], path: Path) -> LessonChip:
    _check_keys(entry, _TRY_KEYS, path)
    return LessonChip(
        _words(entry, "label", path), _words(entry, "help", path), _section(entry, "values", path)
    )


def _check_keys(table: Mapping[str, Any], allowed: tuple[str, ...], path: Path) -> None:
    for key in table:
        if key not in allowed:
            raise InputError(
                f"unknown key; allowed here are {', '.join(allowed)} (in {path.name})", key
            )


def _words(table: Mapping[str, Any], key: str, path: Path) -> str:
    """A text with its lines joined, and one empty line between paragraphs."""
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"a text is needed (in {path.name})", key)
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def _section(table: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    section = table.get(key)
    if not isinstance(section, dict):
        raise InputError(f"a section with keys of its own is needed (in {path.name})", key)
    return section
