"""Exact products of the Hessian of a network with directions."""

from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.layers.base import PLAIN, Context, Dual, Layer, Trace
from visualizer.core.problems.layers.portions import each, glance, multiplied
from visualizer.core.problems.network import Network


class _Passed(NamedTuple):
    """A layer at theta: what came in, what it kept, and what does not depend on directions.

    `slope` is dL/dz. `steep` is f'(z) of the activation behind it, `bend` dL/da f''(z);
    None where they are 1 and 0.
    """

    layer: Layer
    x: FloatArray
    kept: Any
    slope: FloatArray
    steep: FloatArray | None
    bend: FloatArray | None


class SecondOrder:
    r"""The map v -> H v of a network at theta (..., P) on rows x, y.

    Pearlmutter's R-operator (1994, doi:10.1162/neco.1994.6.1.147): with
    R{q} the derivative of q(theta + r v) with respect to r at 0, H v = R{gradient}. Applied
    to each line of the forward and of the backward pass it gives one more of each,

    .. math:: R\{z_l\} = R\{a_{l-1}\} W_l + a_{l-1} V_l + c_l, \quad
       R\{a_l\} = f_l'(z_l) R\{z_l\}, \quad
       R\{d_l\} = R\{\partial L/\partial a_l\} f_l'(z_l) +
       (\partial L/\partial a_l) f_l''(z_l) R\{z_l\}

    with V and c the parts of v for weights and biases; see `Network` for the letters, and
    each layer for its own lines. Nothing is stepped over: where f has kinks, the result is
    that of the smooth piece on which theta lies, to rounding.
    """

    def __init__(
        self,
        network: Network,
        theta: FloatArray,
        x: FloatArray,
        y: FloatArray,
        context: Context = PLAIN,
    ) -> None:
        self._network, self._theta, self._y = network, theta, y
        traces = network.forward(theta, x, context)
        self._last = traces[-1]
        # Of many rows that go through together each direction takes its time, and its memory.
        many = x.shape[-1 - len(network.layers[0].before)] > network.most_rows
        self._one_by_one = network.normalises and many and theta.ndim == 1
        # Data before the first parameters do not change with them.
        self._first = next(i for i, layer in enumerate(network.layers) if layer.size)
        self._passed = self._go_back(x, traces)

    def _go_back(self, x: FloatArray, traces: list[Trace]) -> list[_Passed]:
        """The layers from the first with parameters on, with the slopes at each."""
        last = self._last
        slope = self._network.head.slope(last.z, last.a, self._y)
        gradient = np.empty((*slope.shape[:-2], self._network.size))
        passed: list[_Passed] = []
        for number in reversed(range(self._first, len(traces))):
            self._network.look()
            layer, trace = self._network.layers[number], traces[number]
            steep = bend = None
            # The head has the activation of the last layer in its slope already.
            if number < len(traces) - 1 and layer.activation != "linear":
                activation = ACTIVATIONS[layer.activation]
                if activation.second is not None:
                    # Before `slope` is multiplied by f'(z) below: here it still is dL/da.
                    second = each(activation.second, layer.values, trace.z, trace.a)
                    bend = multiplied(layer.values, slope, second)
                steep = each(activation.derivative, layer.values, trace.z, trace.a)
                slope = multiplied(layer.values, slope, steep)
            before = traces[number - 1].a if number else x
            passed.append(_Passed(layer, before, trace.kept, slope, steep, bend))
            deeper = number > self._first
            slope = layer.backward(self._theta, before, trace.kept, slope, gradient, deeper)
        # In the order of the forward pass, which `product` goes through first.
        return passed[::-1]

    def product(self, directions: FloatArray) -> FloatArray:
        """H v (..., P) for directions v (..., P), broadcast against theta."""
        if self._one_by_one and directions.ndim > 1:
            return np.stack([self.product(one) for one in directions])
        theta = Dual(self._theta, directions)
        came: list[FloatArray | None] = []
        went: list[tuple[FloatArray, Any]] = []
        # None, not zeros: what comes into the first layer with parameters is data, or made of data.
        change: FloatArray | None = None
        for one in self._passed:
            self._network.look()
            came.append(change)
            z, kept = one.layer.forward_change(theta, Dual(one.x, change), one.kept)
            went.append((z, kept))
            change = z if one.steep is None else multiplied(one.layer.values, z, one.steep)
        last = self._last
        # The loss is reached: from here on it goes back, with the change of each slope.
        slope = self._network.head.slope_change(last.z, last.a, self._y, went[-1][0])
        product = np.empty((*slope.shape[:-2], self._network.size))
        for number in reversed(range(len(self._passed))):
            self._network.look()
            one, (z, kept) = self._passed[number], went[number]
            # The product rule for slope * f'(z): the change of the slope, then that of f'(z).
            if one.steep is not None:
                slope = multiplied(one.layer.values, slope, one.steep)
            if one.bend is not None:
                bent = multiplied(one.layer.values, z, one.bend)
                glance(bent)
                slope += bent
            slope = one.layer.backward_change(
                theta,
                Dual(one.x, came[number]),
                Dual(one.kept, kept),
                Dual(one.slope, slope),
                product,
                number > 0,
            )
        # Penalties depend on theta alone and pass through no layer.
        self._network.add_penalty_change(directions, product)
        return product
