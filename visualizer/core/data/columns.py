"""What the columns of a table hold: numbers, classes, or nothing to learn from; guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from visualizer.core.data.dates import Dating, day_name, find_dating, is_date
from visualizer.core.data.layouts import AUTO, DAYS, DROP, ERROR, ROWS, Wishes
from visualizer.core.data.numbers import (
    MISSING_AMONG_NUMBERS,
    MISSING_WORDS,
    is_missing,
)
from visualizer.core.data.numerals import Numerals, common_unit, different_units
from visualizer.core.data.table import listed
from visualizer.core.errors import InputError

NUMBER, CLASS, LEFT_OUT = "number", "class", ""
DATES = "dates or times"
READINGS = {NUMBER: "Numbers", CLASS: "Classes", LEFT_OUT: "Left out"}

_SEVERAL = 3
"""Rows from which more is concluded than from a few."""
# Up to so many different words are classes, however short the sample.
_MANY_WORDS = 30

_MISTAKES = 0.1
"""The share of words up to which a column is one of numbers, with mistakes in it."""

# A float64 holds all whole numbers of so many digits.
_MOST_DIGITS = 15

_IDENTIFIER = re.compile(
    r"(?i:(?:.*[_ .-])?(?:id|uuid|key)|index|nr\.?|no\.?|row|unnamed: ?\d+)|.*[a-z](?:Id|ID)"
)


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, how it is read (a key of `READINGS`), and why.

    `why` is empty where nothing needs to be said: for plain numbers, and for what the user
    chose. `unit` stands beside each number, "" where only brackets or a minus behind it do;
    None where numbers are plain. `missing` are the words that stand for an empty cell.
    """

    name: str
    reading: str
    why: str = ""
    unit: str | None = None
    dating: Dating | None = None
    missing: frozenset[str] = field(default=MISSING_WORDS, compare=False)


def find_columns(
    names: Sequence[str],
    body: Sequence[Sequence[str]],
    numerals: Numerals,
    wishes: Wishes,
    headed: bool,
) -> tuple[Column, ...]:
    """The columns of a table, from the cells of its first rows.

    Parameters
    ----------
    names
        The name of each column, "" where the file gives none.
    body
        The cells of the rows below the header.
    headed
        Whether there is a header.

    Raises
    ------
    InputError
        When a wish is about a column that does not exist, or two wishes about the same;
        when dates may begin with the day or the month.
    """
    full = [name or f"c{place + 1}" for place, name in enumerate(names)]
    chosen = _wished(wishes, full)
    found, dates = [], {}
    for place, name in enumerate(full):
        cells = [row[place].strip() for row in body if place < len(row)]
        filled = _filled(cells, numerals, wishes)
        column = Column(name, chosen.get(name, LEFT_OUT), missing=filled.missing)
        if filled.cells and all(map(is_date, filled.cells)) and name not in wishes.classes:
            dates[place] = filled.cells
        if name in chosen:
            column = replace(column, unit=_unit(filled, numerals, wishes))
        elif names[place] or any(cells) or not body:
            # Else it is nothing: a delimiter at the end of each line.
            unnamed = headed and not names[place]
            column = _guessed(column, filled, numerals, wishes, unnamed)
        found.append(column)
    found = _dated(found, dates, wishes, chosen)
    if all(column.reading == LEFT_OUT for column in found) and not wishes.leave_out:
        # Whoever reads it says of the first cell what is wrong.
        return tuple(replace(column, reading=NUMBER, why="") for column in found)
    return tuple(found)


def _dated(
    found: list[Column],
    dates: dict[int, list[str]],
    wishes: Wishes,
    chosen: dict[str, str],
) -> list[Column]:
    """Dates as days or rows, where that is wanted, or where nothing else could be an input."""
    kept = sum(column.reading != LEFT_OUT for column in found)
    for place, cells in dates.items():
        column = found[place]
        wanted = chosen.get(column.name) == NUMBER or (
            column.name not in chosen and (wishes.dates in (DAYS, ROWS) or _lacking(wishes, kept))
        )
        if not wanted:
            continue
        if wishes.dates == ROWS:
            found[place] = replace(
                column, reading=NUMBER, why="the number of the row", dating=Dating(rows=True)
            )
            continue
        dating = find_dating(column.name, cells, wishes.date_order)
        found[place] = replace(
            column, reading=NUMBER, why=f"days since {day_name(dating.origin)}", dating=dating
        )
    return found


def _lacking(wishes: Wishes, kept: int) -> bool:
    return wishes.dates == AUTO and kept == 1


class _Filled(NamedTuple):
    """The cells of a column that are not empty, and the words that stand for empty ones."""

    cells: list[str]
    missing: frozenset[str]
    unusual: tuple[str, ...] = ()


