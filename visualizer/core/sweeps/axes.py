"""What a sweep varies: a setting and its values, as a list, a range or random samples."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.reading import value_of
from visualizer.core.schedules import SCHEDULES
from visualizer.core.sections import SECTIONS
from visualizer.core.settings import Setting, declarations
from visualizer.core.words import among, meant

LIST, LINEAR, LOG, RANDOM, LOG_RANDOM = "list", "linear", "log", "random", "log-random"
"""How the values lie: as they were named, evenly, evenly in the logarithm, or drawn."""

SCALES = (LINEAR, LOG, RANDOM, LOG_RANDOM)
"""What may stand behind the count of a range."""

MOST_VALUES = 100_000
"""Of one setting; larger numbers are slips of the hand."""

WRITTEN = "allowed is KEY=LOW:HIGH:COUNT, the same with :log, :random or :log-random, or KEY=A,B,C"

_DIGITS = 12
"""Of the values of a range: 0.3 and not 0.30000000000000004, on every machine alike."""


@dataclass(frozen=True)
class SweepAxis:
    """A setting, by its key path, and the values that it takes, in their order.

    `scale` is one of the above. Values of settings that hold lists are tuples.
    """

    key: str
    values: tuple[Any, ...]
    scale: str = LIST

    @property
    def drawn(self) -> bool:
        """Whether the values are random samples."""
        return self.scale in (RANDOM, LOG_RANDOM)

    @property
    def logarithmic(self) -> bool:
        """Whether the values are spread evenly in their logarithm."""
        return self.scale in (LOG, LOG_RANDOM)

    @property
    def numeric(self) -> bool:
        """Whether all values are numbers."""
        return all(isinstance(value, int | float) for value in self.values) and not any(
            isinstance(value, bool) for value in self.values
        )

    def words(self) -> str:
        """The values in a few words: "25 values of optimizer.learning_rate from 0.0001 to 1"."""
        if self.numeric and len(self.values) > 4:
            span = f"from {min(self.values):g} to {max(self.values):g}"
            how = {LOG: ", evenly in the logarithm", RANDOM: ", drawn evenly"}
            how[LOG_RANDOM] = ", drawn evenly in the logarithm"
            return f"{len(self.values):,} values of {self.key} {span}{how.get(self.scale, '')}"
        shown = [value_text(value) for value in self.values]
        if len(shown) > 8:
            shown = [*shown[:6], "...", shown[-1]]
        return f"{self.key} {', '.join(shown)}"


def value_text(value: Any) -> str:
    """A value of a setting as it stands in files: numbers with all their digits."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(value_text(one) for one in value)}]"
    return value if isinstance(value, str) else repr(value)


def read_axis(text: str, base: Experiment) -> SweepAxis:
    """What words such as "optimizer.learning_rate=1e-4:1:25:log" say.

    A range is ``LOW:HIGH:COUNT``, both ends included, with ``:log`` evenly in the logarithm.
    ``:random`` and ``:log-random`` draw so many samples between the ends, with ``:SEED``
    behind it others (by default those of seed 0). All else is a list, its values written as
    in experiment files; words without quotation marks are texts.

    Raises
    ------
    InputError
        For words that say nothing of that kind, an unknown setting, and values that it
        cannot take.
    """
    key, equals, words = text.partition("=")
    # In a shell one writes hyphens.
    key, words = key.strip().replace("-", "_"), words.strip()
    if not equals or not all(key.split(".")):
        raise InputError(f'"{text}" is not allowed; {WRITTEN}')
    if not words:
        raise InputError(f"no values are given; {WRITTEN}", key)
    declared = _declared(key, base)
    parts = [part.strip() for part in words.split(":")]
    # A colon may stand in a text, such as the name of a file; texts are no numbers.
    if len(parts) > 1 and not set(words) & set(",[\"'") and _is_number(parts[0]):
        return _range(key, parts, declared)
    return list_axis(key, [value_of(part) for part in _split(words, key)], base)


def list_axis(key: str, values: Sequence[Any], base: Experiment) -> SweepAxis:
    """A setting with the values of a list; errors as `read_axis`."""
    declared = _declared(key, base)
    if declared is not None:
        values = [_checked(value, declared, key) for value in values]
    if not values:
        raise InputError(f"no values are given; {WRITTEN}", key)
    _refuse_twice(values, key)
    return SweepAxis(key, tuple(values))


