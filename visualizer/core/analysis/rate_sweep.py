"""A few learning rates trained side by side, and which of them is best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.problems.scores import SCORES
from visualizer.core.quiet import Quiet
from visualizer.core.sweep import train_together


class RateResult(NamedTuple):
    """How a run with a rate ended: losses over all rows, and scores; NaN where it diverged.

    `first_loss` is the one before the first step. `score` is the accuracy or R² of the
    training rows, `validation_score` that of the validation rows.
    """

    rate: float
    first_loss: float
    loss: float
    validation_loss: float
    score: float
    validation_score: float

    @property
    def failed(self) -> bool:
        """Whether it diverged, or ended no lower than it began."""
        return not self.loss < self.first_loss


@dataclass(frozen=True)
class RateSweep:
    """Results in the order of the rates that were asked for.

    Attributes
    ----------
    results
        One for each rate.
    epochs
        After how many epochs.
    score
        What the scores are: "accuracy" or "R²".
    validated
        Whether there are validation rows; without them the loss decides.
    best
        The index of the best one; None where every rate failed.
    """

    results: tuple[RateResult, ...]
    epochs: int
    score: str
    validated: bool
    best: int | None

    def sentence(self) -> str:
        """Which rate is best, in words; with the horizon, as another one may favour another."""
        if self.best is None:
            return "With none of these rates the loss ended lower than it began."
        found = self.results[self.best]
        value = found.validation_score if self.validated else found.loss
        measure = f"validation {self.score}" if self.validated else "loss"
        return f"Best by {measure} after {self.epochs:,} epochs: rate {found.rate:g} ({value:.4g})."


def compare_rates(
    experiment: Experiment, rates: Sequence[float], problem: Problem | None = None
) -> RateSweep:
    """Train `experiment` with each rate, all side by side, and choose the best.

    That is the one with the best validation score at the end, of equal ones that with the
    lowest validation loss; without validation rows the one with the lowest loss.

    Raises
    ------
    ValueError
        When there are no rates.
    InputError
        When a rate is not allowed, or the problem cannot be built.
    """
    problem = build(experiment) if problem is None else problem
    runs = [experiment.with_values({"optimizer.learning_rate": float(rate)}) for rate in rates]
    # Changes of the rate during a run would undo what is compared.
    runs = [replace(run, changes=()) for run in runs]
    sweep = train_together(runs, problem)
    with Quiet():
        columns = _columns(problem, sweep.theta)
    # The sweep holds the last finite theta of a run that diverged, whose loss may look good.
    columns[:, sweep.diverged_at >= 0] = np.nan
    first = sweep.loss[0].tolist()
    results = tuple(
        RateResult(float(rate), start, *values)
        for rate, start, values in zip(rates, first, columns.T.tolist(), strict=True)
    )
    validated = isinstance(problem, Model) and problem.validation is not None
    best = _best(results, validated)
    return RateSweep(results, experiment.training.epochs, _score(problem), validated, best)


def _columns(problem: Problem, theta: np.ndarray) -> np.ndarray:
    """Loss, validation loss, score and validation score at theta (R, P), as (4, R)."""
    missing = np.full(len(theta), np.nan)
    if not isinstance(problem, Model):
        return np.stack([problem.loss(theta), missing, missing, missing])
    found = problem.evaluate(theta)
    scores = [*found.scores, missing]
    return np.stack([found.loss, found.validation_loss, scores[0], scores[1]])


def _score(problem: Problem) -> str:
    """What its scores are called within a sentence."""
    label = SCORES[problem.scores[0]].label if isinstance(problem, Model) else "score"
    return label if label == "R²" else label.lower()


def _best(results: Sequence[RateResult], validated: bool) -> int | None:
    def badness(number: int) -> tuple[float, float]:
        found = results[number]
        if not validated:
            return found.loss, found.loss
        score = found.validation_score
        # Without any variation in the targets there is no R².
        return (0.0 if math.isnan(score) else -score), found.validation_loss

    good = [number for number, found in enumerate(results) if not found.failed]
    return min(good, key=badness) if good else None
