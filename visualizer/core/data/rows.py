"""From lines to numbers: fast ways for plain lines, an exact one that knows what is wrong."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.blocks import Block
from visualizer.core.data.classes import ClassNames
from visualizer.core.data.dialect import Dialect, Record, records
from visualizer.core.data.encoding import Encoding, decode
from visualizer.core.data.numbers import COMMA, POINT, explain, is_missing, parse_number
from visualizer.core.data.table import ERROR
from visualizer.core.errors import InputError

_END, _CELL, _FOREIGN = 10, ord(","), ord("?")
_PLAIN = re.compile(r"[0-9+\-.eE \t,]*")


@dataclass
class RowParser:
    """Turns the blocks of one file into arrays of shape (rows, C).

    `missing` says what becomes of an empty cell: an error, or NaN, which the caller deals
    with. A class becomes a number, whose meaning `classes` knows at the end.

    Errors of `parse` name the line, the column and its name, not the file.
    """

    dialect: Dialect
    encoding: Encoding
    missing: str
    classes: dict[int, ClassNames] = field(init=False)
    _signs: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        names = self.dialect.names
        self.classes = {place: ClassNames(names[place]) for place in self.dialect.classes}
        if self.dialect.decimal not in self.dialect.delimiter:
            self._signs = _translation(self.dialect)

    def parse(self, block: Block) -> NDArray[np.float64]:
        """The numbers of whole lines.

        Raises
        ------
        InputError
            For the first line that is not a row of numbers and classes.
        """
        values = self._parse_fast(block.data) if self._signs else None
        if values is None:
            values = self._parse_columns(block)
        return self._parse_exactly(block) if values is None else values

    def _parse_fast(self, data: bytes) -> NDArray[np.float64] | None:
        """All lines at once, or None if anything about them is unusual."""
        plain = data.translate(self._signs)
        if not plain or _FOREIGN in plain:
            return None
        signs = np.frombuffer(plain, np.uint8)
        ends = signs[(signs == _CELL) | (signs == _END)] == _END
        width = self.dialect.width
        rows = int(np.count_nonzero(ends))
        if ends.size != rows * width or not ends[width - 1 :: width].all():
            return None
        values = _split(plain[:-1].replace(b"\n", b","), ends.size)
        if values is None:
            return None
        values = values.reshape(rows, width)
        if len(self.dialect.kept) < width:
            values = values[:, self.dialect.kept]
        for place, names in self.classes.items():
            values[:, place] = names.numbers_of(values[:, place])
        return values

    def _parse_columns(self, block: Block) -> NDArray[np.float64] | None:
        """All cells of a column at once, or None if anything about them is unusual."""
        text = io.StringIO(self._text(block), newline="\n")
        reader = csv.reader(text, delimiter=self.dialect.delimiter, skipinitialspace=True)
        try:
            rows = [cells for cells in reader if any(map(str.strip, cells))]
        except csv.Error:
            return None
        if any(len(cells) != self.dialect.width for cells in rows):
            return None
        values = np.empty((len(rows), len(self.dialect.kept)))
        columns = list(zip(*rows, strict=True))
        for place, column in enumerate(self.dialect.kept if columns else ()):
            cells = columns[column]
            names = self.classes.get(place)
            found = self._numbers(cells) if names is None else self._labels(cells, names)
            if found is None:
                return None
            values[:, place] = found
        return values

    def _numbers(self, cells: Sequence[str]) -> NDArray[np.float64] | None:
        """The numbers in the cells of a column, NaN where a cell is empty and may be."""
        found = self._plain(cells)
        if found is None and self.missing != ERROR:
            empty = np.fromiter(map(is_missing, cells), bool, len(cells))
            rest = self._plain([cell for cell, none in zip(cells, empty, strict=True) if not none])
            if rest is not None:
                found = np.full(len(cells), np.nan)
                found[~empty] = rest
        return found

    def _plain(self, cells: Sequence[str]) -> NDArray[np.float64] | None:
        joined = ",".join(cells)
        if self.dialect.decimal == COMMA:
            if POINT in joined:
                return None
            joined = ",".join([cell.replace(COMMA, POINT) for cell in cells])
        if not joined or _PLAIN.fullmatch(joined) is None:
            return np.empty(0) if not cells else None
        return _split(joined.encode(), len(cells))

    def _labels(self, cells: Sequence[str], names: ClassNames) -> NDArray[np.float64] | None:
        found = names.labels_of(cells, self.dialect.decimal)
        return None if self.missing == ERROR and np.isnan(found).any() else found

    def _parse_exactly(self, block: Block) -> NDArray[np.float64]:
        rows = []
        for record in records(self._text(block), self.dialect.delimiter, block.line):
            if len(record.cells) != self.dialect.width:
                raise self._ragged(record)
            rows.append([self._value(record, place) for place in range(len(self.dialect.kept))])
        return np.array(rows, np.float64).reshape(len(rows), len(self.dialect.kept))

    def _text(self, block: Block) -> str:
        if self.encoding.wide:
            return block.data.decode("utf-8")
        try:
            return decode(block.data, self.encoding)
        except UnicodeDecodeError as error:
            line = block.line + block.data.count(b"\n", 0, error.start)
            raise InputError(f"line {line}: {undecodable(self.encoding)}") from None

    def _value(self, record: Record, place: int) -> float:
        """What a cell stands for; NaN for an empty one that is allowed."""
        column = self.dialect.kept[place]
        cell, names = record.cells[column], self.classes.get(place)
        empty = is_missing(cell)
        if empty and self.missing != ERROR:
            return np.nan
        try:
            if names is None:
                return parse_number(cell, self.dialect.decimal)
            if not empty:
                return float(names.labels_of([cell], self.dialect.decimal)[0])
        except ValueError:
            pass
        where = f"line {record.first}, column {column + 1} ({self.dialect.names[place]})"
        raise InputError(f"{where}: {explain(cell, self.dialect.decimal)}")

    def _ragged(self, record: Record) -> InputError:
        count, header = len(record.cells), self.dialect.header
        owner = f"the header (line {header})" if header else "the first row"
        return InputError(
            f"line {record.first}: {count} cell{'s' * (count != 1)}, but {owner} has "
            f"{self.dialect.width}; every row needs as many"
        )


def _split(joined: bytes, count: int) -> NDArray[np.float64] | None:
    """The finite numbers between commas, or None if there are not just `count`."""
    try:
        # The spaces stand for "any or no space".
        values = np.fromstring(joined, np.float64, sep=" , ")
    except ValueError:
        return None
    return values if values.size == count and np.isfinite(values).all() else None


def undecodable(encoding: Encoding) -> str:
    """The sentence for bytes that do not fit an encoding."""
    return (
        f"the bytes cannot be read as {encoding.codec.upper()}; "
        'choose another data.encoding, or "auto"'
    )


def _translation(dialect: Dialect) -> bytes:
    """A table for ``bytes.translate``: plain cells keep their signs, all else turns foreign."""
    table = bytearray([_FOREIGN]) * 256
    for sign in b"0123456789+-eE \t\n":
        table[sign] = sign
    table[ord(dialect.decimal)] = ord(".")
    if dialect.width > 1:
        table[ord(dialect.delimiter)] = _CELL
    return bytes(table)
