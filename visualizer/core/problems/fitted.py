"""A network on scaled data, as a problem."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import CHUNK_BYTES, pieces
from visualizer.core.problems.base import Problem, ProblemView, Product
from visualizer.core.problems.layers.base import PLAIN, Context, Layer
from visualizer.core.problems.network import Network
from visualizer.core.problems.second_order import SecondOrder

Arrays = tuple[FloatArray, FloatArray]
"""Inputs (N, *shape) as the first layer takes them, and targets (N, T)."""


class Fitted(Problem):
    """The loss of a `Network` on data.

    `constant` is added to every loss: what layers that are left out add in penalties.
    """

    def __init__(
        self, network: Network, names: tuple[str, ...], data: Arrays, constant: float = 0.0
    ) -> None:
        self.network = network
        self._names = names
        # By type: maps in float32 would otherwise convert the data with every piece.
        self._data = {np.dtype(float): data}
        self._constant = constant

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.network.layers

    @property
    def rows(self) -> int:
        return len(self._data[np.dtype(float)][0])

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        return ()

    @property
    def minimum_loss(self) -> float | None:
        return None

    @property
    def map_dtype(self) -> type[np.floating[Any]]:
        # Half the memory traffic; a single layer is fast enough as it is.
        return np.float32 if len(self.layers) > 1 else np.float64

    @cached_property
    def point_bytes(self) -> int:
        return self.rows * self.network.row_bytes

    @property
    def data_bytes(self) -> int:
        # A list, as another thread may add the arrays of its type meanwhile.
        return sum(array.nbytes for arrays in list(self._data.values()) for array in arrays)

    def _batch(self, dtype: np.dtype[Any], rows: IntArray | None) -> Arrays:
        """Inputs (..., B, *shape) and targets (..., B, T) in the type of theta."""
        if dtype not in self._data:
            inputs, targets = self._data[np.dtype(float)]
            self._data[dtype] = inputs.astype(dtype), targets.astype(dtype)
        inputs, targets = self._data[dtype]
        if rows is None:
            return inputs, targets
        # Twice as fast as inputs[rows], which gives the same.
        return inputs.take(rows, axis=0), targets.take(rows, axis=0)

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        return self.loss_in(PLAIN, theta, rows)

    def loss_in(self, context: Context, theta: FloatArray, rows: IntArray | None) -> FloatArray:
        """The loss, with the masks of a step if the context has one."""
        loss = self.network.loss(theta, *self._batch(theta.dtype, rows), context)
        return np.asarray(loss + self._constant) if self._constant else loss

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        return self.loss_and_gradient_in(PLAIN, theta, rows)

    def loss_and_gradient_in(
        self, context: Context, theta: FloatArray, rows: IntArray | None
    ) -> tuple[FloatArray, FloatArray]:
        """The loss and its gradient, with the masks of a step if the context has one."""
        data = self._batch(theta.dtype, rows)
        loss, gradient = self.network.loss_and_gradient(theta, *data, context)
        return (np.asarray(loss + self._constant) if self._constant else loss), gradient

    @cached_property
    def direction_bytes(self) -> int:
        return self.rows * self._row_bytes + 24 * self.size

    @property
    def _row_bytes(self) -> int:
        """Of a direction, for each row: what every layer makes of it, and again on the way back."""
        return 24 * sum(layer.work for layer in self.layers)

    def hessian_product(self, theta: FloatArray, rows: IntArray | None = None) -> Product:
        if rows is not None or self.normalises or self.direction_bytes <= CHUNK_BYTES:
            return self.hessian_product_in(PLAIN, theta, rows)
        inputs, targets = self._batch(np.dtype(float), None)

        def product(directions: FloatArray) -> FloatArray:
            # A mean over pieces of the rows: each piece is soon done, and its memory soon free.
            found = np.zeros(np.broadcast_shapes(theta.shape, directions.shape))
            each = self._row_bytes * (directions.size // directions.shape[-1])
            for piece in pieces(self.rows, each):
                x, y = inputs[piece], targets[piece]
                part = SecondOrder(self.network, theta, x, y).product(directions)
                found += len(x) / self.rows * part
            return found

        return product

    def hessian_product_in(
        self, context: Context, theta: FloatArray, rows: IntArray | None
    ) -> Product:
        """The products with the masks of a step if the context has one."""
        return SecondOrder(self.network, theta, *self._batch(theta.dtype, rows), context).product

    @property
    def normalises(self) -> bool:
        """Whether a layer normalises by the rows at hand."""
        return self.network.normalises

    def at_step(self, seed: int, step: int) -> "Problem":
        """The problem as one step of training sees it, with the masks of its random layers."""
        return Stepped(self, Context(step=(seed, step))) if self.network.random else self

    def along(self, theta: FloatArray, axes: Sequence[int]) -> tuple[Problem, int]:
        """The layers from the first that moves on; what the others make are its inputs."""
        lowest = min(axes)
        # Layers that end before the first moved parameter give the same on the whole plane.
        number = sum(layer.end <= lowest for layer in self.layers)
        if number == 0:
            return self, 0
        inputs, targets = self._batch(np.dtype(float), None)
        theta = theta.astype(float)
        skipped = self.layers[number].start
        tail = self.network.tail(number)
        with np.errstate(all="ignore"):
            inputs = self.network.before(number, theta, inputs)
            # The constant of the layers that are not evaluated any more.
            left_out = self.network.penalty(theta) - tail.penalty(theta[skipped:])
        data = (inputs, targets)
        return Fitted(tail, self.names[skipped:], data, float(left_out)), skipped


class Stepped(ProblemView):
    """A problem as one step of training sees it."""

    def __init__(self, whole: Fitted, context: Context) -> None:
        super().__init__(whole)
        self._fitted = whole
        self._context = context

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        return self._fitted.loss_in(self._context, theta, rows)

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        return self._fitted.loss_and_gradient_in(self._context, theta, rows)

    def hessian_product(self, theta: FloatArray, rows: IntArray | None = None) -> Product:
        return self._fitted.hessian_product_in(self._context, theta, rows)
