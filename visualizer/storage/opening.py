"""Opening whatever the user names: an experiment file, a table, or a lesson."""

from pathlib import Path

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, load_experiment
from visualizer.storage.lessons import find_lesson, lesson_names

EXPERIMENT_ENDING = ".toml"


def open_any(name: str | Path) -> Experiment:
    """The experiment in a file, that of a lesson, or a first model of a table.

    A file that ends in `.toml` is an experiment; any other file is a table of numbers. A
    name that is no file is that of a lesson.

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
    if not is_file and str(name) in lesson_names():
        return find_lesson(str(name)).experiment
    if not exists:
        raise InputError(f"{name}: there is no such file" + _no_lesson(path))
    if path.is_dir():
        raise InputError(f"{name} is a folder; an experiment, a CSV or an NPZ file is needed")
    if path.suffix.lower() == EXPERIMENT_ENDING:
        return load_experiment(path)
    return experiment_for_table(path)


def _no_lesson(path: Path) -> str:
    """Words for someone who may have meant a lesson."""
    if path.suffix or path.parent != Path():
        return ""
    return f" or lesson; the lessons are {', '.join(lesson_names())}"


def experiment_for_table(path: str | Path) -> Experiment:
    """A first experiment on a table, as an import without corrections makes it.

    But for empty cells: nobody has been asked, so they stay an error.
    """
    # Here, as most starts of the program open no table.
    from visualizer.core.importing import plain_guess

    try:
        return plain_guess(path).experiment()
    except InputError:
        # Whoever reads the table tells its mistakes with line and column.
        path = Path(path).resolve()
        return Experiment.from_dict({"name": path.stem, "problem": {"data": str(path)}})
