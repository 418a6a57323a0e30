r"""How the layers of a network fare: slopes, updates, and units that no longer learn.

Of each layer l with parameters theta_l and the recorded gradient g_l of a step:

- the length of the gradient, :math:`\lVert g_l \rVert`;
- the size of the update over that of the weights,
  :math:`\lVert \theta_l' - \theta_l \rVert / \lVert \theta_l \rVert`;
- its typical slope, :math:`\lVert g_l \rVert / \sqrt{P_l}`, by which layers of different sizes can
  be compared.

Of each hidden layer, over rows of the training data:

- a unit is *dead* when the slope of its activation, which does not level off on both sides, is
  exactly 0 for every row: nothing reaches its weights any more (Maas, Hannun and Ng 2013; in a
  layer of images, a channel);
- a unit is *saturated* when that slope is below 5 % of the greatest one for at least 90 % of the
  rows, where the activation levels off on both sides (Glorot and Bengio 2010).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment, Motion, Pace
from visualizer.core.analysis.sharpness import sampled_rows
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.capabilities import Capability
from visualizer.core.chunks import look
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.layers.base import Layer
from visualizer.core.problems.model import Model
from visualizer.core.recording.history import History

MOST_ROWS = 65
"""Rows of a run that are looked at."""

SAMPLED = 512
"""Rows of the data by which units are judged, evenly spread, at the most."""

FLAT = 0.05
"""The share of the greatest slope below which an activation is flat."""

NEARLY_ALL = 0.9
"""The share of the rows for which a saturated unit is flat."""

MOST_WORK = 64 << 20
"""Bytes that one look at the units may touch."""


class Units(NamedTuple):
    """The shares of the units of a hidden layer that are dead, and that are saturated."""

    dead: float
    saturated: float


class Fare(NamedTuple):
    """How the layers fare at a row: arrays (L,) over the layers with parameters.

    `gradient` is the length of each layer's gradient, `update` that of its update as a share of
    its weights (NaN where none follows), `slope` the typical slope of one of its parameters.
    `units` are those of the hidden layers with an activation.
    """

    gradient: FloatArray
    update: FloatArray
    slope: FloatArray
    units: tuple[Units, ...]


def layers_with_parameters(model: Model) -> tuple[Layer, ...]:
    """The layers that learn, in their order."""
    return tuple(layer for layer in model.layers if layer.size)


def layers_with_units(model: Model) -> tuple[Layer, ...]:
    """The hidden layers whose units have an activation that may be flat."""
    return tuple(layer for layer in model.layers[:-1] if layer.activation != "linear")


def is_network(problem: Problem | None) -> bool:
    """Whether a problem is a model with hidden layers that learn."""
    return isinstance(problem, Model) and len(layers_with_parameters(problem)) > 1


def units_of(model: Model, theta: FloatArray) -> tuple[Units, ...]:
    """How the units of each hidden layer fare at theta (P,)."""
    inputs = model.training.inputs
    every = -(-len(inputs) // SAMPLED)
    with np.errstate(all="ignore"):
        _, traces = model.traced(theta.astype(float), inputs[::every])
    found = []
    for layer, trace in zip(model.layers, traces, strict=True):
        if layer in layers_with_units(model):
            kind = ACTIVATIONS[layer.activation]
            # Rows, and the places of an image, in front; units or channels last.
            slopes = np.abs(kind.derivative(trace.z, trace.a)).reshape(-1, layer.after[-1])
            # Where a function levels off, a slope of 0 is one that was too small to be held.
            dead = (slopes == 0).all(axis=0) if not kind.peak else np.zeros(slopes.shape[1])
            flat = (slopes < FLAT * kind.peak).mean(axis=0) >= NEARLY_ALL
            found.append(Units(float(dead.mean()), float(flat.mean())))
    return tuple(found)


def fare_at(model: Model, history: History, row: int) -> Fare:
    """How the layers fare at a row of a history."""
    here = history.row(row)
    after = history.theta(row + 1) if row + 1 < len(history) else np.full(len(here.theta), np.nan)
    layers = layers_with_parameters(model)
    places = [slice(layer.start, layer.end) for layer in layers]
    lengths = np.array([_length(here.gradient[place]) for place in places])
    moves = np.array([_length(after[place] - here.theta[place]) for place in places])
    sizes = np.array([_length(here.theta[place]) for place in places])
    with np.errstate(all="ignore"):
        shares = np.where(sizes > 0, moves / sizes, np.nan)
    slopes = lengths / np.sqrt([layer.size for layer in layers])
    return Fare(lengths, shares, slopes, units_of(model, here.theta))


def _length(vector: FloatArray) -> float:
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.square(vector, dtype=float).sum()))


@dataclass(frozen=True, eq=False)
class LayerHealth(Insight):
    """How the layers fare at rows (M,) of a history, in rising order.

    `names` are those of the layers with parameters, `unit_names` those of the layers with units,
    with what may become of these: "dead, layer 1".
    `known` are all that have been worked out, by row: a run that goes on needs only the others.
    """

    rows: IntArray
    names: tuple[str, ...]
    unit_names: tuple[str, ...]
    fares: tuple[Fare, ...]
    complete: bool
    known: dict[int, Fare]

    requires = (Capability.PREDICTIONS, Capability.GRADIENT)

    @classmethod
    def pace(cls, moment: Moment) -> Pace:
        return Pace(until=Motion.PLAYING)

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return is_network(moment.problem)

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return moment.recorded, moment.experiment

    @classmethod
    def stages(cls, moment: Moment, former: LayerHealth | None = None) -> Iterator[LayerHealth]:
        model, history = moment.problem, moment.history
        assert isinstance(model, Model)
        known = {} if former is None else former.known
        rows = sampled_rows(history, moment.recorded, MOST_ROWS)
        # That of the last row changes: no update has followed yet.
        known.pop(max(known, default=0), None)
        missing = [row for row in rows if row not in known]
        for number, row in enumerate(missing):
            look()
            known[row] = fare_at(model, history, row)
            # Published when there is twice as much: the first rows span the whole run already.
            if number & (number - 1) == 0 and number > 2:
                yield _published(model, rows, known, complete=False)
        yield _published(model, rows, known, complete=True)

    def of_layers(self, what: str) -> FloatArray:
        """A field of the fares (M, L), by its name."""
        return np.array([getattr(fare, what) for fare in self.fares])

    def of_units(self, what: str) -> FloatArray:
        """The shares (M, H) of dead or saturated units, by the name of the field."""
        shares = [[getattr(units, what) for units in fare.units] for fare in self.fares]
        return np.array(shares).reshape(len(self.fares), len(self.unit_names))


def _published(
    model: Model, rows: Sequence[int], known: dict[int, Fare], complete: bool
) -> LayerHealth:
    there = sorted(row for row in rows if row in known)
    names = [_named(model, layer) for layer in layers_with_parameters(model)]
    unit_names = [
        f"{'saturated' if ACTIVATIONS[layer.activation].peak else 'dead'}, {_named(model, layer)}"
        for layer in layers_with_units(model)
    ]
    fares = tuple(known[row] for row in there)
    return LayerHealth(np.array(there), tuple(names), tuple(unit_names), fares, complete, known)


def _named(model: Model, layer: Layer) -> str:
    return "output" if layer is model.layers[-1] else f"layer {layer.number}"
