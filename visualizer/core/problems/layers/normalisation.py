"""Batch normalisation: values of mean 0 and variance 1, then scaled and shifted."""

from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import PLAIN, Context, Layer, Place

EPSILON = 1e-5
"""Added to the variance, so that it is never 0."""


class BatchNormalisation(Layer):
    r"""z = gamma (x - m) / sqrt(v + epsilon) + beta, for each unit or channel.

    (Ioffe and Szegedy 2015, arXiv:1502.03167.) m and v are the mean and the variance over
    the rows at hand, and over all pixels of a channel: of the batch in a step, of all
    training rows in the loss over them. Other rows (validation, predictions) are
    normalised by the m and v of all training rows at the same theta. Programs usually
    take running means of the batches there; then the outputs would depend on the way by
    which theta was reached, and not on theta alone.

    The weights are gamma, which begin at 1; the biases are beta.
    """

    kind: ClassVar[str] = "batch_normalisation"
    scales = True

    def __init__(self, place: Place, activation: str) -> None:
        super().__init__(place, place.before, inputs=1, activation=activation, bias=True)

    def _flat(self, x: FloatArray) -> FloatArray:
        """X (..., N, *before) as (..., rows, units)."""
        return x.reshape(*x.shape[: x.ndim - 1 - len(self.before)], -1, self.units)

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        flat = self._flat(x)
        given = context.statistics.get(self.number)
        if given is None:
            mean = flat.mean(axis=-2, keepdims=True)
            centred = flat - mean
            variance = np.square(centred).mean(axis=-2, keepdims=True)
        else:
            mean, variance = given
            centred = flat - mean
        inverse = 1 / np.sqrt(variance + EPSILON)
        normal = centred * inverse
        z = theta[..., None, self.weights] * normal + theta[..., None, self.biases]
        shape = (*z.shape[:-2], -1, *self.after)
        return z.reshape(shape), (normal, inverse, given is None, (mean, variance))

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        normal, inverse, own, _ = kept
        flat = self._flat(slope)
        np.add.reduce(flat * normal, axis=-2, out=gradient[..., self.weights])
        np.add.reduce(flat, axis=-2, out=gradient[..., self.biases])
        if not deeper:
            return slope
        upper: FloatArray = flat * theta[..., None, self.weights]
        if own:
            # The mean and the variance move along with every row.
            along = (upper * normal).mean(axis=-2, keepdims=True)
            upper = upper - upper.mean(axis=-2, keepdims=True) - normal * along
        upper = upper * inverse
        return upper.reshape(slope.shape)

    def weight_names(self) -> tuple[str, ...]:
        """Names of the scales: g, layer, unit or channel."""
        return tuple(f"g{self.number}_{unit}" for unit in range(1, self.units + 1))
