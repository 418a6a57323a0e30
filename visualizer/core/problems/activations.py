"""Activation functions: a new one is one entry in `ACTIVATIONS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray


@dataclass(frozen=True)
class Activation:
    """An elementwise function a(z) and its derivative.

    `derivative` takes both z and a = value(z), as most derivatives are cheapest in a.
    """

    label: str
    formula: str
    value: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]


def _sigmoid(z: FloatArray) -> FloatArray:
    # exp(-z) may overflow to inf for z below -709; 1 / inf is the right limit, 0.
    return np.asarray(1 / (1 + np.exp(-z)))


ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": Activation(
        "Sigmoid", "a = 1 / (1 + exp(-z))", _sigmoid, lambda z, a: np.asarray(a * (1 - a))
    ),
    "tanh": Activation(
        "Hyperbolic tangent", "a = tanh(z)", np.tanh, lambda z, a: np.asarray(1 - a * a)
    ),
    "relu": Activation(
        "ReLU",
        "a = max(0, z), slope 0 at the kink",
        lambda z: np.maximum(z, 0),
        lambda z, a: (z > 0).astype(z.dtype),
    ),
    "linear": Activation("Linear", "a = z", lambda z: z, lambda z, a: np.ones_like(z)),
}