def _filled(cells: Sequence[str], numerals: Numerals, wishes: Wishes) -> _Filled:
    """Signs such as "?" are empty cells where most others are numbers, else words."""
    if wishes.missing_words:
        words = frozenset(("", *(word.strip().lower() for word in wishes.missing_words)))
        return _Filled([cell for cell in cells if not is_missing(cell, words)], words)
    strict = [cell for cell in cells if not is_missing(cell, MISSING_AMONG_NUMBERS)]
    texts = sum(map(numerals.is_word, strict))
    if strict and (len(strict) > 2 * texts or common_unit(strict, numerals) is not None):
        empty = {cell for cell in cells if is_missing(cell, MISSING_AMONG_NUMBERS)}
        unusual = sorted(cell for cell in empty if not is_missing(cell))
        return _Filled(strict, MISSING_AMONG_NUMBERS, tuple(unusual))
    return _Filled([cell for cell in cells if not is_missing(cell)], MISSING_WORDS)


def _unit(filled: _Filled, numerals: Numerals, wishes: Wishes) -> str | None:
    if not wishes.units or all(map(numerals.reads, filled.cells)):
        return None
    return common_unit(filled.cells, numerals)


def _wished(wishes: Wishes, names: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    known = set(names)
    for key, reading in (("numbers", NUMBER), ("classes", CLASS), ("leave_out", LEFT_OUT)):
        for name in getattr(wishes, key):
            if name not in known:
                raise InputError(
                    f'there is no column "{name}"; the columns are {listed(names)}', f"data.{key}"
                )
            if chosen.setdefault(name, reading) != reading:
                raise InputError(
                    f'the column "{name}" is already in another list; allowed is one', f"data.{key}"
                )
    return chosen


def _guessed(
    column: Column, found: _Filled, numerals: Numerals, wishes: Wishes, unnamed: bool
) -> Column:
    """The column as it is read, and why."""
    filled = found.cells
    unit = _unit(found, numerals, wishes)
    if unit is not None:
        why = f'numbers with "{unit}"' if unit else "numbers with brackets or a minus behind them"
        why += "".join(f', "{word}" is an empty cell' for word in found.unusual)
        return replace(column, reading=NUMBER, why=why, unit=unit)
    texts = sum(map(numerals.is_word, filled))
    # A few words among numbers are mistakes, which are told with their line, and not classes.
    mixed = texts >= _SEVERAL and texts > _MISTAKES * len(filled)
    if len(filled) < 2 or not (mixed or texts == len(filled)):
        why = _no_measurement(column.name, filled, numerals, unnamed)
        if why:
            return replace(column, reading=LEFT_OUT, why=why)
        empty = ", ".join(f'"{word}"' for word in found.unusual)
        verb = "is an empty cell" if len(found.unusual) == 1 else "are empty cells"
        return replace(column, reading=NUMBER, why=f"{empty} {verb}" if empty else "")
    reading, why = _words(filled, wishes, unnamed)
    return replace(column, reading=reading, why=why)


def _no_measurement(name: str, filled: list[str], numerals: Numerals, unnamed: bool) -> str:
    """Why numbers are nothing to learn from: "" where they are."""
    if len(filled) < _SEVERAL or not all(cell.lstrip("+-").isdecimal() for cell in filled):
        return ""
    different = len(set(filled)) == len(filled)
    if (unnamed or _IDENTIFIER.fullmatch(name)) and different:
        return "numbers the rows"
    if any(len(cell.lstrip("+-0")) > _MOST_DIGITS for cell in filled):
        return f"numbers of more than {_MOST_DIGITS} digits"
    # The zeros would be lost.
    if len({len(cell) for cell in filled}) == 1 and any(
        cell.startswith("0") and len(cell) > 2 for cell in filled
    ):
        return "codes with leading zeros"
    return ""


def _words(filled: list[str], wishes: Wishes, unnamed: bool) -> tuple[str, str]:
    different = len(set(filled)) == len(filled)
    if wishes.text == ERROR:
        return NUMBER, ""
    if all(map(is_date, filled)):
        return LEFT_OUT, DATES
    if wishes.text == DROP:
        return LEFT_OUT, "words"
    units = different_units(filled)
    # Letters behind repeated numbers may be names of classes: 1st, 2nd.
    if len(units) > 1 and (different or any(not unit.isalpha() for unit in units)):
        return LEFT_OUT, f"numbers with different units: {listed(units)}"
    if different:
        return LEFT_OUT, "names of the rows" if unnamed else "every cell is different"
    words = sorted(set(filled))
    if len(words) > max(_MANY_WORDS, len(filled) // 2):
        return LEFT_OUT, "free text"
    # One alone may be the first of a file that is sorted by its classes.
    return CLASS, f"{len(words)} different words" if len(words) > 1 else "one word so far"
