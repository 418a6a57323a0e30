"""Where rates are looked for: four decades, that hold what theory asks for."""

import numpy as np
import pytest

from tests.core.experiments import noisy
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.race.ranges import finer, grid, range_of
from visualizer.core.start import starting_point


@pytest.mark.parametrize("kappa", [10.0, 1e5])
def test_the_range_follows_the_curvature(kappa: float) -> None:
    experiment = Experiment.from_dict({"problem": {"function": "ravine", "kappa": kappa}})
    low, high = range_of(experiment, build(experiment), np.array([8.0, 2.0]))
    # x² + κ y² bends by 2 κ across: gradient descent is stable below 1 / κ.
    assert (low, high) == pytest.approx((1e-3 / kappa, 10 / kappa))


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize(
    "experiment", [Experiment.from_dict({"problem": {"function": "booth"}}), noisy(20)]
)
def test_each_rule_gets_as_many_decades(kind: str, experiment: Experiment) -> None:
    experiment = experiment.with_values({"optimizer.kind": kind})
    problem = build(experiment)
    low, high = range_of(experiment, problem, starting_point(experiment.start, problem))
    assert high / low == pytest.approx(1e4)


def test_grids_are_even_over_the_logarithm_and_finer_ones_lie_within() -> None:
    rates = grid(0.01, 1.0, 5)
    assert rates == pytest.approx((0.01, 0.0316, 0.1, 0.316, 1.0), rel=1e-2)
    within = finer(0.01, 1.0, 3)
    assert within == rates[1:4]
