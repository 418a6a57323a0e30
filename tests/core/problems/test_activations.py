"""Activations against their definitions and derivatives."""

import math
import warnings

import numpy as np
import pytest

from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS, SOFTMAX, softmax

Z = np.array([-30.0, -3.0, -0.5, 0.25, 1.0, 8.0, 30.0])

DEFINITIONS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gelu": lambda z: z * math.erfc(-z / math.sqrt(2)) / 2,
    "softplus": lambda z: math.log1p(math.exp(z)),
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
    second = np.zeros_like(Z) if activation.second is None else activation.second(Z, value)
    bends = [(define(z + 1e-3) - 2 * define(z) + define(z - 1e-3)) / 1e-6 for z in Z]
    assert second == pytest.approx(bends, rel=1e-5, abs=1e-7)
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


LIMITS = {
    "sigmoid": (0, 1, 0, 0),
    "tanh": (-1, 1, 0, 0),
    "relu": (0, 1000, 0, 1),
    "leaky_relu": (-10, 1000, 0.01, 1),
    "elu": (-1, 1000, 0, 1),
    "gelu": (0, 1000, 0, 1),
    "softplus": (0, 1000, 0, 1),
    "linear": (-1000, 1000, 1, 1),
}
"""Values at -1000 and 1000, and slopes there."""


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_limits_far_away(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.array([-1000.0, 1000.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if name == "sigmoid" else "error")
        value = activation.value(z)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slope = activation.derivative(z, value)
    assert (*value.tolist(), *slope.tolist()) == LIMITS[name]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_infinite_numbers_have_their_limits(name: str) -> None:
    z = np.array([-np.inf, np.inf])
    with np.errstate(all="ignore"):
        value = ACTIVATIONS[name].value(z)
    bounded = {"sigmoid": (0, 1), "tanh": (-1, 1), "elu": (-1, np.inf)}
    low = -np.inf if name in ("linear", "leaky_relu") else 0
    assert tuple(value.tolist()) == bounded.get(name, (low, np.inf))
    assert np.isnan(ACTIVATIONS[name].value(np.array([np.nan]))).all()


def test_softmax_written_out() -> None:
    z = np.array([[[1.0, 2.0, 4.0], [0.0, 0.0, 0.0]]])
    powers = [math.exp(1), math.exp(2), math.exp(4)]
    expected = [[[power / sum(powers) for power in powers], [1 / 3] * 3]]
    assert softmax(z) == pytest.approx(np.array(expected), rel=1e-15)


def test_softmax_does_not_overflow() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = softmax(np.array([[1000.0, -1000.0], [1000.0, 1000.0], [-1000.0, -1000.0]]))
    assert found.tolist() == [[1, 0], [0.5, 0.5], [0.5, 0.5]]


def test_outputs_are_the_activations_and_softmax() -> None:
    assert set(OUTPUTS) == {*ACTIVATIONS, SOFTMAX}
    assert next(iter(OUTPUTS)) == "linear"
