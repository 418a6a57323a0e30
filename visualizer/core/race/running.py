"""A race, run: rates are chosen for each entrant, then all race."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from visualizer.core.building import ProblemCache
from visualizer.core.changes import RATE
from visualizer.core.chunks import tell
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.race.choosing import RateChoice, TriedRate, choose
from visualizer.core.race.race import BEST, SAME, TARGET, Entrant, Race
from visualizer.core.race.ranges import range_of
from visualizer.core.race.results import Finish, Journey, RaceResult
from visualizer.core.race.starts import started, starts_of
from visualizer.core.race.together import Arrival, LossCurve, trained
from visualizer.core.rates import fitted, leading_rate, rate_key
from visualizer.core.start import starting_point
from visualizer.core.training import train

STOPS = {"stop_loss": 0.0, "stop_gradient": 0.0, "stop_patience": 0, "stop_seconds": 0.0}
"""Those of an experiment, all off: the horizon is the same for all."""

NOWHERE = Journey(math.inf, math.inf, math.inf, math.inf)


def run_race(race: Race, problems: ProblemCache | None = None) -> RaceResult:
    """Choose rates where the protocol says so, and have all race.

    Each run gets the same numbers, bit by bit, as it gets alone from `train`. How much is
    done is told; see `chunks.listening`.

    Raises
    ------
    InputError
        When the problem of an entrant cannot be built.
    Cancelled
        In the middle; see `cancellable`.
    """
    return _Runner(race, problems or ProblemCache(8)).run()


def own_experiment(race: Race, entrant: Entrant) -> Experiment:
    """What an entrant trains: its settings over the horizon of the race, with its own rate."""
    # The horizon first: a schedule that the entrant brings takes its length from it.
    horizon = {"training.epochs": race.protocol.epochs}
    experiment = race.experiment.with_values({**horizon, **entrant.values})
    training = replace(experiment.training, epochs=race.protocol.epochs, **STOPS)  # type: ignore[arg-type]
    experiment = replace(experiment, name=entrant.name, training=training, changes=())
    if _fixed(experiment, entrant) or race.protocol.rates == BEST:
        return experiment
    rate = leading_rate(race.experiment) if race.protocol.rates == SAME else entrant.rate
    return at_rate(experiment, leading_rate(experiment) if rate is None else rate)


def _fixed(experiment: Experiment, entrant: Entrant) -> bool:
    """Whether its settings themselves name a rate: then that is what varies."""
    return RATE in entrant.values or rate_key(experiment) in entrant.values


def at_rate(experiment: Experiment, rate: float) -> Experiment:
    """An experiment with another rate, whichever setting holds it."""
    return experiment.with_values(fitted(experiment, {RATE: rate}))


class _Runner:
    """One race while it is run, and how much of it is done."""

    def __init__(self, race: Race, problems: ProblemCache) -> None:
        self._race, self._problems = race, problems
        self._target = race.protocol.target if race.protocol.aim == TARGET else -math.inf
        self._starts = starts_of(race, problems.build(race.experiment))
        chosen = race.protocol.tried * len(self._starts.choosing)
        self._runs = len(race.entrants) * (chosen + len(self._starts.racing))
        self._done = 0

    def run(self) -> RaceResult:
        tell(0.0)
        finishes = [self._finish(entrant) for entrant in self._race.entrants]
        return RaceResult(self._race, self._starts, tuple(finishes))

    def _finish(self, entrant: Entrant) -> Finish:
        experiment, choice = own_experiment(self._race, entrant), None
        problem = self._problems.build(experiment)
        if self._race.protocol.rates == BEST and not _fixed(experiment, entrant):
            choice = self._chosen(experiment, problem)
            experiment = at_rate(experiment, choice.rate)
        else:
            self._tell(self._race.protocol.tried * len(self._starts.choosing))
        return self._raced(entrant, experiment, choice)

    def _chosen(self, experiment: Experiment, problem: Problem) -> RateChoice:
        protocol = self._race.protocol
        limits = (protocol.low, protocol.high)
        if not protocol.low:
            limits = range_of(experiment, problem, starting_point(experiment.start, problem))
        return choose(protocol, limits, self._attempt(experiment, problem))

    def _attempt(
        self, experiment: Experiment, problem: Problem
    ) -> Callable[[Sequence[float]], list[TriedRate]]:
        draws, stays = self._starts.choosing, self._race.protocol.stays

        def attempt(rates: Sequence[float]) -> list[TriedRate]:
            tried = [at_rate(experiment, rate) for rate in rates]
            runs = [started(one, problem, draw) for one in tried for draw in draws]
            arrivals = [Arrival(-1, math.inf)] * len(runs)
            for place, arrival, _ in trained(runs, self._target, self._problems, stays):
                arrivals[place] = arrival
                self._tell(1)
            size = len(draws)
            return [
                TriedRate(rate, tuple(arrivals[place * size : (place + 1) * size]))
                for place, rate in enumerate(rates)
            ]

        return attempt

    def _raced(self, entrant: Entrant, experiment: Experiment, choice: RateChoice | None) -> Finish:
        problem = self._problems.build(experiment)
        runs = [started(experiment, problem, draw) for draw in self._starts.racing]
        found = [self._alone(run) for run in runs]
        curves = [curve for _, _, curve in found]
        return Finish(
            entrant,
            experiment,
            leading_rate(experiment),
            choice,
            tuple(way for way, _, _ in found),
            tuple(arrival.loss for _, arrival, _ in found),
            curves[0].rows,
            np.stack([curve.loss for curve in curves], axis=1),
            np.stack([curve.best for curve in curves], axis=1),
            Descent(experiment, problem).steps_per_epoch,
        )

    def _alone(self, run: Experiment) -> tuple[Journey, Arrival, LossCurve]:
        """A run from one start, on its own, so that its time is its own."""
        stays = self._race.protocol.stays
        began = time.perf_counter()
        ((_, arrival, curve),) = trained([run], self._target, self._problems, stays)
        seconds = time.perf_counter() - began
        self._tell(1)
        if arrival.step < 0:
            return NOWHERE, arrival, curve
        problem = self._problems.build(run)
        descent = Descent(run, problem)
        # Diverged runs make fewer steps, but they do not arrive.
        part = arrival.step / max(descent.last_step, 1)
        way = Journey(
            arrival.step,
            arrival.step / descent.steps_per_epoch,
            _evaluations(descent, arrival.step),
            seconds * part,
        )
        return way, arrival, curve

    def _tell(self, runs: int) -> None:
        self._done += runs
        tell(min(self._done / max(self._runs, 1), 1.0))


def _evaluations(descent: Descent, step: int) -> float:
    """The evaluations of the loss that had been made when the row of a step was measured."""
    if not descent.experiment.optimizer.evaluates:
        return descent.layout().evaluations_at(step)
    # How many a line search has needed, only the run itself can tell.
    epochs = -(-step // descent.steps_per_epoch)
    training = replace(descent.experiment.training, epochs=epochs)
    history = train(replace(descent.experiment, training=training), descent.problem)
    return history.evaluations(step)
