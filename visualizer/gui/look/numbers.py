"""Numbers in columns: as many digits as can be read, real minus signs, aligned."""

import math
from collections.abc import Sequence

from visualizer.gui.look.number_texts import number_text

MINUS = "−"
UNKNOWN = "?"
"""What stands for a number that is to be predicted."""

NONE = "–"
"""What stands for a number that does not exist."""

_EXPONENTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

LARGEST_POWER = 1e300
"""From here on a power of ten as a float64 is too coarse to divide by, or infinite."""

LARGEST_FIXED = 1e12
"""From here on numbers are written with powers of ten, however many decimals are wanted."""


def fixed_text(value: float, decimals: int) -> str:
    """A number with so many decimals: 2 gives "−45.00"; no "−0.00"."""
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if abs(value) >= LARGEST_FIXED:
        return digits_text(value, decimals + 3)
    text = f"{value:.{decimals}f}"
    if not text.strip("-0."):
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def digits_text(value: float, digits: int = 6) -> str:
    """A number with so many significant digits; powers of ten where it is long."""
    if not math.isfinite(value):
        return fixed_text(value, 0)
    if abs(value) < LARGEST_POWER:
        return number_text(value, digits)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e+")
    return mantissa.replace("-", MINUS) + "·10" + exponent.translate(SUPERSCRIPTS)


def size_text(value: float) -> str:
    """About how large a number is: one digit and a power of ten, "3·10⁻⁹"."""
    if not math.isfinite(value) or not value or 0.01 < abs(value) < 1000:
        return short_text(value, 1)
    mantissa, _, exponent = f"{value:.0e}".partition("e")
    return mantissa.replace("-", MINUS) + "·10" + str(int(exponent)).translate(_EXPONENTS)


def exact_text(value: float) -> str:
    """A number with all its digits: reading it gives the same float64."""
    if not math.isfinite(value):
        return fixed_text(value, 0)
    return repr(value).replace("-", MINUS)


def plain(text: str) -> str:
    """A shown number as other programs read it: with the minus of the keyboard."""
    return text.replace(MINUS, "-").replace(NONE, "")


def aligned_texts(values: Sequence[float], digits: int = 6) -> list[str]:
    """The numbers of one column, with as many decimals in each as the largest has.

    Numbers that would lose most of their digits by that are written on their own.
    """
    finite = [abs(value) for value in values if math.isfinite(value) and value]
    largest = max(finite, default=1.0)
    exponent = math.floor(math.log10(largest))
    if exponent >= digits:
        return [digits_text(value, digits - 1) for value in values]
    decimals = max(0, min(digits - 1 - exponent, digits))
    smallest = 10.0 ** (1 - decimals)
    return [
        digits_text(value, 3)
        if value and math.isfinite(value) and abs(value) < smallest
        else fixed_text(value, decimals)
        for value in values
    ]


def short_text(value: float, digits: int = 4) -> str:
    """A number as somebody writes it: up to so many digits, no zeros at the end."""
    text = digits_text(value, digits)
    head, dot, power = text.partition("·")
    if "." in head:
        head = head.rstrip("0").removesuffix(".")
    return head + dot + power
