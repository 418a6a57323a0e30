"""Opening whatever the user names: an experiment file, a lesson, or a table."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, experiment_from_table
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.reading import LARGEST_TEXT, opened, read_settings, table_of
from visualizer.core.words import among, meant
from visualizer.storage.lessons import find_lesson, is_lesson, lesson_names, lesson_of

EXPERIMENT_ENDING = ".toml"
NEEDED = "an experiment, a CSV or an NPZ file"


@dataclass(frozen=True, eq=False)
class Opened:
    """What was found under a name.

    Attributes
    ----------
    experiment
        The experiment to begin with.
    lesson
        The lesson that it belongs to.
    path
        The experiment file that it was read from; "" for a lesson or a table, which are
        not saved to.
    digest
        Of the bytes of that file, see `digest_of`.
    """

    experiment: Experiment
    lesson: Lesson | None = None
    path: str = ""
    digest: str = ""


def open_any(name: str | Path, values: Mapping[str, Any] | None = None) -> Opened:
    """The experiment in a file, a lesson, or a first model of a table.

    A file that ends in `.toml` is an experiment or a lesson; any other file is a table of
    numbers. A name that is no file is that of a bundled lesson. `values` are settings by key
    path; those about a table are known before anything about it is guessed.

    Raises
    ------
    InputError
        When there is neither, or the experiment is not valid. A table is read, and its
        mistakes are found, only when the problem is built.
    """
    path = Path(name)
    try:
        is_file, exists = path.is_file(), path.exists()
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror})") from None
    lesson = among(str(name), lesson_names())
    if not is_file and lesson in lesson_names():
        return with_values(of_lesson(find_lesson(lesson)), values)
    if not exists:
        raise InputError(f"{name}: there is no such file" + _no_lesson(path))
    if not is_file:
        what = "folder" if path.is_dir() else "device or pipe"
        raise InputError(f"{name} is a {what}; {NEEDED} is needed")
    if path.suffix.lower() == EXPERIMENT_ENDING:
        return with_values(open_settings(path), values)
    return Opened(experiment_for_table(path, values))


def open_settings(path: Path) -> Opened:
    """The experiment or lesson in a file; see `open_any`."""
    file = read_settings(path)
    if is_lesson(file.table):
        return of_lesson(lesson_of(file.table, path, content=file.content))
    return Opened(
        experiment_from_table(file.table, path), path=str(path), digest=digest_of(file.content)
    )


def open_input(stream: IO[bytes], values: Mapping[str, Any] | None = None) -> Opened:
    """What comes through a pipe: an experiment, a lesson or a table; as `open_any`.

    A table is kept in a temporary file until the process ends, as it may be read again.
    """
    content = stream.read()
    name = "standard input"
    if _SETTINGS.match(content[:MOST_LOOKED_AT].decode("utf-8-sig", "replace")):
        table = table_of(content, name)
        path = Path.cwd() / name
        if is_lesson(table):
            return with_values(of_lesson(lesson_of(table, path, content=content)), values)
        return with_values(Opened(experiment_from_table(table, path)), values)
    folder = tempfile.mkdtemp(prefix="visualizer-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Readers are chosen by the ending of a name, and a pipe has none.
    ending = ".npz" if content.startswith(b"PK") else ".csv"
    path = Path(folder, name + ending)
    path.write_bytes(content)
    return Opened(experiment_for_table(path, values))


MOST_LOOKED_AT = 1 << 16
_SETTINGS = re.compile(r"""(?:\s|#[^\n]*\n)*(?:\[[\w. "'\[\]-]+\]\s*(?:\n|#|$)|[\w."'-]+\s*=)""")
"""How a file of settings begins, behind comments: with a section or a key; a table does not."""


def of_lesson(lesson: Lesson) -> Opened:
    """A lesson as what was opened."""
    return Opened(lesson.experiment, lesson)


def with_values(found: Opened, values: Mapping[str, Any] | None) -> Opened:
    """What was opened, with settings replaced."""
    if not values:
        return found
    return replace(found, experiment=found.experiment.with_values(values))


def digest_of(content: bytes) -> str:
    """What tells the content of a file from another one."""
    return sha256(content).hexdigest()


def changed_elsewhere(path: str, digest: str) -> bool:
    """Whether a file that had this digest holds something else now; a missing one does not."""
    try:
        with opened(Path(path), NEEDED) as file:
            content = file.read(LARGEST_TEXT + 1)
    except FileNotFoundError:
        return False
    except (OSError, InputError):
        return True
    return digest_of(content) != digest


def _no_lesson(path: Path) -> str:
    """Words for someone who may have meant a lesson."""
    if path.suffix or path.parent != Path():
        return ""
    names = lesson_names()
    return f" or lesson; the lessons are {', '.join(names)}{meant(path.name, names)}"


def experiment_for_table(path: str | Path, values: Mapping[str, Any] | None = None) -> Experiment:
    """A first experiment on a table, as an import with these corrections makes it.

    But for empty cells: where nobody says what becomes of them, they stay an error.
    """
    # Here, as most starts of the program open no table.
    from visualizer.core.importing import corrected_guess

    values = values or {}
    try:
        experiment = corrected_guess(path, values).experiment()
    except InputError as error:
        if error.key in values:
            raise
        # Whoever reads the table tells its mistakes with line and column.
        path = Path(path).resolve()
        experiment = Experiment.from_dict({"name": path.stem, "problem": {"data": str(path)}})
    return experiment.with_values(values) if values else experiment
