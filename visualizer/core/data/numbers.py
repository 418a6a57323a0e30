"""What counts as a number in a cell, and the sentence for what does not."""

import math
import re

POINT, COMMA = ".", ","

MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "null", "<na>", "#n/a"})
"""Cells, in lower case, that may stand for a value that was not measured."""

MISSING_AMONG_NUMBERS = MISSING_WORDS | {
    *("none", "nil", "nat", "missing", "unknown", "n.a.", "n.d.", "-nan"),
    *("?", "??", ".", "..", "...", "-", "--", "---", "\u2013", "\u2014", "*", "**"),
    *("#value!", "#div/0!", "#ref!", "#null!", "#num!", "#name?"),
}
"""As well, where the other cells of a column are numbers; else they are words."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Digits in groups, such as 1,234.5 or 1 234 or 1_000.
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,'_\s]\d{3})+(?:[.,]\d*)?")
# Dates such as 05.01.2024, which hold nothing but digits and points.
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.\d{4}", re.ASCII)
_DIGITS_ONLY = re.compile(r"[+-]?[\d.,'_\s]*\d[\d.,'_\s]*(?:[eE][+-]?\d+)?")


def parse_number(cell: str, decimal: str) -> float:
    """The finite number that `cell` holds, spaces around it allowed.

    ``float`` alone would also take "1_000", "nan", "1e400" and digits of other scripts.

    Raises
    ------
    ValueError
        If it is no number or no finite one; `explain` has the sentence.
    """
    text = cell.strip()
    if decimal == COMMA:
        if POINT in text:
            raise ValueError(cell)
        text = text.replace(COMMA, POINT)
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(cell)
    number = float(text)
    if math.isinf(number):
        raise ValueError(cell)
    return number


def is_number(cell: str, decimal: str) -> bool:
    """Whether `parse_number` takes the cell."""
    try:
        parse_number(cell, decimal)
    except ValueError:
        return False
    return True


def is_missing(cell: str, words: frozenset[str] = MISSING_WORDS) -> bool:
    """Whether the cell is empty or says in one of some words that there is no value."""
    return cell.strip().lower() in words


def is_text(cell: str) -> bool:
    """Whether the cell was not meant to be a number: "Adelie", "05.01.2024", but not "1.2.3"."""
    text = cell.strip()
    if _DATE.fullmatch(text):
        return True
    if not text or _DIGITS_ONLY.fullmatch(text):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def explain(cell: str, decimal: str, words: frozenset[str] = MISSING_WORDS) -> str:
    """Why `parse_number` refuses the cell, what is allowed, and the setting that reads it."""
    text = cell.strip()
    shown = f'"{_printable(text)}"'
    other = POINT if decimal == COMMA else COMMA
    other_sign = "point" if decimal == COMMA else "comma"
    if not text:
        return 'the cell is empty; fill it, or set data.missing to "drop" or "mean"'
    if is_missing(text, words):
        return (
            f"{shown} stands for an empty cell; what becomes of those has to be said as well: "
            'set data.missing to "drop" or "mean"'
        )
    if is_number(text, other):
        return (
            f"{shown} is not a number with a decimal {'comma' if decimal == COMMA else 'point'}; "
            f'for decimal {other_sign}s set data.decimal to "{other_sign}", for thousands '
            f'data.thousands to "{other_sign}"'
        )
    if _GROUPED.fullmatch(text):
        return f"{shown} is not a number; for a sign between thousands set data.thousands"
    if text.lower().lstrip("+-") in {"inf", "infinity"}:
        return (
            f"{shown} is not allowed; allowed are finite numbers; to treat it as an empty cell, "
            "name it in data.missing_words"
        )
    if _NUMBER.fullmatch(text.replace(decimal, POINT)):
        return f"{shown} is too large; allowed are finite numbers up to 1.8e308"
    example = f"1{decimal}5"
    return (
        f"{shown} is not a number; allowed are numbers such as {example} or -2e3; to treat it as "
        "an empty cell, name it in data.missing_words"
    )


def _printable(text: str) -> str:
    """At most 40 characters, those that cannot be shown written as escapes."""
    if len(text) > 40:
        text = text[:37] + "..."
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
