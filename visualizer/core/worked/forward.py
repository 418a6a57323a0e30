"""The way of one row through a model, layer by layer, with every number in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.activations import ACTIVATIONS, SOFTMAX
from visualizer.core.problems.heads import Head
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import Samples, fitted_targets
from visualizer.core.quiet import Quiet


@dataclass(frozen=True, eq=False)
class WorkedLayer:
    r"""A dense layer of I inputs and U units at one row: z = a_before W + b, a = f(z).

    Attributes
    ----------
    number
        Its place among the layers, from 1.
    activation
        The key of f, in `ACTIVATIONS` or "softmax".
    before
        What comes in (I,).
    weights, biases
        W (I, U); b (U,), None without.
    z, a
        The weighted sums and what comes out, (U,).
    slopes
        f'(z) (U,); None for softmax, each of whose outputs depends on every z.
    start
        Where its parameters begin in theta.
    """

    number: int
    activation: str
    before: FloatArray
    weights: FloatArray
    biases: FloatArray | None
    z: FloatArray
    a: FloatArray
    slopes: FloatArray | None
    start: int

    def place(self, index: int) -> tuple[int, int]:
        """The input, -1 for the bias, and the unit of the parameter `index` of theta.

        Raises
        ------
        ValueError
            When it is none of this layer.
        """
        at, units = index - self.start, len(self.z)
        if 0 <= at < self.weights.size:
            return divmod(at, units)
        if self.biases is not None and 0 <= at - self.weights.size < units:
            return -1, at - self.weights.size
        raise ValueError(f"parameter {index} is not one of layer {self.number}")

    @property
    def size(self) -> int:
        """The number of its parameters."""
        return self.weights.size + (0 if self.biases is None else len(self.z))


@dataclass(frozen=True, eq=False)
class Forward:
    """One row on its way through all layers.

    Attributes
    ----------
    layers
        From the first to the last one.
    targets
        What the outputs are compared with (T,).
    loss
        Of this row alone, without penalties.
    penalty
        What the penalties on large weights add to every loss.
    """

    layers: tuple[WorkedLayer, ...]
    targets: FloatArray
    loss: float
    penalty: float

    @property
    def inputs(self) -> FloatArray:
        """What comes into the first layer (D,)."""
        return self.layers[0].before

    @property
    def outputs(self) -> FloatArray:
        """The predictions (T,)."""
        return self.layers[-1].a


def reason_against(model: Model) -> str:
    """Why a model is not worked out by hand here, as a sentence; "" where it is."""
    other = next((layer.kind for layer in model.layers if not isinstance(layer, Dense)), "")
    words = other.replace("_", " ")
    return f"Layers of the kind {words} are not worked out by hand here." if other else ""


def prepared_row(model: Model, samples: Samples, number: int) -> tuple[FloatArray, FloatArray]:
    """Inputs (1, D) as the first layer takes them, and targets (1, T), of one row."""
    inputs = model.scaling.apply(samples.inputs[number : number + 1])
    targets = fitted_targets(samples, model.settings.output)[0][number : number + 1]
    return np.asarray(inputs, float), np.asarray(targets, float)


def forward(model: Model, theta: FloatArray, x: FloatArray, y: FloatArray) -> Forward:
    """One row x (1, D) with targets y (1, T) at theta (P,), through layers that are all dense."""
    network = model.network
    with Quiet():
        traces = network.forward(theta, x)
        found = []
        before = x
        for layer, trace in zip(network.layers, traces, strict=True):
            known = ACTIVATIONS.get(layer.activation)
            slopes = None if known is None else known.derivative(trace.z, trace.a)[0]
            found.append(
                WorkedLayer(
                    layer.number,
                    layer.activation,
                    before[0],
                    layer.matrix(theta),
                    theta[layer.biases] if layer.bias else None,
                    trace.z[0],
                    trace.a[0],
                    slopes,
                    layer.start,
                )
            )
            before = trace.a
        last = traces[-1]
        loss = float(network.head.value(last.z, last.a, last.parts, y))
        return Forward(tuple(found), y[0], loss, float(network.penalty(theta)))


def output_slope(head: Head, worked: Forward) -> FloatArray:
    """dL/dz (T,) of the last layer for one row, as the model itself takes it."""
    last = worked.layers[-1]
    with Quiet():
        slope = head.slope(last.z[None], last.a[None], worked.targets[None])
        return np.asarray(slope[0], float)


def is_joint(model: Model) -> bool:
    """Whether output and loss are differentiated together: softmax, and cross-entropies."""
    settings = model.settings
    return settings.output == SOFTMAX or settings.loss.endswith("cross_entropy")
