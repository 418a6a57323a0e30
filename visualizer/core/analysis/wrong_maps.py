"""Class-activation maps of the rows that are classified wrongly."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from visualizer.core.analysis.class_maps import class_maps, mapped_layer
from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.analysis.predictions import (
    PARTS,
    guesses_of,
    is_classification,
    samples_of,
)
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.problems.model import Model

MOST = 120
"""Rows of each part that get a map."""


class RowMaps(NamedTuple):
    """Maps (M, height, width) by row: for the class that the row is taken for."""

    places: Mapping[int, int]
    maps: FloatArray

    def map_of(self, row: int) -> FloatArray | None:
        """The map (height, width) of a row; None for one without."""
        place = self.places.get(row)
        return None if place is None else np.asarray(self.maps[place])


@dataclass(frozen=True, eq=False)
class WrongMaps(Insight):
    """What in the images speaks for the wrong classes, at one row of a history."""

    row: int
    parts: Mapping[str, RowMaps]

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        return moment.problem

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        problem = moment.problem
        return (
            is_classification(problem)
            and isinstance(problem, Model)
            and mapped_layer(problem) is not None
        )

    @classmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        model = moment.problem
        assert isinstance(model, Model)
        theta = moment.history.theta(moment.row)
        parts = {}
        for part in PARTS[: 1 if model.validation is None else 2]:
            samples = samples_of(model, part)
            guesses = guesses_of(model, theta, samples)
            rows = guesses.wrong[guesses.predicted[guesses.wrong] >= 0][:MOST]
            look()
            maps: FloatArray = np.empty((0, 1, 1))
            if len(rows):
                maps = class_maps(model, theta, samples.inputs[rows], guesses.predicted[rows])
            parts[part] = RowMaps({row: place for place, row in enumerate(rows.tolist())}, maps)
        yield cls(moment.row, parts)

    def of(self, part: str) -> RowMaps:
        """The maps of a part; of the training rows where there are no others."""
        return self.parts.get(part, self.parts[PARTS[0]])
