"""Short runs that learn classes, for the tests of what is worked out about them."""

from collections.abc import Mapping
from typing import Any

from visualizer.core import Experiment
from visualizer.core.analysis.insight import Moment
from visualizer.core.building import build
from visualizer.core.capabilities import known
from visualizer.core.descent import Descent
from visualizer.core.training import train

MOONS: Mapping[str, Any] = {
    "problem": {"kind": "model", "data": "two-moons", "hidden": [4], "output": "sigmoid"},
    "data": {"scaling": "standardise"},
    "training": {"epochs": 3, "validation_fraction": 0.25},
}
"""Two inputs, two classes, one output."""


def moment_of(table: Mapping[str, Any]) -> Moment:
    """The last row of a trained experiment."""
    experiment = Experiment.from_dict(dict(table))
    problem = build(experiment)
    last = len(history := train(experiment, problem)) - 1
    there = known(history, experiment, problem)
    return Moment(history, last, last, last, Descent(experiment, problem), there, history.ending)


def at_start(table: Mapping[str, Any]) -> Moment:
    """The first row of an experiment that need not be trained for what is asked."""
    return moment_of({**table, "training": {"epochs": 1}})
