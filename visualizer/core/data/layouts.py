"""What a user can say about how a table is written and what its columns hold."""

from typing import NamedTuple

from visualizer.core.data.numbers import COMMA, POINT

AUTO = "auto"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
DECIMALS = {"point": POINT, "comma": COMMA}
SPACE, APOSTROPHE, UNDERSCORE = " ", "'", "_"
THOUSANDS = {
    "none": "",
    "comma": COMMA,
    "point": POINT,
    "space": SPACE,
    "apostrophe": APOSTROPHE,
    "underscore": UNDERSCORE,
}
"""The signs that may stand between the thousands of a number."""

ENCODINGS = {
    AUTO: "guess",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "latin-1": "Latin-1 (Western Europe)",
}

ERROR, DROP, CLASSES = "error", "drop", "classes"
"""What becomes of columns of words."""


DAYS, ROWS = "days", "rows"
"""What dates become: days since the first, the number of the row."""

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "year", "day", "month"

GUESS = -1


class TableLayout(NamedTuple):
    """What the user says about how a table is written; the rest is guessed.

    The first four are "auto", or a key of `DELIMITERS`, of `DECIMALS`, of `THOUSANDS`, "yes"
    or "no". `skip` counts the lines before the table. `comment` begins lines that are none
    of it, "" is a guess. `unit_row` is as `header`, about a row of units below the names.
    """

    delimiter: str = AUTO
    decimal: str = AUTO
    thousands: str = AUTO
    header: str = AUTO
    skip: int = GUESS
    comment: str = ""
    unit_row: str = AUTO


class Wishes(NamedTuple):
    """What the user says about columns; the rest is guessed.

    `text` says what becomes of columns of words: "error", "drop" or "classes"; `dates` of
    dates: "auto", "drop", "days" or "rows", in the `date_order` "auto", "day" or "month"
    first. `missing_words` stand for empty cells, () for the usual ones. With `units` signs
    beside numbers are left away.
    """

    text: str = CLASSES
    numbers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = ()
    units: bool = True
    dates: str = AUTO
    date_order: str = AUTO


NO_WISHES = Wishes()
