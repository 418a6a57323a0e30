"""The beginning of a file, as it will be read: what an import shows before anything is read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.data.classes import class_name
from visualizer.core.data.columns import CLASS, LEFT_OUT, NUMBER, Column
from visualizer.core.data.csv_file import sample_csv
from visualizer.core.data.dates import days_of
from visualizer.core.data.dialect import Dialect
from visualizer.core.data.layouts import DECIMALS, DELIMITERS, THOUSANDS
from visualizer.core.data.npz_file import columns_of_npz, read_npz, unpacked_bytes
from visualizer.core.data.numbers import is_missing
from visualizer.core.data.numerals import Numerals
from visualizer.core.data.options import CsvOptions, FileOptions, NpzOptions
from visualizer.core.data.rows import bare

MOST_ROWS = 50
"""Rows that are shown."""

_MOST_LABELS = 20
_CLASS_NAMES = ("class", "label")
_SHORT_NPZ = 64 << 20


@dataclass(frozen=True)
class TablePreview:
    """The first rows of a file, and what is known from them.

    Attributes
    ----------
    columns
        All columns, also those that are left out.
    rows
        The cells of the first rows as they will be used: numbers in plain digits.
    empty
        How many of the sampled cells of each column are empty.
    labels
        Whether each column holds numbers that may be labels of classes: 0 to C - 1.
    sampled, complete
        How many rows were looked at, and whether these are all.
    layout
        How the file is written, found or chosen: option to value in words.
    numeric
        Whether each column could be read as numbers.
    notes
        What was concluded that could be otherwise, one sentence each.
    image, pictures
        Height, width and channels of rows whose inputs are images, and the images of the
        first rows: a byte for each grey pixel, three for one in colour.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: tuple[int, ...]
    labels: tuple[bool, ...]
    sampled: int
    complete: bool
    layout: tuple[tuple[str, str], ...] = ()
    numeric: tuple[bool, ...] = ()
    notes: tuple[str, ...] = ()
    image: tuple[int, ...] = ()
    pictures: tuple[bytes, ...] = ()

    def column(self, name: str) -> Column:
        """The column of a name."""
        return next(column for column in self.columns if column.name == name)


def preview_file(path: Path, options: FileOptions) -> TablePreview:
    """What the first rows of a file show.

    Raises
    ------
    InputError
        When the file cannot be opened or is no table.
    """
    if isinstance(options, CsvOptions):
        return preview_csv(path, options)
    return preview_npz(path, options)


def preview_csv(path: Path, options: CsvOptions) -> TablePreview:
    """The first rows of a CSV file; see `preview_file`."""
    encoding, (dialect, body, others), complete = sample_csv(path, options)
    cells = [row.cells for row in body if len(row.cells) == dialect.width]
    columns = list(zip(*cells, strict=True)) or [()] * dialect.width
    spread = list(zip(*cells, *others, strict=True)) or columns
    names = {sign: name for name, sign in DELIMITERS.items()}
    points = {sign: name for name, sign in DECIMALS.items()}
    thousands = {sign: name for name, sign in THOUSANDS.items()}
    shown = [
        [_as_used(cell, column, dialect.numerals, row) for row, cell in enumerate(raw[:MOST_ROWS])]
        for column, raw in zip(dialect.columns, columns, strict=True)
    ]
    delimiter = " " if dialect.lines.spaced else dialect.delimiter
    return TablePreview(
        columns=dialect.columns,
        rows=tuple(zip(*shown, strict=True)),
        empty=tuple(
            sum(is_missing(cell, found.missing) for cell in column)
            for found, column in zip(dialect.columns, columns, strict=True)
        ),
        labels=tuple(
            found.reading == NUMBER and found.dating is None and _are_labels(column, dialect, found)
            for found, column in zip(dialect.columns, spread, strict=True)
        ),
        numeric=tuple(all(dialect.numerals.reads(cell) for cell in column) for column in columns),
        sampled=len(cells),
        complete=complete,
        layout=(
            ("delimiter", names.get(delimiter, repr(delimiter))),
            ("decimal", points[dialect.decimal]),
            ("thousands", thousands[dialect.numerals.thousands]),
            ("encoding", encoding.codec.upper()),
            ("header", f"line {dialect.header}" if dialect.header else "none"),
            ("unit_row", f"line {dialect.unit_row}" if dialect.unit_row else "none"),
            ("skip", str(dialect.lines.skip)),
            ("comment", dialect.lines.comment or "none"),
        ),
        notes=dialect.notes,
    )


