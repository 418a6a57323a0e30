"""What counts as a number in a cell, and the sentence for what does not."""

import math
import re

POINT, COMMA = ".", ","

MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "null", "none"})
"""Cells, in lower case, that may stand for a value that was not measured."""

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


def is_missing(cell: str) -> bool:
    """Whether the cell is empty or says in a usual word that there is no value."""
    return cell.strip().lower() in MISSING_WORDS


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


def explain(cell: str, decimal: str) -> str:
    """Why `parse_number` refuses the cell, and what is allowed."""
    text = cell.strip()
    shown = f'"{_printable(text)}"'
    other = POINT if decimal == COMMA else COMMA
    sign, other_sign = ("comma", "point") if decimal == COMMA else ("point", "comma")
    if not text:
        return 'the cell is empty; fill it, or set data.missing to "drop" or "mean"'
    if is_number(text, other):
        return (
            f"{shown} is not a number with a decimal {sign} (thousands separators are not "
            f'supported; for decimal {other_sign}s set data.decimal to "{other_sign}")'
        )
    if _GROUPED.fullmatch(text):
        return f"{shown} is not a number; thousands separators are not supported"
    if is_missing(text):
        return (
            f"{shown} is not a number; to treat it as an empty cell, "
            'set data.missing to "drop" or "mean"'
        )
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return f"{shown} is not allowed; allowed are finite numbers"
    if _NUMBER.fullmatch(text.replace(decimal, POINT)):
        return f"{shown} is too large; allowed are finite numbers up to 1.8e308"
    example = f"1{decimal}5"
    return f"{shown} is not a number; allowed are numbers such as {example} or -2e3"


def _printable(text: str) -> str:
    """At most 40 characters, those that cannot be shown written as escapes."""
    if len(text) > 40:
        text = text[:37] + "..."
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
