"""How far somebody has come in each lesson, as it is remembered from one start to the next."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from visualizer.core.lessons.score import StepResult
from visualizer.gui.look.preferences import LESSONS, MOST_LETTERS, Preferences

RIGHT, WRONG, OPEN, TOLD = "+-~!"
"""How a step ended: rightly, not yet, with words that nobody judges, or it was told."""

MOST_TRIES = 99


class LessonMark(NamedTuple):
    """A place in a lesson: the step, what became of each, and how many there are."""

    step: int = 0
    results: tuple[StepResult, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether its end has been reached."""
        return bool(self.results) and self.step >= len(self.results)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return min(self.step / len(self.results), 1.0) if self.results else 0.0


class LessonProgress:
    """Marks in lessons by name: answers themselves are not kept, only what became of them."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def mark(self, name: str) -> LessonMark:
        """The mark in a lesson; of one that is unknown, or was stored wrongly, at its start."""
        try:
            step, codes = self._all()[name]
            return LessonMark(max(int(step), 0), tuple(_result(code) for code in codes))
        except (KeyError, TypeError, ValueError, IndexError):
            return LessonMark()

    def remember(self, name: str, mark: LessonMark) -> None:
        """Keep a mark; the oldest are forgotten where there is no room for all."""
        known = self._all()
        known.pop(name, None)
        known[name] = [mark.step, [_code(one) for one in mark.results]]
        while len(text := json.dumps(known, separators=(",", ":"))) > MOST_LETTERS and known:
            known.pop(next(iter(known)))
        self._preferences.set(LESSONS, text)

    def _all(self) -> dict[str, Any]:
        stored = self._preferences.get(LESSONS)
        try:
            found = json.loads(stored) if stored else {}
        except (ValueError, RecursionError):
            self._preferences.refuse(LESSONS)
            return {}
        return found if isinstance(found, dict) else {}


def _code(one: StepResult) -> str:
    sign = RIGHT if one.right else WRONG if one.right is False else OPEN
    return f"{min(one.tries, MOST_TRIES)}{TOLD if one.told else sign}"


def _result(code: str) -> StepResult:
    tries, sign = int(code[:-1]), code[-1]
    right = {RIGHT: True, WRONG: False}.get(sign)
    return StepResult(None, tries, right, told=sign == TOLD)
