"""Losses of predictions against targets: a new one is one entry in `LOSSES`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray

HUBER_DELTA = 1.0
"""The error from which the Huber loss grows linearly, unless another is chosen."""


@dataclass(frozen=True)
class Loss:
    """A loss, averaged over the rows N and (but for the categorical one) the outputs T.

    `value` maps predictions and targets of shape (..., N, T) to losses (...,);
    `slope` gives the derivative of that mean with respect to each prediction, and `second`
    the second one (no loss has mixed ones). Losses of probabilities need an output that
    gives them, one of `outputs`; () is any. Of a single output of a single row,
    `row_formula` and `slope_formula` are the loss and its derivative as text, in ŷ and y.
    """

    label: str
    formula: str
    value: Callable[[FloatArray, FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]
    second: Callable[[FloatArray, FloatArray], FloatArray]
    outputs: tuple[str, ...] = ()
    row_formula: str = ""
    slope_formula: str = ""


def mean(values: FloatArray) -> FloatArray:
    """The mean (...) over rows and outputs of values (..., N, T)."""
    return np.asarray(_sum(values) / _count(values))


def row_mean(values: FloatArray) -> FloatArray:
    """The mean (...) over the rows of the sums over the outputs of values (..., N, T)."""
    return np.asarray(_sum(values) / values.shape[-2])


def _sum(values: FloatArray) -> FloatArray:
    # Over one contiguous axis: a batch of runs is then added up in the order of one run.
    return np.asarray(np.add.reduce(values.reshape(*values.shape[:-2], _count(values)), axis=-1))


def _count(values: FloatArray) -> int:
    rows, outputs = values.shape[-2:]
    return int(rows * outputs)


def _mean_square(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    residual = predictions - targets
    *batch, rows, outputs = residual.shape
    flat = residual.reshape(*batch, rows * outputs)
    return np.asarray(np.vecdot(flat, flat) / flat.shape[-1])


def _mean_square_slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    residual = predictions - targets
    # In place: `residual` is new, and the slope of every step.
    residual *= 2 / _count(residual)
    return residual


def _mean_square_second(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return np.full_like(predictions, 2 / _count(predictions))


def _mean_size(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return mean(np.abs(predictions - targets))


def _mean_size_slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    residual = predictions - targets
    # 0 at an error of 0, where any number from -1 to 1 is a slope.
    return np.asarray(np.sign(residual) / _count(residual))


def _mean_size_second(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    """0: two straight pieces."""
    return np.zeros_like(predictions)


def huber(delta: float = HUBER_DELTA) -> Loss:
    r"""The Huber loss: a square near 0, straight from an error of `delta` on.

    .. math:: L = \mathrm{mean} \begin{cases} r^2 / 2 & |r| \le \delta \\
       \delta (|r| - \delta / 2) & \mathrm{otherwise} \end{cases}, \quad r = \hat y - y

    (Huber 1964, doi:10.1214/aoms/1177703732.)
    """

    def value(predictions: FloatArray, targets: FloatArray) -> FloatArray:
        size = np.abs(predictions - targets)
        # near (size - near / 2) is the square up to delta and the straight line beyond, without a
        # branch.
        near = np.minimum(size, delta)
        return mean(near * (size - 0.5 * near))

    def slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
        residual = predictions - targets
        return np.asarray(np.clip(residual, -delta, delta) / _count(residual))

    def second(predictions: FloatArray, targets: FloatArray) -> FloatArray:
        near = np.abs(predictions - targets) < delta
        return np.asarray(near / _count(predictions))

    formula = "mean of (ŷ - y)² / 2 up to an error of δ, beyond it δ (|ŷ - y| - δ / 2)"
    return Loss(
        "Huber",
        formula,
        value,
        slope,
        second,
        row_formula="(ŷ − y)² / 2 if |ŷ − y| ≤ δ, else δ (|ŷ − y| − δ / 2)",
        slope_formula="ŷ − y, cut off at −δ and δ",
    )


def _times_log(factor: FloatArray, p: FloatArray) -> FloatArray:
    """Factor * log(p) (...), 0 where the factor is 0: what did not happen costs nothing."""
    factor, p = np.broadcast_arrays(factor, p)
    with np.errstate(divide="ignore"):
        return np.multiply(factor, np.log(p), where=factor != 0, out=np.zeros_like(p))


def _over(factor: FloatArray, p: FloatArray) -> FloatArray:
    """Factor / p (...), 0 where the factor is 0."""
    factor, p = np.broadcast_arrays(factor, p)
    with np.errstate(divide="ignore"):
        return np.divide(factor, p, where=factor != 0, out=np.zeros_like(p))


def _binary(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return mean(-_times_log(targets, predictions) - _times_log(1 - targets, 1 - predictions))


def _binary_slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    slope = _over(1 - targets, 1 - predictions) - _over(targets, predictions)
    return np.asarray(slope / _count(slope))


def _binary_second(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    wrong = 1 - predictions
    second = _over(_over(1 - targets, wrong), wrong)
    second += _over(_over(targets, predictions), predictions)
    return np.asarray(second / _count(second))


def _categorical(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return row_mean(-_times_log(targets, predictions))


def _categorical_slope(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return np.asarray(-_over(targets, predictions) / predictions.shape[-2])


def _categorical_second(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    return np.asarray(_over(_over(targets, predictions), predictions) / predictions.shape[-2])


LOSSES: Mapping[str, Loss] = {
    "mse": Loss(
        "Mean squared error",
        "mean of (ŷ - y)²",
        _mean_square,
        _mean_square_slope,
        _mean_square_second,
        row_formula="(ŷ − y)²",
        slope_formula="2 (ŷ − y)",
    ),
    "mae": Loss(
        "Mean absolute error",
        "mean of |ŷ - y|, slope 0 at an error of 0",
        _mean_size,
        _mean_size_slope,
        _mean_size_second,
        row_formula="|ŷ − y|",
        slope_formula="sign(ŷ − y)",
    ),
    "huber": huber(),
    "binary_cross_entropy": Loss(
        "Binary cross-entropy",
        "mean of -(y log ŷ + (1 - y) log(1 - ŷ))",
        _binary,
        _binary_slope,
        _binary_second,
        ("sigmoid",),
        "−(y log(ŷ) + (1 − y) log(1 − ŷ))",
        "(ŷ − y) / (ŷ (1 − ŷ))",
    ),
    "categorical_cross_entropy": Loss(
        "Categorical cross-entropy",
        "mean over rows of -Σ y log ŷ, the sum over the classes",
        _categorical,
        _categorical_slope,
        _categorical_second,
        ("softmax",),
        "−y log(ŷ)",
        "−y / ŷ",
    ),
}
