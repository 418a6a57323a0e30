"""How a table is written down: delimiter, decimal sign, header; guessed from its first lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from visualizer.core.data.columns import CLASS, LEFT_OUT, Column, find_columns
from visualizer.core.data.headers import find_names, has_header, is_unit_row
from visualizer.core.data.layouts import (
    AUTO,
    DECIMALS,
    DELIMITERS,
    GUESS,
    NO_WISHES,
    THOUSANDS,
    TableLayout,
    Wishes,
)
from visualizer.core.data.lines import Lines, find_comment
from visualizer.core.data.numbers import COMMA, POINT, is_number, is_text
from visualizer.core.data.numerals import Numerals, find_numerals, undecided
from visualizer.core.errors import InputError

if TYPE_CHECKING:
    import _csv

# Enough to tell a header, a delimiter and a decimal sign; read before anything is shown.
SAMPLE_LINES = 200

LAYOUT = TableLayout()
ALL_LINES = Lines()

# Shares of rows, or of cells, that must agree before something is concluded.
_MOSTLY = 0.9
_HALF = 0.5

# Excel's own first line: "sep=;".
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


@dataclass(frozen=True)
class TextRecord:
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
    `skipped` lines come before the first row of numbers. `lines` says which others are no
    rows, `notes` what was concluded that could be otherwise, `unit_row` the line of the
    units, 0 if there is none.
    """

    delimiter: str
    numerals: Numerals
    header: int
    skipped: int
    columns: tuple[Column, ...]
    lines: Lines = ALL_LINES
    notes: tuple[str, ...] = ()
    unit_row: int = 0

    @property
    def decimal(self) -> str:
        """The sign before decimals."""
        return self.numerals.decimal

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


def cells_of(text: str, delimiter: str) -> "_csv.Reader":
    """The cells of each line, quoted or not."""
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, skipinitialspace=True)


def records(text: str, delimiter: str, first_line: int = 1) -> Iterator[TextRecord]:
    """The rows of a text, empty lines left out.

    Raises
    ------
    InputError
        Without the file's name: a cell too long to be one.
    """
    reader = cells_of(text, delimiter)
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
        record = TextRecord(cells, first_line + begin, first_line + end - 1)
        if not record.blank:
            yield record


class Sample(NamedTuple):
    """A dialect, the first rows below the header, and the cells of rows further down."""

    dialect: Dialect
    body: list[TextRecord]
    others: list[list[str]]


def find_dialect(
    text: str, layout: TableLayout = LAYOUT, wishes: Wishes = NO_WISHES, others: str = ""
) -> Dialect:
    """The dialect of a file that begins with the whole lines of `text`.

    Parameters
    ----------
    layout
        What the user says about how it is written.
    wishes
        What the user says about columns.
    others
        Lines from further down, to guess what columns hold.

    Raises
    ------
    InputError
        Without the file's name: no rows, a wish about a column that does not exist, a
        number or a date that could be two.
    """
    return find_sample(text, layout, wishes, others).dialect


def find_sample(text: str, layout: TableLayout, wishes: Wishes, others: str = "") -> Sample:
    """As `find_dialect`, with rows."""
    announced = _SEPARATOR_LINE.match(text)
    start = 1 if announced else 0
    text = text[announced.end() :] if announced else text
    # A file may be sorted: its first rows do not tell what a column holds.
    others = _evenly(text, SAMPLE_LINES) + others
    text = _first_lines(text, SAMPLE_LINES)
    comment = find_comment(text.split("\n"), layout.comment)
    plain = Lines(max(layout.skip - start, 0), comment).of_text(text)
    # Before the decimal sign, which can only be told within cells.
    sign, comma_likely = _delimiter(plain, DELIMITERS.get(layout.delimiter, ""), announced)
    lines = Lines(max(layout.skip, 0), comment, sign == " ")
    sign = "\t" if lines.spaced else sign
    rows = list(records(lines.of_text(text, 1 + start), sign, 1 + start))
    if not rows:
        raise InputError("line 1: this and all others are empty; a table of numbers is needed")
    further = _cells(lines.of_text(others, max(layout.skip, 0) + 1), sign)
    numerals = _numerals([*(row.cells for row in rows), *further], sign, layout, comma_likely)
    notes: list[str] = []
    if layout.skip == GUESS:
        count = _preamble([row.cells for row in rows], numerals)
        if count:
            lines = Lines(rows[count].first - 1, comment, lines.spaced)
            notes.append(f"the first {_counted(lines.skip, 'line')} left out")
            rows = rows[count:]
    return _sampled(
        text, _Found(sign, numerals, lines, rows, further, start), layout, wishes, notes
    )


