"""The dense layer written out."""

import numpy as np
import pytest

from visualizer.core.problems.layers.base import Place
from visualizer.core.problems.layers.dense import Dense

X = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]])
THETA = np.array([9.0, 1, 2, 3, 4, 5, 6, 0.5, 0.25, -1])
LAYER = Dense(Place(2, (2,), 1), 3, "relu", True)


def test_forward() -> None:
    z, _ = LAYER.forward(THETA, X)
    assert z.tolist() == [[9.5, 12.25, 14], [-0.5, 1.25, 2], [4.5, 5.25, 5]]


def test_backward_writes_its_part_alone() -> None:
    gradient, slope = np.zeros(10), np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 2]])
    before = LAYER.backward(THETA, X, None, slope, gradient, True)
    assert gradient.tolist() == [0, 1, 3, 0, 2, -1, 2, 1, 1, 2]
    assert before.tolist() == [[1, 4], [2, 5], [6, 12]]


@pytest.mark.parametrize("bias", [True, False])
def test_a_batch_fills_every_gradient(bias: bool) -> None:
    layer = Dense(Place(1, (2,), 0), 3, "linear", bias)
    theta = np.random.default_rng(0).normal(size=(4, 2, layer.size))
    slope = np.random.default_rng(1).normal(size=(4, 2, 3, 3))
    gradient = np.empty_like(theta)
    layer.backward(theta, X, None, slope, gradient, False)
    expected = np.einsum("ni,...nj->...ij", X, slope).reshape(4, 2, 6)
    assert gradient[..., :6] == pytest.approx(expected)
    if bias:
        assert gradient[..., 6:] == pytest.approx(slope.sum(axis=-2))
