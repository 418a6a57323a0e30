"""How the best rate of an entrant is found: on a grid, then on finer ones around the best.

Of two rates that one is better from which fewer starts fail to arrive; of those with as few,
the one with the lower median of steps to the target; where none arrives, or the aim is to end
lowest, the one with the lower median of the loss at the end. A rate can be lucky: one of its
steps happens to land where others pass by. So each is judged like the middle one of itself and
its two neighbours on the grid, which no single one can change; at an edge, like the worse of
two. Of neighbours that are level with the best (`is_level`) the one in the middle is taken.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from visualizer.core.race.race import LOWEST, Protocol
from visualizer.core.race.ranges import finer, grid
from visualizer.core.race.together import Arrival

LEVEL = 0.02
"""The share by which steps, or losses, may differ and still be called as good."""

ALONE = 1.25
"""A rate that was passed over is told of where it takes so many times fewer steps."""

Badness = tuple[float, float, float]
"""What is compared: starts that failed, the median of the steps, and that of the losses."""


class TriedRate(NamedTuple):
    """A rate, and how the runs from the starts on which rates are chosen have got on with it."""

    rate: float
    arrivals: tuple[Arrival, ...]

    @property
    def missing(self) -> int:
        """The starts from which the target was not reached."""
        return sum(one.step < 0 for one in self.arrivals)

    @property
    def steps(self) -> float:
        """The median of the steps to the target, infinite where most do not arrive."""
        return float(np.median([one.step if one.step >= 0 else math.inf for one in self.arrivals]))

    @property
    def loss(self) -> float:
        """The median of the losses at the end."""
        return float(np.median([one.loss for one in self.arrivals]))

    @property
    def failed(self) -> int:
        """The starts from which it diverged."""
        return sum(math.isinf(one.loss) for one in self.arrivals)


class RateChoice(NamedTuple):
    """The rates that were tried, in rising order, the place of the chosen one, and remarks."""

    tried: tuple[TriedRate, ...]
    place: int
    remarks: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """The chosen rate."""
        return self.tried[self.place].rate

    @property
    def arriving(self) -> tuple[float, ...]:
        """The rates with which every start arrived, in rising order."""
        return tuple(one.rate for one in self.tried if not one.missing)


Try = Callable[[Sequence[float]], Sequence[TriedRate]]
"""Trains runs with some rates, and says how they have got on."""


def choose(protocol: Protocol, limits: tuple[float, float], attempt: Try) -> RateChoice:
    """Find the best rate between limits; each entrant gets as many tries."""
    rates = grid(*limits, protocol.coarse)
    tried = sorted(attempt(rates))
    for _ in range(protocol.rounds):
        place = best_place(tried, protocol.aim)
        tried = sorted([*tried, *attempt(_around(tried, place, protocol.fine))])
    place = best_place(tried, protocol.aim)
    return RateChoice(tuple(tried), place, _remarks(tried, place, protocol.aim))


def _around(tried: Sequence[TriedRate], place: int, count: int) -> list[float]:
    """Finer rates between the neighbours of one; at an edge of the grid they go beyond it."""
    rate = tried[place].rate
    low = tried[place - 1].rate if place else rate * rate / tried[1].rate
    high = tried[place + 1].rate if place + 1 < len(tried) else rate * rate / tried[-2].rate
    known, more = {one.rate for one in tried}, 0
    while True:
        # One that was tried already would be a try less for this entrant than for others.
        found = [one for one in finer(low, high, count + more) if one not in known]
        if len(found) >= count or more > count:
            return found[:count]
        more += 1


def _badness(one: TriedRate, aim: str) -> Badness:
    if aim == LOWEST:
        return one.failed, 0.0, one.loss
    return one.missing, one.steps, one.loss


def judged(tried: Sequence[TriedRate], aim: str) -> list[Badness]:
    """How bad each rate is, of rates in rising order, with its neighbours taken into account."""
    own = [_badness(one, aim) for one in tried]
    edges = [max(own[:2]), *[(0.0, 0.0, 0.0)] * (len(own) - 2), max(own[-2:])]
    for place in range(1, len(own) - 1):
        edges[place] = sorted(own[place - 1 : place + 2])[1]
    return edges


def is_level(one: Badness, best: Badness) -> bool:
    """Whether a rate is as good as the best, as far as a few starts can tell."""
    if one[0] != best[0]:
        return False
    if math.isfinite(best[1]) and best[1] > 0:
        return one[1] <= best[1] + max(1.0, LEVEL * best[1])
    return one[1] == best[1] and one[2] <= best[2] + LEVEL * abs(best[2])


def level_with_best(tried: Sequence[TriedRate], aim: str) -> range:
    """The places of rates in rising order that are level with the best, side by side."""
    found = judged(tried, aim)
    # Of two that are judged alike, as the best one and one beside it are, the better one itself.
    best = min(range(len(tried)), key=lambda at: (found[at], _badness(tried[at], aim)))
    low = high = best
    while low and is_level(found[low - 1], found[best]):
        low -= 1
    while high + 1 < len(tried) and is_level(found[high + 1], found[best]):
        high += 1
    return range(low, high + 1)


def best_place(tried: Sequence[TriedRate], aim: str) -> int:
    """The place of the best rate: on the logarithmic scale the middle of those that are level."""
    level = level_with_best(tried, aim)
    middle = math.sqrt(tried[level[0]].rate * tried[level[-1]].rate)

    def aside(place: int) -> tuple[float, Badness]:
        # Rounded: of two that are as far from the middle, the better one itself.
        distance = round(abs(math.log(tried[place].rate / middle)), 6)
        return distance, _badness(tried[place], aim)

    return min(level, key=aside)


def _remarks(tried: Sequence[TriedRate], place: int, aim: str) -> tuple[str, ...]:
    """What must be known of a chosen rate, in sentences."""
    chosen, found = tried[place], []
    level = level_with_best(tried, aim)
    for at, edge in ((0, "lowest"), (len(tried) - 1, "highest")):
        if at in level:
            found.append(
                f"{chosen.rate:g} lies at the edge of the grid, as good as the {edge} rate tried, "
                f"{tried[at].rate:g}; better ones may lie beyond."
            )
    lucky = min(tried, key=lambda one: _badness(one, aim))
    instead = f", not {chosen.steps:,g}" if math.isfinite(chosen.steps) else ""
    if aim != LOWEST and lucky.missing <= chosen.missing and chosen.steps > ALONE * lucky.steps:
        found.append(
            f"{lucky.rate:g} was faster where rates were chosen ({lucky.steps:,g} steps{instead}), "
            "but stands alone between worse ones: it was passed over as a lucky one."
        )
    return tuple(found)