class _Found(NamedTuple):
    """What is known before the header is."""

    sign: str
    numerals: Numerals
    lines: Lines
    rows: list[TextRecord]
    further: list[list[str]]
    start: int


def _sampled(
    text: str, found: _Found, layout: TableLayout, wishes: Wishes, notes: list[str]
) -> Sample:
    """The sample, once it is known where the table begins."""
    rows = found.rows
    cells = [row.cells for row in rows]
    headed = layout.header == "yes" or (layout.header == AUTO and has_header(cells, found.numerals))
    behind = None if headed or layout.header != AUTO else _behind_comment(text, found)
    if behind is not None:
        rows = [behind, *rows]
        headed = True
    names = find_names([row.cells for row in rows], headed, found.numerals)
    body = rows[1:] if headed else rows
    last = rows[0].last if headed else max(found.start, found.lines.skip)
    units = headed and _unit_row(layout, [row.cells for row in body], found.numerals)
    unit_row = body[0].first if units else 0
    if units:
        units_of = (cell.strip() for cell in body[0].cells)
        notes.append(f"units: {', '.join(unit for unit in units_of if unit)}")
        last, body = body[0].last, body[1:]
    width = len(names.names)
    others = [cells for cells in found.further if len(cells) == width]
    columns = find_columns(
        names.names, [*(row.cells for row in body), *others], found.numerals, wishes, headed
    )
    notes += [*names.notes, *_numeral_notes(found.numerals, found.sign, layout, body)]
    header = rows[0].first if headed else 0
    dialect = Dialect(
        found.sign, found.numerals, header, last, columns, found.lines, tuple(notes), unit_row
    )
    return Sample(dialect, body, others)


def _unit_row(layout: TableLayout, body: Sequence[Sequence[str]], numerals: Numerals) -> bool:
    if layout.unit_row == AUTO:
        return is_unit_row(body, numerals)
    return layout.unit_row == "yes" and bool(body)


def _numeral_notes(
    numerals: Numerals, sign: str, layout: TableLayout, body: Sequence[TextRecord]
) -> list[str]:
    """What was guessed of how numbers are written, with one of them as it is read."""
    if layout.thousands != AUTO:
        return _decimal_note(numerals, sign, layout, body)
    if not numerals.thousands:
        return []
    for row in body:
        for cell in row.cells:
            bare = cell.strip()
            if numerals.plain(bare) != bare and numerals.reads(bare):
                return [f'thousands: "{bare}" is read as {numerals.plain(bare)}']
    return []


def _decimal_note(
    numerals: Numerals, sign: str, layout: TableLayout, body: Sequence[TextRecord]
) -> list[str]:
    """A number that without the chosen sign between thousands could be two."""
    if layout.decimal in DECIMALS or numerals.thousands in (COMMA, POINT):
        return []
    core = undecided((cell for row in body for cell in row.cells), sign)
    if not core or not numerals.reads(core):
        return []
    large = core.replace(numerals.decimal, "")
    return [f'decimals: "{core}" is read as {numerals.number(core):.15g}, not as {large}']


