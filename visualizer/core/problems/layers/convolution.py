"""Convolution: the same small filters at every place of an image."""

import itertools
from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place
from visualizer.core.problems.layers.portions import images_of, times, times_over_rows
from visualizer.core.problems.layers.weighted_sums import (
    slopes_change,
    sum_change,
    upper_change,
)


class Convolution(Layer):
    r"""Filters of size x size pixels over images of C channels.

    .. math:: z_{yxf} = b_f + \sum_{i, j, c} W_{ijcf} \, x_{y+i, x+j, c}

    (LeCun et al. 1998, doi:10.1109/5.726791; as usual a correlation, without the mirroring
    of a convolution.) With the patches of all places as rows of a matrix it is a dense
    layer, whose weights (size * size * C, filters) are ordered by row, column and channel.
    "same" pads with zeros so that the image keeps its size.
    """

    kind: ClassVar[str] = "convolution"

    def __init__(
        self, place: Place, filters: int, size: int, padding: str, activation: str, bias: bool
    ) -> None:
        height, width, channels = images(place, self.kind)
        # An even filter has no middle: the odd pixel of padding goes to the right and the bottom.
        beside = size - 1 if padding == "same" else 0
        self.size_of_filter = size
        self.padding = (beside // 2, beside - beside // 2)
        after = (height + beside - size + 1, width + beside - size + 1, filters)
        if min(after) < 1:
            raise InputError(
                f"layer {place.number} (convolution) has filters of {size} x {size} pixels on "
                f"images of {height} x {width}; allowed are filters that fit into the image",
                "problem.layers",
            )
        inputs = size * size * channels
        super().__init__(place, after, inputs=inputs, activation=activation, bias=bias)

    @property
    def fans(self) -> tuple[int, int]:
        return self.inputs, self.size_of_filter**2 * self.units

    @property
    def work(self) -> int:
        return self.values + self.after[0] * self.after[1] * self.inputs

    def filters(self, theta: FloatArray) -> FloatArray:
        """The filters (..., F, size, size, C) at theta (..., P)."""
        size, channels = self.size_of_filter, self.before[-1]
        shape = (*theta.shape[:-1], size, size, channels, self.units)
        return np.moveaxis(theta[..., self.weights].reshape(shape), -1, -4)

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        patches = self._patches(x)
        z = times(patches, self.matrix(theta))
        if self.bias:
            z += theta[..., None, self.biases]
        return self._imaged(z), patches

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
        times_over_rows(kept, flat, self.matrix(gradient))
        if self.bias:
            np.add.reduce(flat, axis=-2, out=gradient[..., self.biases])
        if not deeper:
            return slope
        return self._spread(times(flat, self.matrix(theta).mT))

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        patches = None if x.change is None else self._patches(x.change)
        return self._imaged(sum_change(self, theta, Dual(kept, patches))), patches

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        flat = Dual(self._flat(slope.value), self._flat(slope.change))
        slopes_change(self, kept, flat, product)
        return self._spread(upper_change(self, theta, flat)) if deeper else product

    def _imaged(self, z: FloatArray) -> FloatArray:
        """Z (..., N * places, filters) as images (..., N, *after)."""
        return z.reshape(*z.shape[:-2], -1, *self.after)

    def _flat(self, slope: FloatArray) -> FloatArray:
        """The way back of `_imaged`."""
        return slope.reshape(*slope.shape[:-4], -1, self.units)

    def _places(self) -> list[tuple[int, int]]:
        every = range(self.size_of_filter)
        return [(i, j) for i in every for j in every]

    def _patches(self, x: FloatArray) -> FloatArray:
        """What the filters see (..., N * places, inputs) in images x (..., N, H, W, C)."""
        height, width, _ = self.after
        size, channels = self.size_of_filter, self.before[-1]
        if any(self.padding):
            around = (*[(0, 0)] * (x.ndim - 3), self.padding, self.padding, (0, 0))
            x = np.pad(x, around)
        # A loop over the few places of a filter, each a copy of a whole image: strided views would
        # make BLAS copy all the same.
        patches = np.empty((*x.shape[:-3], height, width, size, size, channels), x.dtype)
        for some in images_of(x.shape[-4], height * width * self.inputs):
            for i, j in self._places():
                seen = x[..., some, i : i + height, j : j + width, :]
                patches[..., some, :, :, i, j, :] = seen
        return patches.reshape(*x.shape[:-4], -1, self.inputs)

    def _spread(self, slopes: FloatArray) -> FloatArray:
        """The way back of `_patches`: each pixel's sum over the patches that it is in."""
        height, width, _ = self.after
        tall, wide, channels = self.before
        size, (before, _) = self.size_of_filter, self.padding
        lead = slopes.shape[:-2]
        slopes = slopes.reshape(*lead, -1, height, width, size, size, channels)
        room = (tall + sum(self.padding), wide + sum(self.padding))
        image = np.zeros((*lead, slopes.shape[-6], *room, channels), slopes.dtype)
        for some in images_of(image.shape[-4], height * width * self.inputs):
            for i, j in self._places():
                # Patches overlap, so they are added up place by place: indexing with `+=` on
                # repeated pixels would count only one.
                place = image[..., some, i : i + height, j : j + width, :]
                place += slopes[..., some, :, :, i, j, :]
        return image[..., before : before + tall, before : before + wide, :]

    def weight_names(self) -> tuple[str, ...]:
        """Names of the weights: W, layer, row, column, channel, filter."""
        size, channels = self.size_of_filter, self.before[-1]
        counts = (size, size, channels, self.units)
        places = itertools.product(*(range(1, count + 1) for count in counts))
        return tuple("_".join(map(str, (f"W{self.number}", *place))) for place in places)


def images(place: Place, kind: str) -> tuple[int, int, int]:
    """The shape of the images that come in.

    Raises
    ------
    InputError
        When what comes in are no images.
    """
    if len(place.before) != 3:
        raise InputError(
            f"layer {place.number} ({kind}) needs images, and {place.before[0]} numbers come in; "
            "allowed are dense, dropout and batch_normalisation",
            "problem.layers",
        )
    height, width, channels = place.before
    return height, width, channels
