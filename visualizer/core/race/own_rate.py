"""The rate that suits the rule of a run on its problem: found by a few cheap runs."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.capabilities import Capability
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.race.choosing import RateChoice, TriedRate, choose
from visualizer.core.race.proposals import target_of
from visualizer.core.race.race import LOWEST, TARGET, Protocol
from visualizer.core.race.ranges import range_of
from visualizer.core.race.running import STOPS, at_rate
from visualizer.core.race.together import Arrival, trained
from visualizer.core.start import starting_point

COARSE, FINE, ROUNDS = 13, 4, 2
"""Rates that are tried, and then, so often, between the neighbours of the best."""

STEP_SECONDS, BYTE_SECONDS = 4e-5, 1e-9
"""About what a step takes, and each byte that is worked on for a run in it."""

MOST_SECONDS = 3.0
"""What the runs may take altogether; longer ones are tried over fewer epochs."""

FEWEST_EPOCHS = 5
"""Over fewer epochs than these, and than the run has, nothing is said."""

DIGITS = 2
"""Figures of the rate that is offered: rounded down, as above the best one a run may diverge."""


class _Given:
    """Gives the problem that is at hand: rates alone differ."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def build(self, experiment: Experiment) -> Problem:
        return self._problem


@dataclass(frozen=True, eq=False)
class OwnRate(Insight):
    """The best rate of the rule in use, over so many epochs from the start of the run.

    `rate` is None where no rate that was tried gets below the loss of the start.
    """

    rate: float | None
    epochs: int
    choice: RateChoice
    target: float | None

    requires = (Capability.TRAINING, Capability.LANDSCAPE)
    # Nobody waits for it while a run trains.
    spare = True

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        """Where the rule's rate is that of the run, and a few runs take little time."""
        experiment = moment.experiment
        return experiment.schedule.uses_base and epochs_for(experiment, moment.problem) > 0

    @classmethod
    def subject(cls, moment: Moment) -> Hashable:
        # Whatever rate the run itself has, the answer is the same.
        experiment = moment.experiment
        rule = replace(experiment.optimizer, learning_rate=1.0)
        return replace(experiment, name="", changes=(), optimizer=rule)

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return ""

    @classmethod
    def stages(cls, moment: Moment, former: OwnRate | None = None) -> Iterator[OwnRate]:
        yield own_rate(moment.experiment, moment.problem)

    def sentence(self) -> str:
        """How it was found."""
        aim = f"fewest steps to a loss of {self.target or 0:g} to stay"
        if self.target is None:
            aim = "the lowest loss"
        words = (
            f"The best of {len(self.choice.tried)} rates tried from this start over "
            f"{self.epochs:,} epochs: {aim}, no lucky one."
        )
        return " ".join([words, *self.choice.remarks])


def epochs_for(experiment: Experiment, problem: Problem) -> int:
    """Over how many epochs rates can be tried in little time; 0 for too few."""
    epochs = experiment.training.epochs
    runs = COARSE + FINE * ROUNDS
    share = 1.0
    batch = experiment.training.batch_size
    if 0 < batch < problem.rows:
        share = batch / problem.rows
    each = STEP_SECONDS + BYTE_SECONDS * share * runs * problem.point_bytes
    steps = Descent(experiment, problem).steps_per_epoch
    most = min(epochs, int(MOST_SECONDS / (steps * each)))
    return most if most >= min(FEWEST_EPOCHS, epochs) else 0


def own_rate(experiment: Experiment, problem: Problem) -> OwnRate:
    """Try rates for an experiment from its own start.

    Raises
    ------
    Cancelled
        In the middle; see `cancellable`.
    """
    epochs = max(epochs_for(experiment, problem), 1)
    training = replace(experiment.training, epochs=epochs, **STOPS)  # type: ignore[arg-type]
    experiment = replace(experiment, training=training, changes=())
    target = target_of(experiment, problem)
    aim = LOWEST if target is None else TARGET
    protocol = Protocol(epochs=epochs, aim=aim, coarse=COARSE, fine=FINE, rounds=ROUNDS)
    level = -math.inf if target is None else target

    def attempt(rates: Sequence[float]) -> list[TriedRate]:
        runs = [at_rate(experiment, rate) for rate in rates]
        found = [Arrival(-1, math.inf)] * len(runs)
        for place, arrival, _ in trained(runs, level, _Given(problem), stays=True):
            found[place] = arrival
        return [TriedRate(rate, (one,)) for rate, one in zip(rates, found, strict=True)]

    theta = starting_point(experiment.start, problem)
    choice = choose(protocol, range_of(experiment, problem, theta), attempt)
    helps = choice.tried[choice.place].loss < float(problem.loss(theta))
    return OwnRate(_rounded(choice.rate) if helps else None, epochs, choice, target)


def _rounded(rate: float) -> float:
    """A rate with a few figures, not above it."""
    place = 10.0 ** (math.floor(math.log10(rate)) - DIGITS + 1)
    # A little more than the quotient, which may be just below a whole number.
    return float(f"{math.floor(rate / place * (1 + 1e-9)) * place:.{DIGITS}g}")
