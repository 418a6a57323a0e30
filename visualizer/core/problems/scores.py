"""Scores: how good a model is, in numbers that can be compared between losses."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray

VALIDATION = "validation_"
"""What stands before the name of a score of the validation rows."""


class Judged(NamedTuple):
    """The outputs (..., N, T) of a model beside its targets (N, T), or classes (N,)."""

    outputs: FloatArray
    targets: FloatArray
    classes: IntArray | None = None


class Score(NamedTuple):
    """A score: the words for it, how it is computed, and whether more is better."""

    label: str
    formula: str
    value: Callable[[Judged], FloatArray]
    more: bool


def classes_of(outputs: FloatArray) -> IntArray:
    """The class (..., N) that outputs (..., N, T) speak for.

    The largest of several, the first of equal ones; a single output speaks for the second
    of two classes above 0.5.
    """
    if outputs.shape[-1] == 1:
        # At just 0.5 the first class: as `argmax` decides between equal outputs.
        return (outputs[..., 0] > 0.5).astype(np.intp)
    return np.asarray(outputs.argmax(axis=-1))


def accuracy(judged: Judged) -> FloatArray:
    """The share (...) of the rows whose class is the right one."""
    true = classes_of(judged.targets) if judged.classes is None else judged.classes
    right = classes_of(judged.outputs) == true
    # Not `mean`, which takes several times as long for a few rows.
    return np.asarray(np.add.reduce(right, axis=-1, dtype=float) / right.shape[-1])


def mean_square(judged: Judged) -> FloatArray:
    """The mean squared error (...) over rows and targets."""
    residual = judged.outputs - judged.targets
    # In the memory of the residual, which nobody needs any more.
    return np.asarray(np.square(residual, residual).mean(axis=(-1, -2)))


def variance(targets: FloatArray) -> float:
    """The mean of the variances of the columns of targets (N, T)."""
    return float(targets.var(axis=0).mean())


def determination(square: FloatArray, spread: float) -> FloatArray:
    """R² (...) of mean squared errors (...), for targets of variance `spread`."""
    if spread == 0:
        # Without any variation there is nothing to explain.
        return np.full(np.shape(square), np.nan)
    return np.asarray(1 - square / spread)


SCORES: Mapping[str, Score] = {
    "accuracy": Score("Accuracy", "share of the rows whose class is right", accuracy, True),
    "r2": Score(
        "R²",
        "1 - mean of (ŷ - y)² / variance of y: 1 is perfect, 0 as good as the mean",
        lambda judged: determination(mean_square(judged), variance(judged.targets)),
        True,
    ),
}
"""The scores; histories hold them as `metric:<name>` and `metric:validation_<name>`."""


def score_for(classes: bool) -> str:
    """The score of a model: of classes, or of numbers."""
    return "accuracy" if classes else "r2"
