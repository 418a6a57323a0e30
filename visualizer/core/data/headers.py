"""The first row of a table: whether it names the columns, and how these are called."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from visualizer.core.data.numbers import is_missing
from visualizer.core.data.numerals import Numerals, common_unit

Cells = Sequence[str]

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d", re.ASCII)
_FEW_ROWS = 3


class Names(NamedTuple):
    """A name for each column, "" where there is none, and what was done to get them."""

    names: list[str]
    notes: list[str]


def has_header(rows: Sequence[Cells], numerals: Numerals) -> bool:
    """Whether the first row names the columns.

    It does if more words than numbers stand in it above the columns that hold numbers: a
    single word among numbers is rather a mistake, which must not vanish. A row of words
    above words alone, or above nothing, names them as well. So does a row with an empty
    corner above filled cells, and one of years, or of the numbers of the columns, above
    numbers of another kind.
    """
    first, body = rows[0], rows[1:]
    words = {i for i, cell in enumerate(first) if numerals.is_word(cell) and not is_missing(cell)}
    numbers = {i for i, cell in enumerate(first) if numerals.reads(cell)}
    # Where the header has no cell for the names of rows, all others stand one to the right.
    shift = (
        1
        if body and all(len(row) == len(first) + 1 for row in body) and body[0][-1:] != [""]
        else 0
    )
    numeric = _numeric(body, numerals, shift)
    if _has_empty_corner(first, body) or _counts_columns(first, body, numerals):
        return True
    if numeric:
        return len(words & numeric) > len(numbers & numeric)
    return len(words) == len(first)


def _numeric(body: Sequence[Cells], numerals: Numerals, shift: int) -> set[int]:
    """The columns in which some cell is a number, also one with a unit."""
    numeric = {i - shift for row in body for i, cell in enumerate(row) if numerals.reads(cell)}
    width = max(map(len, body), default=0)
    for place in range(width):
        cells = [row[place] for row in body if place < len(row) and not is_missing(row[place])]
        if place - shift not in numeric and cells and common_unit(cells, numerals) is not None:
            numeric.add(place - shift)
    return numeric


def _has_empty_corner(first: Cells, body: Sequence[Cells]) -> bool:
    """The first cell alone is empty, and those below it are not: a column of row names."""
    filled = all(cell.strip() for cell in first[1:])
    return (
        len(first) > 1
        and not first[0].strip()
        and filled
        and len(body) >= _FEW_ROWS
        and all(row and row[0].strip() for row in body)
        and len({row[0] for row in body}) == len(body)
    )


def _counts_columns(first: Cells, body: Sequence[Cells], numerals: Numerals) -> bool:
    """Years at equal distances, or 0, 1, 2, ..., above numbers that are none of these."""
    if len(body) < _FEW_ROWS:
        return False
    places = [i for i, cell in enumerate(first) if numerals.reads(cell)]
    if len(places) < 2 or not all(first[i].strip().isdecimal() for i in places):
        return False
    values = [int(first[i]) for i in places]
    steps = {after - before for before, after in pairwise(values)}
    if len(steps) != 1 or min(steps) < 1:
        return False
    below = [[row[i] for row in body if i < len(row)] for i in places]
    if all(_YEAR.fullmatch(first[i].strip()) for i in places):
        return not any(_YEAR.fullmatch(cell.strip()) for cells in below for cell in cells)
    counted = len(places) == len(first) and values in (
        list(range(len(values))),
        list(range(1, len(values) + 1)),
    )
    # Numbers that were written with decimals everywhere else.
    return counted and all(
        not cell.strip().lstrip("+-").isdecimal() for cells in below for cell in cells
    )


def is_unit_row(body: Sequence[Cells], numerals: Numerals) -> bool:
    """Whether the first row below the names holds words, and numbers stand below it alone."""
    if len(body) <= _FEW_ROWS:
        return False
    first, rest = body[0], body[1:]
    if any(numerals.reads(cell) for cell in first) or not any(map(numerals.is_word, first)):
        return False
    numeric = [
        all(
            place < len(row) and (numerals.reads(row[place]) or is_missing(row[place]))
            for row in rest
        )
        for place in range(len(first))
    ]
    # Above words it may be a row like others.
    return len(first) > 1 and all(numeric)


def find_names(rows: Sequence[Cells], headed: bool, numerals: Numerals) -> Names:
    """The names in the first row, made different; "" for a column without one."""
    first = rows[0]
    if not headed:
        return Names([""] * len(first), [])
    names = [" ".join(cell.split()) for cell in first]
    names = _fitted(names, rows[1:], numerals)
    seen: set[str] = set(names)
    used: set[str] = set()
    notes = []
    for place, name in enumerate(names):
        full = name or f"c{place + 1}"
        if full in used:
            number = 2
            while f"{full} {number}" in seen | used:
                number += 1
            names[place] = f"{full} {number}"
            notes.append(f'column {place + 1} is called "{names[place]}", as "{full}" is taken')
        used.add(names[place] or full)
    return Names(names, notes)


def _fitted(names: list[str], body: Sequence[Cells], numerals: Numerals) -> list[str]:
    """The names, where the rows have one cell more or less than the header."""
    widths = {len(row) for row in body}
    if len(widths) != 1 or not body:
        return names
    (width,) = widths
    if width == len(names) - 1 and not names[-1]:
        return names[:-1]
    if width != len(names) + 1:
        return names
    if all(not row[-1].strip() for row in body):
        # A delimiter at the end of each row.
        return [*names, ""]
    cells = [row[0].strip() for row in body]
    count = [str(start + i) for start in (0, 1) for i in range(len(body))]
    counted = cells in (count[: len(body)], count[len(body) :])
    if len(set(cells)) == len(cells) and (counted or not any(map(numerals.reads, cells))):
        return ["", *names]
    return names
