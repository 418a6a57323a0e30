"""From lines to numbers: fast ways for plain lines, an exact one that knows what is wrong."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.blocks import Block
from visualizer.core.data.classes import ClassNames
from visualizer.core.data.columns import Column
from visualizer.core.data.dates import days_of
from visualizer.core.data.dialect import Dialect, TextRecord, cells_of, records
from visualizer.core.data.encoding import Encoding, decode
from visualizer.core.data.numbers import COMMA, POINT, explain, is_missing
from visualizer.core.data.numerals import Numerals, undressed
from visualizer.core.data.table import ERROR
from visualizer.core.errors import InputError

_END, _CELL, _FOREIGN = 10, ord(","), ord("?")
_TOTAL = re.compile(r"(?i)(?:(?:grand |sub ?)?totals?|sum|mean|average|summe|gesamt)\b")
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
    _rows: int = field(default=0, init=False)
    # Whether some numbers stand for empty cells.
    _sentinels: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        names = self.dialect.names
        self.classes = {place: ClassNames(names[place]) for place in self.dialect.classes}
        dated = any(self.dialect.columns[place].dating for place in self.dialect.kept)
        self._sentinels = any(
            self.dialect.numerals.reads(word)
            for place in self.dialect.kept
            for word in self.dialect.columns[place].missing
        )
        plain = not dated and not self._sentinels
        if self.dialect.decimal not in self.dialect.delimiter and plain:
            self._signs = _translation(self.dialect)

    def parse(self, block: Block) -> NDArray[np.float64]:
        """The numbers of whole lines.

        Raises
        ------
        InputError
            For the first line that is not a row of numbers and classes.
        """
        block = self.dialect.lines.of(block)
        # From the fast way to the exact one, which alone knows how to say what is wrong; a block
        # that is unusual costs nothing for those after it.
        values = self._parse_fast(block.data) if self._signs else None
        if values is None:
            values = self._parse_columns(block)
        if values is None:
            values = self._parse_exactly(block)
        self._rows += len(values)
        return values

    def _parse_fast(self, data: bytes) -> NDArray[np.float64] | None:
        """All lines at once, or None if anything about them is unusual."""
        # One pass in C: every sign that no plain number has becomes `_FOREIGN`.
        plain = data.translate(self._signs)
        if not plain or _FOREIGN in plain:
            return None
        signs = np.frombuffer(plain, np.uint8)
        ends = signs[(signs == _CELL) | (signs == _END)] == _END
        width = self.dialect.width
        rows = int(np.count_nonzero(ends))
        # Each row has `width` cells just when every `width`-th separator is a line end.
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
        reader = cells_of(self._text(block), self.dialect.delimiter)
        try:
            rows = [cells for cells in reader if any(map(str.strip, cells))]
        except csv.Error:
            return None
        # The exact way tells which line it is.
        if any(len(cells) != self.dialect.width for cells in rows):
            return None
        values = np.empty((len(rows), len(self.dialect.kept)))
        columns = list(zip(*rows, strict=True))
        for place, column in enumerate(self.dialect.kept if columns else ()):
            cells = columns[column]
            names = self.classes.get(place)
            kind = self.dialect.columns[column]
            found = (
                self._numbers(cells, kind) if names is None else self._labels(cells, names, kind)
            )
            if found is None:
                return None
            values[:, place] = found
        return values

    def _numbers(self, cells: Sequence[str], column: Column) -> NDArray[np.float64] | None:
        """The numbers in the cells of a column, NaN where a cell is empty and may be."""
        if column.dating is not None:
            return self._days(cells, column)
        found = None if self._sentinels else self._plain(cells)
        if found is not None:
            return found
        empty = np.zeros(len(cells), bool)
        if self.missing != ERROR or self._sentinels:
            empty[:] = [is_missing(cell, column.missing) for cell in cells]
        if self.missing == ERROR and empty.any():
            return None
        numerals = self.dialect.numerals
        rest = self._plain(
            [
                bare(cell, column, numerals)
                for cell, none in zip(cells, empty, strict=True)
                if not none
            ]
        )
        if rest is None:
            return None
        found = np.full(len(cells), np.nan)
        found[~empty] = rest
        return found

    def _days(self, cells: Sequence[str], column: Column) -> NDArray[np.float64] | None:
        """Dates as numbers; None where a cell is no date."""
        try:
            return np.array(
                [self._date(cell, column, place) for place, cell in enumerate(cells)], np.float64
            )
        except ValueError:
            return None

    def _date(self, cell: str, column: Column, place: int) -> float:
        dating = column.dating
        assert dating is not None
        if dating.rows:
            return float(self._rows + place)
        if self.missing != ERROR and is_missing(cell, column.missing):
            return np.nan
        return days_of(cell, dating.order) - dating.origin

    def _plain(self, cells: Sequence[str]) -> NDArray[np.float64] | None:
        joined = ",".join(cells)
        if self.dialect.decimal == COMMA:
            if POINT in joined:
                return None
            joined = ",".join([cell.replace(COMMA, POINT) for cell in cells])
        # A comma within a cell would make two of it.
        if not joined or joined.count(",") >= len(cells) or _PLAIN.fullmatch(joined) is None:
            return np.empty(0) if not cells else None
        return _split(joined.encode(), len(cells))

    def _labels(
        self, cells: Sequence[str], names: ClassNames, column: Column
    ) -> NDArray[np.float64] | None:
        found = names.labels_of(cells, self.dialect.decimal, column.missing)
        return None if self.missing == ERROR and np.isnan(found).any() else found

    def _parse_exactly(self, block: Block) -> NDArray[np.float64]:
        rows: list[list[float]] = []
        for record in records(self._text(block), self.dialect.delimiter, block.line):
            if len(record.cells) != self.dialect.width:
                raise self._ragged(record)
            kept = range(len(self.dialect.kept))
            rows.append([self._value(record, place, len(rows)) for place in kept])
        return np.array(rows, np.float64).reshape(len(rows), len(self.dialect.kept))

    def _text(self, block: Block) -> str:
        if self.encoding.wide:
            return block.data.decode("utf-8")
        try:
            return decode(block.data, self.encoding)
        except UnicodeDecodeError as error:
            line = block.line + block.data.count(b"\n", 0, error.start)
            raise InputError(f"line {line}: {undecodable(self.encoding)}") from None

    def _value(self, record: TextRecord, place: int, row: int) -> float:
        """What a cell stands for; NaN for an empty one that is allowed."""
        at = self.dialect.kept[place]
        column = self.dialect.columns[at]
        cell, names = record.cells[at], self.classes.get(place)
        empty = is_missing(cell, column.missing)
        numerals = self.dialect.numerals
        if empty and self.missing != ERROR and not (column.dating and column.dating.rows):
            return np.nan
        try:
            if column.dating is not None:
                return self._date(cell, column, row)
            if names is None and not empty:
                return numerals.number(bare(cell, column, numerals))
            if names is not None and not empty:
                labels = names.labels_of([cell], self.dialect.decimal, column.missing)
                return float(labels[0])
        except ValueError:
            pass
        where = f"line {record.first}, column {at + 1} ({column.name})"
        raise InputError(f"{where}: {self._explained(record, cell, column)}")

    def _explained(self, record: TextRecord, cell: str, column: Column) -> str:
        """Why a cell is refused, and the setting that would read the file."""
        first = record.cells[0].strip()
        if first.startswith("#") or _TOTAL.match(first):
            word = first.split()[0]
            return (
                f"{self._sentence(cell, column)}; to leave out lines that begin with "
                f'"{word}" set data.comment to "{word}"'
            )
        if len(record.cells) > 1 and all(map(self.dialect.numerals.is_word, record.cells)):
            return (
                f"{self._sentence(cell, column)}; to leave out lines before a header set data.skip"
            )
        return self._sentence(cell, column)

    def _sentence(self, cell: str, column: Column) -> str:
        if column.dating is not None:
            return f'"{cell.strip()[:40]}" is not a date as the others are'
        if column.unit and cell.strip() and not is_missing(cell, column.missing):
            return f'"{cell.strip()[:40]}" is not a number with "{column.unit}" as the others are'
        return explain(cell, self.dialect.decimal, column.missing)

    def _ragged(self, record: TextRecord) -> InputError:
        count, header = len(record.cells), self.dialect.header
        owner = f"the header (line {header})" if header else "the first row"
        return InputError(
            f"line {record.first}: {count} cell{'s' * (count != 1)}, but {owner} has "
            f"{self.dialect.width}; every row needs as many (data.skip leaves out lines before "
            "the table, data.comment those that begin with a sign or word)"
        )


def bare(cell: str, column: Column, numerals: Numerals) -> str:
    """The number in a cell as `parse_number` takes it; another cell as it is."""
    return numerals.plain(cell if column.unit is None else undressed(cell, column.unit))


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
