"""A network at one row of the data: what each unit gives, and what the gradient asks of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.core.analysis.predictions import samples_of
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.layers.base import Layer
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.layers.tables import LAYERS
from visualizer.core.problems.model import Model

_HIDDEN = ("flatten", "dropout", "cutout")
"""Kinds of layers that change no number of a row that is looked at: no column is theirs."""


@dataclass(frozen=True, eq=False)
class UnitLayer:
    """A column of a network diagram.

    Parameters
    ----------
    name
        "inputs", "hidden 1", ..., "outputs"; or the kind of the layer.
    values
        What each unit gives, (units,), or (height, width, channels) of images.
    biases
        Of each unit or channel; None for the inputs and in layers without.
    parameters
        How many the layer has.
    """

    name: str
    values: FloatArray
    biases: FloatArray | None = None
    parameters: int = 0

    @property
    def is_image(self) -> bool:
        """Whether the units are the pixels of channels."""
        return self.values.ndim == 3


@dataclass(frozen=True, eq=False)
class NetworkState:
    """The columns of a network, and the weights (from, to) between each and the next.

    Between columns without weights, as before pooling, there is None.
    """

    layers: tuple[UnitLayer, ...]
    weights: tuple[FloatArray | None, ...]


def shown_layers(model: Model) -> tuple[Layer, ...]:
    """The layers that have a column."""
    return tuple(layer for layer in model.layers if layer.kind not in _HIDDEN)


def forward_state(model: Model, theta: FloatArray, part: str, row: int) -> NetworkState:
    """Weights theta (P,), and what the units give for a row of the data (inputs scaled)."""
    samples = samples_of(model, part)
    row = min(row, len(samples.inputs) - 1)
    with np.errstate(all="ignore"):
        x, traces = model.traced(theta, samples.inputs[row : row + 1])
    columns = [UnitLayer("inputs", np.asarray(x[0], float))]
    for layer, trace in zip(model.layers, traces, strict=True):
        if layer.kind not in _HIDDEN:
            biases = theta[layer.biases] if layer.bias else None
            columns.append(UnitLayer(_name(model, layer), trace.a[0], biases, layer.size))
    return NetworkState(tuple(columns), _weights(model, theta))


def backward_state(model: Model, gradient: FloatArray) -> NetworkState:
    """A gradient (P,) as a network: of each weight, and of each unit's z.

    That of z, added up over the rows (and over the places of an image), is the gradient of
    the bias; it is not known (NaN) in a layer without biases.
    """
    columns = [UnitLayer("inputs", np.full(model.layers[0].before, np.nan))]
    for layer in shown_layers(model):
        known = gradient[layer.biases] if layer.bias else np.full(layer.units, np.nan)
        values = np.broadcast_to(known, layer.after)
        columns.append(UnitLayer(_name(model, layer), values, None, layer.size))
    return NetworkState(tuple(columns), _weights(model, gradient))


def _name(model: Model, layer: Layer) -> str:
    if layer is model.layers[-1]:
        return "outputs"
    plain = all(isinstance(one, Dense) for one in model.layers)
    return f"hidden {layer.number}" if plain else LAYERS[layer.kind].label.lower()


def _weights(model: Model, theta: FloatArray) -> tuple[FloatArray | None, ...]:
    return tuple(_matrix(layer, theta) for layer in shown_layers(model))


def _matrix(layer: Layer, theta: FloatArray) -> FloatArray | None:
    if not layer.inputs or layer.scales:
        return None
    return theta[layer.weights].reshape(layer.inputs, layer.units)


def mosaic(channels: FloatArray, across: int = 0) -> FloatArray:
    """Channels (height, width, C) side by side, NaN between: one image.

    `across` of them stand in a line; without it the image is near to a square.
    """
    height, width, count = channels.shape
    across = across or field_of(count)[1]
    down = -(-count // across)
    image = np.full((down * (height + 1) - 1, across * (width + 1) - 1), np.nan)
    for number in range(count):
        top, left = number // across * (height + 1), number % across * (width + 1)
        image[top : top + height, left : left + width] = channels[..., number]
    return image


def field_of(count: int) -> tuple[int, int]:
    """Lines, and cells in a line, for many of a kind: near to a square."""
    across = int(np.ceil(np.sqrt(count)))
    return -(-count // across), across


def shape_text(values: FloatArray) -> str:
    """The shape of what a layer gives, in words: 8 × 8 × 6."""
    shape: Sequence[int] = values.shape
    return " × ".join(map(str, shape))
