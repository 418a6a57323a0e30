"""What all layers share: their place in theta, and the way forth and back through them."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from visualizer.core.arrays import FloatArray

Shape = tuple[int, ...]
"""The shape of what belongs to one row: (units,), or (height, width, channels) of an image."""


class Place(NamedTuple):
    """Where a layer stands: its number, the shape that comes in, its beginning in theta."""

    number: int
    before: Shape
    start: int


class Context(NamedTuple):
    """For what layers are evaluated: with the masks of a step, with given statistics.

    `step` is the seed of an experiment and a step; () outside of training. `statistics`
    are means and variances by the number of the layer that normalises by them. `part`
    tells parts of the rows apart, whose masks are others.
    """

    step: tuple[int, ...] = ()
    statistics: Mapping[int, tuple[FloatArray, FloatArray]] = MappingProxyType({})
    part: tuple[int, ...] = ()

    def generator(self, number: int) -> np.random.Generator | None:
        """The random numbers of a layer in this step."""
        # Seeded by step, layer and part: whoever recomputes a step gets the same masks.
        return np.random.default_rng([*self.step, number, *self.part]) if self.step else None

    def for_part(self, number: int) -> "Context":
        """The same for a part of the rows."""
        # Without a step there are no masks, and all parts are alike.
        return self._replace(part=(number,)) if self.step else self


PLAIN = Context()
"""No step, and the statistics of the rows at hand."""


class Trace(NamedTuple):
    """What a layer made of N rows: z, and a after its activation, both (..., N, *shape).

    `kept` is what its way back needs besides, `parts` what the loss does.
    """

    z: FloatArray
    a: FloatArray
    kept: Any = None
    parts: Any = None


class Dual(NamedTuple):
    """A value and its derivative along each of K directions, (K, ...) or more in front.

    That is the R{} of Pearlmutter 1994 (doi:10.1162/neco.1994.6.1.147). `change` is None
    for what does not depend on the parameters, such as the data.
    """

    value: Any
    change: Any


class Layer(ABC):
    """A layer of a model; it never changes, and theta comes in from outside.

    Attributes
    ----------
    number
        Its place among the layers, from 1, as in the names of parameters.
    before, after
        Shapes of a row that comes in and that goes out.
    inputs, units
        Rows and columns of the matrix of weights; 0 rows without weights.
    weights, biases
        Where they stand in theta.
    activation
        What is applied to z.
    """

    kind: ClassVar[str]
    random: ClassVar[bool] = False
    """Whether it does something else in each step."""
    scales: ClassVar[bool] = False
    """Whether its weights are factors, which begin at 1."""

    def __init__(
        self,
        place: Place,
        after: Shape,
        *,
        inputs: int = 0,
        activation: str = "linear",
        bias: bool = False,
    ) -> None:
        self.number, self.before, start = place
        self.after = after
        self.inputs, self.units = inputs, after[-1]
        self.activation = activation
        # Weights, then biases, layer by layer: files and `[start]` rely on this order.
        middle = start + self.inputs * self.units
        self.weights = slice(start, middle)
        self.biases = slice(middle, middle + (self.units if bias else 0))
        self.bias = bias

    @property
    def start(self) -> int:
        """Where its parameters begin in theta."""
        return self.weights.start

    @property
    def end(self) -> int:
        """Where the next layer's parameters begin."""
        return self.biases.stop

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.end - self.start

    @property
    def values(self) -> int:
        """Numbers that go out for each row."""
        return math.prod(self.after)

    @property
    def fans(self) -> tuple[int, int]:
        """To how many values an input and an output of a unit are connected (Xavier, He)."""
        return self.inputs, self.units

    @property
    def penalised(self) -> bool:
        """Whether L1 and L2 penalties pull its weights towards 0."""
        return self.inputs > 0 and not self.scales

    @property
    def work(self) -> int:
        """About how many numbers are made for each row on the way forth."""
        return self.values

    def matrix(self, theta: FloatArray) -> FloatArray:
        """The weights (..., inputs, units) in theta (..., P), a view."""
        return theta[..., self.weights].reshape(*theta.shape[:-1], self.inputs, self.units)

    def moved(self, offset: int) -> Self:
        """The same layer with its parameters so many places further on in theta."""
        # A shallow copy: layers are never changed, but for these two places of the new one.
        other = copy(self)
        for name in ("weights", "biases"):
            place = getattr(self, name)
            setattr(other, name, slice(place.start + offset, place.stop + offset))
        return other

    @abstractmethod
    def forward(
        self, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, Any]:
        """Z (..., N, *after) of x (..., N, *before) at theta (..., P), and what is kept."""

    @abstractmethod
    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        kept: Any,
        slope: FloatArray,
        gradient: FloatArray,
        deeper: bool,
    ) -> FloatArray:
        """From dL/dz (..., N, *after) to the gradient, and to dL/dx where it is needed.

        Writes its part of `gradient` (..., P). Returns dL/dx (..., N, *before) if `deeper`,
        else anything.
        """

    @abstractmethod
    def forward_change(self, theta: Dual, x: Dual, kept: Any) -> tuple[FloatArray, Any]:
        """The derivatives of what `forward` gives along directions of theta.

        `kept` is what it kept at theta. Layers without parameters are asked only where x
        changes.
        """

    @abstractmethod
    def backward_change(
        self, theta: Dual, x: Dual, kept: Dual, slope: Dual, product: FloatArray, deeper: bool
    ) -> FloatArray:
        """The derivatives of what `backward` gives along directions of theta.

        Writes its part of `product` (..., P), the derivatives of the gradient. Returns
        those of dL/dx if `deeper`, else anything.
        """

    def weight_names(self) -> tuple[str, ...]:
        """Names of the weights, row by row: W, layer, from, to."""
        return tuple(
            f"W{self.number}_{source}_{target}"
            for source in range(1, self.inputs + 1)
            for target in range(1, self.units + 1)
        )

    def bias_names(self) -> tuple[str, ...]:
        if not self.bias:
            return ()
        return tuple(f"b{self.number}_{target}" for target in range(1, self.units + 1))
