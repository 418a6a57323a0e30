"""The dense layer: every input reaches every unit."""

from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place
from visualizer.core.problems.layers.portions import times, times_over_rows
from visualizer.core.problems.layers.weighted_sums import (
    slopes_change,
    sum_change,
    upper_change,
)


class Dense(Layer):
    r"""z = x W + b, with W (inputs, units) and b (units).

    .. math:: \partial L/\partial W = x^T \partial L/\partial z, \quad
       \partial L/\partial b = \sum_{rows} \partial L/\partial z, \quad
       \partial L/\partial x = \partial L/\partial z \, W^T
    """

    kind: ClassVar[str] = "dense"

    def __init__(self, place: Place, units: int, activation: str, bias: bool) -> None:
        super().__init__(place, (units,), inputs=place.before[-1], activation=activation, bias=bias)

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        z = times(x, self.matrix(theta))
        if self.bias:
            # The axis more is that of the rows.
            z += theta[..., None, self.biases]
        return z, None

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        times_over_rows(x, slope, self.matrix(gradient))
        if self.bias:
            # `reduce` writes into the gradient; `sum` would go through Python once more.
            np.add.reduce(slope, axis=-2, out=gradient[..., self.biases])
        return times(slope, self.matrix(theta).mT) if deeper else slope

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        return sum_change(self, theta, x), None

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        slopes_change(self, x, slope, product)
        return upper_change(self, theta, slope) if deeper else product
