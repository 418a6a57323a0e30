"""What a verdict is, and the kinds there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

GOOD, WARNING, BAD, NEUTRAL = "good", "warning", "bad", "neutral"


class Kind(NamedTuple):
    """A short name to show, and how good the news is: good, warning, bad or neutral."""

    label: str
    severity: str


KINDS: Mapping[str, Kind] = {
    "converging": Kind("Converging", GOOD),
    "minimum": Kind("At the minimum", GOOD),
    "rest": Kind("At rest", NEUTRAL),
    "crawling": Kind("Crawling", WARNING),
    "valley": Kind("Valley", GOOD),
    "zig-zag": Kind("Zig-zag", WARNING),
    "edge": Kind("On the edge", WARNING),
    "bouncing": Kind("Bouncing", WARNING),
    "saddle": Kind("Saddle", WARNING),
    "local": Kind("Local minimum", WARNING),
    "overfitting": Kind("Overfitting", WARNING),
    "diverging": Kind("Diverging", BAD),
    "diverged": Kind("Diverged", BAD),
    "rounding": Kind("Rounding", BAD),
    "no minimum": Kind("No minimum", NEUTRAL),
    "unknown": Kind("No pattern yet", NEUTRAL),
}


@dataclass(frozen=True)
class Remedy:
    """One click: a label, and the settings to replace by key path."""

    label: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A judgement: its kind, one sentence, the formula behind it, and what to try."""

    kind: str
    text: str
    why: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def label(self) -> str:
        return KINDS[self.kind].label

    @property
    def severity(self) -> str:
        return KINDS[self.kind].severity
