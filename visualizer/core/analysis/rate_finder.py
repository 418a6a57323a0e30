r"""The learning-rate finder: a short run whose rate grows until it is too large.

The range test (Smith 2017, arXiv 1506.01186, section 3.3, with exponential growth as in
the library fastai): with N rates from a to b, k = 0 ... N - 1,

.. math:: \eta_k = a (b / a)^{k / (N - 1)}

and beside each the loss L_k of the batch that it is used on, before the update. Smoothed,
without the bias towards 0 of the first values (Kingma and Ba 2015, section 3):

.. math:: A_k = \beta A_{k-1} + (1 - \beta) L_k, \quad S_k = A_k / (1 - \beta^{k + 1})

The test ends early when S is above four times its least value so far, or not finite.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

import numpy as np

from visualizer.core.analysis.curvature import largest_stable_rate
from visualizer.core.arrays import FloatArray
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet
from visualizer.core.recording.records import TrainState
from visualizer.core.schedules.base import GREATEST_RATE, Schedule, Time
from visualizer.core.settings import setting

LIMIT = 4.0
"""The test ends when the smoothed loss is above so many times its least value so far."""

PLAIN = "sgd"
"""The rule whose largest stable rate is 2 / lambda_max."""


@dataclass(frozen=True)
class Finder:
    """The settings of a range test."""

    start: float = setting(
        1e-7,
        label="From",
        help="The first and smallest learning rate.",
        minimum=1e-15,
        maximum=GREATEST_RATE,
        logarithmic=True,
    )
    end: float = setting(
        10.0,
        label="To",
        help="The last and largest learning rate.",
        minimum=1e-15,
        maximum=GREATEST_RATE,
        logarithmic=True,
    )
    steps: int = setting(
        100,
        label="Steps",
        help="How many rates are tried, one step with each.",
        minimum=2,
        maximum=100_000,
    )
    smoothing: float = setting(
        0.98,
        label="Smoothing",
        help="The share of the former average in each smoothed loss.",
        minimum=0,
        maximum=0.9999,
    )
    skip_first: int = setting(
        10,
        label="Leave out first",
        help="So many points at the beginning are not looked at.",
        minimum=0,
        maximum=100_000,
    )
    skip_last: int = setting(
        0,
        label="Leave out last",
        help="So many points at the end are not looked at.",
        minimum=0,
        maximum=100_000,
    )

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise InputError(
                f"{self.end:g} is not allowed; allowed is a number above the start, {self.start:g}",
                "end",
            )


@dataclass(frozen=True)
class Growing(Schedule):
    """The rates of a range test; no kind of experiment files."""

    kind: ClassVar[str] = "range_test"
    label: ClassVar[str] = "Range test"
    formula: ClassVar[str] = "η = a (b / a)^(k / (N − 1))"
    uses_base: ClassVar[bool] = False

    finder: Finder = Finder()

    def proper(self, base: FloatArray, t: Time, state: Any = None) -> FloatArray:
        first, last, count = self.finder.start, self.finder.end, self.finder.steps
        return np.asarray(first * np.power(last / first, t / (count - 1)))


class Point(NamedTuple):
    """A rate, the loss of the batch that it was used on, and the smoothed loss."""

    rate: float
    loss: float
    smoothed: float


@dataclass(frozen=True, eq=False)
class RateCurve:
    """What a range test has found: n rates with finite losses, in rising order.

    `rates`, `losses` and `smoothed` have the shape (n,). `finder` says how they were made.
    `ending` tells in words why there are no more. `stable_rate` is 2 / lambda_max at the
    start, where gradient descent is the rule and lambda_max is known.
    """

    rates: FloatArray
    losses: FloatArray
    smoothed: FloatArray
    finder: Finder
    ending: str
    stable_rate: float | None = None


def find_rates(
    experiment: Experiment,
    problem: Problem,
    finder: Finder,
    theta: FloatArray | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RateCurve:
    """Make the range test with the rule, the batches and the gradient of an experiment.

    It has a state of its own: no parameters of anybody else are touched.

    Parameters
    ----------
    experiment
        What would be trained; its schedule and its changes are left out.
    problem
        Its problem.
    finder
        The settings.
    theta
        Where to begin, shape (P,); by default where the experiment starts.
    progress
        Told (steps done, steps in all) after each step; may raise `Cancelled` to stop.
    """
    descent = Descent(replace(experiment, schedule=Growing(finder=finder), changes=()), problem)
    state = _begin(descent, theta)
    stable = None
    if experiment.optimizer.kind == PLAIN:
        stable = largest_stable_rate(problem, state.theta.astype(float))
    points: list[Point] = []
    least, ending = math.inf, "all rates were tried"
    for point in _points(descent, state, finder):
        if not math.isfinite(point.smoothed):
            ending = f"the loss is not finite at rate {point.rate:.3g}"
            break
        points.append(point)
        # Not at the first point: there is no least before it.
        if len(points) > 1 and point.smoothed > limit(least):
            ending = (
                f"the smoothed loss is above {LIMIT:g} times its least at rate {point.rate:.3g}"
            )
            break
        least = min(least, point.smoothed)
        if progress is not None:
            progress(len(points), finder.steps)
    columns = np.array(points, float).reshape(-1, 3).T
    return RateCurve(columns[0], columns[1], columns[2], finder, ending, stable)


def _points(descent: Descent, state: TrainState, finder: Finder) -> Iterator[Point]:
    """The points of all rates, also beyond the end of the test."""
    average, beta = 0.0, finder.smoothing
    for number in range(1, finder.steps + 1):
        # Not around the caller's code, which may want its warnings.
        with Quiet():
            record, state = descent.advance(state)
        loss = float(record.batch_loss)
        average = beta * average + (1 - beta) * loss
        yield Point(float(record.learning_rate), loss, average / (1 - beta**number))


def limit(least: float) -> float:
    """The smoothed loss above which the test ends.

    Four times the least, as published. That is no limit above a negative loss, which some
    functions have: so the same distance, three times the least, is kept above it.
    """
    return least + (LIMIT - 1) * abs(least)


def _begin(descent: Descent, theta: FloatArray | None) -> TrainState:
    state = descent.begin()
    if theta is None:
        return state
    theta = theta.astype(state.theta.dtype)
    rule = descent.experiment.optimizer
    return TrainState(0, theta, rule.initial_state(theta.astype(float)))
