"""Short runs that learn classes, for the tests of what is worked out about them."""

from collections.abc import Mapping
from typing import Any

from visualizer.core import Experiment
from visualizer.core.analysis.insight import Moment
from visualizer.core.building import build
from visualizer.core.problems.base import Problem
from visualizer.core.training import train

MOONS: Mapping[str, Any] = {
    "problem": {"kind": "model", "data": "two-moons", "hidden": [4], "output": "sigmoid"},
    "data": {"scaling": "standardise"},
    "training": {"epochs": 3, "validation_fraction": 0.25},
}
"""Two inputs, two classes, one output."""


def problem_of(table: Mapping[str, Any]) -> Problem:
    """The problem of an experiment."""
    return build(Experiment.from_dict(dict(table)))


def moment_of(table: Mapping[str, Any]) -> Moment:
    """The last row of a trained experiment."""
    experiment = Experiment.from_dict(dict(table))
    problem = build(experiment)
    last = len(history := train(experiment, problem)) - 1
    return Moment(problem, history, last, last)
