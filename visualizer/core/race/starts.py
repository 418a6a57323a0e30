"""The starts of a race: some on which rates are chosen, others that race."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.model import Model
from visualizer.core.race.race import BEST, Race
from visualizer.core.start import Start, starting_point


class Draw(NamedTuple):
    """One start: how far its point lies from an entrant's own, or its seeds are above it."""

    offset: tuple[float, ...] = ()
    seed: int = 0


class Starts(NamedTuple):
    """The draws on which rates are chosen, and those that race; `alone` where there is one only.

    The draw that comes first in the race is the start of the experiment itself. No other one
    is in both, but when there is no other one.
    """

    choosing: tuple[Draw, ...]
    racing: tuple[Draw, ...]
    alone: bool = False


def starts_of(race: Race, problem: Problem) -> Starts:
    """Draw the starts of a race on the problem of its experiment."""
    protocol = race.protocol
    chosen = protocol.choosing if protocol.rates == BEST else 0
    if not varies(race, problem):
        # A model from zeros, without batches: every run of it is the same.
        return Starts((Draw(),) * min(chosen, 1), (Draw(),), alone=True)
    count = protocol.starts + chosen
    if not isinstance(problem, Analytic):
        draws = tuple(Draw(seed=number) for number in range(count))
    else:
        draws = (Draw((0.0,) * problem.size), *_around(race, problem, count - 1))
    return Starts(draws[protocol.starts :], draws[: protocol.starts])


def _around(race: Race, problem: Analytic, count: int) -> tuple[Draw, ...]:
    """Points drawn evenly from a box around the start, as far as the picture goes."""
    random = np.random.default_rng(race.protocol.seed)
    lows, highs = np.transpose(problem.domain)
    reach = race.protocol.spread * (highs - lows)
    own = starting_point(race.experiment.start, problem)
    points = own + random.uniform(-reach, reach, (count, problem.size))
    # Not beyond the picture, where a formula need not be defined; the start itself may be there.
    inside = np.clip(points, np.minimum(lows, own), np.maximum(highs, own))
    return tuple(Draw(tuple(offset)) for offset in (inside - own).tolist())


def varies(race: Race, problem: Problem) -> bool:
    """Whether there is more than one start, or seed, to race from."""
    if isinstance(problem, Analytic):
        return race.protocol.spread > 0
    entrants = [race.experiment.with_values(one.values) for one in race.entrants]
    return any(left_to_chance(one, problem) for one in entrants)


def left_to_chance(experiment: Experiment, problem: Problem) -> bool:
    """Whether seeds change the numbers of a run."""
    return _starts_at_random(experiment.start, problem) or _trains_at_random(experiment, problem)


def _starts_at_random(start: Start, problem: Problem) -> bool:
    # Asked of the start itself, and not of the names of the initializers.
    seeds = [replace(start, seed=seed) for seed in (1, 2)]
    one, other = (starting_point(each, problem) for each in seeds)
    return not np.array_equal(one, other)


def _trains_at_random(experiment: Experiment, problem: Problem) -> bool:
    """Whether the seed of the training changes the numbers of a run."""
    training = experiment.training
    random = isinstance(problem, Model) and problem.network.random
    return bool(random or training.gradient_noise or 0 < training.batch_size < problem.rows)


def started(experiment: Experiment, problem: Problem, draw: Draw) -> Experiment:
    """An entrant's experiment from the start of a draw."""
    training = experiment.training
    if draw.seed and _trains_at_random(experiment, problem):
        training = replace(training, seed=training.seed + draw.seed)
    if draw.seed and not experiment.start.parameters:
        start = replace(experiment.start, seed=experiment.start.seed + draw.seed)
    elif draw.offset:
        point = starting_point(experiment.start, problem) + draw.offset
        start = replace(experiment.start, parameters=tuple(point.tolist()))
    else:
        start = experiment.start
    return replace(experiment, start=start, training=training)
