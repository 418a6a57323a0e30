"""Batch normalisation: values of mean 0 and variance 1, then scaled and shifted."""

from collections.abc import Iterator
from copy import copy
from typing import Any, ClassVar, Self

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place
from visualizer.core.problems.layers.portions import glance, joined, units_of

_together = np.ascontiguousarray
"""Of a portion of the units, which is gone through several times."""

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
        z, kept = [], []
        for units, part in self._portions(flat):
            known = None if given is None else (given[0][..., units], given[1][..., units])
            some, remembered = part._normalised(theta, _together(flat[..., units]), known)
            z.append(some)
            kept.append(remembered)
        # Mean and variance stand last: `Network.evaluation` takes them from there.
        return self._shaped(joined(z)), (kept, joined([one[-1] for one in kept]))

    def _portions(self, flat: FloatArray) -> Iterator[tuple[slice, Self]]:
        """Portions of the units, each as a layer of its own, for all rows of flat."""
        for units in units_of(flat.shape[-2], self.units):
            yield units, self._cut(units)

    def _cut(self, units: slice) -> Self:
        """The layer of some of the units, at their places in theta."""
        if units.stop - units.start == self.units:
            return self
        # Each unit is normalised by itself, so some of them are a layer of their own.
        other = copy(self)
        other.units = units.stop - units.start
        for name in ("weights", "biases"):
            start = getattr(self, name).start
            setattr(other, name, slice(start + units.start, start + units.stop))
        return other

    def _normalised(
        self, theta: FloatArray, flat: FloatArray, given: tuple[FloatArray, FloatArray] | None
    ) -> tuple[FloatArray, tuple[Any, ...]]:
        if given is None:
            mean = flat.mean(axis=-2, keepdims=True)
            centred = glance(flat - mean)
            # Divided by the number of rows, as in the paper's algorithm 1.
            variance = glance(np.square(centred)).mean(axis=-2, keepdims=True)
        else:
            mean, variance = given
            centred = glance(flat - mean)
        inverse = 1 / np.sqrt(variance + EPSILON)
        normal = glance(centred * inverse)
        z = glance(theta[..., None, self.weights] * normal) + theta[..., None, self.biases]
        # Whether the statistics are those of these rows decides whether slopes go through them.
        return z, (normal, inverse, given is None, (mean, variance))

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        flat = self._flat(slope)
        upper = [
            part._upper(theta, known, _together(flat[..., units]), gradient, deeper)
            for (units, part), known in zip(self._portions(flat), kept[0], strict=True)
        ]
        return np.asarray(joined(upper).reshape(slope.shape)) if deeper else slope

    def _upper(
        self,
        theta: FloatArray,
        kept: tuple[Any, ...],
        flat: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        normal, inverse, own, _ = kept
        np.add.reduce(glance(flat * normal), axis=-2, out=gradient[..., self.weights])
        np.add.reduce(flat, axis=-2, out=gradient[..., self.biases])
        if not deeper:
            return flat
        upper: FloatArray = glance(flat * theta[..., None, self.weights])
        if own:
            # The mean and the variance move along with every row.
            along = glance(upper * normal).mean(axis=-2, keepdims=True)
            upper = glance(upper - upper.mean(axis=-2, keepdims=True))
            upper = glance(upper - glance(normal * along))
        return np.asarray(upper * inverse)

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        change = None if x.change is None else self._flat(x.change)
        found = [
            part._moved(theta, None if change is None else change[..., units], known)
            for (units, part), known in zip(self._portions(kept[0][0][0]), kept[0], strict=True)
        ]
        return self._shaped(joined([z for z, _ in found])), [moved for _, moved in found]

    def _moved(
        self, theta: Dual, change: FloatArray | None, kept: tuple[Any, ...]
    ) -> tuple[FloatArray, tuple[Any, Any]]:
        r"""With n = (x - m) i and i = (v + epsilon)^(-1/2), both moving along with x.

        .. math:: R\{n\} = i (c - n \overline{n c}), \quad R\{i\} = -i^2 \overline{n c},
           \quad c = R\{x\} - \overline{R\{x\}}
        """
        normal, inverse, own, _ = kept
        z = glance(theta.change[..., None, self.weights] * normal)
        z = glance(z + theta.change[..., None, self.biases])
        # What comes in does not move, so neither mean nor variance do.
        if change is None:
            return z, (0.0, 0.0)
        centred = change
        along: FloatArray | float = 0.0
        if own:
            centred = glance(centred - centred.mean(axis=-2, keepdims=True))
            along = glance(normal * centred).mean(axis=-2, keepdims=True)
        normal_change = glance(inverse * glance(centred - glance(normal * along)))
        z = z + glance(theta.value[..., None, self.weights] * normal_change)
        return z, (normal_change, -inverse * inverse * along)

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        flat, change = self._flat(slope.value), self._flat(slope.change)
        parts = zip(self._portions(flat), kept.value[0], kept.change, strict=True)
        upper = [
            part._upper_moved(
                theta,
                Dual(known, moved),
                Dual(flat[..., units], change[..., units]),
                product,
                deeper,
            )
            for (units, part), known, moved in parts
        ]
        return self._shaped(joined(upper)) if deeper else product

    def _upper_moved(
        self, theta: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        """Each line is the derivative of one of `_upper`, by the product rule."""
        (normal, inverse, own, _), (normal_change, inverse_change) = kept
        flat, change = slope
        np.add.reduce(
            glance(glance(change * normal) + glance(flat * normal_change)),
            axis=-2,
            out=product[..., self.weights],
        )
        np.add.reduce(change, axis=-2, out=product[..., self.biases])
        if not deeper:
            return product
        scale, scale_change = (part[..., None, self.weights] for part in theta)
        upper = glance(flat * scale)
        moved = glance(glance(change * scale) + glance(flat * scale_change))
        if own:
            along = glance(upper * normal).mean(axis=-2, keepdims=True)
            both = glance(moved * normal) + glance(upper * normal_change)
            along_change = glance(both).mean(axis=-2, keepdims=True)
            upper = glance(upper - upper.mean(axis=-2, keepdims=True))
            upper = glance(upper - glance(normal * along))
            moved = glance(moved - moved.mean(axis=-2, keepdims=True))
            moved = glance(moved - glance(normal_change * along))
            moved = glance(moved - glance(normal * along_change))
        return np.asarray(glance(moved * inverse) + glance(upper * inverse_change))

    def _shaped(self, flat: FloatArray) -> FloatArray:
        """The way back of `_flat`."""
        shaped: FloatArray = flat.reshape(*flat.shape[:-2], -1, *self.after)
        return shaped

    def weight_names(self) -> tuple[str, ...]:
        """Names of the scales: g, layer, unit or channel."""
        return tuple(f"g{self.number}_{unit}" for unit in range(1, self.units + 1))
