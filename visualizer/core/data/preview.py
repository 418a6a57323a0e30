"""The beginning of a file, as it will be read: what an import shows before anything is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from visualizer.core.data.columns import CLASS, NUMBER, Column
from visualizer.core.data.csv_file import sample_csv
from visualizer.core.data.layouts import DECIMALS, DELIMITERS
from visualizer.core.data.npz_file import columns_of_npz, read_npz, unpacked_bytes
from visualizer.core.data.numbers import is_missing, parse_number
from visualizer.core.data.options import CsvOptions, FileOptions

MOST_ROWS = 50
"""Rows that are shown."""

_MOST_LABELS = 20
_CLASS_NAMES = ("class", "label")
_SHORT_NPZ = 64 << 20


@dataclass(frozen=True)
class Preview:
    """The first rows of a file, and what is known from them.

    Attributes
    ----------
    columns
        All columns, also those that are left out.
    rows
        The cells of the first rows as they stand in the file.
    empty
        How many of the sampled cells of each column are empty.
    labels
        Whether each column holds numbers that may be labels of classes: 0 to C - 1.
    sampled, complete
        How many rows were looked at, and whether these are all.
    layout
        How the file is written, found or chosen: option to value in words.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: tuple[int, ...]
    labels: tuple[bool, ...]
    sampled: int
    complete: bool
    layout: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        """The column of a name."""
        return next(column for column in self.columns if column.name == name)


def preview_file(path: Path, options: FileOptions) -> Preview:
    """What the first rows of a file show.

    Raises
    ------
    InputError
        When the file cannot be opened or is no table.
    """
    return preview_csv(path, options) if isinstance(options, CsvOptions) else preview_npz(path)


def preview_csv(path: Path, options: CsvOptions) -> Preview:
    """The first rows of a CSV file; see `preview_file`."""
    encoding, dialect, body, complete = sample_csv(path, options)
    cells = [row.cells for row in body if len(row.cells) == dialect.width]
    columns = list(zip(*cells, strict=True)) or [()] * dialect.width
    names = {sign: name for name, sign in DELIMITERS.items()}
    points = {sign: name for name, sign in DECIMALS.items()}
    return Preview(
        columns=dialect.columns,
        rows=tuple(tuple(row) for row in cells[:MOST_ROWS]),
        empty=tuple(sum(map(is_missing, column)) for column in columns),
        labels=tuple(
            found.reading == NUMBER and _are_labels(column, dialect.decimal, found.name)
            for found, column in zip(dialect.columns, columns, strict=True)
        ),
        sampled=len(cells),
        complete=complete,
        layout=(
            ("delimiter", names.get(dialect.delimiter, repr(dialect.delimiter))),
            ("decimal", points[dialect.decimal]),
            ("encoding", encoding.codec.upper()),
            ("header", f"line {dialect.header}" if dialect.header else "none"),
        ),
    )


def preview_npz(path: Path) -> Preview:
    """The columns and first rows of an NPZ file; of a large one the columns alone."""
    if unpacked_bytes(path) > _SHORT_NPZ:
        names, classes = columns_of_npz(path)
        return _arrays(names, names[-1:] if classes else (), [], 0)
    table = read_npz(path)
    rows = []
    for values in table.values[:MOST_ROWS].tolist():
        cells = zip(table.columns, values, strict=True)
        rows.append(tuple(_shown(table.classes.get(name), value) for name, value in cells))
    return _arrays(table.columns, tuple(table.classes), rows, len(table.values))


def _arrays(
    names: Sequence[str], classes: Sequence[str], rows: Sequence[tuple[str, ...]], sampled: int
) -> Preview:
    nothing = len(names)
    return Preview(
        columns=tuple(Column(name, CLASS if name in classes else NUMBER) for name in names),
        rows=tuple(rows),
        empty=(0,) * nothing,
        labels=(False,) * nothing,
        sampled=sampled,
        complete=sampled > 0,
    )


def _shown(classes: Sequence[str] | None, value: float) -> str:
    return f"{value:g}" if classes is None else classes[int(value)]


def _are_labels(cells: Sequence[str], decimal: str, name: str) -> bool:
    """Whether numbers count from 0 or 1 without a gap, each of them several times.

    Of a column that is called class or label any few whole numbers will do: a file may be
    sorted by them.
    """
    found: set[float] = set()
    filled = [cell for cell in cells if not is_missing(cell)]
    for cell in filled:
        try:
            found.add(parse_number(cell, decimal))
        except ValueError:
            return False
        if len(found) > _MOST_LABELS:
            return False
    count = len(found)
    if name.lower() in _CLASS_NAMES:
        return count > 0 and all(value.is_integer() for value in found)
    counted = found in (set(range(count)), set(range(1, count + 1)))
    return count > 1 and counted and len(filled) >= 3 * count
