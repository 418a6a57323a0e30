"""What theory says of the settings of a sweep before anything is trained."""

import math

import numpy as np

from visualizer.core.analysis.curvature import constant_hessian
from visualizer.core.analysis.stability import limits
from visualizer.core.building import ProblemCache
from visualizer.core.chunks import look
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.plan import SweepPlan


def stable_rates(plan: SweepPlan, problems: ProblemCache | None = None) -> tuple[float, ...]:
    """The largest stable learning rate of every setting, 2 / lambda_max for gradient descent.

    NaN where it is not known: for losses that are not of second degree, with batches or noise, and
    for rules that theory has no limit for. See `visualizer.core.analysis.stability`.

    Raises
    ------
    Cancelled
        When nobody wants them any more.
    """
    problems = ProblemCache() if problems is None else problems
    # Settings of the rule leave the problem as it is, which most sweeps are over.
    known: dict[str, float] = {}
    found = []
    for cell in plan.cells[:: plan.seeds]:
        look()
        experiment = cell.experiment
        name = repr((experiment.problem, experiment.data))
        if name not in known:
            known[name] = _greatest(experiment, problems)
        found.append(_limit(experiment, known[name]))
    return tuple(found)


def _greatest(experiment: Experiment, problems: ProblemCache) -> float:
    """The greatest curvature of a loss of second degree; NaN of another."""
    try:
        second = constant_hessian(problems.build(experiment))
    except InputError:
        return math.nan
    return math.nan if second is None else float(np.linalg.eigvalsh(second)[-1])


def _limit(experiment: Experiment, greatest: float) -> float:
    training = experiment.training
    steady = experiment.schedule.kind == "constant" and experiment.schedule.warmup == 0
    whole = not training.batch_size and not training.gradient_noise
    # Clipped steps are short however large the rate is: such a run need not diverge.
    whole = whole and not training.clipping
    if not (steady and whole and math.isfinite(greatest)) or experiment.changes:
        return math.nan
    found = limits(experiment.optimizer, greatest)
    return math.nan if found is None else found.stable
