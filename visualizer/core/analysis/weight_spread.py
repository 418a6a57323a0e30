"""How the entries of each weight matrix are spread, epoch by epoch."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import look
from visualizer.core.problems.model import Model

BINS = 41
COARSE, FINE = 9, 61
"""Epochs that are looked at, evenly spread."""


class Spread(NamedTuple):
    """The histograms of one weight matrix.

    `edges` (BINS + 1,) are the same in all epochs; `counts` (E, BINS) are the entries between
    them; `deviations` (E,) the standard deviations.
    """

    name: str
    shape: tuple[int, ...]
    edges: FloatArray
    counts: IntArray
    deviations: FloatArray


@dataclass(frozen=True, eq=False)
class WeightSpread(Insight):
    """The spread of every weight matrix at `rows` (E,) of a history."""

    rows: IntArray
    matrices: tuple[Spread, ...]

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        return moment.problem

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return isinstance(moment.problem, Model)

    @classmethod
    def key(cls, moment: Moment) -> Hashable:
        return moment.last

    @classmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        model, history = moment.problem, moment.history
        assert isinstance(model, Model)
        named = weight_blocks(model)
        for count in (COARSE, FINE):
            # Rows that are kept, and the last: a thinned one has to be recomputed.
            spaced = np.unique(np.linspace(0, moment.last, count).round().astype(np.intp))
            kept = spaced - spaced % history.thinning
            rows = np.unique([*kept[:-1], moment.last])
            thetas = []
            for row in rows.tolist():
                look()
                thetas.append(history.theta(row))
            yield cls(rows, tuple(_spread(block, thetas) for block in named))


class WeightBlock(NamedTuple):
    """Where the weights of a layer stand in theta."""

    name: str
    shape: tuple[int, ...]
    place: slice


def weight_blocks(model: Model) -> tuple[WeightBlock, ...]:
    """The weight matrices of a model, without biases, in their order; factors are g."""
    return tuple(
        WeightBlock(f"{'g' if layer.scales else 'W'}{number}", shape, layer.weights)
        for number, layer in enumerate(model.layers, start=1)
        if (shape := (layer.inputs, layer.units))[0]
    )


def _spread(block: WeightBlock, thetas: Sequence[FloatArray]) -> Spread:
    values = [theta[block.place] for theta in thetas]
    finite = [entries[np.isfinite(entries)] for entries in values]
    largest = max((float(np.abs(entries).max()) for entries in finite if entries.size), default=0.0)
    edge = min(largest, 1e300) or 1.0
    edges = np.linspace(-edge, edge, BINS + 1)
    counts = np.stack([np.histogram(entries, edges)[0] for entries in finite])
    with np.errstate(over="ignore", invalid="ignore"):
        deviations = np.array([entries.std() if entries.size else np.nan for entries in finite])
    return Spread(block.name, block.shape, edges, counts, deviations)
