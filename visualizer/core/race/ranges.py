"""Where the rates of a rule are looked for: four decades around what it can be expected to need."""

import numpy as np

from visualizer.core.analysis.curvature import largest_stable_rate
from visualizer.core.arrays import FloatArray
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.rates import usual_rates

BELOW, ABOVE = 1e-3, 10.0
"""Of the largest stable rate of gradient descent: so far its own grid, and its kin's, goes."""

AROUND = 1e2
"""The grid of other rules goes so far to both sides of a rate that they are likely to need."""

DIGITS = 4
"""Figures of the rates that are tried: what is shown is what was trained."""


def range_of(experiment: Experiment, problem: Problem, theta: FloatArray) -> tuple[float, float]:
    """The lowest and the highest rate to try, for an experiment that starts at theta (P,).

    A rate of a rule that follows the slope is measured by 2 / lambda_max at the start, where
    it is known. A rate that is about the length of a step is measured by the picture of a
    function; on a model it is ten times the default of the rule, which was made for large
    networks.
    """
    rule = experiment.optimizer
    usual = usual_rates(experiment)[-1]
    if rule.rate_means == "slope":
        stable = largest_stable_rate(problem, theta)
        if stable is not None and np.isfinite(stable):
            return BELOW * stable, ABOVE * stable
    elif rule.rate_means == "length" and not isinstance(problem, Analytic):
        usual *= 10
    return usual / AROUND, usual * AROUND


def grid(low: float, high: float, count: int) -> tuple[float, ...]:
    """So many rates, evenly over the logarithm, from the lowest to the highest."""
    return _rounded(np.geomspace(low, high, count))


def finer(low: float, high: float, count: int) -> tuple[float, ...]:
    """So many rates between two others, which are not among them, evenly over the logarithm."""
    return _rounded(np.geomspace(low, high, count + 2)[1:-1])


def _rounded(rates: FloatArray) -> tuple[float, ...]:
    return tuple(float(f"{rate:.{DIGITS}g}") for rate in rates)
