"""A chain of layers with a loss at its end, without data."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.heads import Head
from visualizer.core.problems.layers.base import PLAIN, Context, Layer, Trace
from visualizer.core.problems.penalties import Penalty


class Network:
    r"""A chain of layers, and the loss of its outputs against targets.

    .. math:: a_0 = x, \quad z_l = a_{l-1} W_l + b_l, \quad a_l = f_l(z_l), \quad
       L(\theta) = \mathrm{loss}(a_L, y)

    theta holds W_1 (inputs x units, row by row), b_1, W_2, b_2, and so on. Gradients come
    from the chain rule (Rumelhart, Hinton and Williams 1986, doi:10.1038/323533a0):
    with d_L = dL/da_L * f_L'(z_L),

    .. math:: \partial L/\partial W_l = a_{l-1}^T d_l, \quad
       \partial L/\partial b_l = \sum_{rows} d_l, \quad d_{l-1} = d_l W_l^T * f_{l-1}'(z_{l-1})

    Everywhere theta is (..., P), inputs x are (..., N, *shape), targets y (..., N, T).
    """

    def __init__(self, layers: Sequence[Layer], head: Head, l1: float = 0, l2: float = 0) -> None:
        self.layers = tuple(layers)
        self.size = self.layers[-1].end
        self.head = head
        self._penalty = Penalty.of(l1, l2, layers)

    @property
    def random(self) -> bool:
        """Whether a layer does something else in each step."""
        return any(layer.random for layer in self.layers)

    def forward(self, theta: FloatArray, x: FloatArray, context: Context = PLAIN) -> list[Trace]:
        """What every layer makes of x."""
        traces: list[Trace] = []
        for layer in self.layers[:-1]:
            z, kept = layer.forward(theta, x, context)
            x = ACTIVATIONS[layer.activation].value(z)
            traces.append(Trace(z, x, kept))
        traces.append(self._end(theta, x, context))
        return traces

    def last(self, theta: FloatArray, x: FloatArray, context: Context = PLAIN) -> Trace:
        """What the last layer makes of x; the memory of the others is soon free again."""
        for layer in self.layers[:-1]:
            x = ACTIVATIONS[layer.activation].value(layer.forward(theta, x, context)[0])
        return self._end(theta, x, context)

    def _end(self, theta: FloatArray, x: FloatArray, context: Context) -> Trace:
        """The last layer, of whose trace the head keeps what the loss needs."""
        z, kept = self.layers[-1].forward(theta, x, context)
        a, parts = self.head.output(z)
        return Trace(z, a, kept, parts)

    def evaluation(self, theta: FloatArray, x: FloatArray) -> Context:
        """How other rows are evaluated at theta: normalised like all rows x of the training."""
        traces = zip(self.layers, self.forward(theta, x), strict=True)
        return Context(statistics={one.number: t.kept[-1] for one, t in traces if one.scales})

    def loss(
        self, theta: FloatArray, x: FloatArray, y: FloatArray, context: Context = PLAIN
    ) -> FloatArray:
        """The loss (...), penalties included."""
        return self.loss_of(theta, self.last(theta, x, context), y)

    def loss_of(self, theta: FloatArray, last: Trace, y: FloatArray) -> FloatArray:
        """The loss (...) where the last layer has made `last`."""
        loss = self.head.value(last.z, last.a, last.parts, y)
        return loss if self._penalty is None else loss + self._penalty.value(theta)

    def loss_and_gradient(
        self, theta: FloatArray, x: FloatArray, y: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, FloatArray]:
        """The loss (...) and its gradient (..., P)."""
        return self.measure(theta, x, y, context)[:2]

    def measure(
        self, theta: FloatArray, x: FloatArray, y: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The loss (...), its gradient (..., P), and the outputs (..., N, T) on the way."""
        traces = self.forward(theta, x, context)
        last = traces[-1]
        slope = self.head.slope(last.z, last.a, y)
        gradient = np.empty((*slope.shape[:-2], self.size))
        self.backward(theta, x, traces, slope, gradient)
        if self._penalty is not None:
            self._penalty.add_slope(theta, gradient)
        return self.loss_of(theta, last, y), gradient, last.a

    def backward(
        self,
        theta: FloatArray,
        x: FloatArray,
        traces: Sequence[Trace],
        slope: FloatArray,
        gradient: FloatArray,
        down_to: int = -1,
    ) -> FloatArray:
        """Fill the gradient (..., P) from dL/dz (..., N, T) of the last layer.

        With an index `down_to` only the layers behind that one, whose dL/da comes back.
        """
        for number in reversed(range(down_to + 1, len(self.layers))):
            layer, trace = self.layers[number], traces[number]
            if number < len(self.layers) - 1 and layer.activation != "linear":
                slope = slope * ACTIVATIONS[layer.activation].derivative(trace.z, trace.a)
            before = traces[number - 1].a if number else x
            slope = layer.backward(theta, before, trace.kept, slope, gradient, number > 0)
        return slope

    def penalty(self, theta: FloatArray) -> FloatArray:
        """What the penalties add to the loss (...)."""
        if self._penalty is None:
            return np.zeros(theta.shape[:-1])
        return self._penalty.value(theta)

    def add_penalty_change(self, directions: FloatArray, product: FloatArray) -> None:
        """Add what the penalties add to the products (..., P) of the Hessian with directions."""
        if self._penalty is not None:
            self._penalty.add_slope_change(directions, product)

    def tail(self, number: int) -> Self:
        """The layers from index `number` on, with a theta of their own."""
        start = self.layers[number].start
        layers = [layer.moved(-start) for layer in self.layers[number:]]
        penalty = self._penalty or Penalty(0, 0, ())
        return type(self)(layers, self.head, penalty.l1, penalty.l2)
