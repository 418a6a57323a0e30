"""What a user can say about how a table is written and what its columns hold."""

from typing import NamedTuple

from visualizer.core.data.numbers import COMMA, POINT

AUTO = "auto"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DECIMALS = {"point": POINT, "comma": COMMA}
ENCODINGS = {
    AUTO: "guess",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "latin-1": "Latin-1 (Western Europe)",
}

ERROR, DROP, CLASSES = "error", "drop", "classes"
"""What becomes of columns of words."""


class Wishes(NamedTuple):
    """What the user says about columns; the rest is guessed.

    `text` says what becomes of columns of words: "error", "drop" or "classes".
    """

    text: str = CLASSES
    numbers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


NO_WISHES = Wishes()
