"""Races to begin with: who might take part, over which course, to which target."""

import math
from collections.abc import Sequence

import numpy as np

from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.model import Model
from visualizer.core.race.race import LOWEST, TARGET, Entrant, Protocol, Race
from visualizer.core.start import starting_point

RULES = ("sgd", "momentum", "adam")
"""The rules that everyone asks about."""

GAP_OF_FUNCTION, GAP_OF_MODEL = 1e-6, 1e-4
"""Which share of the way down to the known minimum may be left at the target."""

MOST_ROWS, FEW_STARTS, FEW_CHOOSING = 2000, 3, 1
"""Of larger data sets fewer runs are proposed: each costs more."""


def proposed(
    experiment: Experiment, problem: Problem, lowest: float = math.nan, first: float = math.nan
) -> Race:
    """A race of rules on the problem of an experiment.

    Parameters
    ----------
    lowest
        The lowest loss that a run of it has come to, where it is known; it is the target
        where nothing is known of the minimum.
    first
        The loss at the start, where it is known: over many rows it takes a while.
    """
    kinds = [*RULES]
    if experiment.optimizer.kind not in kinds:
        kinds.append(experiment.optimizer.kind)
    target = target_of(experiment, problem, lowest, first)
    large = isinstance(problem, Model) and bool(problem.rows > MOST_ROWS or problem.layers[:-1])
    protocol = Protocol(
        starts=FEW_STARTS if large else Protocol.starts,
        choosing=FEW_CHOOSING if large else Protocol.choosing,
        epochs=max(experiment.training.epochs, 1),
        aim=LOWEST if target is None else TARGET,
        target=Protocol.target if target is None else target,
    )
    return Race(experiment, rules(kinds), protocol)


def rules(kinds: Sequence[str]) -> tuple[Entrant, ...]:
    """Update rules as entrants, each with its usual options, or those of the experiment."""
    return tuple(Entrant(OPTIMIZERS[kind].label, {"optimizer.kind": kind}) for kind in kinds)


def target_of(
    experiment: Experiment, problem: Problem, lowest: float = math.nan, first: float = math.nan
) -> float | None:
    """A loss to arrive at; None where nothing tells of one.

    A power of ten above the known minimum, or the lowest loss so far, not quite. `first` is the
    loss at the start, where it is known.
    """
    if math.isnan(first):
        first = float(problem.loss(starting_point(experiment.start, problem)))
    least = problem.minimum_loss
    if least is not None and first > least and np.isfinite(first):
        share = GAP_OF_FUNCTION if isinstance(problem, Analytic) else GAP_OF_MODEL
        gap = 10.0 ** math.ceil(math.log10(share * (first - least)))
        return float(f"{least + gap:.6g}")
    if math.isfinite(lowest) and lowest < first:
        return float(f"{lowest + 0.01 * (first - lowest):.3g}")
    return None
