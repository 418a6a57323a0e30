"""Activations against their definitions and derivatives."""

import math
import warnings

import numpy as np
import pytest

from visualizer.core.problems.activations import ACTIVATIONS

Z = np.array([-30.0, -3.0, -0.5, 0.25, 1.0, 8.0, 30.0])

DEFINITIONS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "linear": lambda z: z,
}


def test_every_activation_is_defined_here() -> None:
    assert set(DEFINITIONS) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_derivatives(name: str) -> None:
    activation, define = ACTIVATIONS[name], DEFINITIONS[name]
    value = activation.value(Z)
    assert value == pytest.approx([define(z) for z in Z], rel=1e-14)
    slopes = [(define(z + 1e-6) - define(z - 1e-6)) / 2e-6 for z in Z]
    assert activation.derivative(Z, value) == pytest.approx(slopes, rel=1e-6, abs=1e-9)
    assert activation.label
    assert "z" in activation.formula


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_and_shapes_are_kept(name: str, dtype: type) -> None:
    activation = ACTIVATIONS[name]
    z = Z.astype(dtype).reshape(1, 7)
    for found in (activation.value(z), activation.derivative(z, activation.value(z))):
        assert found.dtype == dtype
        assert found.shape == (1, 7)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_limits_far_away(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.array([-1e4, 1e4, -np.inf, np.inf])
    with np.errstate(all="ignore"):
        value = activation.value(z)
    low = 0.0 if name == "sigmoid" else -1.0
    assert value.tolist() == [low, 1, low, 1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert activation.derivative(z, value).tolist() == [0, 0, 0, 0]
