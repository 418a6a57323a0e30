"""Small networks in plain Python, and derivatives by complex steps: nothing of the program."""

import cmath
from collections.abc import Callable, Mapping, Sequence

import numpy as np

PLAIN: Mapping[str, Callable[[complex], complex]] = {
    "sigmoid": lambda z: 1 / (1 + cmath.exp(-z)),
    "tanh": lambda z: (cmath.exp(z) - cmath.exp(-z)) / (cmath.exp(z) + cmath.exp(-z)),
    "softplus": lambda z: cmath.log(1 + cmath.exp(z)),
    "linear": lambda z: z,
}


def outputs_of(
    theta: Sequence[complex], x: Sequence[float], sizes: Sequence[int], hidden: str, output: str
) -> list[complex]:
    """The outputs of a network of layers of `sizes` units for one row, unit by unit."""
    values: list[complex] = list(x)
    at = 0
    for number, units in enumerate(sizes):
        weights = theta[at : at + len(values) * units]
        biases = theta[at + len(values) * units : at + (len(values) + 1) * units]
        at += (len(values) + 1) * units
        sums = [
            sum(value * weights[i * units + j] for i, value in enumerate(values)) + biases[j]
            for j in range(units)
        ]
        if number < len(sizes) - 1:
            values = [PLAIN[hidden](z) for z in sums]
        elif output == "softmax":
            total = sum(cmath.exp(z) for z in sums)
            values = [cmath.exp(z) / total for z in sums]
        else:
            values = [PLAIN[output](z) for z in sums]
    return values


def loss_of(outputs: Sequence[complex], y: Sequence[float], loss: str) -> complex:
    """The loss of one row, as the textbook defines it."""
    pairs = list(zip(outputs, y, strict=True))
    if loss == "mse":
        return sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    if loss == "binary_cross_entropy":
        terms = [-(b * cmath.log(a) + (1 - b) * cmath.log(1 - a)) for a, b in pairs]
        return sum(terms) / len(pairs)
    return -sum(b * cmath.log(a) for a, b in pairs)


def slopes_of(function: Callable[[np.ndarray], complex], theta: np.ndarray) -> np.ndarray:
    """All derivatives by complex steps: exact but for rounding (Squire and Trapp 1998)."""
    h = 1e-30
    found = np.empty(len(theta))
    for index in range(len(theta)):
        moved = theta.astype(complex)
        moved[index] += 1j * h
        found[index] = function(moved).imag / h
    return found
