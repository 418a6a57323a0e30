"""The [data] section: what every source of data has in common, and files.

Readers are imported when something is read: most sessions begin without a file.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from visualizer.core.data.features import Features
from visualizer.core.data.layouts import (
    AUTO,
    CLASSES,
    DAY_FIRST,
    DAYS,
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    GUESS,
    MONTH_FIRST,
    ROWS,
    THOUSANDS,
    TableLayout,
    Wishes,
)
from visualizer.core.data.scaling import NONE, SCALINGS
from visualizer.core.data.table import DROP, ERROR, MEAN, Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.reading import opened
from visualizer.core.settings import setting

LEFT_AWAY, WORDS = "read", "words"
"""What becomes of units beside numbers."""

CHANGED = "has changed since the experiment was saved"


TWO_CLASSES = MappingProxyType({"output": "sigmoid", "loss": "binary_cross_entropy"})
CLASSES_HEAD = MappingProxyType({"output": "softmax", "loss": "categorical_cross_entropy"})


def scaling_setting(default: str) -> Any:
    """How the inputs are scaled."""
    return setting(
        default,
        label="Scaling",
        help="How the inputs are scaled before training; fitted on the training rows.",
        choices=SCALINGS,
    )


def _feature(label: str, what: str) -> Any:
    """Whether further inputs are made of those there are."""
    return setting(
        False, label=label, help=f"Further inputs: {what}, in the units of the data.", folded=True
    )


@dataclass(frozen=True)
class DataOptions(ABC):
    """The options of a source of data; the [data] section of an experiment."""

    kind: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    is_file: ClassVar[bool] = False
    """Whether the name is the path of a file."""
    head: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The output and the loss that fit the target, where these are not the usual ones."""
    suggested: ClassVar[Mapping[str, float]] = MappingProxyType({})
    """A learning rate and epochs that show something, where not the usual ones do."""

    scaling: str = scaling_setting(NONE)
    products: bool = _feature("Products", "the product of each pair of inputs, x·y")
    squares: bool = _feature("Squares", "the square of each input, x²")
    sines: bool = _feature("Sines", "the sine of each input, sin x")

    @property
    def features(self) -> Features:
        """What is made of the inputs."""
        return Features(self.products, self.squares, self.sines)

    @abstractmethod
    def table(self, name: str, progress: Progress | None = None) -> Table:
        """Make or read the table that an experiment calls `name`.

        Raises
        ------
        InputError
            If the options or the file do not give one.
        Cancelled
            If `progress` raises it.
        """

    def version(self, name: str) -> tuple[int, ...]:
        """Changes when the same options and name would give another table (a file changed)."""
        return ()

    def size(self, name: str) -> int:
        """The bytes to read, or the rows to make: how long it takes; 0 for no time."""
        return 0


@dataclass(frozen=True)
class FileOptions(DataOptions):
    """A file; the name is its path."""

    is_file: ClassVar[bool] = True

    fingerprint: str = setting(
        "",
        label="Fingerprint",
        help="The SHA-256 sum of the file that was trained on: a later change is told.",
        optional=True,
        folded=True,
    )

    @abstractmethod
    def read(self, path: Path, progress: Progress | None) -> Table:
        """Read the file; see `table`."""

    def table(self, name: str, progress: Progress | None = None) -> Table:
        path, before = Path(name), self.version(name)
        table = self.read(path, progress)
        # Here, and not when the experiment is saved: what was read is what it was trained on,
        # and a large file takes a while, for which reading has a thread.
        found = fingerprint_of(path)
        if self.version(name) != before:
            found = ""
        notes = table.notes
        if self.fingerprint not in ("", found):
            notes = (*notes, f"{path.name} {CHANGED}")
        return replace(table, notes=notes, fingerprint=found)

    def version(self, name: str) -> tuple[int, ...]:
        try:
            status = Path(name).stat()
        except OSError:
            return ()
        return status.st_mtime_ns, status.st_size

    def size(self, name: str) -> int:
        return self.version(name)[1] if self.version(name) else 0


def fingerprint_of(path: Path) -> str:
    """The SHA-256 sum of a file, in hexadecimal digits; "" where it cannot be read."""
    import hashlib

    try:
        with opened(path, "a table") as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()
    except (OSError, InputError):
        return ""


@dataclass(frozen=True)
class NpzOptions(FileOptions):
    """An NPZ file; the name is its path."""

    kind: ClassVar[str] = "npz"
    label: ClassVar[str] = "NPZ file"
    help: ClassVar[str] = "Arrays of inputs and targets, as numpy.savez writes them, or one array."

    inputs: str = setting(
        "",
        label="Array of inputs",
        help="Which array holds the inputs; by default one called inputs, X, x_train or arr_0.",
        optional=True,
        folded=True,
    )
    targets: str = setting(
        "",
        label="Array of targets",
        help="Which array holds the targets; by default one called targets, y, y_train or arr_1.",
        optional=True,
        folded=True,
    )

    @property
    def arrays(self) -> Mapping[str, str]:
        """The names of arrays that were chosen."""
        return {"inputs": self.inputs, "targets": self.targets}

    def read(self, path: Path, progress: Progress | None) -> Table:
        from visualizer.core.data.npz_file import read_npz

        return read_npz(path, progress, self.arrays)

    def size(self, name: str) -> int:
        from visualizer.core.data.npz_file import unpacked_bytes

        return max(super().size(name), unpacked_bytes(Path(name)))


