"""How a model of two inputs divides the plane into classes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.analysis.predictions import class_probabilities, is_classification
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.data.drawing import SEEN
from visualizer.core.data.drawn import Drawn
from visualizer.core.problems.model import Model

Range = tuple[float, float]

COARSE, FINE = 33, 129
"""Points along each axis."""

AIR = 0.08
"""The margin around the data, as a share of its width."""

_ROWS = 16
"""Lines of the grid between two looks whether somebody still waits."""


@dataclass(frozen=True, eq=False)
class Regions(Insight):
    """The probabilities of C classes over a grid, at the parameters of one row.

    Parameters
    ----------
    x_range, y_range
        Of the first and the second input.
    probabilities
        (H, W, C), line by line from the lowest second input up.
    """

    row: int
    x_range: Range
    y_range: Range
    probabilities: FloatArray

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        return moment.problem

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        problem = moment.problem
        return (
            is_classification(problem)
            and isinstance(problem, Model)
            and problem.training.inputs.shape[1] == 2
        )

    @classmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        model = moment.problem
        assert isinstance(model, Model)
        theta = moment.history.theta(moment.row)
        ranges = ranges_of(moment)
        for points in (COARSE, FINE):
            found = _grid(model, theta, ranges, points)
            yield cls(moment.row, *ranges, found)


def ranges_of(moment: Moment) -> tuple[Range, Range]:
    """What is seen of the plane of two inputs: where the rows are, or the square of drawn ones."""
    model = moment.problem
    assert isinstance(model, Model)
    if isinstance(moment.experiment.data, Drawn):
        return SEEN, SEEN
    return range_of(model, 0), range_of(model, 1)


def range_of(model: Model, column: int) -> Range:
    """The range of an input over all rows, with some air."""
    parts = [part for part in (model.training, model.validation) if part is not None]
    low = min(float(part.inputs[:, column].min()) for part in parts)
    high = max(float(part.inputs[:, column].max()) for part in parts)
    air = AIR * (high - low) or 1.0
    return low - air, high + air


def _grid(model: Model, theta: FloatArray, ranges: tuple[Range, Range], points: int) -> FloatArray:
    x, y = (np.linspace(low, high, points) for low, high in ranges)
    classes = len(model.training.class_names)
    found = np.empty((points, points, classes))
    for first in range(0, points, _ROWS):
        look()
        lines = y[first : first + _ROWS]
        places = np.stack(np.meshgrid(x, lines), axis=-1).reshape(-1, 2)
        with np.errstate(all="ignore"):
            outputs = model.predict(theta, places)
        found[first : first + _ROWS] = class_probabilities(outputs, classes).reshape(
            len(lines), points, classes
        )
    return found
