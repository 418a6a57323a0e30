r"""The proof of a range test: short equal runs at the rates that it suggests, and at others.

A range test looks at one step with each rate, and what it suggests is a guess. Here each rate
gets a run of its own: from the same start, over the same batches, for the same number of
epochs. Beside the suggestions a grid of rates is tried, even in the logarithm, from the least
suggestion to where the test ended because the loss exploded; and between the neighbours of the
best of all these a finer one. Where chance decides (batches, noise, dropout) each rate is run
with several seeds, the same for all rates, and the means are compared.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_suggestions import suggestions
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look, tell
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.quiet import Quiet
from visualizer.core.schedules import Constant
from visualizer.core.schedules.base import GREATEST_RATE
from visualizer.core.settings import setting
from visualizer.core.sweep import train_together

BETWEEN = 15
"""Rates of the finer grid, between the two neighbours of the best."""

WIDER = 3
"""How often the grid is made a decade wider, where the best rate stands at its end."""

BEYOND = 1.3
"""The grid goes so many times as far as the largest stable rate, to where runs diverge."""

CURVE_POINTS = 300
"""Epochs of which a run's loss is kept, evenly spread."""

SECONDS = 8.0
"""How long all runs together may take on a usual processor, unless their epochs are given."""

ROW_BYTES = 256 << 20
"""Memory for what all steps of the runs of one batch leave behind."""

_STEP, _BYTES = 8e-5, 1.5e9
"""For the estimate: seconds of a step whatever its size, bytes of work done in a second."""

SAME = 1e-9
"""Losses that differ by less than this part of the whole fall are the same: all is done."""


@dataclass(frozen=True)
class Proving:
    """How the suggestions of a range test are proved."""

    train: bool = setting(
        True,
        label="Try them out",
        help="Short equal runs with the suggested rates, and with others between and beyond.",
    )
    epochs: int = setting(
        0,
        label="Epochs",
        help=(
            "How long each run is; 0 takes those of the experiment, or fewer where all runs "
            "would take too long."
        ),
        minimum=0,
        maximum=1_000_000_000,
    )
    rates: int = setting(
        24,
        label="Rates between",
        help="How many rates are tried beside the suggested ones; 0 tries these alone.",
        minimum=0,
        maximum=1000,
        folded=True,
    )
    seeds: int = setting(
        3,
        label="Seeds",
        help="How often each rate is tried where chance decides: batches, noise or dropout.",
        minimum=1,
        maximum=100,
        folded=True,
    )


@dataclass(frozen=True, eq=False)
class RateProof:
    """What R runs with each of S seeds have come to, in the order of their rates.

    Attributes
    ----------
    rates
        Rising, (R,).
    names
        The suggestions that each rate stands for, () for a rate of the grid.
    losses, validation_losses
        At the end, over all training and all validation rows, (S, R); NaN where a run diverged,
        and where there are no validation rows.
    curves
        The mean losses of the seeds (E, R) at `curve_epochs` (E,).
    first_loss
        That of all of them before the first step.
    epochs, wanted_epochs
        Of each run, and as many as were asked for.
    seeds
        Those of the batches and of the noise, (S).
    best
        The index of the recommended one; None where every rate failed.
    """

    rates: FloatArray
    names: tuple[tuple[str, ...], ...]
    losses: FloatArray
    validation_losses: FloatArray
    curves: FloatArray
    curve_epochs: FloatArray
    first_loss: float
    epochs: int
    wanted_epochs: int
    seeds: tuple[int, ...]
    best: int | None

    @property
    def validated(self) -> bool:
        """Whether there are validation rows: they decide."""
        return bool(np.isfinite(self.validation_losses).any())

    @property
    def means(self) -> FloatArray:
        """The mean losses over all training rows (R,); NaN where a run of any seed diverged."""
        return np.asarray(self.losses.mean(axis=0))

    @property
    def measured(self) -> FloatArray:
        """The losses that decide, (S, R)."""
        return self.validation_losses if self.validated else self.losses

    @property
    def failed(self) -> np.ndarray:
        """Which rates (R,) diverged, or ended no lower than they began."""
        return ~(self.means < self.first_loss)

    @property
    def rate(self) -> float | None:
        """The recommended one."""
        return None if self.best is None else float(self.rates[self.best])

    def named(self) -> list[int]:
        """The indices of the suggested rates."""
        return [number for number, names in enumerate(self.names) if names]