def _declared(key: str, base: Experiment) -> Setting | None:
    """The setting of a key; None for what chooses a section's kind, which has no declaration.

    An option of another rule or schedule is one, too: the sweep may vary these.
    """
    section, _, name = key.partition(".")
    if section not in SECTIONS or not name:
        known = ", ".join(SECTIONS)
        raise InputError(
            f"unknown key; allowed are settings of {known}{meant(section, SECTIONS)}", key
        )
    owner = getattr(base, section)
    if owner is None:
        raise InputError("a function has no data", key)
    others = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}.get(section, {})
    for kind in (type(owner), *others.values()):
        for declared in declarations(kind):
            if declared.name == name:
                return declared
    return None


def _checked(value: Any, declared: Setting, key: str) -> Any:
    try:
        return declared.check(value)
    except InputError as error:
        raise InputError(error.message, key) from None


def _refuse_twice(values: Sequence[Any], key: str) -> None:
    seen: list[Any] = []
    for value in values:
        # 1 and true are equal to Python, and no setting takes both.
        if value in seen:
            raise InputError(f"{value_text(value)} is given twice", key)
        seen.append(value)


def _split(words: str, key: str) -> list[str]:
    """The items of a list: commas within brackets and quotation marks divide nothing."""
    items, depth, quote = [""], 0, ""
    for sign in words:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        else:
            depth += (sign in "[{") - (sign in "]}")
        if sign == "," and not quote and depth == 0:
            items.append("")
        else:
            items[-1] += sign
    items = [item.strip() for item in items]
    if not all(items):
        raise InputError("a value is missing between two commas, or at an end of the list", key)
    return items


# Ranges ---------------------------------------------------------------------------------


def _range(key: str, parts: list[str], declared: Setting | None) -> SweepAxis:
    if declared is None or declared.many or declared.kind not in (int, float):
        raise InputError("it takes no numbers, so it has no range; list the values: A,B,C", key)
    if not 3 <= len(parts) <= 5:
        raise InputError(f'"{":".join(parts)}" is not allowed; {WRITTEN}', key)
    low, high = (_number(part, key) for part in parts[:2])
    count = _count(parts[2], key)
    scale = among(parts[3], SCALES) if len(parts) > 3 else LINEAR
    if scale not in SCALES:
        more = meant(scale, SCALES)
        raise InputError(f'"{scale}" is not allowed; allowed are {", ".join(SCALES)}{more}', key)
    if len(parts) > 4 and scale not in (RANDOM, LOG_RANDOM):
        raise InputError(f"{scale} has no seed; allowed is one behind random and log-random", key)
    if not low < high:
        raise InputError(f"{low:g} is not below {high:g}; the lower end stands first", key)
    if scale in (LOG, LOG_RANDOM) and low <= 0:
        raise InputError(f"{low:g} has no logarithm; both ends must be above 0", key)
    if scale in (LINEAR, LOG):
        values = _spaced(low, high, count, scale == LOG)
    else:
        seed = _seed(parts[4] if len(parts) > 4 else "0", key)
        values = _samples(low, high, count, scale == LOG_RANDOM, declared.kind is int, key, seed)
    return SweepAxis(key, tuple(_checked(value, declared, key) for value in values), scale)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _number(text: str, key: str) -> float:
    if not _is_number(text):
        raise InputError(f'"{text}" is not allowed as the end of a range; allowed is a number', key)
    return float(text)


def _count(text: str, key: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 2 <= int(text) <= MOST_VALUES:
        raise InputError(
            f'"{text}" is not allowed as the count of a range; allowed is a whole number from 2 '
            f"to {MOST_VALUES:,}",
            key,
        )
    return int(text)


def _seed(text: str, key: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise InputError(f'"{text}" is not allowed as a seed; allowed is a whole number', key)
    return int(text)


def _spaced(low: float, high: float, count: int, logarithmic: bool) -> list[float]:
    """`count` values from low to high; the ends are these very numbers."""
    values = np.geomspace(low, high, count) if logarithmic else np.linspace(low, high, count)
    return [low, *map(_rounded, values[1:-1].tolist()), high]


def _samples(
    low: float, high: float, count: int, logarithmic: bool, whole: bool, key: str, seed: int
) -> list[float]:
    """`count` samples, the first of them the same for every count."""
    # By the key as well: two settings of one seed must not be drawn alike.
    random = np.random.default_rng([seed, *key.encode()])
    if whole and not logarithmic:
        return [float(value) for value in random.integers(int(low), int(high) + 1, count)]
    ends = (math.log(low), math.log(high)) if logarithmic else (low, high)
    values = random.uniform(*ends, count).tolist()
    if logarithmic:
        values = [math.exp(value) for value in values]
    if whole:
        values = [float(round(value)) for value in values]
    return [min(max(_rounded(value), low), high) for value in values]


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
