"""How far a model is off, in the units of what it predicts: from the scores in the history."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from visualizer.core.problems.model import Model
from visualizer.core.problems.scores import VALIDATION, variance
from visualizer.core.recording.history import History

R2 = "metric:r2"


class TargetVariance(NamedTuple):
    """The variances of the targets of a model's training rows and of its validation rows."""

    training: float
    validation: float | None


def spread_of(model: Model) -> TargetVariance:
    """The variances, which take a pass over the targets."""
    aside = model.validation
    return TargetVariance(
        variance(model.targets), None if aside is None else variance(aside.targets)
    )


class FitErrors(NamedTuple):
    """Root mean squared errors; None without validation rows."""

    training: float
    validation: float | None


def errors_at(history: History, row: int, spread: TargetVariance) -> FitErrors | None:
    r"""The errors at the last end of an epoch up to `row`; None where no score is known.

    .. math:: \mathrm{RMSE} = \sqrt{(1 - R^2) \, \mathrm{var}(y)}
    """
    if R2 not in history.layout.scalars:
        return None
    row -= row % history.steps_per_epoch
    training = _error(history, R2, row, spread.training)
    validation = None
    if spread.validation is not None:
        name = R2.replace("metric:", f"metric:{VALIDATION}")
        validation = _error(history, name, row, spread.validation)
    return None if training is None else FitErrors(training, validation)


def _error(history: History, name: str, row: int, spread: float) -> float | None:
    _, values = history.view(name, row, row, 1)
    if not len(values) or not np.isfinite(values[-1]):
        return None
    return float(np.sqrt(max(0.0, (1.0 - float(values[-1])) * spread)))
