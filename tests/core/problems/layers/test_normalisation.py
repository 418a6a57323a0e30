"""Batch normalisation: its statistics, and whose they are."""

import numpy as np
import pytest

from visualizer.core.problems.layers.base import Context, Place
from visualizer.core.problems.layers.normalisation import EPSILON, BatchNormalisation

RANDOM = np.random.default_rng(8)


@pytest.mark.parametrize("before", [(3,), (4, 5, 3)])
def test_values_have_mean_0_and_variance_1_then_scale_and_shift(before) -> None:
    layer = BatchNormalisation(Place(1, before, 0), "linear")
    assert layer.size == 6
    x = RANDOM.normal(5, 3, (2, 7, *before))
    theta = np.array([[1.0, 1, 1, 0, 0, 0], [2, 3, 4, -1, 0, 1]])
    z, _ = layer.forward(theta, x)
    assert z.shape == x.shape
    values = z.reshape(2, -1, 3)
    spread = x.reshape(2, -1, 3).var(axis=1)
    shrunk = np.sqrt(spread / (spread + EPSILON))
    assert values.mean(axis=1) == pytest.approx(theta[:, 3:], abs=1e-12)
    assert values.std(axis=1) == pytest.approx(theta[:, :3] * shrunk)


def test_given_statistics_are_used() -> None:
    layer = BatchNormalisation(Place(4, (2,), 0), "linear")
    x = np.array([[3.0, 1.0]])
    given = Context(statistics={4: (np.array([[1.0, 2.0]]), np.array([[4.0, 0.25]]))})
    z, kept = layer.forward(np.array([1.0, 1, 0, 0]), x, given)
    expected = [2 / np.sqrt(4 + EPSILON), -1 / np.sqrt(0.25 + EPSILON)]
    assert z[0].tolist() == pytest.approx(expected)
    slope, gradient = np.ones((1, 2)), np.empty(4)
    back = layer.backward(np.array([3.0, 1, 0, 0]), x, kept, slope, gradient, True)
    deviations = np.sqrt(np.array([4, 0.25]) + EPSILON)
    assert back[0] == pytest.approx(np.array([3, 1]) / deviations)
    assert gradient.tolist() == pytest.approx([*expected, 1, 1])


def test_a_single_row_becomes_the_shift() -> None:
    layer = BatchNormalisation(Place(1, (2,), 0), "linear")
    z, _ = layer.forward(np.array([1.0, 1, 5, 6]), np.array([[3.0, 1.0]]))
    assert z.tolist() == [[5, 6]]


def test_names() -> None:
    layer = BatchNormalisation(Place(3, (2,), 0), "relu")
    assert (*layer.weight_names(), *layer.bias_names()) == ("g3_1", "g3_2", "b3_1", "b3_2")
    assert not layer.penalised
