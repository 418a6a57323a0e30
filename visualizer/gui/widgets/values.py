"""Between the text in a field and the value of a declared setting.

Numbers are read and written in the C locale: a decimal point, no grouping, whatever the
language of the system is.
"""

import math
import re
from typing import Any

from visualizer.core.errors import InputError
from visualizer.core.settings import Setting

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?", re.ASCII)
LONGEST_TEXT = 100_000


def format_value(value: object) -> str:
    """The text of a value, such that `parse_text` gives the value back: "0.1", "16, 16"."""
    if isinstance(value, list | tuple):
        return ", ".join(format_value(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _format_float(value)
    return str(value)


def _format_float(value: float) -> str:
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value)) if value or math.copysign(1.0, value) > 0 else "0"
    text = repr(value)
    # 1e-05 as one writes it: 1e-5.
    return text.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def parse_text(declared: Setting, text: str) -> Any:
    """The value that `text` means for a setting.

    Raises
    ------
    InputError
        With one sentence, when the text is no such value or the value is not allowed.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(f"the text is too long ({len(text)} characters)", declared.name)
    stripped = text.strip()
    if declared.tables is not None:
        return declared.check(stripped.strip("[]"))
    if declared.many:
        return declared.check(_parse_list(declared, stripped))
    if not stripped and declared.kind is str and declared.optional:
        return ""
    return declared.check(_parse_item(declared, stripped))


def _parse_list(declared: Setting, text: str) -> list[object]:
    if text[:1] + text[-1:] in ("[]", "()"):
        text = text[1:-1].strip()
    if not text:
        return []
    # Names may hold blanks, numbers do not.
    separator = r"\s*[,;]\s*" if declared.kind is str else r"\s*[,;]\s*|\s+"
    return [_parse_item(declared, part) for part in re.split(separator, text)]


def _parse_item(declared: Setting, text: str) -> object:
    if declared.kind is str:
        return text
    if declared.kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if not text:
        raise InputError(f"nothing is given; {declared.allowed()}", declared.name)
    if NUMBER.fullmatch(text):
        # Python takes time with the square of the digits, and refuses more than 4300.
        number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,300}", text) else float(text)
        return number if math.isfinite(number) else text
    if DECIMAL_COMMA.fullmatch(text) and not declared.many:
        hint = text.replace(",", ".")
        raise InputError(f"{text} has a comma; write {hint}", declared.name)
    return text


def describe(declared: Setting, key: str) -> str:
    """The tooltip of a setting: help, what is allowed, the default, and the key in files."""
    default = format_value(declared.default)
    words = (declared.choices or {}).get(default, default)
    lines = [declared.help, ""]
    if not declared.choices and declared.kind is not bool:
        lines.append(declared.allowed().removeprefix("allowed is ").capitalize())
    lines.append(f"Default: {words or 'not given'}")
    lines.append(f"In files: {key}")
    return "\n".join(lines)


def stepped(declared: Setting, value: float, up: bool) -> float:
    """The next value for an arrow key: a "round" step that stays within the limits.

    Whole numbers step by one unit of their second digit (1 up to 20, 10 up to 200, ...),
    logarithmic settings walk 1, 2, 5, 10, the others by a tenth of their decade.
    """
    if declared.logarithmic and value > 0:
        new = _next_preferred(value, up)
    else:
        size = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 0.1
        if declared.kind is int:
            size = max(1.0, size)
        steps = value / size
        new = (math.floor(steps + 1e-9) + 1 if up else math.ceil(steps - 1e-9) - 1) * size
    # Sums of tenths are 0.30000000000000004.
    new = float(f"{new:.12g}")
    try:
        checked = declared.check(int(new) if declared.kind is int else new)
    except InputError:
        return _nearest_limit(declared, value, up)
    return float(checked)


def _next_preferred(value: float, up: bool) -> float:
    decade = math.floor(math.log10(value) + 1e-12)
    ladder = [float(f"{digit}e{decade + k}") for k in (-1, 0, 1) for digit in (1, 2, 5)]
    if up:
        return min(step for step in ladder if step > value * (1 + 1e-9))
    return max(step for step in ladder if step < value * (1 - 1e-9))


def _nearest_limit(declared: Setting, value: float, up: bool) -> float:
    limit = declared.maximum if up else declared.minimum
    return value if limit is None else float(limit)
