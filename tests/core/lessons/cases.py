"""Runs and values that the tests of lessons share."""

from functools import cache

from tests.core.experiments import line
from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.expressions import Expression
from visualizer.core.lessons.quantities import TrainedRun
from visualizer.core.training import train


def run_of(experiment: Experiment) -> TrainedRun:
    problem = build(experiment)
    return TrainedRun(experiment, problem, train(experiment, problem))


@cache
def runs() -> dict[str, TrainedRun]:
    """The line y = 3x for ten epochs: at 0.1, at 0.01, and with momentum and
    differences, and at a rate that diverges."""
    fast = line(optimizer={"learning_rate": 0.1}, training={"epochs": 10})
    slow = fast.with_values({"optimizer.learning_rate": 0.01})
    heavy = fast.with_values(
        {"optimizer.kind": "momentum", "training.gradient": "forward difference"}
    )
    blown = fast.with_values({"optimizer.learning_rate": 1e6, "training.epochs": 60})
    return {"": run_of(fast), "slow": run_of(slow), "heavy": run_of(heavy), "blown": run_of(blown)}


def values(expression: Expression) -> float:
    return expression.value(runs())
