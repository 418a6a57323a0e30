"""Batch normalisation: values of mean 0 and variance 1, then scaled and shifted."""

from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place

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
        return self._shaped(z), (normal, inverse, given is None, (mean, variance))

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

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        r"""With n = (x - m) i and i = (v + epsilon)^(-1/2), both moving along with x.

        .. math:: R\{n\} = i (c - n \overline{n c}), \quad R\{i\} = -i^2 \overline{n c},
           \quad c = R\{x\} - \overline{R\{x\}}
        """
        normal, inverse, own, _ = kept
        z = theta.change[..., None, self.weights] * normal + theta.change[..., None, self.biases]
        if x.change is None:
            return self._shaped(z), (0.0, 0.0)
        centred = self._flat(x.change)
        along: FloatArray | float = 0.0
        if own:
            centred = centred - centred.mean(axis=-2, keepdims=True)
            along = (normal * centred).mean(axis=-2, keepdims=True)
        normal_change = inverse * (centred - normal * along)
        z = z + theta.value[..., None, self.weights] * normal_change
        return self._shaped(z), (normal_change, -inverse * inverse * along)

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        """Each line is the derivative of one of `backward`, by the product rule."""
        (normal, inverse, own, _), (normal_change, inverse_change) = kept
        flat, change = self._flat(slope.value), self._flat(slope.change)
        np.add.reduce(
            change * normal + flat * normal_change, axis=-2, out=product[..., self.weights]
        )
        np.add.reduce(change, axis=-2, out=product[..., self.biases])
        if not deeper:
            return product
        scale, scale_change = (part[..., None, self.weights] for part in theta)
        upper = flat * scale
        moved = change * scale + flat * scale_change
        if own:
            along = (upper * normal).mean(axis=-2, keepdims=True)
            along_change = (moved * normal + upper * normal_change).mean(axis=-2, keepdims=True)
            upper = upper - upper.mean(axis=-2, keepdims=True) - normal * along
            moved = moved - moved.mean(axis=-2, keepdims=True)
            moved = moved - normal_change * along - normal * along_change
        return self._shaped(moved * inverse + upper * inverse_change)

    def _shaped(self, flat: FloatArray) -> FloatArray:
        """The way back of `_flat`."""
        return flat.reshape(*flat.shape[:-2], -1, *self.after)

    def weight_names(self) -> tuple[str, ...]:
        """Names of the scales: g, layer, unit or channel."""
        return tuple(f"g{self.number}_{unit}" for unit in range(1, self.units + 1))
