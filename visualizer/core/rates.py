"""The learning rate that stands for a whole run, wherever its experiment keeps it.

Most schedules start from the optimizer's rate. Some have rates of their own, and do not
look at that one: for them the highest of their own is what a user means by "the rate".
"""

from collections.abc import Mapping
from typing import Any

from visualizer.core.changes import RATE
from visualizer.core.experiment import Experiment
from visualizer.core.problems.functions import Analytic


def rate_key(experiment: Experiment) -> str:
    """The key path of the setting that holds the rate of an experiment."""
    schedule = experiment.schedule
    # By convention a schedule names its highest rate first.
    return RATE if schedule.uses_base else f"schedule.{schedule.own_rates[0]}"


def leading_rate(experiment: Experiment) -> float:
    """The value of that setting."""
    schedule = experiment.schedule
    if schedule.uses_base:
        return float(experiment.optimizer.learning_rate)
    return float(getattr(schedule, schedule.own_rates[0]))


def fitted(experiment: Experiment, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings in which a learning rate has become the rates of the schedule that is used.

    All rates of the schedule keep their proportions. Settings that choose a schedule of
    their own stay as they are.
    """
    schedule = experiment.schedule
    if RATE not in values or schedule.uses_base or "schedule.kind" in values:
        return values
    kept = {key: value for key, value in values.items() if key != RATE}
    highest = leading_rate(experiment)
    factor = values[RATE] / highest if highest > 0 else 0.0
    rates = {
        # Six digits: products such as 0.30000000000000004 would end up in fields and files.
        f"schedule.{name}": float(f"{getattr(schedule, name) * factor:.6g}")
        for name in schedule.own_rates[1:]
    }
    return {**kept, rate_key(experiment): values[RATE], **rates}


def usual_rates(experiment: Experiment) -> tuple[float, ...]:
    """Rates that are usual for the rule of an experiment, on its problem.

    For rules whose rate is a length that is the default of the rule, which was made for
    networks, and for functions one with which the run gets across the picture.
    """
    rule, problem = experiment.optimizer, experiment.problem
    default = float(type(rule)().learning_rate)
    if rule.rate_means == "slope":
        return (problem.suggested_rate if isinstance(problem, Analytic) else default,)
    if rule.rate_means == "factor" or not isinstance(problem, Analytic):
        return (default,)
    width = max(high - low for low, high in problem.domain)
    # The rate is about how far each parameter moves in a step: all steps cross the picture twice.
    across = float(f"{2 * width / max(experiment.training.epochs, 1):.1g}")
    return (default, across) if across > default else (default,)
