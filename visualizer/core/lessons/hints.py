"""What a wrong number tells of the mistake: a hint that fits it, and does not give the answer."""

import math
from typing import NamedTuple

CLOSE = 5.0
"""A guess within so many tolerances is close."""

EXACTLY = 0.02
"""How near the ratio of two numbers must be to a telling one."""


class Distance(NamedTuple):
    """A guess and the answer; where there is one, the number `before` the step, and the `rate`."""

    guess: float
    answer: float
    tolerance: float
    before: float | None = None
    rate: float | None = None


def hint_for(one: Distance) -> tuple[str, str]:
    """The kind of a mistake, and a sentence on it."""
    if abs(one.guess - one.answer) <= CLOSE * one.tolerance:
        return "close", "Very close. Calculate with one more digit."
    if one.before is None:
        return _hint_for_amount(one)
    return _hint_for_step(one, one.before)


def _hint_for_amount(one: Distance) -> tuple[str, str]:
    ratio = one.guess / one.answer if one.answer else math.inf
    if _near(ratio, -1):
        return "sign", "The size is right, the sign is not."
    if ratio < 0:
        return "sign", "The sign is wrong."
    return _ratio(ratio, "") or (
        ("large", "Too large.") if one.guess > one.answer else ("small", "Too small.")
    )


def _hint_for_step(one: Distance, before: float) -> tuple[str, str]:
    """Of a place after a step: the step is what was got wrong."""
    change, moved = one.answer - before, one.guess - before
    if abs(moved) <= one.tolerance:
        return "still", "That is where it stands before the step."
    ratio = moved / change if change else math.inf
    if _near(ratio, -1):
        return "sign", "The length is right, the direction is not: a step goes against the slope."
    if one.rate and _near(ratio * one.rate, 1):
        return "rate", "That step is the whole slope: the learning rate takes only a part of it."
    if one.rate and _near(ratio * one.rate, -1):
        return "rate", "That adds the whole slope: the rate takes a part of it, and downhill."
    if before and _near(one.guess / change if change else math.inf, 1):
        return "change", "That is the step itself: add it to where the run stands."
    if ratio < 0:
        return "sign", "That is the wrong direction: a step goes against the slope."
    return _ratio(ratio, "Right direction, ") or (
        ("large", "Right direction, but too far.")
        if ratio > 1
        else ("small", "Right direction, but not far enough.")
    )


def _ratio(ratio: float, begin: str) -> tuple[str, str] | None:
    """A hint for a guess that is a telling multiple of the answer."""
    for power in range(1, 7):
        if _near(ratio, 10.0**power):
            return "ten", _sentence(begin, f"{10**power:,} times too large.")
        if _near(ratio, 10.0**-power):
            return "ten", _sentence(begin, f"{10**power:,} times too small.")
    if _near(ratio, 2):
        return "twice", _sentence(begin, "twice as much as it is.")
    if _near(ratio, 0.5):
        return "half", _sentence(begin, "half of what it is.")
    return None


def _near(ratio: float, wanted: float) -> bool:
    return abs(ratio - wanted) <= EXACTLY * abs(wanted)


def _sentence(begin: str, words: str) -> str:
    return begin + words if begin else f"That is {words}"
