"""What stands at the end of a model: the output's activation and the loss, together."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS, SOFTMAX, sigmoid, softmax
from visualizer.core.problems.losses import LOSSES, Loss, huber, mean, row_mean


class Head(NamedTuple):
    """Outputs and losses from the last layer's z (..., N, T) and targets (..., N, T).

    `output` gives the predictions (..., N, T), and what `value` needs besides. `value` is
    the loss (...,), `slope` its derivative with respect to z; both are given the
    predictions, too, as most are cheapest in them. `slope_change` is the derivative of
    `slope` along a change of z (..., N, T), whose leading shape may be larger.
    """

    output: Callable[[FloatArray], tuple[FloatArray, Any]]
    value: Callable[[FloatArray, FloatArray, Any, FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    slope_change: Callable[[FloatArray, FloatArray, FloatArray, FloatArray], FloatArray]


def make_head(output: str, loss: str, huber_delta: float) -> Head:
    """The head of an output's activation and a loss.

    Cross-entropies are computed from z, the logits: the logarithm of a probability that
    was rounded to 0 or 1 would be infinite.
    """
    if loss == "binary_cross_entropy":
        return Head(lambda z: (sigmoid(z), None), _binary, _binary_slope, _binary_change)
    if loss == "categorical_cross_entropy":
        return Head(_softmax_parts, _categorical, _categorical_slope, _categorical_change)
    chosen = huber(huber_delta) if loss == "huber" else LOSSES[loss]
    return _softmax_head(chosen) if output == SOFTMAX else _plain_head(output, chosen)


def _plain_head(output: str, loss: Loss) -> Head:
    activation = ACTIVATIONS[output]

    def slope(z: FloatArray, a: FloatArray, targets: FloatArray) -> FloatArray:
        return loss.slope(a, targets) * activation.derivative(z, a)

    def linear(z: FloatArray, a: FloatArray, targets: FloatArray) -> FloatArray:
        return loss.slope(a, targets)

    def change(z: FloatArray, a: FloatArray, targets: FloatArray, moved: FloatArray) -> FloatArray:
        # L(a(z)) of one variable: L'' a'^2 + L' a''
        bend = loss.second(a, targets) * np.square(activation.derivative(z, a))
        if activation.second is not None:
            bend = bend + loss.slope(a, targets) * activation.second(z, a)
        return np.asarray(bend * moved)

    return Head(
        lambda z: (activation.value(z), None),
        lambda z, a, kept, targets: loss.value(a, targets),
        linear if output == "linear" else slope,
        change,
    )


def _softmax_head(loss: Loss) -> Head:
    def slope(z: FloatArray, a: FloatArray, targets: FloatArray) -> FloatArray:
        # da_i / dz_j = a_i (1 if i = j, else 0) - a_i a_j
        upper = loss.slope(a, targets)
        upper -= (upper * a).sum(axis=-1, keepdims=True)
        upper *= a
        return upper

    def change(z: FloatArray, a: FloatArray, targets: FloatArray, moved: FloatArray) -> FloatArray:
        a_moved = _softmax_change(a, moved)
        upper = loss.slope(a, targets)
        upper_moved = loss.second(a, targets) * a_moved
        mean_moved = upper_moved * a + upper * a_moved
        centred = upper - (upper * a).sum(axis=-1, keepdims=True)
        upper_moved -= mean_moved.sum(axis=-1, keepdims=True)
        return np.asarray(a_moved * centred + a * upper_moved)

    return Head(
        lambda z: (softmax(z), None),
        lambda z, a, kept, targets: loss.value(a, targets),
        slope,
        change,
    )


def _softmax_change(a: FloatArray, moved: FloatArray) -> FloatArray:
    """The derivative of a = softmax(z) along a change of z."""
    return np.asarray(a * (moved - (a * moved).sum(axis=-1, keepdims=True)))


def _binary(z: FloatArray, a: FloatArray, kept: Any, targets: FloatArray) -> FloatArray:
    r"""Mean of y log(1 + exp(-z)) + (1 - y) log(1 + exp(z))."""
    # Both logarithms are log(1 + exp(-|z|)), plus |z| on the wrong side of 0.
    lost = np.log1p(np.exp(-np.abs(z)))
    lost += targets * np.maximum(-z, 0)
    lost += (1 - targets) * np.maximum(z, 0)
    return mean(lost)


def _binary_slope(z: FloatArray, a: FloatArray, targets: FloatArray) -> FloatArray:
    # The sigmoid's derivative cancels with that of the logarithm: no division by a small number.
    slope = a - targets
    slope /= slope.shape[-2] * slope.shape[-1]
    return slope


def _binary_change(
    z: FloatArray, a: FloatArray, targets: FloatArray, moved: FloatArray
) -> FloatArray:
    # The targets have no part in it: the slope is linear in them.
    return np.asarray(a * (1 - a) / (a.shape[-2] * a.shape[-1]) * moved)


def _softmax_parts(z: FloatArray) -> tuple[FloatArray, Any]:
    """Softmax; z less its largest value, and the logarithm of the sum of its powers of e."""
    shifted = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    a = np.exp(shifted)
    total = np.add.reduce(a, axis=-1, keepdims=True)
    # The loss is made of `shifted` and the logarithm, never of `a`, which may have become 0.
    a /= total
    return a, (shifted, np.log(total))


def _categorical(z: FloatArray, a: FloatArray, kept: Any, targets: FloatArray) -> FloatArray:
    r"""Mean over rows of sum_i y_i (log sum_j exp(z_j) - z_i)."""
    shifted, logarithm = kept
    lost = logarithm - shifted
    lost *= targets
    return row_mean(lost)


def _categorical_slope(z: FloatArray, a: FloatArray, targets: FloatArray) -> FloatArray:
    """(a - y) / N: the targets of a row add up to 1."""
    slope = a - targets
    slope /= slope.shape[-2]
    return slope


def _categorical_change(
    z: FloatArray, a: FloatArray, targets: FloatArray, moved: FloatArray
) -> FloatArray:
    return np.asarray(_softmax_change(a, moved) / a.shape[-2])
