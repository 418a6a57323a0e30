"""From lines to numbers: a fast way for plain lines, an exact one that knows what is wrong."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.blocks import Block
from visualizer.core.data.dialect import Dialect, Record, records
from visualizer.core.data.encoding import Encoding, decode
from visualizer.core.data.numbers import explain, is_missing, parse_number
from visualizer.core.errors import InputError

ERROR, DROP, MEAN = "error", "drop", "mean"

_END, _CELL, _FOREIGN = 10, ord(","), ord("?")


@dataclass
class RowParser:
    """Turns the blocks of one file into arrays of shape (rows, C).

    `missing` says what becomes of an empty cell: an error, its row dropped, or NaN, which
    the caller replaces by the mean. `dropped` and `empty` count them.

    Errors of `parse` name the line, the column and its name, not the file.
    """

    dialect: Dialect
    encoding: Encoding
    missing: str
    dropped: int = 0
    empty: int = 0
    _signs: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        if len(self.dialect.kept) == self.dialect.width and self.dialect.decimal not in (
            self.dialect.delimiter
        ):
            self._signs = _translation(self.dialect)

    def parse(self, block: Block) -> NDArray[np.float64]:
        """The numbers of whole lines.

        Raises
        ------
        InputError
            For the first line that is not a row of numbers.
        """
        values = self._parse_fast(block.data) if self._signs else None
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
        try:
            # The spaces stand for "any or no space".
            values = np.fromstring(plain[:-1].replace(b"\n", b","), np.float64, sep=" , ")
        except ValueError:
            return None
        if values.size != ends.size or not np.isfinite(values).all():
            return None
        return values.reshape(rows, width)

    def _parse_exactly(self, block: Block) -> NDArray[np.float64]:
        rows = []
        for record in records(self._text(block), self.dialect.delimiter, block.line):
            if len(record.cells) != self.dialect.width:
                raise self._ragged(record)
            numbers = [self._number(record, column) for column in self.dialect.kept]
            missing = sum(number is None for number in numbers)
            if missing and self.missing == DROP:
                self.dropped += 1
                continue
            self.empty += missing
            rows.append([np.nan if number is None else number for number in numbers])
        return np.array(rows, np.float64).reshape(len(rows), len(self.dialect.kept))

    def _text(self, block: Block) -> str:
        if self.encoding.wide:
            return block.data.decode("utf-8")
        try:
            return decode(block.data, self.encoding)
        except UnicodeDecodeError as error:
            line = block.line + block.data.count(b"\n", 0, error.start)
            raise InputError(f"line {line}: {undecodable(self.encoding)}") from None

    def _number(self, record: Record, column: int) -> float | None:
        """The number in a cell, or None for an empty one that is allowed."""
        cell = record.cells[column]
        if self.missing != ERROR and is_missing(cell):
            return None
        try:
            return parse_number(cell, self.dialect.decimal)
        except ValueError:
            name = self.dialect.names[self.dialect.kept.index(column)]
            place = f"line {record.first}, column {column + 1} ({name})"
            raise InputError(f"{place}: {explain(cell, self.dialect.decimal)}") from None

    def _ragged(self, record: Record) -> InputError:
        count, header = len(record.cells), self.dialect.header
        owner = f"the header (line {header})" if header else "the first row"
        return InputError(
            f"line {record.first}: {count} cell{'s' * (count != 1)}, but {owner} has "
            f"{self.dialect.width}; every row needs as many"
        )


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
