"""Layers of images without parameters: pooling and flattening."""

import itertools
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place
from visualizer.core.problems.layers.convolution import images
from visualizer.core.problems.layers.portions import glance


class Pooling(Layer):
    """One value for each square of size x size pixels: the largest, or the average.

    Squares do not overlap; what is left over at the right and bottom edges is left out. Of
    equal largest values the first one gets the slope.
    """

    kind: ClassVar[str] = "pooling"

    def __init__(self, place: Place, size: int, how: str) -> None:
        height, width, channels = images(place, self.kind)
        after = (height // size, width // size, channels)
        if min(after) < 1:
            raise InputError(
                f"layer {place.number} (pooling) takes squares of {size} x {size} pixels from "
                f"images of {height} x {width}; allowed are squares that fit into the image",
                "problem.layers",
            )
        self.size_of_square = size
        self.largest = how == "max"
        super().__init__(place, after)

    def _parts(self, x: FloatArray) -> list[FloatArray]:
        """Views of the pixels at each place of the squares, each (..., N, *after)."""
        size = self.size_of_square
        bottom, right = self.after[0] * size, self.after[1] * size
        return [
            x[..., i:bottom:size, j:right:size, :]
            for i, j in itertools.product(range(size), repeat=2)
        ]

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        first, *others = self._parts(x)
        # The parts are views of x, which must not change.
        z = first.copy()
        for part in others:
            glance(x)
            if self.largest:
                np.maximum(z, part, out=z)
            else:
                z += part
        if not self.largest:
            z /= len(others) + 1
        # The way back compares x with the largest values.
        return z, z

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        if not deeper:
            return slope
        back = np.zeros((*slope.shape[:-3], *self.before), slope.dtype)
        parts = self._parts(back)
        if not self.largest:
            for part in parts:
                glance(back)
                part[:] = slope / len(parts)
            return back
        for part, chosen in zip(parts, self._chosen(x, kept), strict=True):
            part[:] = slope * chosen
        return back

    def _chosen(self, x: FloatArray, z: FloatArray) -> Iterator[NDArray[np.bool_]]:
        """Where each place of the squares is the first of the largest, (..., N, *after)."""
        free = np.ones(z.shape, bool)
        for seen in self._parts(x):
            glance(x)
            # Each square gives its slope to one pixel, also where several are the largest.
            chosen = (seen == z) & free
            free &= ~chosen
            yield chosen

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        parts = self._parts(x.change)
        if not self.largest:
            return np.asarray(sum(parts) / len(parts)), None
        z = np.zeros_like(parts[0])
        for part, chosen in zip(parts, self._chosen(x.value, kept), strict=True):
            z += part * chosen
        return z, None

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        # Which of the pixels is the largest does not change.
        return self.backward(theta.value, x.value, kept.value, slope.change, product, deeper)


class Flatten(Layer):
    """The pixels of an image as a row of numbers: row by row, and channel by channel in each."""

    kind: ClassVar[str] = "flatten"

    def __init__(self, place: Place) -> None:
        height, width, channels = images(place, self.kind)
        super().__init__(place, (height * width * channels,))

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        return x.reshape(*x.shape[:-3], *self.after), None

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        return slope.reshape(*slope.shape[:-1], *self.before)

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        return self.forward(theta.value, x.change)

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        return self.backward(theta.value, x.value, None, slope.change, product, deeper)
