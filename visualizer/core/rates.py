"""The learning rate that stands for a whole run, wherever its experiment keeps it.

Most schedules start from the optimizer's rate. Some have rates of their own, and do not
look at that one: for them the highest of their own is what a user means by "the rate".
"""

from collections.abc import Mapping
from typing import Any

from visualizer.core.changes import RATE
from visualizer.core.experiment import Experiment


def rate_key(experiment: Experiment) -> str:
    """The key path of the setting that holds the rate of an experiment."""
    schedule = experiment.schedule
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
        f"schedule.{name}": float(f"{getattr(schedule, name) * factor:.6g}")
        for name in schedule.own_rates[1:]
    }
    return {**kept, rate_key(experiment): values[RATE], **rates}
