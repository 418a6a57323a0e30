"""Numbers as words: for reading, and at axes."""

import math

_DENORMAL = 1e-300
"""Powers of ten below this lose digits, and become 0."""

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_text(exponent: int) -> str:
    """A power of ten as written at an axis: 0.01, 1, 100, and 10⁴ beyond."""
    if -3 <= exponent <= 3:
        return f"{10.0**exponent:,g}"
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def number_text(value: float, digits: int = 4) -> str:
    """A number for reading: `digits` significant figures, a real minus, powers as 1.2·10⁵."""
    if not math.isfinite(value):
        return str(value)
    if value == 0.0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 6:
        places = max(0, digits - 1 - exponent)
        return f"{value:,.{places}f}".replace("-", "−")
    mantissa = f"{value / 10.0**exponent:.{digits - 1}f}" if abs(exponent) < 300 else f"{value:.2e}"
    if "e" in mantissa:
        return mantissa.replace("-", "−")
    return f"{mantissa}·{'10' + str(exponent).translate(_SUPERSCRIPT)}".replace("-", "−")


def short_text(value: float) -> str:
    """A round number as it is said: up to six figures, no zeros behind them."""
    if value == 0.0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:,.6g}".replace("-", "−")
    return tick_text(value, abs(value))


def tick_text(value: float, spacing: float) -> str:
    """The label of a tick, with no more places than its neighbours need.

    Where they stand too close for a spacing, as denormal numbers do, it says what it can.
    """
    if value == 0.0 or abs(value) < 1e-9 * spacing:
        return "0"
    if not spacing > _DENORMAL or abs(value) < _DENORMAL:
        return number_text(value)
    if max(abs(value), spacing) >= 1e5 or (abs(value) < 1e-3 and spacing < 1e-4):
        exponent = math.floor(math.log10(abs(value)) + 1e-12)
        mantissa = value / 10.0**exponent
        places = max(0, exponent - math.floor(math.log10(spacing) + 1e-9))
        text = f"{mantissa:.{min(places, 12)}f}"
        power = "10" + str(exponent).translate(_SUPERSCRIPT)
        whole = {"1": power, "-1": "-" + power}.get(text, f"{text}·{power}")
        return whole.replace("-", "−")
    places = max(0, -math.floor(math.log10(spacing) + 1e-9))
    return f"{value:,.{places}f}".replace("-", "−")


def thinned_text(shown: int, count: int) -> str:
    """How many rows a picture shows, and why not all; nothing where it shows all."""
    return f"{shown:,} of {count:,} rows, for speed" if shown < count else ""