def prove_rates(
    experiment: Experiment,
    problem: Problem,
    curve: RateCurve,
    proving: Proving | None = None,
    theta: FloatArray | None = None,
) -> RateProof:
    """Train with every suggested rate and with a grid around them; see the top of the module.

    The best rate is that with the lowest validation loss at the end, without validation rows with
    the lowest loss; of those that end at the same loss the first that got there.

    Parameters
    ----------
    experiment
        What would be trained. Its changes and its stops are left out, as each of them would make
        runs unequal, and a schedule that has rates of its own.
    problem
        Its problem.
    curve
        The range test.
    proving
        The settings.
    theta
        Where the runs begin, shape (P,); by default where the experiment starts.

    Raises
    ------
    Cancelled
        In the middle, when nobody wants the result any more.
    """
    proving = proving or Proving()
    named: dict[float, tuple[str, ...]] = {}
    for one in suggestions(curve):
        rate = tried(one.rate)
        named[rate] = (*named.get(rate, ()), one.name)
    plain = _plain(experiment, theta)
    seeds = _seeds(plain, problem, proving.seeds)
    expected = len(named) + proving.rates + BETWEEN * (proving.rates > 0)
    wanted = proving.epochs or max(experiment.training.epochs, 1)
    most = _most(plain, problem, expected)
    if not proving.epochs:
        most = min(most, _affordable(plain, problem, expected, len(seeds)))
    epochs = min(wanted, most)
    plain = replace(plain, training=replace(plain.training, epochs=epochs))
    trials = _Trials(plain, problem, seeds, expected)
    grid = _grid(curve, [*named], proving.rates)
    trials.run([*named, *grid])
    if len(grid) > 1:
        trials.widen(grid)
        trials.refine()
    return trials.proof(named, wanted)


def tried(rate: float) -> float:
    """A rate as it is trained with and offered: of four digits."""
    return float(f"{rate:.4g}")


def _plain(experiment: Experiment, theta: FloatArray | None) -> Experiment:
    """The experiment with everything left out by which runs could become unequal."""
    training = replace(
        experiment.training, stop_loss=0.0, stop_gradient=0.0, stop_patience=0, stop_seconds=0.0
    )
    start = experiment.start
    if theta is not None:
        start = replace(start, parameters=tuple(map(float, theta)))
    # As it becomes when the rate is used.
    schedule = experiment.schedule if experiment.schedule.uses_base else Constant()
    return replace(experiment, start=start, schedule=schedule, training=training, changes=())


def _seeds(experiment: Experiment, problem: Problem, count: int) -> tuple[int, ...]:
    """The seed of the experiment, and others where they would make a difference."""
    first = experiment.training.seed
    if not (Descent(experiment, problem).apart or experiment.training.gradient_noise > 0):
        count = 1
    return tuple((first + number) % 2**63 for number in range(count))


def _affordable(experiment: Experiment, problem: Problem, runs: int, seeds: int) -> int:
    """How many epochs all runs can make in `SECONDS`.

    From sizes, not from a clock: how long the runs are must not depend on the machine.
    """
    steps = Descent(experiment, problem).steps_per_epoch
    each = problem.point_bytes / steps + 64 * problem.size
    # Two grids, one after the other.
    seconds = seeds * steps * (2 * _STEP + runs * each / _BYTES)
    return max(1, int(SECONDS / seconds))


def _most(experiment: Experiment, problem: Problem, runs: int) -> int:
    """How many epochs of so many runs side by side the memory holds; see `Sweep`."""
    steps = Descent(experiment, problem).steps_per_epoch
    return max(1, int(ROW_BYTES / (16 * max(runs, 1) * steps)))


def _grid(curve: RateCurve, named: Sequence[float], count: int) -> list[float]:
    """Rates from the least suggestion to where the test ended, `count` of them."""
    if not count or not len(curve.rates):
        return []
    low = min(named, default=float(curve.rates[0]))
    high = max([float(curve.rates[-1]), *named])
    if curve.stable_rate is not None:
        high = max(high, BEYOND * curve.stable_rate)
    return _spread(low, high, count)


def _spread(low: float, high: float, count: int) -> list[float]:
    if not low < high:
        return [tried(low)]
    found = np.geomspace(low, min(high, GREATEST_RATE), count)
    return sorted({tried(rate) for rate in found.tolist()})


class _Trial(NamedTuple):
    """Of one rate: final losses (S,) over training and validation rows, and its curve (E,)."""

    losses: FloatArray
    validation: FloatArray
    curve: FloatArray


