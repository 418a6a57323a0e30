"""Scaling of input columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray

NONE, STANDARDISE, MIN_MAX = "none", "standardise", "min-max"
SCALINGS = {
    NONE: "None",
    STANDARDISE: "Standardise",
    MIN_MAX: "From 0 to 1",
}


@dataclass(frozen=True, eq=False)
class Scaling:
    """The map x -> (x - offset) / factor of each of D columns; both have shape (D,)."""

    offset: NDArray[np.float64]
    factor: NDArray[np.float64]

    def apply(self, x: FloatArray) -> FloatArray:
        """Scale values of shape (..., D)."""
        return (x - self.offset) / self.factor

    def invert(self, scaled: FloatArray) -> FloatArray:
        """Undo `apply` (up to rounding)."""
        return scaled * self.factor + self.offset


def fit_scaling(kind: str, values: FloatArray) -> Scaling:
    """The scaling of the columns of `values`, shape (N, D), of one of the `SCALINGS`.

    "standardise" takes the mean and the population's standard deviation (divided by N),
    "min-max" the smallest value and the range. A constant column has the factor 1, so
    that it becomes 0.
    """
    columns = values.shape[1]
    if kind == NONE:
        return Scaling(np.zeros(columns), np.ones(columns))
    low, high = values.min(axis=0), values.max(axis=0)
    if kind == STANDARDISE:
        offset, factor = values.mean(axis=0), values.std(axis=0)
    elif kind == MIN_MAX:
        offset, factor = low, high - low
    else:
        raise ValueError(f"unknown scaling {kind!r}")
    # The computed mean of a constant column need not be exactly its value.
    constant = (low == high) | (factor == 0)
    return Scaling(np.where(constant, low, offset), np.where(constant, 1.0, factor))
