"""Which class a model gives to each row: probabilities, confusion, the rows it gets wrong."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from visualizer.core.analysis.insight import Insight, Moment
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import look
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import Samples

PARTS = ("training", "validation")
"""The two parts of the data, by the names that they have everywhere."""

_CELLS = 4_000_000
"""Numbers that one pass through the model may make between two looks at the clock."""


def is_classification(problem: Problem | None) -> bool:
    """Whether a problem is a model whose target is a class."""
    return isinstance(problem, Model) and bool(problem.training.class_names)


def class_probabilities(outputs: FloatArray, classes: int) -> FloatArray:
    """What outputs (..., T) say of C classes: shares (..., C) that are compared.

    An output for each class is taken as it is. A single output is the probability of the
    second of two classes, cut off at 0 and 1. What is not finite stays so.
    """
    if outputs.shape[-1] == classes:
        return outputs
    second = np.clip(outputs[..., 0], 0.0, 1.0)
    return np.stack([1.0 - second, second], axis=-1)


@dataclass(frozen=True, eq=False)
class Guesses:
    """The classes of N rows, and what the model says of them.

    Parameters
    ----------
    true
        The number of the class of each row, (N,).
    probabilities
        Of each class, (N, C).
    """

    true: IntArray
    probabilities: FloatArray

    @cached_property
    def predicted(self) -> IntArray:
        """The number of the most probable class, (N,); -1 where no number is finite."""
        finite = np.isfinite(self.probabilities)
        best = np.argmax(np.where(finite, self.probabilities, -np.inf), axis=-1)
        return np.where(finite.any(axis=-1), best, -1)

    @cached_property
    def wrong(self) -> IntArray:
        """The rows whose class is another than the predicted one, the surest first."""
        rows = np.flatnonzero(self.predicted != self.true)
        sure = np.nan_to_num(self.probabilities[rows].max(axis=-1), nan=np.inf)
        return np.asarray(rows[np.argsort(-sure, kind="stable")])

    @property
    def accuracy(self) -> float:
        """The share of rows whose class is the predicted one."""
        return 1.0 - len(self.wrong) / max(len(self.true), 1)

    @cached_property
    def confusion(self) -> IntArray:
        """Counts (C, C): how many rows of class i are predicted as class j."""
        classes = self.probabilities.shape[-1]
        known = self.predicted >= 0
        pairs = self.true[known] * classes + self.predicted[known]
        return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True, eq=False)
class Predictions(Insight):
    """The guesses for all rows of both parts at one row of a history."""

    row: int
    training: Guesses
    validation: Guesses | None

    @classmethod
    def family(cls, moment: Moment) -> Hashable:
        return moment.problem

    @classmethod
    def applies(cls, moment: Moment) -> bool:
        return is_classification(moment.problem)

    @classmethod
    def stages(cls, moment: Moment, former: Self | None = None) -> Iterator[Self]:
        model = moment.problem
        assert isinstance(model, Model)
        theta = moment.history.theta(moment.row)
        validation = None
        training = guesses_of(model, theta, model.training)
        if model.validation is not None:
            validation = guesses_of(model, theta, model.validation)
        yield cls(moment.row, training, validation)

    def part(self, name: str) -> Guesses:
        """One of `PARTS`; the training rows where there are no others."""
        chosen = self.validation if name == "validation" else None
        return self.training if chosen is None else chosen


def samples_of(model: Model, name: str) -> Samples:
    """The rows of one of `PARTS`; the training rows where there are no others."""
    chosen = model.validation if name == "validation" else None
    return model.training if chosen is None else chosen


def guesses_of(model: Model, theta: FloatArray, samples: Samples) -> Guesses:
    """What a model with parameters (P,) says of the classes of rows.

    Raises
    ------
    Cancelled
        Between two chunks of rows; see `look`.
    """
    classes, count = len(model.training.class_names), len(samples.inputs)
    probabilities = np.empty((count, classes))
    step = max(1, _CELLS // max(model.point_bytes // (8 * max(model.rows, 1)), 1))
    for first in range(0, count, step):
        look()
        rows = slice(first, first + step)
        with np.errstate(all="ignore"):
            outputs = model.predict(theta, samples.inputs[rows])
            probabilities[rows] = class_probabilities(outputs, classes)
    return Guesses(samples.labels, probabilities)
