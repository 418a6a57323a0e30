"""A chain of layers with a loss at its end, without data."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.heads import Head
from visualizer.core.problems.layers.base import Layer, Trace
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
        self._head = head
        self._penalty = Penalty.of(l1, l2, layers)

    def forward(self, theta: FloatArray, x: FloatArray) -> list[Trace]:
        """What every layer makes of x."""
        traces: list[Trace] = []
        for layer in self.layers[:-1]:
            z, kept = layer.forward(theta, x)
            x = ACTIVATIONS[layer.activation].value(z)
            traces.append(Trace(z, x, kept))
        traces.append(self._end(theta, x))
        return traces

    def last(self, theta: FloatArray, x: FloatArray) -> Trace:
        """What the last layer makes of x; the memory of the others is soon free again."""
        for layer in self.layers[:-1]:
            x = ACTIVATIONS[layer.activation].value(layer.forward(theta, x)[0])
        return self._end(theta, x)

    def _end(self, theta: FloatArray, x: FloatArray) -> Trace:
        """The last layer, of whose trace the head keeps what the loss needs."""
        z, kept = self.layers[-1].forward(theta, x)
        a, parts = self._head.output(z)
        return Trace(z, a, kept, parts)

    def loss(self, theta: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
        """The loss (...), penalties included."""
        return self.loss_of(theta, self.last(theta, x), y)

    def loss_of(self, theta: FloatArray, last: Trace, y: FloatArray) -> FloatArray:
        """The loss (...) where the last layer has made `last`."""
        loss = self._head.value(last.z, last.a, last.parts, y)
        return loss if self._penalty is None else loss + self._penalty.value(theta)

    def loss_and_gradient(
        self, theta: FloatArray, x: FloatArray, y: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """The loss (...) and its gradient (..., P)."""
        traces = self.forward(theta, x)
        last = traces[-1]
        slope = self._head.slope(last.z, last.a, y)
        gradient = np.empty((*slope.shape[:-2], self.size))
        for number in reversed(range(len(self.layers))):
            layer, trace = self.layers[number], traces[number]
            if trace is not last and layer.activation != "linear":
                slope = slope * ACTIVATIONS[layer.activation].derivative(trace.z, trace.a)
            before = traces[number - 1].a if number else x
            slope = layer.backward(theta, before, trace.kept, slope, gradient, number > 0)
        if self._penalty is not None:
            self._penalty.add_slope(theta, gradient)
        return self.loss_of(theta, last, y), gradient

    def penalty(self, theta: FloatArray) -> FloatArray:
        """What the penalties add to the loss (...)."""
        if self._penalty is None:
            return np.zeros(theta.shape[:-1])
        return self._penalty.value(theta)

    def tail(self, number: int) -> Self:
        """The layers from index `number` on, with a theta of their own."""
        start = self.layers[number].start
        layers = [layer.moved(-start) for layer in self.layers[number:]]
        penalty = self._penalty or Penalty(0, 0, ())
        return type(self)(layers, self._head, penalty.l1, penalty.l2)
