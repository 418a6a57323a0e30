"""The layers of a model, one after the other."""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Layer, Place, Shape
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.layers.tables import LAYERS, DenseTable, LayerTable, Usual
from visualizer.core.problems.model_settings import ModelSettings

LARGEST_MODEL = 2_000_000
"""Parameters that a model may have: 16 MB for one float64 vector."""

MOST_LAYERS = 100
"""Hidden layers that a model may have."""

OF_IMAGES = ("convolution", "pooling", "flatten", "cutout")
"""Layers that images come into."""


def layers_of(
    settings: ModelSettings, inputs: int, outputs: int, image: Shape = ()
) -> tuple[Layer, ...]:
    """The layers from `inputs` columns through the hidden ones to `outputs` columns.

    `image` is the shape of a row of inputs that are pixels.

    Raises
    ------
    InputError
        When a layer does not fit to what comes in, or the model would have more than
        `LARGEST_MODEL` parameters or too many layers.
    """
    key = "problem.layers" if settings.layers else "problem.hidden"
    count = len(settings.layers or settings.hidden)
    if count > MOST_LAYERS:
        raise InputError(f"{count} layers are not allowed; at most {MOST_LAYERS} are", key)
    usual = Usual(settings.activation, settings.bias)
    tables = settings.layers or tuple(DenseTable(units) for units in settings.hidden)
    before = _image(image, inputs) if _takes_images(settings.layers) else (inputs,)
    layers: list[Layer] = []
    place = Place(1, before, 0)
    for table in tables:
        layers.append(table.make(place, usual))
        place = Place(place.number + 1, layers[-1].after, layers[-1].end)
    if len(place.before) > 1:
        shape = " x ".join(map(str, place.before))
        raise InputError(
            f"after layer {place.number - 1} there are images of {shape}, and the output needs "
            'numbers; a layer of the kind "flatten" belongs after them',
            key,
        )
    # The output is dense, whatever the hidden layers are.
    layers.append(Dense(place, outputs, settings.output, settings.bias))
    size = layers[-1].end
    if size > LARGEST_MODEL:
        raise InputError(
            f"these layers have {size:,} parameters; at most {LARGEST_MODEL:,} are allowed", key
        )
    return tuple(layers)


def _takes_images(tables: Sequence[LayerTable]) -> bool:
    """Whether the first layer that asks for a shape asks for images."""
    # These two take whatever comes.
    kinds = [table.kind for table in tables if table.kind not in ("dropout", "batch_normalisation")]
    return bool(kinds) and kinds[0] in OF_IMAGES


def _image(image: Shape, inputs: int) -> Shape:
    """The shape (height, width, channels) of images; columns without one are a square."""
    if math.prod(image) != inputs or len(image) not in (2, 3):
        # Pixels in the columns of a table have no shape; a square is the custom.
        side = math.isqrt(inputs)
        if side * side != inputs:
            raise InputError(
                f"these layers need images, and {inputs} inputs are no square of pixels; "
                "allowed are data with images, or dense layers",
                "problem.layers",
            )
        image = (side, side)
    return image if len(image) == 3 else (*image, 1)


def parameter_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """W and b for one input and one output; else W1_2_3 (layer, from, to) and b1_2."""
    if len(layers) == 1 and layers[0].inputs == layers[0].units == 1:
        return ("w", "b") if layers[0].bias else ("w",)
    names = ((*layer.weight_names(), *layer.bias_names()) for layer in layers)
    return tuple(itertools.chain.from_iterable(names))


def named_parameters(
    layers: Sequence[Layer], inputs: Sequence[str], outputs: Sequence[str]
) -> tuple[str, ...]:
    """As `parameter_names`; w(rooms) and b, or w(rooms/price) and b(price), of a single layer.

    A slash, not a comma: names stand in lists that are separated by commas.
    """
    numbered = parameter_names(layers)
    layer = layers[0]
    if len(layers) > 1 or layer.size != len(outputs) * (len(inputs) + layer.bias):
        return numbered
    # w and b, as every text calls them.
    if len(inputs) == len(outputs) == 1:
        return numbered
    single = len(outputs) == 1
    names = [f"w({a})" if single else f"w({a}/{b})" for a in inputs for b in outputs]
    if layer.bias:
        names += ["b"] if single else [f"b({output})" for output in outputs]
    # Names of columns may repeat themselves; parameters need names of their own.
    return tuple(names) if len(set(names)) == len(names) == len(numbered) else numbered


class LayerSummary(NamedTuple):
    """A line of the summary of a model."""

    number: int
    label: str
    activation: str
    after: Shape
    parameters: int


def summary(layers: Sequence[Layer]) -> tuple[LayerSummary, ...]:
    """Kind, activation, what goes out for each row, and parameters of every layer."""
    return tuple(
        LayerSummary(
            layer.number, LAYERS[layer.kind].label, layer.activation, layer.after, layer.size
        )
        for layer in layers
    )


def summary_in_words(layers: Sequence[Layer]) -> str:
    """The summary in a line: what goes through, and how many parameters there are."""
    parts = [_sizes(layers[0].before)]
    parts += [f"{one.label.lower()} {_sizes(one.after)}" for one in summary(layers)]
    return f"{' → '.join(parts)}; {layers[-1].end:,} parameters"


def _sizes(shape: Shape) -> str:
    return " × ".join(map(str, shape))