def _as_used(cell: str, column: Column, numerals: Numerals, row: int) -> str:
    """A cell as it will be used; one that cannot be read, or is not, as it stands in the file."""
    if column.reading == LEFT_OUT:
        return cell
    if column.dating is not None and column.dating.rows:
        return str(row)
    if is_missing(cell, column.missing):
        return ""
    if column.reading == CLASS:
        return class_name(cell, numerals.decimal)
    try:
        if column.dating is not None:
            return f"{days_of(cell, column.dating.order) - column.dating.origin:.12g}"
        return f"{numerals.number(bare(cell, column, numerals)):.15g}"
    except ValueError:
        return cell


def preview_npz(path: Path, options: FileOptions) -> TablePreview:
    """The columns and first rows of an NPZ file; of a large one the columns alone."""
    chosen = options.arrays if isinstance(options, NpzOptions) else {}
    if unpacked_bytes(path) > _SHORT_NPZ:
        names, classes = columns_of_npz(path, chosen)
        return _arrays(names, names[-1:] if classes else (), [], 0)
    table = read_npz(path, None, chosen)
    rows = []
    for values in table.values[:MOST_ROWS].tolist():
        cells = zip(table.columns, values, strict=True)
        rows.append(tuple(_shown(table.classes.get(name), value) for name, value in cells))
    found = _arrays(table.columns, tuple(table.classes), rows, len(table.values))
    if not table.image:
        return found
    pixels = table.values[:MOST_ROWS, : math.prod(table.image)]
    return replace(found, image=table.image, pictures=_pictures(pixels, table.image))


def _pictures(values: FloatArray, shape: tuple[int, ...]) -> tuple[bytes, ...]:
    """Images (N, pixels) as bytes, from black at the least value to white at the greatest."""
    low, high = float(values.min()), float(values.max())
    shares = (values - low) / ((high - low) or 1.0)
    images = shares.reshape(len(values), *shape)
    if len(shape) == 3 and shape[2] != 3:
        images = images.mean(axis=3)
    return tuple((255.0 * image).round().astype(np.uint8).tobytes() for image in images)


def _arrays(
    names: Sequence[str], classes: Sequence[str], rows: Sequence[tuple[str, ...]], sampled: int
) -> TablePreview:
    nothing = len(names)
    return TablePreview(
        columns=tuple(Column(name, CLASS if name in classes else NUMBER) for name in names),
        rows=tuple(rows),
        empty=(0,) * nothing,
        labels=(False,) * nothing,
        sampled=sampled,
        complete=sampled > 0,
    )


def _shown(classes: Sequence[str] | None, value: float) -> str:
    return f"{value:g}" if classes is None else classes[int(value)]


def _are_labels(cells: Sequence[str], dialect: Dialect, column: Column) -> bool:
    """Whether numbers count from 0 or 1 without a gap, each of them several times.

    Of a column that is called class or label any few whole numbers will do: a file may be
    sorted by them.
    """
    found: set[float] = set()
    filled = [cell for cell in cells if not is_missing(cell, column.missing)]
    for cell in filled:
        try:
            found.add(dialect.numerals.number(cell))
        except ValueError:
            return False
        if len(found) > _MOST_LABELS:
            return False
    count = len(found)
    if column.name.lower() in _CLASS_NAMES:
        return count > 0 and all(value.is_integer() for value in found)
    counted = found in (set(range(count)), set(range(1, count + 1)))
    return count > 1 and counted and len(filled) >= 3 * count
