"""Penalties written out."""

import numpy as np
import pytest

from tests.core.experiments import central, sample_model, thetas
from visualizer.core.problems.penalties import Penalty


@pytest.mark.parametrize("penalty", [{"l1": 0.3}, {"l2": 0.2}, {"l1": 0.1, "l2": 0.4}])
@pytest.mark.parametrize("hidden", [(), (3,)])
def test_penalties(hidden, penalty) -> None:
    model, without = sample_model(hidden, **penalty), sample_model(hidden)
    theta = thetas(model, 2)
    weights = np.concatenate([theta[:, layer.weights] for layer in model.layers], axis=1)
    expected = penalty.get("l1", 0) * np.abs(weights).sum(axis=1)
    expected += penalty.get("l2", 0) * (weights**2).sum(axis=1)
    assert model.loss(theta) - without.loss(theta) == pytest.approx(expected)
    slopes = [one.loss_and_gradient(theta)[1] for one in (model, without)]
    for layer in model.layers:
        assert slopes[0][:, layer.biases] == pytest.approx(slopes[1][:, layer.biases])
    expected = central(model, theta[0])
    assert np.linalg.norm(slopes[0][0] - expected) <= 1e-7 * np.linalg.norm(expected)


def test_none_costs_nothing() -> None:
    model = sample_model((3,))
    assert Penalty.of(0, 0, model.layers) is None
    assert model.network.penalty(thetas(model, 2)).tolist() == [0, 0]


def test_a_weight_of_zero_is_not_pushed() -> None:
    model = sample_model((3,), l1=1.0)
    gradient = np.zeros(model.size)
    penalty = Penalty.of(1.0, 0, model.layers)
    assert penalty is not None
    penalty.add_slope(np.zeros(model.size), gradient)
    assert not gradient.any()


def test_runs_side_by_side_get_the_bits_of_one() -> None:
    model = sample_model((9, 8), l1=0.3, l2=0.1)
    theta = thetas(model, 4)
    together = model.network.penalty(theta)
    assert together.tolist() == [float(model.network.penalty(one)) for one in theta]