class _Trials:
    """The runs made so far, by their rates."""

    def __init__(
        self, experiment: Experiment, problem: Problem, seeds: tuple[int, ...], expected: int
    ) -> None:
        self._experiment, self._problem, self._seeds = experiment, problem, seeds
        self._expected = max(1, expected) * len(seeds)
        self._done = 0
        self._every = Descent(experiment, problem).steps_per_epoch
        self._found: dict[float, _Trial] = {}
        self._first = math.nan
        last = experiment.training.epochs
        self._epochs = np.unique(np.linspace(0, last, min(last + 1, CURVE_POINTS)).round())

    def run(self, rates: Sequence[float]) -> None:
        """Train with those of the rates that have not been tried yet, side by side."""
        new = sorted({rate for rate in rates if 0 < rate <= GREATEST_RATE} - {*self._found})
        if not new:
            return
        losses, aside, curves = [], [], []
        for seed in self._seeds:
            runs = [self._with(rate, seed) for rate in new]
            sweep = train_together(runs, self._problem, partial(self._tell, len(new)))
            if math.isnan(self._first):
                self._first = float(sweep.loss[0, 0])
            losses.append(sweep.loss[-1])
            aside.append(self._validation(sweep.theta, sweep.loss[-1]))
            curves.append(sweep.loss[:: self._every][self._epochs.astype(int)])
            self._done += len(new)
            self._tell(0, 0.0)
        with Quiet():
            mean = np.mean(curves, axis=0)
        for place, rate in enumerate(new):
            of_seeds = np.array(losses)[:, place], np.array(aside)[:, place]
            self._found[rate] = _Trial(*of_seeds, mean[:, place])

    def _tell(self, count: int, part: float) -> None:
        """Tell how far all runs have come, of which `count` have made a part of their steps."""
        tell(min(1.0, (self._done + part * count) / self._expected))

    def widen(self, grid: Sequence[float]) -> None:
        """Go on beyond the ends of the grid for as long as the best rate stands there."""
        count = max(2, round((len(grid) - 1) / max(math.log10(grid[-1] / grid[0]), 1.0)))
        for _ in range(WIDER):
            best, rates = self._best(), [*self._found]
            if best == max(rates):
                self.run(_spread(max(rates), 10 * max(rates), count + 1))
            elif best == min(rates):
                self.run(_spread(min(rates) / 10, min(rates), count + 1))
            else:
                return

    def refine(self) -> None:
        """Try rates between the neighbours of the best one."""
        rates, best = sorted(self._found), self._best()
        if best is None:
            return
        place = rates.index(best)
        low, high = rates[max(place - 1, 0)], rates[min(place + 1, len(rates) - 1)]
        self.run(_spread(low, high, BETWEEN + 2))

    def proof(self, named: dict[float, tuple[str, ...]], wanted: int) -> RateProof:
        """What has been found."""
        rates = sorted(self._found)
        found = [self._found[rate] for rate in rates]
        best = self._best()
        shape = len(self._seeds), len(rates)
        return RateProof(
            np.array(rates),
            tuple(named.get(rate, ()) for rate in rates),
            np.array([one.losses for one in found]).T.reshape(shape),
            np.array([one.validation for one in found]).T.reshape(shape),
            np.array([one.curve for one in found]).reshape(len(rates), -1).T,
            self._epochs,
            self._first,
            self._experiment.training.epochs,
            wanted,
            self._seeds,
            None if best is None else rates.index(best),
        )

    def _with(self, rate: float, seed: int) -> Experiment:
        # Of the batches alone: the problem, and so the split of its rows, stays that of the
        # experiment.
        training = replace(self._experiment.training, seed=seed)
        rule = replace(self._experiment.optimizer, learning_rate=rate)
        return replace(self._experiment, optimizer=rule, training=training)

    def _validation(self, theta: FloatArray, losses: FloatArray) -> FloatArray:
        """The validation losses (R,) at theta (R, P), NaN for runs that have none."""
        found = np.full(len(theta), np.nan)
        problem = self._problem
        if not isinstance(problem, Model) or problem.validation is None:
            return found
        with Quiet():
            # One by one: each may be a pass over many rows, after which it can be cancelled. The
            # theta of a run that diverged is its last finite one, whose loss means nothing.
            for place in np.flatnonzero(np.isfinite(losses)):
                look()
                found[place] = problem.evaluate(theta[place]).validation_loss
        return found

    def _best(self) -> float | None:
        """The best rate so far; see `prove_rates`."""
        good = {rate: one for rate, one in self._found.items() if one.losses.mean() < self._first}
        decisive = {rate: _decisive(one) for rate, one in good.items()}
        if not decisive:
            return None
        least = min(decisive.values())
        bound = least + SAME * (self._first - least)
        # By the epoch at which the training loss got there; the later of equal ones is no worse.
        reached = {
            rate: int((good[rate].curve <= max(bound, float(good[rate].curve[-1]))).argmax())
            for rate, loss in decisive.items()
            if loss <= bound
        }
        return min(reached, key=lambda rate: (reached[rate], decisive[rate], rate))


def _decisive(one: _Trial) -> float:
    """The mean loss that decides."""
    validated = np.isfinite(one.validation).any()
    return float((one.validation if validated else one.losses).mean())
