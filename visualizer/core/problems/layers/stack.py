"""The layers of a model, one after the other."""

import itertools
from collections.abc import Sequence

from visualizer.core.errors import InputError
from visualizer.core.problems.layers.base import Layer, Place
from visualizer.core.problems.layers.dense import Dense
from visualizer.core.problems.model_settings import ModelSettings

LARGEST_MODEL = 2_000_000
"""Parameters that a model may have: 16 MB for one float64 vector."""

MOST_LAYERS = 100
"""Hidden layers that a model may have."""


def layers_of(settings: ModelSettings, inputs: int, outputs: int) -> tuple[Layer, ...]:
    """The layers from `inputs` columns through the hidden ones to `outputs` columns.

    Raises
    ------
    InputError
        When the model would have more than `LARGEST_MODEL` parameters or too many layers.
    """
    if len(settings.hidden) > MOST_LAYERS:
        raise InputError(
            f"{len(settings.hidden)} layers are not allowed; at most {MOST_LAYERS} are",
            "problem.hidden",
        )
    layers: list[Layer] = []
    place = Place(1, (inputs,), 0)
    for units in (*settings.hidden, outputs):
        last = len(layers) == len(settings.hidden)
        activation = settings.output if last else settings.activation
        layers.append(Dense(place, units, activation, settings.bias))
        place = Place(place.number + 1, layers[-1].after, layers[-1].end)
    if place.start > LARGEST_MODEL:
        raise InputError(
            f"these layers have {place.start:,} parameters; at most {LARGEST_MODEL:,} are allowed",
            "problem.hidden",
        )
    return tuple(layers)


def parameter_names(layers: Sequence[Layer]) -> tuple[str, ...]:
    """W and b for one input and one output; else W1_2_3 (layer, from, to) and b1_2."""
    if len(layers) == 1 and layers[0].inputs == layers[0].units == 1:
        return ("w", "b") if layers[0].bias else ("w",)
    names = ((*layer.weight_names(), *layer.bias_names()) for layer in layers)
    return tuple(itertools.chain.from_iterable(names))
