"""What a verdict is, and the kinds there are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

GOOD, WARNING, BAD, NEUTRAL = "good", "warning", "bad", "neutral"


Key: TypeAlias = tuple[str, tuple[tuple[str, Any], ...]]
"""What a remedy aims at, and its settings."""


class Kind(NamedTuple):
    """A short name to show, and how good the news is: good, warning, bad or neutral."""

    label: str
    severity: str


KINDS: Mapping[str, Kind] = {
    "converging": Kind("Converging", GOOD),
    "minimum": Kind("At the minimum", GOOD),
    "rest": Kind("At rest", NEUTRAL),
    "falling": Kind("Falling", GOOD),
    "crawling": Kind("Crawling", WARNING),
    "valley": Kind("Valley", GOOD),
    "zig-zag": Kind("Zig-zag", WARNING),
    "edge": Kind("On the edge", WARNING),
    "bouncing": Kind("Bouncing", WARNING),
    "swing": Kind("Swinging", NEUTRAL),
    "pulled": Kind("Pulled back", NEUTRAL),
    "kink": Kind("Hopping", WARNING),
    "noise": Kind("Noise", NEUTRAL),
    "thrown": Kind("Thrown off", BAD),
    "saddle": Kind("Saddle", WARNING),
    "local": Kind("Local minimum", WARNING),
    "dead units": Kind("Dead units", WARNING),
    "saturated units": Kind("Saturated units", WARNING),
    "vanishing gradient": Kind("Vanishing", WARNING),
    "exploding gradient": Kind("Exploding", BAD),
    "overfitting": Kind("Overfitting", WARNING),
    "diverging": Kind("Diverging", BAD),
    "diverged": Kind("Diverged", BAD),
    "rounding": Kind("Rounding", BAD),
    "no minimum": Kind("No minimum", NEUTRAL),
    "unknown": Kind("No pattern yet", NEUTRAL),
}


@dataclass(frozen=True)
class Remedy:
    """One click: a label, and the settings to replace by key path.

    It is a candidate until it was tried (see `trials`). A learning rate in it is the highest
    of the run, whatever the schedule makes of it.

    Attributes
    ----------
    aim
        What must end lower with it: "loss" or "validation_loss".
    group
        Of several remedies of one group, the best is offered; "" for none.
    words
        A sentence for the verdict, when this remedy is offered.
    """

    label: str
    settings: Mapping[str, Any]
    aim: str = "loss"
    group: str = ""
    words: str = ""

    @property
    def key(self) -> Key:
        """What tells trials apart."""
        return self.aim, tuple(sorted(self.settings.items()))


@dataclass(frozen=True)
class Verdict:
    """A judgement: its kind, one sentence, the formula behind it, and what might help.

    The remedies are what theory suggests; `offering` leaves those that were tried.
    """

    kind: str
    text: str
    why: str = ""
    remedies: tuple[Remedy, ...] = ()

    def offering(self, remedies: tuple[Remedy, ...]) -> "Verdict":
        """This verdict with the remedies that have proved to help, and a word on the first."""
        words = next((one.words for one in remedies if one.words), "")
        text = f"{self.text} {words}" if words else self.text
        return replace(self, text=text, remedies=remedies)

    @property
    def label(self) -> str:
        return KINDS[self.kind].label

    @property
    def severity(self) -> str:
        return KINDS[self.kind].severity
