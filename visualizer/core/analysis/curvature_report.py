"""What the curvature at a row of a run says: limits, conditioning, speed of convergence."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.curvature import spectrum_ends
from visualizer.core.analysis.lanczos import Ends
from visualizer.core.analysis.stability import Limits, best_rate, limits, predicted_factor
from visualizer.core.experiment import Experiment, Phase
from visualizer.core.optimizers import Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

FLAT = 1e-10
"""A least curvature below this part of the greatest counts as 0: rounding."""

WINDOW = 20
"""Rows over which the speed of convergence is measured."""


class Report(NamedTuple):
    """The curvature at a row, and what follows from it.

    Parameters
    ----------
    row, rate, optimizer
        The row of the history, its learning rate, and the rule in force there.
    ends
        The ends of the spectrum of the Hessian; None where it is not finite.
    limits
        The limits of the rate of the rule; None where they are not known.
    best
        The best rate of gradient descent on a bowl; None for others.
    predicted
        The factor of the error per step that follows from the ends; None without a bowl.
    measured
        The factor of the slope per step over the last rows; None with batches.
    """

    row: int
    rate: float
    optimizer: Optimizer
    ends: Ends | None
    limits: Limits | None = None
    best: float | None = None
    predicted: float | None = None
    measured: float | None = None

    @property
    def condition(self) -> float | None:
        """The greatest curvature divided by the least; inf along a flat direction.

        None where some direction curves down: then there is no bowl.
        """
        if self.ends is None or self.ends.greatest <= 0:
            return None
        if abs(self.ends.least) <= FLAT * self.ends.greatest:
            return float("inf")
        return self.ends.greatest / self.ends.least if self.ends.least > 0 else None

    @property
    def steepness(self) -> float | None:
        """The learning rate times the greatest curvature, eta lambda_max."""
        return None if self.ends is None else self.rate * self.ends.greatest


def make_report(
    experiment: Experiment,
    problem: Problem,
    history: History,
    row: int,
) -> Report:
    """The report on row `row`; by a search where there are many parameters.

    Raises
    ------
    Cancelled
        When nobody wants it any more; see `look`.
    """
    here = history.row(row)
    optimizer = stage_at(experiment.stages(), row).experiment.optimizer
    # The search begins anywhere; with this seed it gives the same digits each time.
    random = np.random.default_rng([experiment.training.seed, row])
    start = random.normal(size=problem.size)
    ends = spectrum_ends(problem, here.theta, start)
    report = Report(
        row, here.learning_rate, optimizer, ends, measured=measured_factor(history, row)
    )
    if ends is None:
        return report
    # Along a flat direction nothing converges, however good the rate is elsewhere.
    bowl = ends.least > FLAT * ends.greatest
    least = ends.least if bowl else 0.0
    return report._replace(
        limits=limits(optimizer, ends.greatest),
        best=best_rate(optimizer, least, ends.greatest) if bowl else None,
        predicted=predicted_factor(optimizer, report.rate, least, ends.greatest) if bowl else None,
    )


def stage_at(stages: Sequence[Phase], row: int) -> Phase:
    """The stage of an experiment in force at a row."""
    return next(stage for stage in reversed(stages) if stage.step <= row)


def measured_factor(history: History, row: int) -> float | None:
    """The factor by which the slope has shrunk per step, over up to `WINDOW` rows before.

    The slope of a straight line through the logarithms of its length. None where the
    gradients are those of batches, or 0, or too few.
    """
    if not history.layout.whole:
        return None
    rows, norms = history.view("gradient_norm", max(row - WINDOW, 0), row, WINDOW + 1)
    good = np.isfinite(norms) & (norms > 0)
    # A slope that is exactly 0 has no logarithm: the run is at rest.
    if good.sum() < 3 or not good.all():
        return None
    return float(np.exp(np.polyfit(rows, np.log(norms), 1)[0]))
