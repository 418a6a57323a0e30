"""Layers that leave something out at random while training: dropout and cutout."""

from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Place
from visualizer.core.problems.layers.convolution import images


class RandomLayer(Layer):
    """z = x * mask, with a mask (N, *after) that depends on the step and the row.

    Where there is no step (the loss of all rows, predictions, maps) z = x. All parameter
    vectors of a batch get the same mask, so that differences are those of one function.
    """

    random = True

    def mask(self, random: np.random.Generator, rows: int) -> FloatArray:
        """What x is multiplied with (rows, *after)."""
        raise NotImplementedError

    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        generator = context.generator(self.number)
        if generator is None:
            return x, None
        # Without the leading shape of theta: all parameter vectors share the mask.
        mask = self.mask(generator, x.shape[-1 - len(self.before)]).astype(x.dtype, copy=False)
        return x * mask, mask

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        return slope if kept is None or not deeper else slope * kept

    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        return (x.change if kept is None else x.change * kept), None

    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        return self.backward(theta.value, x.value, kept.value, slope.change, product, deeper)


class Dropout(RandomLayer):
    """Leaves out each value with the probability `share`, and divides the others by 1 - share.

    (Srivastava et al. 2014, JMLR 15, 1929-1958; scaled while training, so that nothing
    changes afterwards.)
    """

    kind: ClassVar[str] = "dropout"

    def __init__(self, place: Place, share: float) -> None:
        super().__init__(place, place.before)
        self.share = share

    def mask(self, random: np.random.Generator, rows: int) -> FloatArray:
        kept = random.random((rows, *self.after)) >= self.share
        return np.asarray(kept / (1 - self.share))


class Cutout(RandomLayer):
    """Sets a square of size x size pixels to 0 in each image, at a random place.

    (DeVries and Taylor 2017, arXiv:1708.04552: its centre may be any pixel, so that a part
    of the square may lie outside of the image.)
    """

    kind: ClassVar[str] = "cutout"

    def __init__(self, place: Place, size: int) -> None:
        height, width, _ = images(place, self.kind)
        if size > min(height, width):
            raise InputError(
                f"layer {place.number} (cutout) takes squares of {size} x {size} pixels from "
                f"images of {height} x {width}; allowed are squares that fit into the image",
                "problem.layers",
            )
        super().__init__(place, place.before)
        self.size_of_square = size

    def mask(self, random: np.random.Generator, rows: int) -> FloatArray:
        inside = []
        for length in self.after[:2]:
            first = random.integers(0, length, (rows, 1)) - self.size_of_square // 2
            place = np.arange(length)
            inside.append((place >= first) & (place < first + self.size_of_square))
        kept = ~(inside[0][:, :, None] & inside[1][:, None, :])
        return np.repeat(kept[..., None], self.after[2], axis=-1).astype(float)
