"""How far a model is off, in the units of what it predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from visualizer.core.analysis.insight import Check, Insight, Moment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model


@dataclass(frozen=True, eq=False)
class FitErrors(Insight):
    """Root mean squared errors at one row of a history; None without validation rows."""

    row: int
    training: float
    validation: float | None

    @classmethod
    def applies(cls, problem: Problem) -> bool:
        return isinstance(problem, Model) and not problem.class_names

    @classmethod
    def stages(cls, moment: Moment, cancelled: Check) -> Iterator[Self]:
        model = moment.problem
        assert isinstance(model, Model)
        training, validation = model.rmse(moment.history.theta(moment.row))
        aside = None if validation is None else float(validation)
        yield cls(model, moment.row, float(training), aside)
