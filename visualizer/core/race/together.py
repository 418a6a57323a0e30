"""Many runs at once: those that differ in numbers alone are trained as one batch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import ONE_BLAS_THREAD
from visualizer.core.settings import declarations
from visualizer.core.start import Start
from visualizer.core.sweep import train_together

MOST_NUMBERS = 2 << 20
"""Losses that are held at once: of longer runs fewer are trained side by side."""

MOST_ROWS = 2000
"""Rows of a curve that are kept, evenly spread: more than a plot has pixels."""


class Builder(Protocol):
    """Whatever gives the problems of experiments, as a `ProblemCache` does."""

    def build(self, experiment: Experiment) -> Problem: ...


class Arrival(NamedTuple):
    """How a run has got on.

    `step` is the first at which the loss over all rows is at most the target, or from which on
    it stays so, -1 where there is none; `loss` that at the end, infinite where the run diverged.
    """

    step: int
    loss: float


class LossCurve(NamedTuple):
    """The loss over all rows at `rows` (n,), as it was and the lowest so far; NaN once diverged."""

    rows: FloatArray
    loss: FloatArray
    best: FloatArray


def trained(
    experiments: Sequence[Experiment], target: float, problems: Builder, stays: bool = False
) -> Iterator[tuple[int, Arrival, LossCurve]]:
    """The place among the experiments, arrival and curve of each, batch by batch.

    Where it is to be one that `stays`, an arrival counts only when the loss remains as low.

    Raises
    ------
    InputError
        When a problem cannot be built.
    Cancelled
        In the middle; see `cancellable`.
    """
    for places in _alike(experiments):
        first = experiments[places[0]]
        problem = problems.build(first)
        descent = Descent(first, problem)
        size = max(1, MOST_NUMBERS // (descent.last_step + 1))
        for low in range(0, len(places), size):
            look()
            part = places[low : low + size]
            with ONE_BLAS_THREAD:
                sweep = train_together([experiments[place] for place in part], problem)
            for number, place in enumerate(part):
                # Rows within an epoch have no loss over all rows.
                losses = sweep.loss[:: descent.steps_per_epoch, number]
                step = _arrival(losses, target, stays) * descent.steps_per_epoch
                yield place, *_reduced(losses, descent.steps_per_epoch, max(step, -1))


def _arrival(losses: FloatArray, target: float, stays: bool) -> int:
    """The place among losses (n,) at which the target is reached, -1 for none."""
    there = losses <= target
    if not stays:
        return int(there.argmax()) if there.any() else -1
    # What diverged is not there, as nothing that is no number is.
    away = np.flatnonzero(~there)
    first = int(away[-1]) + 1 if len(away) else 0
    return first if first < len(losses) else -1


def _reduced(losses: FloatArray, every: int, step: int) -> tuple[Arrival, LossCurve]:
    """What is kept of the losses (n,) at the ends of epochs of so many steps."""
    end = float(losses[-1])
    best = np.fmin.accumulate(losses)
    # Of a run that diverged there is no more, and not the best of what was before.
    best[np.isnan(losses)] = np.nan
    count = min(len(losses), MOST_ROWS)
    kept = np.unique(np.linspace(0, len(losses) - 1, count).round().astype(int))
    curve = LossCurve(kept * float(every), losses[kept], best[kept])
    return Arrival(step, end if np.isfinite(end) else np.inf), curve


def _alike(experiments: Sequence[Experiment]) -> list[list[int]]:
    """The places of experiments that differ in nothing but numbers of the rule, and the start."""
    groups: list[tuple[Experiment, list[int]]] = []
    for place, experiment in enumerate(experiments):
        usual = type(experiment.optimizer)()
        numbers: dict[str, Any] = {
            declared.name: getattr(usual, declared.name)
            for declared in declarations(type(usual))
            if declared.kind is float
        }
        rule = replace(experiment.optimizer, **numbers)
        key = replace(experiment, name="", start=Start(), optimizer=rule)
        known = next((places for other, places in groups if other == key), None)
        if known is None:
            groups.append((key, [place]))
        else:
            known.append(place)
    return [places for _, places in groups]
