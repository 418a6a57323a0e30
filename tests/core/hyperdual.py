"""Second derivatives by hyper-dual numbers: an independent way, which needs the loss alone.

Numbers v + a e1 + b e2 + c e1 e2 with e1^2 = e2^2 = 0 (Fike and Alonso 2011,
doi:10.2514/6.2011-886). Where a and b start as two axes, c ends as the second derivative
of the loss along both, without any step and exact to rounding. Networks are written out
here once more, from their settings and with other arithmetic than in the program.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from visualizer.core.problems.layers.base import Context, Layer
from visualizer.core.problems.layers.convolution import Convolution
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.layers.normalisation import EPSILON, BatchNormalisation
from visualizer.core.problems.layers.pooling import Flatten, Pooling
from visualizer.core.problems.layers.random_layers import RandomLayer
from visualizer.core.problems.model import Model

Array = np.ndarray[Any, Any]


class Hyper:
    """The four parts, arrays that broadcast; those that are left out are 0."""

    def __init__(self, v: Array, *others: Array) -> None:
        self.parts = (v, *(others or (np.zeros_like(v),) * 3))

    def each(self, change: Callable[[Array], Array]) -> Hyper:
        """Something linear done to each part."""
        return Hyper(*(change(part) for part in self.parts))

    def apply(self, value: Array, first: Array, second: Array) -> Hyper:
        """A function of one variable, by its value and derivatives at v."""
        _, a, b, c = self.parts
        return Hyper(value, first * a, first * b, first * c + second * a * b)

    def times(self, other: Hyper, product: Callable[[Array, Array], Array]) -> Hyper:
        """Any product of two."""
        (v, a, b, c), (w, d, e, f) = self.parts, other.parts
        mixed = product(v, f) + product(a, e) + product(b, d) + product(c, w)
        return Hyper(
            product(v, w), product(v, d) + product(a, w), product(v, e) + product(b, w), mixed
        )

    def __add__(self, other: Hyper | float | Array) -> Hyper:
        other = other if isinstance(other, Hyper) else Hyper(np.asarray(other))
        return Hyper(*(p + q for p, q in zip(self.parts, other.parts, strict=True)))

    def __mul__(self, other: Hyper | float | Array) -> Hyper:
        other = other if isinstance(other, Hyper) else Hyper(np.asarray(other))
        return self.times(other, np.multiply)

    def __matmul__(self, other: Hyper) -> Hyper:
        return self.times(other, np.matmul)

    def __neg__(self) -> Hyper:
        return self * -1.0

    def __sub__(self, other: Hyper | float | Array) -> Hyper:
        return self + (-other)

    def __truediv__(self, other: Hyper) -> Hyper:
        w = other.parts[0]
        return self * other.apply(1 / w, -1 / w**2, 2 / w**3)

    def exp(self) -> Hyper:
        power = np.exp(self.parts[0])
        return self.apply(power, power, power)

    def log(self) -> Hyper:
        v = self.parts[0]
        return self.apply(np.log(v), 1 / v, -1 / v**2)

    def root(self) -> Hyper:
        root = np.sqrt(self.parts[0])
        return self.apply(root, 0.5 / root, -0.25 / root**3)

    def where(self, chosen: Array, other: Hyper) -> Hyper:
        """This one where `chosen`, else the other."""
        pairs = zip(self.parts, other.parts, strict=True)
        return Hyper(*(np.where(chosen, p, q) for p, q in pairs))

    def sum(self, *axes: int) -> Hyper:
        return self.each(lambda part: part.sum(axis=axes, keepdims=True))


def activated(z: Hyper, name: str) -> Hyper:
    """An activation in terms of exp and arithmetic."""
    v, one = z.parts[0], Hyper(np.array(1.0))
    power = z.where(abs(v) < 300, z * 0.0).exp()
    if name == "softmax":
        return power / power.sum(-1)
    if name == "gelu":
        bell = np.exp(-v * v / 2) / math.sqrt(2 * math.pi)
        share = np.vectorize(math.erfc)(-v / math.sqrt(2)) / 2
        return z * z.apply(share, bell, -v * bell)
    ways: dict[str, Callable[[], Hyper]] = {
        "linear": lambda: z,
        "sigmoid": lambda: power / (power + 1.0),
        "tanh": lambda: (power - one / power) / (power + one / power),
        "relu": lambda: z.where(v > 0, z * 0.0),
        "leaky_relu": lambda: z.where(v > 0, z * 0.01),
        "elu": lambda: z.where(v > 0, power - 1.0),
        "softplus": lambda: (power + 1.0).log(),
    }
    return ways[name]()


def lost(a: Hyper, y: Array, name: str, delta: float) -> Hyper:
    """The loss of outputs (..., N, T)."""
    rows, outputs = y.shape
    r = a - y
    v = r.parts[0]
    size = r.where(v > 0, -r)
    if name == "categorical_cross_entropy":
        return (a.log() * -y).sum(-1, -2) * (1 / rows)
    ways: dict[str, Callable[[], Hyper]] = {
        "mse": lambda: r * r,
        "mae": lambda: size,
        "huber": lambda: (r * r * 0.5).where(abs(v) < delta, (size - delta / 2) * delta),
        "binary_cross_entropy": lambda: -(a.log() * y + (-a + 1.0).log() * (1 - y)),
    }
    return ways[name]().sum(-1, -2) * (1 / (rows * outputs))


def passed(layer: Layer, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    """What a layer makes of x (..., N, *before)."""
    way = WAYS.get(type(layer), _masked)
    return way(layer, theta, x, context)


def _weights(layer: Layer, theta: Hyper) -> tuple[Hyper, Hyper]:
    shape = (layer.inputs, layer.units)
    w = theta.each(lambda part: part[..., layer.weights].reshape(*part.shape[:-1], *shape))
    return w, theta.each(lambda part: part[..., None, layer.biases])


def _dense(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    w, b = _weights(layer, theta)
    return x @ w + b if layer.bias else x @ w


def _convolution(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    w, b = _weights(layer, theta)
    size, channels = layer.size_of_filter, layer.before[-1]
    height, width, _ = layer.after
    around = [layer.padding, layer.padding, (0, 0)]
    x = x.each(lambda part: np.pad(part, [(0, 0)] * (part.ndim - 3) + around))
    total = Hyper(np.array(0.0))
    for i in range(size):
        for j in range(size):
            rows = slice((i * size + j) * channels, (i * size + j + 1) * channels)
            seen = x.each(lambda part, i=i, j=j: part[..., i : i + height, j : j + width, :])
            one = w.each(lambda part, rows=rows: part[..., None, None, rows, :])
            total = total + seen @ one
    return total + b.each(lambda part: part[..., None, None, :]) if layer.bias else total


def _pooling(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    size, (height, width, _) = layer.size_of_square, layer.after
    corners = [(i, j) for i in range(size) for j in range(size)]
    seen = [
        x.each(
            lambda part, i=i, j=j: part[..., i : height * size : size, j : width * size : size, :]
        )
        for i, j in corners
    ]
    best = seen[0]
    for one in seen[1:]:
        best = one.where(one.parts[0] > best.parts[0], best) if layer.largest else best + one
    return best if layer.largest else best * (1 / size**2)


def _normalisation(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    axes = (-2,) if len(layer.before) == 1 else (-4, -3, -2)
    count = math.prod(x.parts[0].shape[axis] for axis in axes)
    centred = x - x.sum(*axes) * (1 / count)
    deviation = ((centred * centred).sum(*axes) * (1 / count) + EPSILON).root()
    w, b = _weights(layer, theta)
    if len(axes) == 3:
        w, b = (one.each(lambda part: part[..., None, None, :, :]) for one in (w, b))
    return centred / deviation * w + b


def _flatten(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    return x.each(lambda part: part.reshape(*part.shape[:-3], *layer.after))


def _masked(layer: Any, theta: Hyper, x: Hyper, context: Context) -> Hyper:
    random = context.generator(layer.number)
    if random is None:
        return x
    assert isinstance(layer, RandomLayer)
    return x * layer.mask(random, x.parts[0].shape[-1 - len(layer.before)])


WAYS: dict[type[Layer], Callable[[Any, Hyper, Hyper, Context], Hyper]] = {
    Dense: _dense,
    Convolution: _convolution,
    Pooling: _pooling,
    Flatten: _flatten,
    BatchNormalisation: _normalisation,
}


def loss(model: Model, theta: Hyper, x: Array, y: Array, context: Context) -> Hyper:
    """The loss of prepared rows, penalties included."""
    settings, passing = model.settings, Hyper(x)
    for layer in model.layers:
        passing = activated(passed(layer, theta, passing, context), layer.activation)
    total = lost(passing, y, settings.loss, settings.huber_delta).each(lambda p: p[..., 0, 0])
    for layer in model.layers:
        if layer.penalised:
            w = theta.each(lambda part, layer=layer: part[..., layer.weights])
            size = w.where(w.parts[0] > 0, -w)
            pull = (size * settings.l1 + w * w * settings.l2).sum(-1)
            total = total + pull.each(lambda part: part[..., 0])
    return total


def hessian(model: Model, theta: Array, x: Array, y: Array, context: Context) -> Array:
    """The second derivatives (P, P) at theta (P,), a few rows at once."""
    axes, nothing = np.eye(len(theta)), np.zeros(len(theta))
    rows = []
    for some in np.array_split(axes, math.ceil(len(theta) / 8)):
        moved = Hyper(theta, some[:, None, :], axes, nothing)
        second = loss(model, moved, x, y, context).parts[3]
        rows.append(np.broadcast_to(second, (len(some), len(theta))))
    return np.concatenate(rows)
