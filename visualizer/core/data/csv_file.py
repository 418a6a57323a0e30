"""Reading CSV files as people have them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from visualizer.core.chunks import look
from visualizer.core.data.blocks import BLOCK_BYTES, Block, read_blocks
from visualizer.core.data.columns import LEFT_OUT
from visualizer.core.data.dialect import SAMPLE_LINES, Dialect, Record, find_dialect, find_sample
from visualizer.core.data.encoding import Encoding, decode, find_encoding, other_format
from visualizer.core.data.layouts import Wishes
from visualizer.core.data.rows import RowParser, undecodable
from visualizer.core.data.table import Progress, Table, listed
from visualizer.core.errors import InputError
from visualizer.core.reading import opened, reason

KEY = "problem.data"


class CsvFormat(Protocol):
    """What the user says about a file (`CsvOptions`); the first four may be "auto"."""

    @property
    def delimiter(self) -> str:
        """A key of `DELIMITERS`."""

    @property
    def decimal(self) -> str:
        """A key of `DECIMALS`."""

    @property
    def encoding(self) -> str:
        """A key of `ENCODINGS`."""

    @property
    def header(self) -> str:
        """Whether the first row names the columns: "yes" or "no"."""

    @property
    def missing(self) -> str:
        """What becomes of empty cells: "error", "drop" or "mean"."""

    @property
    def wishes(self) -> Wishes:
        """What is said about columns."""


def sample_csv(path: Path, layout: CsvFormat) -> tuple[Encoding, Dialect, list[Record], bool]:
    """The encoding, the dialect, the first rows, and whether these are all.

    Raises
    ------
    InputError
        As `read_csv`, for what the first lines show.
    """
    with _told(path), opened(path, "a CSV file") as file:
        encoding, text, sample, blocks = _begin(file, path, layout.encoding)
        dialect, body = find_sample(
            text, layout.delimiter, layout.decimal, layout.header, layout.wishes
        )
        lines = sample.data.count(b"\n")
        return encoding, dialect, body, lines <= SAMPLE_LINES and next(blocks, None) is None


def read_csv(path: Path, layout: CsvFormat, progress: Progress | None = None) -> Table:
    """Read a table of numbers and classes; cells that may be empty are NaN.

    The file is read in small blocks, so that other threads keep running and nothing but
    the numbers is held in memory. `progress` is told the bytes read, after each block.

    Raises
    ------
    InputError
        With the key ``"problem.data"``: what is wrong, in which file, line and column.
    Cancelled
        If `progress` raises it.
    """
    with _told(path), opened(path, "a CSV file") as file:
        return _read(file, path, layout, progress)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors with the name of the file and the key that leads to it."""
    try:
        yield
    except InputError as error:
        if error.key:
            raise
        raise InputError(f"{path.name}, {error.message}", KEY) from None
    except MemoryError:
        raise InputError(f"{path.name} is too large for the memory", KEY) from None
    except OSError as error:
        raise InputError(f"{path}: {reason(error)}", KEY) from None


def _read(file: BinaryIO, path: Path, layout: CsvFormat, progress: Progress | None) -> Table:
    size = os.fstat(file.fileno()).st_size
    encoding, text, sample, blocks = _begin(file, path, layout.encoding)
    dialect = find_dialect(text, layout.delimiter, layout.decimal, layout.header, layout.wishes)
    parser = RowParser(dialect, encoding, layout.missing)
    rows = _Rows(len(dialect.kept), size)
    for block in _chain(sample.after(dialect.skipped), blocks):
        look()
        rows.append(parser.parse(block), block.done)
        if progress is not None:
            progress(min(block.done, size), size)
    return _finish(rows.values(), parser, path)


def _begin(file: BinaryIO, path: Path, option: str) -> tuple[Encoding, str, Block, Iterator[Block]]:
    """The encoding, the first lines as text and as a block, and the blocks after it."""
    head = file.read(BLOCK_BYTES)
    if not head:
        raise InputError(f"{path.name} is empty; a table of numbers is needed", KEY)
    if name := other_format(head):
        raise InputError(f"{path.name} is {name}, not a CSV file; save the table as CSV", KEY)
    encoding = find_encoding(head, option)
    file.seek(encoding.mark)
    blocks = read_blocks(file, encoding)
    sample = _sample(blocks)
    if sample is None:
        raise InputError(f"{path.name} is empty; a table of numbers is needed", KEY)
    try:
        text = sample.data.decode("utf-8") if encoding.wide else decode(sample.data, encoding)
    except UnicodeDecodeError as error:
        line = 1 + sample.data.count(b"\n", 0, error.start)
        raise InputError(f"line {line}: {undecodable(encoding)}") from None
    return encoding, text, sample, blocks


def _sample(blocks: Iterator[Block]) -> Block | None:
    """The first block; more, if its lines are so long that it holds only a few."""
    sample = next(blocks, None)
    while sample is not None and sample.data.count(b"\n") < SAMPLE_LINES // 10:
        following = next(blocks, None)
        if following is None:
            break
        sample = sample.joined(following)
    return sample


def _chain(first: Block, others: Iterator[Block]) -> Iterator[Block]:
    yield first
    yield from others


def _finish(values: NDArray[np.float64], parser: RowParser, path: Path) -> Table:
    """Number the classes in their order, and say what was left out."""
    dialect = parser.dialect
    if not len(values):
        raise InputError(
            f"{path.name} has a header (line {dialect.header}) but no rows below it", KEY
        )
    classes = {}
    for place, found in parser.classes.items():
        values[:, place], classes[dialect.names[place]] = found.sorted(values[:, place])
    left_out = [
        f"{column.name} ({column.why})"
        for column in dialect.columns
        if column.reading == LEFT_OUT and column.why
    ]
    notes = ("left out: " + listed(left_out),) if left_out else ()
    return Table(dialect.names, values, path.name, notes, classes, parser.missing)


class _Rows:
    """An array that grows; its first size is a guess from the first rows."""

    def __init__(self, columns: int, total_bytes: int) -> None:
        self._array = np.empty((0, columns), np.float64)
        self._total_bytes = total_bytes
        self._count = 0

    def append(self, rows: NDArray[np.float64], done: int) -> None:
        """Add rows; `done` of all bytes have been read with them."""
        count = self._count + len(rows)
        if count > len(self._array):
            expected = count * max(self._total_bytes / max(done, 1), 1.0)
            grown = np.empty((int(1.03 * expected) + 1, self._array.shape[1]), np.float64)
            grown[: self._count] = self._array[: self._count]
            self._array = grown
        self._array[self._count : count] = rows
        self._count = count

    def values(self) -> NDArray[np.float64]:
        """What was added. The unused end of the array was never touched: it costs nothing."""
        return self._array[: self._count]
