"""Dates and times in cells: which they are, and how many days they are after another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from visualizer.core.data.layouts import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from visualizer.core.errors import InputError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME = r"""(?P<hour>\d{1,2}):(?P<minute>\d{2})(?: :(?P<second>\d{2}(?:[.,]\d+)?) )?"""
_ZONE = r"""(?:[ ]?(?:(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})|(?P<half>[AaPp][Mm])))?"""
_DATE = re.compile(
    rf"""(?: (?P<y1>(?:1[5-9]|2[01])\d{{2}})-(?P<m1>0[1-9]|1[0-2])                # 2024-01
          | (?P<y2>\d{{4}})[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})           # 2024-01-31
          | (?P<a>\d{{1,2}})(?P<sign>[-/.])(?P<b>\d{{1,2}})[-/.](?P<y3>\d{{4}}|\d{{2}})
                                                                       # 31.1.2024, 1/31/24
          | (?P<d4>\d{{1,2}})[ .-]*(?P<n4>[^\W\d]{{3,9}})\.?[ ,.-]*(?P<y4>\d{{4}}) # 31 May 2024
          | (?P<n5>[^\W\d]{{3,9}})\.?[ ](?P<d5>\d{{1,2}}),?[ ](?P<y5>\d{{4}}) )   # Jan 31, 2024
        (?: [T ,]+ {_TIME} )?
        {_ZONE}
    """,
    re.VERBOSE,
)
_CLOCK = re.compile(rf"{_TIME}(?:[ ]?(?P<half>[AaPp][Mm]))?", re.VERBOSE)


@dataclass(frozen=True)
class Dating:
    """How the dates of a column become numbers.

    `order` says what comes first where three numbers leave that open. `origin` is the day
    that counts as 0. With `rows` the number is that of the row, from 0.
    """

    order: str = YEAR_FIRST
    origin: float = 0.0
    rows: bool = False


def is_date(cell: str) -> bool:
    """Whether the cell is a date, a time, or both."""
    return bool(_DATE.fullmatch(cell) or _CLOCK.fullmatch(cell))


def days_of(cell: str, order: str) -> float:
    """A date and time as days, from the first day of year 1.

    Raises
    ------
    ValueError
        If it is none, or no such day exists.
    """
    text = cell.strip()
    found = _DATE.fullmatch(text)
    if found is None:
        clock = _CLOCK.fullmatch(text)
        if clock is None:
            raise ValueError(cell)
        return _part_of_day(clock, "")
    year, month, day = _parts(found, order)
    return date(year, month, day).toordinal() + _part_of_day(found, found["zone"] or "")


def _parts(found: re.Match[str], order: str) -> tuple[int, int, int]:
    if found["y1"]:
        return int(found["y1"]), int(found["m1"]), 1
    if found["y2"]:
        return int(found["y2"]), int(found["m2"]), int(found["d2"])
    if found["y3"]:
        first, second, year = int(found["a"]), int(found["b"]), int(found["y3"])
        if year < 100:
            # As POSIX has it: 69 to 99 are of the last century.
            year += 1900 if year >= 69 else 2000
        month_first = order == MONTH_FIRST and found["sign"] != "."
        return (year, first, second) if month_first else (year, second, first)
    name = found["n4"] or found["n5"]
    # A name of another language is in no table: ValueError.
    month = _MONTHS.index(name[:3].lower()) + 1
    return int(found["y4"] or found["y5"]), month, int(found["d4"] or found["d5"])


def _part_of_day(found: re.Match[str], zone: str) -> float:
    if not found["hour"]:
        return 0.0
    hour, minute = int(found["hour"]), int(found["minute"])
    second = float((found["second"] or "0").replace(",", "."))
    half = (found["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "pm")
    if hour > 24 or minute > 59 or second >= 61:
        raise ValueError(found[0])
    if zone[:1] in ("+", "-"):
        shift = int(zone[1:3]) * 60 + int(zone[-2:])
        minute -= shift if zone[0] == "+" else -shift
    return (hour * 3600 + minute * 60 + second) / 86400


def find_dating(name: str, cells: Sequence[str], chosen: str) -> Dating:
    """How the dates of a column are written, counted from the first of them.

    Raises
    ------
    InputError
        With the key ``"data.date_order"``, where the day may be the month.
    """
    order = chosen
    if order not in (DAY_FIRST, MONTH_FIRST):
        order = _order(name, cells)
    for cell in cells:
        try:
            return Dating(order, days_of(cell, order))
        except ValueError:
            continue
    raise InputError(
        f'the dates of "{name}", such as "{cells[0][:40]}", are not of a known language; '
        'allowed is data.dates = "rows", or "drop"',
        "data.dates",
    )


def _order(name: str, cells: Sequence[str]) -> str:
    pairs = [
        (int(found["a"]), int(found["b"]))
        for cell in cells
        if (found := _DATE.fullmatch(cell.strip())) and found["y3"] and found["sign"] != "."
    ]
    if not pairs:
        return YEAR_FIRST
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    if day_first == month_first:
        raise InputError(
            f'the dates of "{name}", such as "{cells[0][:40]}", may begin with the day or with '
            'the month: set data.date_order to "day" or "month"',
            "data.date_order",
        )
    return DAY_FIRST if day_first else MONTH_FIRST


def day_name(days: float) -> str:
    """The day that a number of days stands for, such as 2024-01-31; a time where it has no day."""
    if days < 1:
        seconds = round(days * 86400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}"
    begin = date.fromordinal(int(days))
    seconds = round((days - int(days)) * 86400)
    if not seconds:
        return begin.isoformat()
    clock = timedelta(seconds=seconds)
    return f"{begin.isoformat()} {clock!s:0>8}"
