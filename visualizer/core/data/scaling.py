"""Scaling of input columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.data.features import Features

PLAIN = Features()
"""No further inputs."""

NONE, STANDARDISE, MIN_MAX = "none", "standardise", "min-max"
SCALINGS = {
    NONE: "None",
    STANDARDISE: "Standardise",
    MIN_MAX: "From 0 to 1",
}


@dataclass(frozen=True, eq=False)
class Scaling:
    """The map x -> (x - offset) / factor of each of D columns; both have shape (D,).

    Where there are `features`, x is first expanded by them: D counts these columns, too.
    """

    offset: NDArray[np.float64]
    factor: NDArray[np.float64]
    features: Features = PLAIN

    def apply(self, x: FloatArray) -> FloatArray:
        """Expand values of the inputs, and scale them: (..., D)."""
        return (self.features.expand(x) - self.offset) / self.factor

    def invert(self, scaled: FloatArray) -> FloatArray:
        """Undo `apply` (up to rounding)."""
        return scaled * self.factor + self.offset


def fit_scaling(kind: str, values: FloatArray, features: Features = PLAIN) -> Scaling:
    """The scaling of the columns of `values`, shape (N, D), of one of the `SCALINGS`.

    With `features` that of the values that they make of these.

    "standardise" takes the mean and the population's standard deviation (divided by N),
    "min-max" the smallest value and the range. A constant column has the factor 1, so
    that it becomes 0.
    """
    values = features.expand(values)
    columns = values.shape[1]
    if kind == NONE:
        return Scaling(np.zeros(columns), np.ones(columns), features)
    low, high = values.min(axis=0), values.max(axis=0)
    if kind == STANDARDISE:
        offset, factor = values.mean(axis=0), values.std(axis=0)
    elif kind == MIN_MAX:
        offset, factor = low, high - low
    else:
        raise ValueError(f"unknown scaling {kind!r}")
    # The computed mean of a constant column need not be exactly its value.
    constant = (low == high) | (factor == 0)
    return Scaling(np.where(constant, low, offset), np.where(constant, 1.0, factor), features)
