"""A network at one row of the data: what each unit gives, and what the gradient asks of it."""

from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.predictions import samples_of
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import Layer
from visualizer.core.problems.model import Model


@dataclass(frozen=True, eq=False)
class UnitLayer:
    """A column of a network diagram.

    Parameters
    ----------
    name
        "inputs", "hidden 1", ..., "outputs".
    values
        What each unit gives, (units,).
    biases
        Of each unit, (units,); None for the inputs and in layers without.
    """

    name: str
    values: FloatArray
    biases: FloatArray | None


@dataclass(frozen=True, eq=False)
class NetworkState:
    """The columns of a network, and the weights (from, to) between each and the next."""

    layers: tuple[UnitLayer, ...]
    weights: tuple[FloatArray, ...]


def forward_state(model: Model, theta: FloatArray, part: str, row: int) -> NetworkState:
    """Weights theta (P,), and what the units give for a row of the data (inputs scaled)."""
    samples = samples_of(model, part)
    row = min(row, len(samples.inputs) - 1)
    scaled = model.scaling.apply(samples.inputs[row : row + 1])
    columns = [UnitLayer("inputs", np.asarray(scaled[0], float), None)]
    with np.errstate(all="ignore"):
        outputs = [np.asarray(trace.a) for trace in model.network.forward(theta, scaled)]
    for number, (layer, given) in enumerate(zip(model.layers, outputs, strict=True), start=1):
        biases = theta[layer.biases] if layer.biases.stop > layer.biases.start else None
        columns.append(UnitLayer(_name(model, number), given[0], biases))
    return NetworkState(tuple(columns), _weights(model, theta))


def backward_state(model: Model, gradient: FloatArray) -> NetworkState:
    """A gradient (P,) as a network: of each weight, and of each unit's z.

    That of z, added up over the rows, is the gradient of the bias; it is not known (NaN) in
    a layer without biases.
    """
    columns = [UnitLayer("inputs", np.full(model.layers[0].inputs, np.nan), None)]
    for number, layer in enumerate(model.layers, start=1):
        biases = gradient[layer.biases]
        known = biases if len(biases) else np.full(layer.units, np.nan)
        columns.append(UnitLayer(_name(model, number), known, None))
    return NetworkState(tuple(columns), _weights(model, gradient))


def _name(model: Model, number: int) -> str:
    return "outputs" if number == len(model.layers) else f"hidden {number}"


def _weights(model: Model, theta: FloatArray) -> tuple[FloatArray, ...]:
    return tuple(_matrix(layer, theta) for layer in model.layers)


def _matrix(layer: Layer, theta: FloatArray) -> FloatArray:
    return theta[layer.weights].reshape(layer.inputs, layer.units)
