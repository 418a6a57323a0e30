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
from visualizer.core.data.columns import LEFT_OUT, NUMBER
from visualizer.core.data.dialect import SAMPLE_LINES, Sample, find_dialect, find_sample
from visualizer.core.data.encoding import Encoding, decode, find_encoding, other_format
from visualizer.core.data.layouts import TableLayout, Wishes
from visualizer.core.data.rows import RowParser, undecodable
from visualizer.core.data.table import Progress, Table, listed
from visualizer.core.errors import InputError
from visualizer.core.reading import opened, reason

KEY = "problem.data"

# Places over the file that are looked into, and bytes at each: a few hundred lines in all.
_PLACES, _PIECE = 48, 1 << 10


class CsvFormat(Protocol):
    """What the user says about a file (`CsvOptions`)."""

    @property
    def encoding(self) -> str:
        """A key of `ENCODINGS`."""

    @property
    def missing(self) -> str:
        """What becomes of empty cells: "error", "drop" or "mean"."""

    @property
    def layout(self) -> TableLayout:
        """What is said about how it is written."""

    @property
    def wishes(self) -> Wishes:
        """What is said about columns."""


def sample_csv(path: Path, layout: CsvFormat) -> tuple[Encoding, Sample, bool]:
    """The encoding, the dialect with some rows, and whether the first ones are all.

    Raises
    ------
    InputError
        As `read_csv`, for what these lines show.
    """
    with _told(path), opened(path, "a CSV file") as file:
        encoding, text, sample, blocks = _begin(file, path, layout.encoding)
        others = spread_lines(path, encoding, sample.done)
        found = find_sample(text, layout.layout, layout.wishes, others)
        lines = sample.data.count(b"\n")
        return encoding, found, lines <= SAMPLE_LINES and next(blocks, None) is None


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
    others = spread_lines(path, encoding, sample.done)
    dialect = find_dialect(text, layout.layout, layout.wishes, others)
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
    # A table of a thousand columns has few lines in a block.
    while sample is not None and sample.data.count(b"\n") < SAMPLE_LINES // 10:
        following = next(blocks, None)
        if following is None:
            break
        sample = sample.joined(following)
    return sample


def spread_lines(path: Path, encoding: Encoding, begin: int) -> str:
    """Some whole lines from places all over the rest of a file, its last ones among them.

    They tell what a column holds in a file that is sorted by it.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if encoding.wide or size <= begin:
            return ""
        places = {begin + (size - begin) * k // _PLACES for k in range(_PLACES)}
        pieces = []
        for place in sorted({*places, max(begin, size - _PIECE)}):
            file.seek(place)
            piece = file.read(_PIECE)
            # The first line is a part of one, the last one too unless the file ends there.
            whole = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[1:]
            ended = whole if place + len(piece) == size and whole[-1:] != [b""] else whole[:-1]
            pieces += [line for line in ended if line and b"\0" not in line]
    return "".join(line.decode(encoding.codec, "replace") + "\n" for line in pieces)


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
    told = {
        reading: [
            f"{column.name} ({column.why})"
            for column in dialect.columns
            if column.reading == reading and column.why
        ]
        for reading in (LEFT_OUT, NUMBER)
    }
    notes = dialect.notes
    notes += ("left out: " + listed(told[LEFT_OUT]),) if told[LEFT_OUT] else ()
    notes += ("read as numbers: " + listed(told[NUMBER]),) if told[NUMBER] else ()
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
            # From the share of the file that is read: one array of about the right size instead of
            # copies of ever larger ones.
            expected = count * max(self._total_bytes / max(done, 1), 1.0)
            grown = np.empty((int(1.03 * expected) + 1, self._array.shape[1]), np.float64)
            grown[: self._count] = self._array[: self._count]
            self._array = grown
        self._array[self._count : count] = rows
        self._count = count

    def values(self) -> NDArray[np.float64]:
        """What was added. The unused end of the array was never touched: it costs nothing."""
        return self._array[: self._count]
