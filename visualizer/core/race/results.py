"""How a race has ended: places, with ties where ranges overlap, and the verdict in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.experiment import Experiment
from visualizer.core.race.choosing import RateChoice
from visualizer.core.race.race import BEST, EPOCHS, EVALUATIONS, SAME, STEPS, TARGET, Entrant, Race
from visualizer.core.race.starts import Starts
from visualizer.core.settings import declarations, to_dict

COLUMNS = (
    "place",
    "name",
    "options",
    "rate",
    "steps",
    "steps_low",
    "steps_high",
    "epochs",
    "evaluations",
    "seconds",
    "arrived",
    "starts",
    "final_loss",
    "arrives_from",
    "arrives_to",
)
"""Those of the table of results; what is not known is empty."""


class Journey(NamedTuple):
    """The way of a run to the target: infinite where it has not arrived.

    `evaluations` are those of the loss, most of them with its gradient; `seconds` were
    measured on this machine, and are others each time.
    """

    steps: float
    epochs: float
    evaluations: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Finish:
    """How an entrant has got on.

    Attributes
    ----------
    entrant
        Who.
    experiment
        What it raced with, from the first start.
    rate
        Its learning rate.
    choice
        How that was found; None where it was not looked for.
    ways
        The way to the target from each start.
    losses
        The loss at the end of each run, infinite where it diverged.
    rows
        Steps (n,) at which curves are kept.
    raw, best
        The loss over all rows there (n, m) from each of m starts, and the lowest so far; NaN
        once diverged.
    steps_per_epoch
        The steps of an epoch.
    """

    entrant: Entrant
    experiment: Experiment
    rate: float
    choice: RateChoice | None
    ways: tuple[Journey, ...]
    losses: tuple[float, ...]
    rows: FloatArray
    raw: FloatArray
    best: FloatArray
    steps_per_epoch: int = 1

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.entrant.name

    @property
    def arrived(self) -> int:
        """The number of starts from which it has arrived."""
        return sum(math.isfinite(way.steps) for way in self.ways)

    def reached(self, measure: str = STEPS) -> tuple[float, ...]:
        """The lengths of the ways that arrived, in rising order."""
        found = [getattr(way, measure) for way in self.ways if math.isfinite(way.steps)]
        return tuple(sorted(found))

    def median(self, measure: str = STEPS) -> float:
        """The median over all starts; infinite where most have not arrived."""
        return float(np.median([getattr(way, measure) for way in self.ways]))


@dataclass(frozen=True, eq=False)
class RaceResult:
    """The finishes in the order of the entrants, and the starts that they raced from."""

    race: Race
    starts: Starts
    finishes: tuple[Finish, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """The place of each: 1, and one more for each other that is surely before it."""
        return tuple(
            1 + sum(self._is_before(other, one) for other in self.finishes) for one in self.finishes
        )

    @property
    def ranking(self) -> tuple[tuple[int, Finish], ...]:
        """Places and finishes, the first one first."""
        pairs = zip(self.places, self.finishes, strict=True)
        return tuple(sorted(pairs, key=lambda pair: (pair[0], self._order(pair[1]))))

    def _order(self, one: Finish) -> tuple[float, ...]:
        if self.race.protocol.aim != TARGET:
            return (float(np.median(one.losses)),)
        measure = self.race.protocol.measure
        return (-one.arrived, one.median(measure), float(np.median(one.losses)))

    def _is_before(self, one: Finish, other: Finish) -> bool:
        """Whether one is surely better: their ranges over the starts do not overlap."""
        if self.race.protocol.aim == TARGET:
            if one.arrived != other.arrived:
                return one.arrived > other.arrived
            if one.arrived:
                measure = self.race.protocol.measure
                return one.reached(measure)[-1] < other.reached(measure)[0]
        return max(one.losses) < min(other.losses)

    def verdict(self) -> str:
        """Who has won, in a sentence that names the horizon."""
        protocol = self.race.protocol
        ranking = self.ranking
        first = [one for place, one in ranking if place == 1]
        rest = [one for place, one in ranking if place > 1]
        if protocol.aim == TARGET and any(one.arrived for one in self.finishes):
            return " ".join([self._arrival(first), *map(self._later, rest)])
        losses = ", ".join(f"{np.median(one.losses):.3g}" for one in first)
        words = f"After {_epochs(protocol.epochs)}, "
        if protocol.aim == TARGET:
            words = f"Within {_epochs(protocol.epochs)} none comes to {protocol.target:g}; "
        if len(first) == 1:
            words += f"{first[0].name} ends lowest, with a loss of {losses}."
        else:
            words += f"{listed(first)} are level: losses of {losses}{self._overlap()}."
        ends = [f"{one.name} ends with {_loss(float(np.median(one.losses)))}." for one in rest]
        return " ".join([words, *ends])

    def _arrival(self, first: Sequence[Finish]) -> str:
        within = f"Within {_epochs(self.race.protocol.epochs)}, "
        if len(first) == 1:
            words = f"{self._way(first[0])}{self._range(first[0])}"
            return f"{within}{first[0].name} arrives first: {words}."
        measure = self.race.protocol.measure
        ways = _and([f"{float(np.median(one.reached(measure))):,.6g}" for one in first])
        words = f"{ways} {_UNITS[measure]}{self._overlap()}"
        if first[0].arrived < len(first[0].ways):
            words += f", where they arrive, from {first[0].arrived} of {len(first[0].ways)} starts"
        return f"{within}{listed(first)} are level: {words}."

    def _overlap(self) -> str:
        return "" if self.starts.alone or len(self.starts.racing) == 1 else "; their ranges overlap"

    def _range(self, one: Finish) -> str:
        found = one.reached(self.race.protocol.measure)
        if len(one.ways) == 1 or not found:
            return ""
        return f" ({found[0]:,.6g} to {found[-1]:,.6g} over {len(one.ways)} starts)"

    def _way(self, one: Finish) -> str:
        measure = self.race.protocol.measure
        found = one.reached(measure)
        words = f"{float(np.median(found)):,.6g} {_UNITS[measure]}"
        if one.arrived < len(one.ways):
            words += f" where it arrives, from {one.arrived} of {len(one.ways)} starts"
        return words

    def _later(self, one: Finish) -> str:
        if not one.arrived:
            return f"{one.name} does not arrive."
        return f"{one.name} takes {self._way(one)}."

    def remarks(self) -> tuple[str, ...]:
        """What must be known of the rates that were chosen, in sentences."""
        found = []
        for one in self.finishes:
            if one.choice is None:
                continue
            found += [f"{one.name}: {words}" for words in one.choice.remarks]
            if self.race.protocol.aim == TARGET and one.arrived and len(one.choice.arriving) == 1:
                found.append(f"{one.name} arrives with one of the rates tried only.")
        return tuple(found)

    def summary(self) -> str:
        """The protocol in one sentence; `caption` has all of it."""
        protocol, raced = self.race.protocol, _starts(len(self.starts.racing))
        how = {SAME: "All at the same rate", BEST: "Each at its own best rate"}.get(
            protocol.rates, "Each at the rate typed for it"
        )
        chosen = [one for one in self.finishes if one.choice is not None]
        if chosen and self.starts.alone:
            how += f" of {protocol.tried}, chosen on the only start there is"
        elif chosen:
            how += (
                f" of {protocol.tried}, chosen on {_starts(len(self.starts.choosing))} of their own"
            )
        elif protocol.rates == BEST:
            how = "Each at the rate that its settings name"
        return (
            f"{how}; {raced} race{'s' if len(self.starts.racing) == 1 else ''}. Holds for this "
            "problem, target and horizon: others may change the order."
        )

    def caption(self) -> str:
        """The protocol, its budget and its grid, in whole sentences."""
        race, protocol = self.race, self.race.protocol
        sentences = [
            {
                BEST: "Each races at its own best rate.",
                SAME: f"All race at the same rate, {self.finishes[0].rate:g}, which means another "
                "thing to each rule.",
            }.get(protocol.rates, "Each races at the rate that was typed for it.")
        ]
        chosen = [one for one in self.finishes if one.choice is not None]
        if chosen:
            sentences += self._how_chosen(chosen)
        sentences.append(self._course())
        runs = len(race.entrants) * len(self.starts.racing)
        tries = sum(len(one.choice.tried) for one in chosen if one.choice is not None)
        tries *= len(self.starts.choosing)
        budget = f"{runs:,} runs of {_epochs(protocol.epochs)} have raced"
        sentences.append(f"{budget}, after {tries:,} to choose rates." if tries else f"{budget}.")
        options = [f"{one.name}: {options_of(one.experiment)}" for one in self.finishes]
        return " ".join([*sentences, f"Options: {'; '.join(options)}."])

    def _how_chosen(self, chosen: Sequence[Finish]) -> list[str]:
        protocol = self.race.protocol
        grids = ", ".join(
            f"{one.name} {one.choice.tried[0].rate:g} to {one.choice.tried[-1].rate:g}"
            for one in chosen
            if one.choice is not None
        )
        words = f"For each, {protocol.coarse} rates were tried evenly over the logarithm"
        if protocol.rounds and protocol.fine:
            rounds = "once" if protocol.rounds == 1 else f"{protocol.rounds} times"
            words += f", then {rounds} {protocol.fine} finer ones around the best so far"
        criterion = "the lowest loss at the end (median)"
        if protocol.aim == TARGET:
            criterion = "fewest not arrived, then fewest steps (median), then the lowest loss"
        found = [
            f"{words} ({grids}).",
            f"What counted was {criterion}, each rate judged like the middle one of itself and "
            "its neighbours on the grid, so that no lucky one is taken.",
        ]
        if self.starts.alone:
            found.append(
                "The rates were chosen on the very start that races, as every run of this "
                "experiment begins alike: some may be lucky ones."
            )
        else:
            found.append(f"They were chosen on {_starts(len(self.starts.choosing))} of their own.")
        return found

    def _course(self) -> str:
        protocol, count = self.race.protocol, len(self.starts.racing)
        words = f"The race goes over {_epochs(protocol.epochs)} from {_starts(count)}"
        if count > 1 and self.starts.racing[0].offset:
            words += (
                f", the first one as set and the others within {100 * protocol.spread:g} % of the "
                "picture around it"
            )
        elif count > 1:
            words += " with seeds of their own"
        if protocol.aim == TARGET:
            words += f", to a loss of {protocol.target:g}{' to stay' if protocol.stays else ''}"
        return f"{words}; another horizon may have another winner."

    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """The table of results under `COLUMNS`, the first place first."""
        return tuple(_row(place, one) for place, one in self.ranking)

    def to_table(self) -> dict[str, Any]:
        """The plain table of the race with what came out: protocol, budget, grid and results."""
        tried = {
            one.name: [
                {
                    "rate": each.rate,
                    "steps": [arrival.step for arrival in each.arrivals],
                    "losses": [arrival.loss for arrival in each.arrivals],
                }
                for each in one.choice.tried
            ]
            for one in self.finishes
            if one.choice is not None
        }
        rows = [
            {name: value for name, value in zip(COLUMNS, row, strict=True) if value != ""}
            for row in self.rows()
        ]
        words = {"verdict": self.verdict(), "caption": self.caption()}
        return {**words, "results": rows, "tried": tried, "race": self.race.to_table()}


_UNITS = {STEPS: "steps", EPOCHS: "epochs", EVALUATIONS: "evaluations"}


def _row(place: int, one: Finish) -> tuple[Any, ...]:
    reached, arriving = one.reached(), one.choice.arriving if one.choice is not None else ()

    def middle(measure: str) -> Any:
        return float(np.median(one.reached(measure))) if reached else ""

    return (
        place,
        one.name,
        options_of(one.experiment),
        one.rate,
        middle(STEPS),
        *((reached[0], reached[-1]) if reached else ("", "")),
        middle(EPOCHS),
        middle(EVALUATIONS),
        middle("seconds"),
        one.arrived,
        len(one.ways),
        float(np.median(one.losses)),
        *((arriving[0], arriving[-1]) if arriving else ("", "")),
    )


def options_of(experiment: Experiment) -> str:
    """The options of an experiment's rule but for the rate, in words; none that are 0."""
    rule = experiment.optimizer
    values = to_dict(rule)
    found = [
        f"{one.label.lower()} {values[one.name]:g}"
        for one in declarations(type(rule))
        if one.name != "learning_rate" and one.kind is float and values[one.name] != 0
    ]
    return ", ".join(found) or "none"


def listed(finishes: Sequence[Finish]) -> str:
    """Their names, as in a sentence."""
    return _and([one.name for one in finishes])


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _loss(loss: float) -> str:
    return f"{loss:.3g}" if np.isfinite(loss) else "no finite loss"


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count:,} epochs"


def _starts(count: int) -> str:
    return "1 start" if count == 1 else f"{count} starts"
