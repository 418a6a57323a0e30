"""The tables of `problem.layers`: one frozen description of a layer each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.layers.base import Layer, Place
from visualizer.core.problems.layers.convolution import Convolution
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.layers.normalisation import BatchNormalisation
from visualizer.core.problems.layers.pooling import Flatten, Pooling
from visualizer.core.problems.layers.random_layers import Cutout, Dropout
from visualizer.core.settings import setting, words_of

USUAL = "usual"
"""The activation of the hidden layers, as the model has it."""

_ACTIVATIONS = {USUAL: "That of the model"} | {k: entry.label for k, entry in ACTIVATIONS.items()}


class Usual(NamedTuple):
    """What the model says for all its layers."""

    activation: str
    bias: bool


def _activation_setting(default: str) -> str:
    found: str = setting(
        default, label="Activation", help="What is applied afterwards.", choices=_ACTIVATIONS
    )
    return found


@dataclass(frozen=True)
class LayerTable:
    """A layer as an experiment describes it."""

    kind: ClassVar[str]
    label: ClassVar[str]

    def __str__(self) -> str:
        """As it may also be typed: "convolution 8"."""
        return words_of(self)

    def make(self, place: Place, usual: Usual) -> Layer:
        """The layer at a place.

        Raises
        ------
        InputError
            When what comes in there does not fit.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class ConvolutionTable(LayerTable):
    """See `Convolution`."""

    kind: ClassVar[str] = Convolution.kind
    label: ClassVar[str] = "Convolution"

    filters: int = setting(
        8, label="Filters", help="Channels that come out.", minimum=1, maximum=1000
    )
    size: int = setting(
        3, label="Size", help="Pixels of a filter along each side.", minimum=1, maximum=100
    )
    padding: str = setting(
        "same",
        label="Padding",
        help="Whether zeros around the image keep its size.",
        choices={"same": "same size", "valid": "none"},
    )
    activation: str = _activation_setting(USUAL)

    def make(self, place: Place, usual: Usual) -> Layer:
        activation = _chosen(self.activation, usual)
        return Convolution(place, self.filters, self.size, self.padding, activation, usual.bias)


@dataclass(frozen=True)
class PoolingTable(LayerTable):
    """See `Pooling`."""

    kind: ClassVar[str] = Pooling.kind
    label: ClassVar[str] = "Pooling"

    size: int = setting(
        2, label="Size", help="Pixels of a square along each side.", minimum=1, maximum=100
    )
    how: str = setting(
        "max",
        label="Value",
        help="What stands for the square.",
        choices={"max": "the largest", "average": "the average"},
    )

    def make(self, place: Place, usual: Usual) -> Layer:
        return Pooling(place, self.size, self.how)


@dataclass(frozen=True)
class FlattenTable(LayerTable):
    """See `Flatten`."""

    kind: ClassVar[str] = Flatten.kind
    label: ClassVar[str] = "Flatten"

    def make(self, place: Place, usual: Usual) -> Layer:
        return Flatten(place)


@dataclass(frozen=True)
class DenseTable(LayerTable):
    """See `Dense`."""

    kind: ClassVar[str] = Dense.kind
    label: ClassVar[str] = "Dense"

    units: int = setting(32, label="Units", help="Values that come out.", minimum=1, maximum=10_000)
    activation: str = _activation_setting(USUAL)

    def make(self, place: Place, usual: Usual) -> Layer:
        return Dense(place, self.units, _chosen(self.activation, usual), usual.bias)


@dataclass(frozen=True)
class DropoutTable(LayerTable):
    """See `Dropout`."""

    kind: ClassVar[str] = Dropout.kind
    label: ClassVar[str] = "Dropout"

    share: float = setting(
        0.25, label="Share", help="The share of values left out in a step.", minimum=0, below=1
    )

    def make(self, place: Place, usual: Usual) -> Layer:
        return Dropout(place, self.share)


@dataclass(frozen=True)
class CutoutTable(LayerTable):
    """See `Cutout`."""

    kind: ClassVar[str] = Cutout.kind
    label: ClassVar[str] = "Cutout"

    size: int = setting(
        3, label="Size", help="Pixels of the square along each side.", minimum=1, maximum=100
    )

    def make(self, place: Place, usual: Usual) -> Layer:
        return Cutout(place, self.size)


@dataclass(frozen=True)
class BatchNormalisationTable(LayerTable):
    """See `BatchNormalisation`."""

    kind: ClassVar[str] = BatchNormalisation.kind
    label: ClassVar[str] = "Batch normalisation"

    activation: str = _activation_setting("linear")

    def make(self, place: Place, usual: Usual) -> Layer:
        return BatchNormalisation(place, _chosen(self.activation, usual))


def _chosen(activation: str, usual: Usual) -> str:
    return usual.activation if activation == USUAL else activation


LAYERS: Mapping[str, type[LayerTable]] = {
    table.kind: table
    for table in (
        ConvolutionTable,
        PoolingTable,
        FlattenTable,
        DenseTable,
        DropoutTable,
        BatchNormalisationTable,
        CutoutTable,
    )
}
"""The kinds of layers: a new one is one table and one entry."""
