"""Activation functions: a new one is one entry in `ACTIVATIONS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.normal import density, distribution

LEAK = 0.01
"""The slope of the leaky ReLU below 0."""


@dataclass(frozen=True)
class Activation:
    """An elementwise function a(z) and its derivatives.

    Both derivatives take z and a = value(z), as most are cheapest in a. `second` is None
    for functions of straight pieces, where it is 0 on each of them. `slope_formula` is the
    derivative as text, in a and z. `peak` is the greatest slope of a function that levels off on
    both sides, and so can be saturated; 0 for others.
    """

    label: str
    formula: str
    value: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]
    second: Callable[[FloatArray, FloatArray], FloatArray] | None = None
    slope_formula: str = "f′(z)"
    peak: float = 0.0


def sigmoid(z: FloatArray) -> FloatArray:
    """1 / (1 + exp(-z)) of z (...)."""
    # exp(-z) may overflow to inf for z below -709; 1 / inf is the right limit, 0.
    a: FloatArray = np.negative(z)
    np.exp(a, a)
    a += 1
    np.divide(1, a, a)
    return a


def softplus(z: FloatArray) -> FloatArray:
    """log(1 + exp(z)) of z (...), in a form in which nothing overflows."""
    a = np.log1p(np.exp(-np.abs(z)))
    a += np.maximum(z, 0)
    return a


def softmax(z: FloatArray) -> FloatArray:
    """exp(z_i) / sum_j exp(z_j) over the last axis of z (..., C)."""
    # The largest one taken away changes nothing but that exp cannot overflow.
    a: FloatArray = z - z.max(axis=-1, keepdims=True)
    np.exp(a, a)
    a /= a.sum(axis=-1, keepdims=True)
    return a


def _elu(z: FloatArray) -> FloatArray:
    # `where` evaluates both sides: without the minimum exp would overflow at large z.
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _gelu(z: FloatArray) -> FloatArray:
    # Far below 0 the product is -inf * 0, whose limit is 0.
    return np.maximum(z, -100) * distribution(z)


def _gelu_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    share = distribution(z)
    share += np.clip(z, -100, 100) * density(z)
    return share


def _leaky_slope(z: FloatArray, a: FloatArray) -> FloatArray:
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(LEAK))


def _sigmoid_second(z: FloatArray, a: FloatArray) -> FloatArray:
    return a * (1 - a) * (1 - 2 * a)


def _tanh_second(z: FloatArray, a: FloatArray) -> FloatArray:
    return -2 * a * (1 - a * a)


def _gelu_second(z: FloatArray, a: FloatArray) -> FloatArray:
    """The density times 2 - z^2."""
    near = np.clip(z, -100, 100)  # beyond, the density is 0 and the square may overflow
    return density(near) * (2 - near * near)


def _softplus_second(z: FloatArray, a: FloatArray) -> FloatArray:
    """The sigmoid times 1 - sigmoid, which is exp(-a)."""
    rest = np.exp(-a)
    return -np.expm1(-a) * rest


ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": Activation(
        "Sigmoid",
        "a = 1 / (1 + exp(-z))",
        sigmoid,
        lambda z, a: np.asarray(a * (1 - a)),
        _sigmoid_second,
        "a (1 − a)",
        0.25,
    ),
    "tanh": Activation(
        "Hyperbolic tangent",
        "a = tanh(z)",
        np.tanh,
        lambda z, a: np.asarray(1 - a * a),
        _tanh_second,
        "1 − a²",
        1.0,
    ),
    "relu": Activation(
        "ReLU",
        "a = max(0, z), slope 0 at the kink",
        lambda z: np.maximum(z, 0),
        lambda z, a: (z > 0).astype(z.dtype),
        slope_formula="1 if z > 0, else 0",
    ),
    "leaky_relu": Activation(
        "Leaky ReLU",
        f"a = z above 0, else {LEAK} z; slope {LEAK} at the kink",
        lambda z: np.maximum(z, LEAK * z),
        _leaky_slope,
        slope_formula=f"1 if z > 0, else {LEAK}",
    ),
    "elu": Activation(
        "ELU",
        "a = z above 0, else exp(z) - 1",
        _elu,
        lambda z, a: np.where(z > 0, z.dtype.type(1), a + 1),
        lambda z, a: np.where(z > 0, z.dtype.type(0), a + 1),
        "1 if z > 0, else a + 1",
    ),
    "gelu": Activation(
        "GELU",
        "a = z Φ(z), Φ the normal distribution function (1 + erf(z / √2)) / 2",
        _gelu,
        _gelu_slope,
        _gelu_second,
        "Φ(z) + z φ(z)",
    ),
    "softplus": Activation(
        "Softplus",
        "a = log(1 + exp(z))",
        softplus,
        lambda z, a: np.asarray(-np.expm1(-a)),
        _softplus_second,
        "1 − exp(−a)",
    ),
    "linear": Activation(
        "Linear", "a = z", lambda z: z, lambda z, a: np.ones_like(z), slope_formula="1"
    ),
}

SOFTMAX = "softmax"

SOFTMAX_FORMULA = "a_i = exp(z_i) / Σ_j exp(z_j), over all outputs; of the output layer only"

OUTPUTS: Mapping[str, str] = {
    **{key: ACTIVATIONS[key].label for key in ("linear", "sigmoid")},
    SOFTMAX: "Softmax",
    **{key: entry.label for key, entry in ACTIVATIONS.items() if key not in ("linear", "sigmoid")},
}
"""What the output layer may end with, and the words for it: softmax looks at all outputs."""