def _behind_comment(text: str, found: _Found) -> TextRecord | None:
    """The last comment before the table, where it holds a word for each column."""
    first = found.rows[0]
    lines = text.split("\n")[: first.first - 1 - found.start]
    for number in range(len(lines), 0, -1):
        line = lines[number - 1].strip()
        comment = found.lines.comment
        if comment and line.startswith(comment):
            bare = line.lstrip(comment + " \t")
            bare = Lines(spaced=True).of_text(bare) if found.lines.spaced else bare
            cells = next((one.cells for one in records(bare, found.sign)), [])
            fits = len(cells) == len(first.cells) and all(map(found.numerals.is_word, cells))
            place = number + found.start
            return TextRecord(cells, place, first.first - 1) if fits else None
        if line:
            return None
    return None


def _preamble(rows: Sequence[Sequence[str]], numerals: Numerals) -> int:
    """How many rows come before the table: of another width, and followed by a header."""
    # The width of the table is that of most rows; what comes before has another one.
    common, times = Counter(map(len, rows)).most_common(1)[0]
    begin = next(place for place, cells in enumerate(rows) if len(cells) == common)
    if not begin or common < 2 or times < _MOSTLY * (len(rows) - begin) or times < 3:
        return 0
    if begin == 1 and len(rows[0]) == common - 1 and has_header(rows, numerals):
        # A header without a name for the names of rows.
        return begin if _all_words(rows[1], numerals) else 0
    return begin if has_header(rows[begin:], numerals) and _all_words(rows[begin], numerals) else 0


def _all_words(cells: Sequence[str], numerals: Numerals) -> bool:
    return all(map(numerals.is_word, cells))


def _numerals(
    rows: Sequence[Sequence[str]], sign: str, layout: TableLayout, comma_likely: bool
) -> Numerals:
    decimal = DECIMALS.get(layout.decimal, "") or (COMMA if comma_likely else "")
    thousands = THOUSANDS.get(layout.thousands, AUTO)
    if decimal and decimal == thousands:
        raise InputError(
            f"{layout.thousands} is the decimal sign; allowed is another sign", "data.thousands"
        )
    return find_numerals((cell for row in rows for cell in row), sign, decimal, thousands)


def _cells(text: str, sign: str) -> list[list[str]]:
    """The cells of lines that may begin or end amid a quoted cell."""
    try:
        return [row.cells for row in records(text, sign)]
    except InputError:
        return []


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}s are" if count != 1 else f"{noun} is"


def _evenly(text: str, count: int) -> str:
    """Lines from behind the first `count`, taken at equal distances; the last one as well."""
    lines = text.split("\n")[count:]
    lines = lines[:-1] if lines and not lines[-1] else lines
    step = -(-len(lines) // count) or 1
    taken = lines[::step] + lines[-1:]
    return "".join(line + "\n" for line in taken)


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
    if _is_spaced(text):
        return " ", False
    best, most = ",", 0.0
    # In this order: a comma may be the decimal sign between the others.
    for sign in ("\t", ";", "|", ","):
        widths = _widths(text, sign)
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        # Strictly more: of signs that do equally well the first one in this order stays.
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


def _is_spaced(text: str) -> bool:
    """Whether cells are separated by blanks: as many in each row, a header may lack one.

    Where another sign separates cells as well, all cells must be numbers between blanks.
    """
    rows = [re.split("[ \t]+", line.strip()) for line in text.split("\n") if line.strip()]
    body = rows[1:] if len(rows) > 1 else rows
    width = len(body[0]) if body else 0
    if width < 2 or any(len(row) != width for row in body):
        return False
    if len(rows[0]) not in (width, max(width - 1, 2)):
        return False
    numbers = [
        any(is_number(cell, sign) for sign in (POINT, COMMA)) for row in body for cell in row
    ]
    if all(numbers):
        return "\t" not in text
    others = (set(_widths(text, sign)) for sign in "\t;|,")
    separated = any(len(found) == 1 and found != {1} for found in others)
    return not separated and sum(numbers) >= _HALF * len(numbers)
