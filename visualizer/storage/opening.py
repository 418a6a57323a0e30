"""Opening whatever the user names: an experiment file, a table, or a lesson."""

from pathlib import Path

from visualizer.core.data.blocks import BLOCK_BYTES, read_blocks
from visualizer.core.data.dialect import find_dialect
from visualizer.core.data.encoding import AUTO, decode, find_encoding
from visualizer.core.data.npz_file import columns_of_npz
from visualizer.core.data.sources import NpzOptions, source_for
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment, load_experiment
from visualizer.storage.lessons import find_lesson, lesson_names

EXPERIMENT_ENDING = ".toml"
USUAL_RATE = 0.1
TABLE_EPOCHS = 100


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
    r"""A first experiment on a table: a linear model of its last column.

    The inputs are standardised, so that their number D says which rates are safe. With a
    bias the Hessian of the mean squared error is 2 R beside a 2, R the correlations of the
    inputs, whose largest eigenvalue is at most D: every rate below 1 / D converges.
    """
    path = Path(path).resolve()
    inputs = _inputs_of(path)
    safe = 0.9 / inputs
    rate = USUAL_RATE if safe >= USUAL_RATE else float(f"{safe:.0e}")
    return Experiment.from_dict(
        {
            "name": path.stem,
            "problem": {"kind": "model", "data": str(path)},
            "data": {"scaling": "standardise"},
            "optimizer": {"learning_rate": rate},
            "training": {"epochs": TABLE_EPOCHS},
        }
    )


def _inputs_of(path: Path) -> int:
    """How many inputs a table seems to have."""
    if source_for(str(path)) is not NpzOptions:
        return max(1, len(_first_columns(path)) - 1)
    try:
        return columns_of_npz(path)[0]
    except (InputError, OSError):
        return 1


def _first_columns(path: Path) -> tuple[str, ...]:
    """The columns of numbers as its first rows show them; () for what is no table.

    Mistakes are not told here: whoever reads the table tells them with line and column.
    """
    try:
        with path.open("rb") as file:
            encoding = find_encoding(file.read(BLOCK_BYTES), AUTO)
            file.seek(encoding.mark)
            block = next(read_blocks(file, encoding), None)
        if block is None:
            return ()
        text = block.data.decode("utf-8") if encoding.wide else decode(block.data, encoding)
        return find_dialect(text).names
    except (InputError, OSError, UnicodeDecodeError):
        return ()