def _columns(label: str, help: str) -> Any:
    return setting((), label=label, help=help, optional=True, folded=True)


@dataclass(frozen=True)
class CsvOptions(FileOptions):
    """A CSV file; the name is its path."""

    kind: ClassVar[str] = "csv"
    label: ClassVar[str] = "CSV file"
    help: ClassVar[str] = "A table of numbers in a text file; how it is written is guessed."

    missing: str = setting(
        ERROR,
        label="Empty cells",
        help="What becomes of cells that are empty, or say so in a word such as NA or null.",
        choices={
            ERROR: "are an error",
            DROP: "leave the row out",
            MEAN: "take the training mean",
        },
    )
    delimiter: str = setting(
        AUTO,
        label="Delimiter",
        help="The sign between the cells of a row.",
        choices={AUTO: "guess"} | {name: f"{name} {sign!r}" for name, sign in DELIMITERS.items()},
        folded=True,
    )
    decimal: str = setting(
        AUTO,
        label="Decimal sign",
        help="The sign before the decimals.",
        choices={AUTO: "guess"} | {name: f"{name} {sign!r}" for name, sign in DECIMALS.items()},
        folded=True,
    )
    thousands: str = setting(
        AUTO,
        label="Thousands",
        help="The sign between the thousands of large numbers.",
        choices={AUTO: "guess"}
        | {name: f"{name} {sign!r}" if sign else name for name, sign in THOUSANDS.items()},
        folded=True,
    )
    encoding: str = setting(
        AUTO,
        label="Encoding",
        help="How the file's bytes stand for letters.",
        choices=ENCODINGS,
        folded=True,
    )
    header: str = setting(
        AUTO,
        label="Header",
        help="Whether the first row names the columns; without one they are called c1, c2, ...",
        choices={AUTO: "guess", "yes": "the first row", "no": "none"},
        folded=True,
    )
    unit_row: str = setting(
        AUTO,
        label="Row of units",
        help="Whether the row below the header holds units, which are no data.",
        choices={AUTO: "guess", "yes": "below the header", "no": "none"},
        folded=True,
    )
    skip: int = setting(
        GUESS,
        label="Lines before",
        help="How many lines before the table are left out; -1 for a guess.",
        minimum=GUESS,
        folded=True,
    )
    comment: str = setting(
        "",
        label="Comments",
        help='Lines that begin so are left out, such as "#" or "Total"; "none" for no such '
        "lines, empty for a guess.",
        optional=True,
        folded=True,
    )
    units: str = setting(
        LEFT_AWAY,
        label="Units in cells",
        help='What becomes of signs that stand beside every number of a column, such as "$" or '
        '"kg".',
        choices={LEFT_AWAY: "are left away", WORDS: "make them words"},
        folded=True,
    )
    dates: str = setting(
        AUTO,
        label="Dates",
        help="What becomes of columns of dates and times.",
        choices={
            AUTO: "are left out, unless needed",
            DROP: "are left out",
            DAYS: "are days since the first",
            ROWS: "are the number of the row",
        },
        folded=True,
    )
    date_order: str = setting(
        AUTO,
        label="Order of dates",
        help="What comes first in dates such as 1/2/2024.",
        choices={AUTO: "guess", DAY_FIRST: "the day", MONTH_FIRST: "the month"},
        folded=True,
    )
    text: str = setting(
        CLASSES,
        label="Columns of words",
        help="What becomes of columns in which no cell is a number.",
        choices={
            CLASSES: "are classes",
            DROP: "are left out",
            ERROR: "are an error",
        },
        folded=True,
    )
    missing_words: tuple[str, ...] = setting(
        (),
        label="Words for empty cells",
        help="Cells with these words are empty; without any the usual ones, such as NA, and "
        '"?", "." or "-" among numbers.',
        optional=True,
        folded=True,
    )
    numbers: tuple[str, ...] = _columns(
        "Read as numbers", "Columns of numbers, also where they look like something else."
    )
    classes: tuple[str, ...] = _columns(
        "Read as classes", "Columns of classes, also where these are written as numbers."
    )
    leave_out: tuple[str, ...] = _columns("Leave out", "Columns that are not read.")

    @property
    def wishes(self) -> Wishes:
        """What is said about columns."""
        return Wishes(
            self.text,
            self.numbers,
            self.classes,
            self.leave_out,
            self.missing_words,
            self.units == LEFT_AWAY,
            self.dates,
            self.date_order,
        )

    @property
    def layout(self) -> TableLayout:
        """What is said about how the file is written."""
        return TableLayout(
            self.delimiter,
            self.decimal,
            self.thousands,
            self.header,
            self.skip,
            self.comment,
            self.unit_row,
        )

    def read(self, path: Path, progress: Progress | None) -> Table:
        from visualizer.core.data.csv_file import read_csv

        return read_csv(path, self, progress)
