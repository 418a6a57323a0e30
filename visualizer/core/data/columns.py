"""What the columns of a table hold: numbers, classes, or nothing to learn from; guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from visualizer.core.data.layouts import DROP, ERROR, Wishes
from visualizer.core.data.numbers import is_missing, is_number, is_text
from visualizer.core.data.table import listed
from visualizer.core.errors import InputError

NUMBER, CLASS, LEFT_OUT = "number", "class", ""
READINGS = {NUMBER: "Numbers", CLASS: "Classes", LEFT_OUT: "Left out"}

_SEVERAL = 3
"""Rows from which more is concluded than from a few."""
_MANY_WORDS = 30

_MISTAKES = 0.1
"""The share of words up to which a column is one of numbers, with mistakes in it."""

_IDENTIFIER = re.compile(
    r"(?i:(?:.*[_ .-])?(?:id|uuid|key)|index|nr\.?|no\.?|row|unnamed: ?\d+)|.*[a-z](?:Id|ID)"
)
_DATE = re.compile(
    r"""(?: (?:1[5-9]|2[01])\d{2}-(?:0[1-9]|1[0-2])    # 2024-01
          | \d{4}[-/.]\d{1,2}[-/.]\d{1,2}              # 2024-01-31
          | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})    # 31.1.2024, 1/31/24
          | \d{1,2}[ .-]*[^\W\d]{3,9}\.?[ ,.-]*\d{4}   # 31 January 2024
          | [^\W\d]{3,9}\.?[ ]\d{1,2},?[ ]\d{4} )      # Jan 31, 2024
        (?: [T ,]+ \d{1,2}:\d{2} (?: :\d{2} (?:[.,]\d+)? )? )?
        (?: [ ]? (?: Z | UTC | [+-]\d{2}:?\d{2} | [AaPp][Mm] ) )?
      | \d{1,2}:\d{2}(?: :\d{2})? (?:[ ]?[AaPp][Mm])?  # a time of the day
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, how it is read (a key of `READINGS`), and why.

    `why` is empty where nothing needs to be said: for columns of numbers, and for what the
    user chose.
    """

    name: str
    reading: str
    why: str = ""


def find_columns(
    names: Sequence[str], body: Sequence[Sequence[str]], decimal: str, wishes: Wishes, headed: bool
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
        When a wish is about a column that does not exist, or two wishes about the same.
    """
    full = [name or f"c{place + 1}" for place, name in enumerate(names)]
    chosen = _wished(wishes, full)
    found = []
    for place, name in enumerate(full):
        cells = [row[place].strip() for row in body if place < len(row)]
        unnamed = headed and not names[place]
        if name in chosen:
            found.append(Column(name, chosen[name]))
        elif not names[place] and body and not any(cells):
            # A delimiter at the end of each line makes a column of nothing.
            found.append(Column(name, LEFT_OUT))
        else:
            found.append(Column(name, *_guessed(name, cells, decimal, wishes.text, unnamed)))
    if all(column.reading == LEFT_OUT for column in found) and not wishes.leave_out:
        # Whoever reads it says of the first cell what is wrong.
        return tuple(Column(name, NUMBER) for name in full)
    return tuple(found)


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
    name: str, cells: Sequence[str], decimal: str, text: str, unnamed: bool
) -> tuple[str, str]:
    """How a column is read, and why."""
    filled = [cell for cell in cells if not is_missing(cell)]
    different = len(set(filled)) == len(filled)
    texts = sum(map(is_text, filled))
    mixed = texts >= _SEVERAL and texts > _MISTAKES * len(filled)
    if len(filled) < 2 or not (mixed or texts == len(filled)):
        counted = (unnamed or _IDENTIFIER.fullmatch(name)) and len(filled) >= _SEVERAL
        if counted and different and all(_is_whole(cell, decimal) for cell in filled):
            return LEFT_OUT, "numbers the rows"
        return NUMBER, ""
    if text == ERROR:
        return NUMBER, ""
    if all(_DATE.fullmatch(cell) for cell in filled):
        return LEFT_OUT, "dates or times"
    if text == DROP:
        return LEFT_OUT, "words"
    if different:
        return LEFT_OUT, "every cell is different"
    words = sorted(set(filled))
    if len(words) > max(_MANY_WORDS, len(filled) // 2):
        return LEFT_OUT, "free text"
    # One alone may be the first of a file that is sorted by its classes.
    return CLASS, f"{len(words)} different words" if len(words) > 1 else "one word so far"


def _is_whole(cell: str, decimal: str) -> bool:
    return is_number(cell, decimal) and cell.lstrip("+-").isdecimal()
