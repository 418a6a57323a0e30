"""How a table is written down: delimiter, decimal sign, header; guessed from its first lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from visualizer.core.data.columns import CLASS, LEFT_OUT, Column, find_columns
from visualizer.core.data.layouts import AUTO, DECIMALS, DELIMITERS, NO_WISHES, Wishes
from visualizer.core.data.numbers import COMMA, POINT, is_missing, is_number, is_text
from visualizer.core.errors import InputError

SAMPLE_LINES = 200

# Excel's own first line: "sep=;".
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """The cells of one row, and the line it begins on and the one it ends on, from 1."""

    cells: list[str]
    first: int
    last: int

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: spreadsheets end their files with such rows."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Dialect:
    """What the reader must know to turn lines into numbers.

    `columns` are those of each row. `header` is the line of the header, 0 if there is none;
    `skipped` lines come before the first row of numbers.
    """

    delimiter: str
    decimal: str
    header: int
    skipped: int
    columns: tuple[Column, ...]

    @cached_property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.columns)

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The places of the columns that are read."""
        return tuple(i for i, column in enumerate(self.columns) if column.reading != LEFT_OUT)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are read."""
        return tuple(self.columns[place].name for place in self.kept)

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """The places, among the columns that are read, of those that hold classes."""
        return tuple(i for i, place in enumerate(self.kept) if self.columns[place].reading == CLASS)


def records(text: str, delimiter: str, first_line: int = 1) -> Iterator[Record]:
    """The rows of a text, empty lines left out.

    Raises
    ------
    InputError
        Without the file's name: a cell too long to be one.
    """
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, skipinitialspace=True)
    end = 0
    while True:
        begin = end
        try:
            cells = next(reader, None)
        except csv.Error:
            raise InputError(
                f"line {first_line + begin}: a cell of more than {csv.field_size_limit()} "
                "characters; perhaps a quotation mark is not closed"
            ) from None
        end = reader.line_num
        if cells is None:
            return
        record = Record(cells, first_line + begin, first_line + end - 1)
        if not record.blank:
            yield record


def find_dialect(
    text: str,
    delimiter: str = AUTO,
    decimal: str = AUTO,
    header: str = AUTO,
    wishes: Wishes = NO_WISHES,
) -> Dialect:
    """The dialect of a file that begins with the whole lines of `text`.

    Parameters
    ----------
    delimiter, decimal, header
        ``"auto"``, or the user's choice: a key of `DELIMITERS` and `DECIMALS`, "yes" or "no".
    wishes
        What the user says about columns.

    Raises
    ------
    InputError
        Without the file's name: no rows, two columns of the same name, a wish about a
        column that does not exist.
    """
    return find_sample(text, delimiter, decimal, header, wishes)[0]


def find_sample(
    text: str, delimiter: str, decimal: str, header: str, wishes: Wishes
) -> tuple[Dialect, list[Record]]:
    """As `find_dialect`, with the first rows below the header."""
    announced = _SEPARATOR_LINE.match(text)
    start = 1 if announced else 0
    text = text[announced.end() :] if announced else text
    text = _first_lines(text, SAMPLE_LINES)
    sign, comma_likely = _delimiter(text, DELIMITERS.get(delimiter, ""), announced)
    rows = list(records(text, sign, 1 + start))
    if not rows:
        raise InputError("line 1: this and all others are empty; a table of numbers is needed")
    point = DECIMALS.get(decimal) or (COMMA if comma_likely else _decimal(rows))
    headed = _has_header(rows, point) if header == AUTO else header == "yes"
    body = rows[1:] if headed else rows
    names = _names(rows[0], headed)
    dialect = Dialect(
        delimiter=sign,
        decimal=point,
        header=rows[0].first if headed else 0,
        skipped=rows[0].last if headed else start,
        columns=find_columns(names, [row.cells for row in body], point, wishes, headed),
    )
    return dialect, body


def _first_lines(text: str, count: int) -> str:
    end = 0
    for _ in range(count):
        following = text.find("\n", end)
        if following < 0:
            return text
        end = following + 1
    return text[:end]


def _delimiter(text: str, chosen: str, announced: re.Match[str] | None) -> tuple[str, bool]:
    """The delimiter, and whether the text can only be one column of decimal commas."""
    if chosen or announced:
        return chosen or (announced[1] if announced else ""), False
    best, most = ",", 0.0
    # In this order: a comma may be the decimal sign between the others.
    for sign in ("\t", ";", "|", ","):
        widths = _widths(text, sign)
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > 1 and times / len(widths) > most:
            best, most = sign, times / len(widths)
    if best == "," and _is_comma_column(text):
        return ";", True
    return best, False


def _widths(text: str, delimiter: str) -> list[int]:
    """How many cells each row would have; none if the rows would be one endless cell."""
    try:
        return [len(row.cells) for row in records(text, delimiter)]
    except InputError:
        return []


def _is_comma_column(text: str) -> bool:
    """A header of one cell above numbers that all have a decimal comma."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return (
        len(lines) > 1
        and "," not in lines[0]
        and is_text(lines[0])
        and any("," in line for line in lines[1:])
        and all(is_number(line, COMMA) for line in lines[1:])
    )


def _decimal(rows: list[Record]) -> str:
    """The sign that makes more cells numbers; the point if both do equally."""
    cells = [cell for row in rows for cell in row.cells]
    with_comma = sum(COMMA in cell and is_number(cell, COMMA) for cell in cells)
    with_point = sum(POINT in cell and is_number(cell, POINT) for cell in cells)
    return COMMA if with_comma > with_point else POINT


def _has_header(rows: list[Record], decimal: str) -> bool:
    """Whether the first row names the columns.

    It does if more words than numbers stand in it above the columns that hold numbers: a
    single word among numbers is rather a mistake, which must not vanish. A row of words
    above words alone, or above nothing, names them as well.
    """
    first, body = rows[0].cells, rows[1:]
    words = {i for i, cell in enumerate(first) if is_text(cell) and not is_missing(cell)}
    numbers = {i for i, cell in enumerate(first) if is_number(cell, decimal)}
    numeric = {i for row in body for i, cell in enumerate(row.cells) if is_number(cell, decimal)}
    if numeric:
        return len(words & numeric) > len(numbers & numeric)
    return len(words) == len(first)


def _names(first: Record, headed: bool) -> list[str]:
    """A name for each cell of the first row: that of the header, "" where there is none."""
    if not headed:
        return [""] * len(first.cells)
    names = [" ".join(cell.split()) for cell in first.cells]
    seen: dict[str, int] = {}
    for column, name in enumerate(names, start=1):
        former = seen.setdefault(name or f"c{column}", column)
        if former != column:
            raise InputError(
                f'line {first.first}, column {column}: the name "{name or f"c{column}"}" stands '
                f"above column {former} as well; each column needs its own name"
            )
    return names
