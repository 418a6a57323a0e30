"""A chain of layers with a loss at its end, without data."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.heads import Head
from visualizer.core.problems.layers.base import PLAIN, Context, Layer, Trace
from visualizer.core.problems.layers.portions import each
from visualizer.core.problems.penalties import Penalty

PART_BYTES = 4 << 20
PART_PRODUCTS = 1 << 27
"""Memory and products that one pass forth over the rows of a part takes: some 20 ms, with the
way back."""


class Part(NamedTuple):
    """Some of the rows, as a share of all of them, and how they are evaluated."""

    rows: slice
    share: float
    context: Context


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

    Many rows are worked on in parts, between which the work can be cancelled. How they are
    cut depends on their number alone, so that a batch of theta gets the bits of each alone.
    """

    def __init__(self, layers: Sequence[Layer], head: Head, l1: float = 0, l2: float = 0) -> None:
        self.layers = tuple(layers)
        self.size = self.layers[-1].end
        self.head = head
        self._penalty = Penalty.of(l1, l2, layers)
        self._axis = -1 - len(self.layers[0].before)
        """The axis of the rows in x."""
        # The widest layer twice, as its input and its output are there together.
        self.row_bytes = 8 * (2 * max(layer.work for layer in self.layers) + len(self.layers))
        """About the working memory of a row."""
        products = sum(layer.values * layer.inputs for layer in self.layers)
        self.most_rows = max(
            1, min(PART_BYTES // self.row_bytes, PART_PRODUCTS // max(products, 1))
        )
        """Rows that are worked on at once."""
        self.normalises = any(layer.scales for layer in self.layers)
        """Whether a layer normalises by the rows at hand."""

    @property
    def random(self) -> bool:
        """Whether a layer does something else in each step."""
        return any(layer.random for layer in self.layers)

    def parts(self, x: FloatArray, context: Context = PLAIN) -> Iterator[Part]:
        """The rows of x in parts that take a few milliseconds each, unless there are few."""
        count, size = x.shape[self._axis], self.most_rows
        if count <= size or (self.normalises and not context.statistics):
            # Mean and variance are those of all rows: then it is layer by layer that it stops.
            yield Part(slice(0, count), 1.0, context)
            return
        for number, low in enumerate(range(0, count, size)):
            look()
            rows = slice(low, min(low + size, count))
            yield Part(rows, (rows.stop - low) / count, context.for_part(number))

    def look(self) -> None:
        """Between layers, where rows cannot be worked on in parts; it costs as much as a step."""
        if self.normalises:
            look()

    def _inputs(self, x: FloatArray, part: Part) -> FloatArray:
        """The rows of a part of x, a view."""
        if part.share == 1.0:
            return x
        index: tuple[Any, ...] = (..., part.rows, *[slice(None)] * (-1 - self._axis))
        return np.asarray(x[index])

    def forward(self, theta: FloatArray, x: FloatArray, context: Context = PLAIN) -> list[Trace]:
        """What every layer makes of x."""
        traces: list[Trace] = []
        for layer in self.layers[:-1]:
            self.look()
            z, kept = layer.forward(theta, x, context)
            x = each(ACTIVATIONS[layer.activation].value, layer.values, z)
            traces.append(Trace(z, x, kept))
        traces.append(self._end(theta, x, context))
        return traces

    def before(
        self, number: int, theta: FloatArray, x: FloatArray, context: Context = PLAIN
    ) -> FloatArray:
        """What comes into the layer of an index, (..., N, *shape)."""
        found = [
            self._before(number, theta, self._inputs(x, part), part.context)
            for part in self.parts(x, context)
        ]
        axis = -1 - len(self.layers[number].before)
        return found[0] if len(found) == 1 else np.concatenate(found, axis)

    def _before(
        self, number: int, theta: FloatArray, x: FloatArray, context: Context
    ) -> FloatArray:
        # Without traces: the memory of the layers on the way is soon free again.
        for layer in self.layers[:number]:
            self.look()
            z, _ = layer.forward(theta, x, context)
            x = each(ACTIVATIONS[layer.activation].value, layer.values, z)
        return x

    def _last(self, theta: FloatArray, x: FloatArray, part: Part) -> Trace:
        """What the last layer makes of a part of x."""
        before = self._before(len(self.layers) - 1, theta, self._inputs(x, part), part.context)
        return self._end(theta, before, part.context)

    def outputs(self, theta: FloatArray, x: FloatArray, context: Context = PLAIN) -> FloatArray:
        """The outputs (..., N, T) for x."""
        return _joined([self._last(theta, x, part).a for part in self.parts(x, context)])

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
        return self.judge(theta, x, y, context)[0]

    def judge(
        self, theta: FloatArray, x: FloatArray, y: FloatArray, context: Context = PLAIN
    ) -> tuple[FloatArray, FloatArray]:
        """The loss (...), penalties included, and the outputs (..., N, T) on the way."""
        losses, outputs = [], []
        for part in self.parts(x, context):
            last = self._last(theta, x, part)
            losses.append(self._share_of_loss(last, y, part))
            outputs.append(last.a)
        return self._with_penalty(theta, _total(losses)), _joined(outputs)

    def _share_of_loss(self, last: Trace, y: FloatArray, part: Part) -> FloatArray:
        """What the rows of a part add to the loss (...): it is a mean over all rows."""
        loss = self.head.value(last.z, last.a, last.parts, _targets(y, part))
        return loss if part.share == 1.0 else np.asarray(loss * loss.dtype.type(part.share))

    def _with_penalty(self, theta: FloatArray, loss: FloatArray) -> FloatArray:
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
        losses, outputs = [], []
        gradients: list[FloatArray] = []
        for part in self.parts(x, context):
            some = self._inputs(x, part)
            traces = self.forward(theta, some, part.context)
            last = traces[-1]
            slope = self.head.slope(last.z, last.a, _targets(y, part))
            if part.share != 1.0:
                # The head has divided by the rows of this part; the share makes it a mean over all
                # of them.
                slope *= slope.dtype.type(part.share)
            gradient = np.empty((*slope.shape[:-2], self.size))
            self.backward(theta, some, traces, slope, gradient)
            losses.append(self._share_of_loss(last, y, part))
            # Added up at once: gradients of all parts would take as much memory as the parts save.
            gradients = [_total([*gradients, gradient])]
            outputs.append(last.a)
        gradient = gradients[0]
        if self._penalty is not None:
            self._penalty.add_slope(theta, gradient)
        return self._with_penalty(theta, _total(losses)), gradient, _joined(outputs)

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
            self.look()
            layer, trace = self.layers[number], traces[number]
            # The slope that comes in is that of the last layer's z; of all others it is that of a.
            if number < len(self.layers) - 1 and layer.activation != "linear":
                derivative = ACTIVATIONS[layer.activation].derivative
                slope = slope * each(derivative, layer.values, trace.z, trace.a)
            before = traces[number - 1].a if number else x
            # Nobody asks for dL/dx of the data, and it would cost a product over all rows.
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


def _targets(y: FloatArray, part: Part) -> FloatArray:
    return y if part.share == 1.0 else y[..., part.rows, :]


def _joined(parts: Sequence[FloatArray]) -> FloatArray:
    """Outputs of all rows (..., N, T) from those of parts."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-2)


def _total(shares: Sequence[FloatArray]) -> FloatArray:
    """The sum of arrays of one shape, in their order; the first is changed."""
    total = shares[0]
    for share in shares[1:]:
        total += share
    return total
