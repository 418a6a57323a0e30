"""Losses of predictions against targets: a new one is one entry in `LOSSES`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray


@dataclass(frozen=True)
class Loss:
    """A loss, averaged over the rows N and the outputs T.

    `value` maps predictions and targets of shape (..., N, T) to losses (...,);
    `slope` gives the derivative of that mean with respect to each prediction.
    """

    label: str
    formula: str
    value: Callable[[FloatArray, FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]


def _mean_square(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    residual = predictions - targets
    *batch, rows, outputs = residual.shape
    flat = residual.reshape(*batch, rows * outputs)
    return np.asarray(np.vecdot(flat, flat) / flat.shape[-1])


def _mean_square_slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    residual = predictions - targets
    residual *= 2 / (residual.shape[-2] * residual.shape[-1])
    return residual


LOSSES: Mapping[str, Loss] = {
    "mse": Loss("Mean squared error", "mean of (ŷ - y)²", _mean_square, _mean_square_slope),
}
