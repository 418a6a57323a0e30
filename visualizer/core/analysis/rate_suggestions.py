"""What the curve of a range test suggests: learning rates, each under its name.

The names are those of the library fastai, whose definitions differ in details: here the
slope is that of the smoothed loss, by central differences. All look at the points that
`Finder.skip_first` and `Finder.skip_last` leave, and say nothing where the loss does not
fall.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.arrays import FloatArray

FEWEST = 4
"""Points without which nothing is suggested."""

BEGUN = 0.05
"""The share of its whole fall by which the loss has begun to fall."""


WINDOWS = 20
"""How many means over neighbours stand side by side."""


class Suggestion(NamedTuple):
    """A learning rate, the smoothed loss there (NaN beside the curve), and its name.

    `unstable` ones are above the largest stable rate at the start, where that is known.
    """

    name: str
    rate: float
    loss: float
    help: str
    unstable: bool = False

    @property
    def label(self) -> str:
        """The name, with a word of warning where there is need for one."""
        return f"{self.name} (unstable)" if self.unstable else self.name


class Bounds(NamedTuple):
    """The rates between which the loss falls."""

    low: float
    high: float
    help: str = "from where the loss begins to fall to where it stops"

    @property
    def settings(self) -> Mapping[str, Any]:
        """Values for `Experiment.with_values`: a cyclical schedule between the bounds."""
        return {
            "schedule.kind": "cyclical",
            "schedule.base": self.low,
            "schedule.maximum": self.high,
        }


def kept(curve: RateCurve) -> slice:
    """The points that are looked at."""
    return slice(curve.finder.skip_first, max(len(curve.rates) - curve.finder.skip_last, 0))


def suggestions(curve: RateCurve) -> tuple[Suggestion, ...]:
    """The suggested rates; the largest stable one, where it is known, at the end."""
    points = kept(curve)
    rates, losses = curve.rates[points], curve.smoothed[points]
    found = []
    if _falls(losses):
        found = [
            Suggestion(name, *_point(rates, losses, rule(rates, losses)), help)
            for name, (rule, help) in RULES.items()
        ]
    if curve.stable_rate is not None:
        found = [_compared(one, curve.stable_rate) for one in found]
        point = _point(rates, losses, curve.stable_rate)
        found.append(
            Suggestion("largest stable", *point, "2 / λ_max at the start, for gradient descent")
        )
    return tuple(found)


def _compared(one: Suggestion, stable: float) -> Suggestion:
    if one.rate <= stable:
        return one
    return one._replace(help=f"{one.help}; above 2 / λ_max at the start", unstable=True)


def bounds(curve: RateCurve) -> Bounds | None:
    """Bounds of a cyclical schedule; None where the loss does not fall.

    The upper one is the rate with the least loss, the lower one the last rate with less
    than 5 % of the fall to it from the greatest loss before. Each loss is averaged with
    its neighbours on both sides: the smoothed loss comes after the loss, and would still
    fall where the run diverges already.
    """
    points = kept(curve)
    rates, losses = curve.rates[points], centred(curve.losses[points])
    if not _falls(losses):
        return None
    top, bottom = _fall(losses)
    begun = losses[top] - BEGUN * (losses[top] - losses[bottom])
    low = top + int(np.flatnonzero(losses[top : bottom + 1] >= begun)[-1])
    return Bounds(float(rates[low]), float(rates[bottom]))


def still_falls(curve: RateCurve) -> bool:
    """Whether the smoothed loss is least at the end, so that larger rates may do better."""
    return _falls(curve.smoothed) and int(curve.smoothed.argmin()) == len(curve.rates) - 1


def remarks(curve: RateCurve) -> tuple[str, ...]:
    """Sentences on what a curve cannot tell, and why."""
    finder, found = curve.finder, []
    points = kept(curve)
    if len(curve.rates[points]) < FEWEST:
        found.append(
            f"too few points are left without the first {finder.skip_first} and "
            f"the last {finder.skip_last}"
        )
    elif bounds(curve) is None:
        found.append("the loss does not fall with any of these rates")
    if still_falls(curve):
        found.append("the loss still falls at the end; larger rates may be better (finder.end)")
    return tuple(found)


def centred(losses: FloatArray) -> FloatArray:
    """Means (n,) of losses (n,) over windows of about a twentieth of them, cut at the ends."""
    window = np.ones(2 * (len(losses) // (2 * WINDOWS)) + 1)
    if len(window) > len(losses):
        return losses
    counts = np.convolve(np.ones(len(losses)), window, "same")
    return np.asarray(np.convolve(losses, window, "same") / counts)


def _falls(losses: FloatArray) -> bool:
    return len(losses) >= FEWEST and int(losses.argmin()) > 0


def _fall(losses: FloatArray) -> tuple[int, int]:
    """Where the losses are least, and where they are greatest before."""
    bottom = int(losses.argmin())
    return int(losses[: bottom + 1].argmax()), bottom


def _point(rates: FloatArray, losses: FloatArray, rate: float) -> tuple[float, float]:
    if not len(rates):
        return rate, np.nan
    # On the logarithm of the rate, as the curve is drawn; beside the curve there is no loss.
    place = np.interp(np.log(rate), np.log(rates), losses, left=np.nan, right=np.nan)
    return rate, float(place)


def steepest(rates: FloatArray, losses: FloatArray) -> float:
    r"""The rate at which dS / d ln eta is least; rates and losses (n,)."""
    return float(rates[np.gradient(losses, np.log(rates)).argmin()])


def halfway(rates: FloatArray, losses: FloatArray) -> float:
    """The first rate of the fall by which half of it is made."""
    top, bottom = _fall(losses)
    middle = (losses[top] + losses[bottom]) / 2
    return float(rates[top + int(np.flatnonzero(losses[top : bottom + 1] <= middle)[0])])


def minimum_tenth(rates: FloatArray, losses: FloatArray) -> float:
    """A tenth of the rate with the least loss."""
    return float(rates[losses.argmin()]) / 10


def valley(rates: FloatArray, losses: FloatArray) -> float:
    """The middle of the longest valley, as fastai defines it.

    The valley is the longest series of falling losses, not necessarily of neighbours;
    with its length n and its end at index e (the first, if several are as long), the rate
    is that at index e - n + floor(n / 3) + floor(n / 6), but at least 0.
    """
    end, length = _longest_fall(losses)
    return float(rates[max(end - length + length // 3 + length // 6, 0)])


def _longest_fall(losses: FloatArray) -> tuple[int, int]:
    """The end and the length of the longest falling subsequence (Fredman 1975)."""
    ends: list[float] = []  # the greatest last loss of the series of each length, negated
    found, longest = 0, 0
    for place, loss in enumerate(losses.tolist()):
        length = bisect_left(ends, -loss) + 1
        ends[length - 1 : length] = [-loss]
        if length > longest:
            found, longest = place, length
    return found, longest


_Rule = Callable[[FloatArray, FloatArray], float]

RULES: Mapping[str, tuple[_Rule, str]] = {
    "steepest": (steepest, "where the loss falls fastest over the logarithm of the rate"),
    "half-way down": (halfway, "where the loss has made half of its fall"),
    "minimum / 10": (minimum_tenth, "a tenth of the rate with the least loss"),
    "valley": (valley, "the middle of the longest fall"),
}
