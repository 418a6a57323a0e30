"""How numbers are written in a file: decimal sign, thousands, and what stands beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from visualizer.core.data.layouts import APOSTROPHE, AUTO, SPACE
from visualizer.core.data.numbers import COMMA, POINT, is_number, is_text, parse_number
from visualizer.core.errors import InputError

_ALIKE = {SPACE: "[ \u00a0\u2009\u202f]", APOSTROPHE: "['\u2019]"}

# A "D" of Fortran stands for the exponent where a decimal sign shows that it is no code.
_FORTRAN = re.compile(r"([+-]?(?:\d+[.,]\d*|[.,]\d+))[dD]([+-]?\d{1,3})", re.ASCII)

_CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|"
    "BRL|MXN|ZAR|KRW|TRY|ILS|SGD|HKD"
)
_SYMBOL = "[A-Z]{0,3}[$\u00a2-\u00a5\u20a0-\u20c0]"
_CORE = "\\d(?:[\\d.,'\u2019_ \u00a0\u2009\u202f]*\\d)?[.,]?(?:[eE][+-]?\\d+)?|[.,]\\d+"
_DRESSED = re.compile(
    rf"""(?P<open>\()? \s* (?P<sign>[+\-\u2212])? \s*
         (?P<before>{_SYMBOL} | (?:{_CODES})(?=\s))? \s* (?P<inner>[+\-\u2212])? \s*
         (?P<core>{_CORE}) \s*
         (?P<after>{_SYMBOL} | [%\u2030\u00b0] (?:\s?[CFK])?
           | [^\W\d_]{{1,12}}[\u00b2\u00b32-3]? (?:/[^\W\d_]{{1,6}}[\u00b2\u00b3]?)? )?
         (?P<minus>-)? \s* (?P<close>\))?""",
    re.VERBOSE,
)

_FEW = 3
"""Cells from which a unit is concluded."""


@dataclass(frozen=True)
class Numerals:
    """The decimal sign of a file, and the sign between thousands, "" for none."""

    decimal: str = POINT
    thousands: str = ""

    @cached_property
    def _grouped(self) -> re.Pattern[str]:
        return grouped(self.thousands, self.decimal)

    def plain(self, cell: str) -> str:
        """The cell as `parse_number` takes it, where it is a number in another dress."""
        text = cell.strip().replace("\u2212", "-")
        if self.thousands and self._grouped.fullmatch(text):
            text = re.sub(_alike(self.thousands), "", text)
        found = _FORTRAN.fullmatch(text)
        return f"{found[1]}e{found[2]}" if found else text

    def number(self, cell: str) -> float:
        """The finite number in a cell.

        Raises
        ------
        ValueError
            If there is none.
        """
        return parse_number(self.plain(cell), self.decimal)

    def reads(self, cell: str) -> bool:
        """Whether a cell is a finite number."""
        return is_number(self.plain(cell), self.decimal)

    def is_word(self, cell: str) -> bool:
        """Whether a cell was not meant to be a number, in whatever dress this file has them.

        A typographic minus or apostrophe makes no word of a number.
        """
        return is_text(cell) and not self.reads(cell)


def _alike(sign: str) -> str:
    return _ALIKE.get(sign, re.escape(sign))


@lru_cache
def grouped(thousands: str, decimal: str) -> re.Pattern[str]:
    """Numbers with at least one sign between thousands, such as 1,250 or 12,34,567.8."""
    sign, point = _alike(thousands), re.escape(decimal)
    return re.compile(
        rf"[+-]?[1-9]\d{{0,2}}(?:{sign}\d{{2,3}})*{sign}\d{{3}}(?:{point}\d*)?(?:[eE][+-]?\d+)?",
        re.ASCII,
    )


def common_unit(cells: Sequence[str], numerals: Numerals) -> str | None:
    """The unit that stands beside every number of a column; None where they are no such numbers.

    "" where brackets or a minus behind the number stand for negative numbers, and no unit.
    """
    units, changed = set(), False
    for cell in cells:
        found = _DRESSED.fullmatch(cell.strip())
        if found is None or not numerals.reads(undressed(cell, unit := _unit(found))):
            return None
        units.add(unit)
        changed |= bool(unit or found["open"] or found["minus"])
    if len(units) != 1 or not changed:
        return None
    (unit,) = units
    letters = unit[:1].isalpha() and unit not in _CODES
    return None if letters and len(cells) < _FEW else unit


NO_UNIT = "none"


def different_units(cells: Iterable[str]) -> list[str]:
    """The units of numbers with more than one; [] where a cell is no number, or none has a unit.

    Beside numbers with a unit those without have another: 20 % is not 20. `NO_UNIT` names it.
    """
    units = set()
    for cell in cells:
        found = _DRESSED.fullmatch(cell.strip())
        if found is None:
            return []
        units.add(_unit(found))
    bare = [NO_UNIT] if "" in units else []
    return sorted(units - {""}) + bare if units != {""} else []


def _unit(found: re.Match[str]) -> str:
    return found["before"] or found["after"] or ""


def undressed(cell: str, unit: str) -> str:
    """A number without its unit, with a minus for brackets; another cell as it is."""
    found = _DRESSED.fullmatch(cell.strip())
    if found is None or _unit(found) != unit or (found["before"] and found["after"]):
        return cell
    signs = [sign for sign in (found["sign"], found["inner"], found["minus"]) if sign]
    brackets = bool(found["open"])
    if brackets != bool(found["close"]) or len(signs) + brackets > 1:
        return cell
    sign = "-" if brackets else signs[0] if signs else ""
    return sign + found["core"].strip()


def find_numerals(cells: Iterable[str], delimiter: str, decimal: str, thousands: str) -> Numerals:
    """How the numbers in some cells are written.

    Parameters
    ----------
    delimiter
        The sign between cells: beside a comma there, a comma in a cell is no decimal sign.
    decimal
        The decimal sign, "" to be found.
    thousands
        The sign between thousands, "" for none, "auto" to be found.

    Raises
    ------
    InputError
        With the key ``"data.thousands"``, where a number could be two.
    """
    cores = {core for cell in cells if (core := _core(cell))}
    if thousands != AUTO:
        _refuse_unclear_comma(cores, decimal, thousands)
        return Numerals(decimal or _beside(thousands, cores), thousands)
    for sign in (SPACE, APOSTROPHE):
        if any(grouped(sign, point).fullmatch(core) for core in cores for point in (POINT, COMMA)):
            bare = {re.sub(_alike(sign), "", core) for core in cores}
            return Numerals(decimal or usual_decimal(bare), sign)
    return _found(cores, delimiter, decimal)


def _refuse_unclear_comma(cores: Iterable[str], decimal: str, thousands: str) -> None:
    """Another sign, or none, between thousands does not say that 1,250 is a little over 1."""
    if decimal or thousands in (COMMA, POINT):
        return
    bare = {re.sub(_alike(thousands), "", core) if thousands else core for core in cores}
    commas, points = _uses(bare, COMMA), _uses(bare, POINT)
    if commas[2] and not any((*commas[:2], *points[:2])):
        raise _unclear(commas[2])


def undecided(cells: Iterable[str], delimiter: str) -> str:
    """A number that could be two, where nothing in the file decides; "" where all are clear."""
    cores = {core for cell in cells if (core := _core(cell))}
    try:
        _found(cores, delimiter, "")
    except InputError:
        return _uses(cores, COMMA)[2] or _uses(cores, POINT)[2]
    return ""


def _core(cell: str) -> str:
    """The digits and signs of a number, without a unit; "" for other cells."""
    text = cell.strip()
    if not any(sign.isdigit() for sign in text):
        return ""
    found = _DRESSED.fullmatch(text)
    return found["core"].strip() if found else ""


def _beside(thousands: str, cores: Iterable[str]) -> str:
    """The decimal sign beside a sign for thousands."""
    if thousands in (COMMA, POINT):
        return POINT if thousands == COMMA else COMMA
    return usual_decimal(
        re.sub(_alike(thousands), "", core) if thousands else core for core in cores
    )


def usual_decimal(cells: Iterable[str]) -> str:
    """The sign that makes more cells numbers; the point if both do equally."""
    known = list(cells)
    with_comma = sum(COMMA in cell and is_number(cell, COMMA) for cell in known)
    with_point = sum(POINT in cell and is_number(cell, POINT) for cell in known)
    return COMMA if with_comma > with_point else POINT


def _found(cores: set[str], delimiter: str, decimal: str) -> Numerals:
    """Point and comma, each of which may be the decimal sign or stand between thousands."""
    shown = {sign: _uses(cores, sign) for sign in (POINT, COMMA)}
    unclear = {sign: one for sign, (_, _, one) in shown.items() if one}
    if decimal:
        other = COMMA if decimal == POINT else POINT
        return Numerals(decimal, other if shown[other][1] or other in unclear else "")
    points = shown[POINT][0] or shown[COMMA][1]
    commas = shown[COMMA][0] or shown[POINT][1]
    if points and not commas:
        return Numerals(POINT, COMMA if shown[COMMA][1] or COMMA in unclear else "")
    if commas and not points:
        return Numerals(COMMA, POINT if shown[POINT][1] or POINT in unclear else "")
    if not points and not commas and COMMA in unclear and delimiter == COMMA:
        return Numerals(POINT, COMMA)
    # With points it is clear where numbers are rarely written with decimal commas.
    if COMMA in unclear or (POINT in unclear and delimiter == ";" and not points):
        raise _unclear(unclear.get(COMMA) or unclear[POINT])
    return Numerals(usual_decimal(cores))


def _uses(cores: Iterable[str], sign: str) -> tuple[bool, bool, str]:
    """Whether a sign is the decimal one, is between thousands, and a number that leaves it open."""
    other = COMMA if sign == POINT else POINT
    pattern = grouped(sign, other)
    decimal = thousands = False
    unclear = ""
    for core in cores:
        if sign not in core:
            continue
        if pattern.fullmatch(core):
            if core.count(sign) > 1 or other in core:
                thousands = True
            elif "e" in core.lower():
                decimal = True
            else:
                unclear = max(unclear, core)
        elif is_number(core, sign):
            decimal = True
    return decimal, thousands, unclear


def _unclear(core: str) -> InputError:
    sign = COMMA if COMMA in core else POINT
    name = "comma" if sign == COMMA else "point"
    large, small = core.replace(sign, ""), core.replace(sign, POINT)
    return InputError(
        f'"{core}" may be {large} or {small}: set data.thousands to "{name}" for {large}, or '
        f'data.decimal to "{name}" for {small}',
        "data.thousands",
    )
