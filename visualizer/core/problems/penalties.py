"""Penalties on large weights."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import Layer


class Penalty(NamedTuple):
    r"""What is added to the loss for the weights w, and not for biases.

    .. math:: \lambda_1 \sum |w| + \lambda_2 \sum w^2

    `places` are where they stand in theta. At w = 0 the slope of \|w\| is taken as 0.
    """

    l1: float
    l2: float
    places: tuple[slice, ...]

    @classmethod
    def of(cls, l1: float, l2: float, layers: Sequence[Layer]) -> Self | None:
        """The penalty on the weights of some layers; None where there is none."""
        if not l1 and not l2:
            return None
        return cls(l1, l2, tuple(layer.weights for layer in layers if layer.penalised))

    def value(self, theta: FloatArray) -> FloatArray:
        """The penalty (...) at theta (..., P)."""
        total = np.zeros(theta.shape[:-1], theta.dtype)
        for place in self.places:
            # A copy: a batch of runs is then added up in the order of one run.
            weights = np.ascontiguousarray(theta[..., place])
            total = total + self.l1 * np.abs(weights).sum(axis=-1)
            total = total + self.l2 * np.square(weights).sum(axis=-1)
        return np.asarray(total)

    def add_slope(self, theta: FloatArray, gradient: FloatArray) -> None:
        """Add the slope to a gradient (..., P)."""
        for place in self.places:
            weights = theta[..., place]
            gradient[..., place] += self.l1 * np.sign(weights) + 2 * self.l2 * weights

    def add_slope_change(self, direction: FloatArray, product: FloatArray) -> None:
        """Add the derivative of the slope along a direction (..., P); that of |w| is 0."""
        for place in self.places:
            product[..., place] += 2 * self.l2 * direction[..., place]
