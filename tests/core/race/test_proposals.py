"""Races to begin with."""

import math

import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.race.proposals import proposed, target_of
from visualizer.core.race.race import LOWEST, Race
from visualizer.core.start import starting_point


def test_the_ravine_has_the_target_of_the_lesson() -> None:
    ravine = Experiment.from_dict(
        {"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}}
    )
    assert target_of(ravine, build(ravine)) == 0.001


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_race(function: str) -> None:
    experiment = Experiment.from_dict({"problem": {"function": function}})
    problem = build(experiment)
    race = proposed(experiment, problem)
    least = problem.minimum_loss
    if least is None:
        assert race.protocol.aim == LOWEST
    else:
        assert race.protocol.target > least
    assert race.protocol.epochs == experiment.training.epochs


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_rule_in_use_takes_part(kind: str) -> None:
    experiment = line(optimizer={"kind": kind})
    race = proposed(experiment, build(experiment))
    assert kind in [one.values["optimizer.kind"] for one in race.entrants]
    assert Race.from_table(race.to_table()) == race


def test_where_the_minimum_is_not_known_the_target_is_what_a_run_came_to() -> None:
    network = noisy(20, problem={"hidden": [2]})
    problem = build(network)
    assert target_of(network, problem) is None
    assert target_of(network, problem, math.inf) is None
    first = float(problem.loss(starting_point(network.start, problem)))
    assert target_of(network, problem, 0.5, first) == target_of(network, problem, 0.5)
    lowest = target_of(network, problem, 0.5)
    assert lowest is not None
    assert 0.5 < lowest < 1.0
