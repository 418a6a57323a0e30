"""What each unit of a network gives over the plane of two inputs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.analysis.network import shown_layers
from visualizer.core.analysis.regions import ranges_of
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.model import Model

POINTS = 28
"""Along each axis: a unit of a diagram has about as many pixels."""

FEWEST_ROWS = 4
"""Rows of the data without which there is no plane to be seen."""

_MIDDLE = {"sigmoid": 0.5, "softmax": 0.5}
"""What counts as 0 of an activation whose values are shares."""


@dataclass(frozen=True, eq=False)
class UnitMaps(Insight):
    """What the units of the shown columns give, at the parameters of one row.

    Parameters
    ----------
    x_range, y_range
        Of the first and the second input.
    columns
        For the inputs and each shown layer an array (units, H, W), line by line from the lowest
        second input up: values as shares of the largest in the map, from -1 to 1. Of sigmoid and
        softmax 0 stands for one half, and of an input for the middle of its range.
    """

    row: int
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    columns: tuple[FloatArray, ...]

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        return moment.problem

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        model = moment.problem
        return isinstance(model, Model) and has_plane(model)

    @classmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        model = moment.problem
        assert isinstance(model, Model)
        ranges = ranges_of(moment)
        theta = moment.history.theta(moment.row).astype(float)
        yield cls(moment.row, *ranges, unit_maps(model, theta, *ranges))


def has_plane(model: Model) -> bool:
    """Whether there are two inputs, and rows to show their range."""
    return model.training.inputs.shape[1] == 2 and len(model.training.inputs) >= FEWEST_ROWS


def unit_maps(
    model: Model, theta: FloatArray, x_range: tuple[float, float], y_range: tuple[float, float]
) -> tuple[FloatArray, ...]:
    """The columns of `UnitMaps` at theta (P,)."""
    grid = np.meshgrid(*(np.linspace(*limits, POINTS) for limits in (x_range, y_range)))
    places = np.stack(grid, axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        x, traces = model.traced(theta, places)
    middles = (x.min(axis=0) + x.max(axis=0)) / 2
    found = [_shares(x - middles)]
    shown = shown_layers(model)
    for layer, trace in zip(model.layers, traces, strict=True):
        if layer in shown:
            found.append(_shares(trace.a - _MIDDLE.get(layer.activation, 0.0)))
    return tuple(found)


def _shares(values: FloatArray) -> FloatArray:
    """Values (N, units) of a grid as maps (units, H, W), each by its largest size."""
    finite = np.where(np.isfinite(values), values, 0.0)
    largest = np.abs(finite).max(axis=0)
    shares = finite / np.where(largest > 0, largest, 1.0)
    return np.ascontiguousarray(shares.T.reshape(-1, POINTS, POINTS))
