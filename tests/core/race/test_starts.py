"""The starts of a race: those that race choose no rate."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment
from visualizer.core.building import build
from visualizer.core.race.proposals import rules
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.starts import started, starts_of
from visualizer.core.start import starting_point

OWN = np.array([8.0, 2.0])
RAVINE = Experiment.from_dict({"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}})
SEEDED = [
    RAVINE,
    noisy(30, training={"batch_size": 7}),
    noisy(30, problem={"hidden": [3]}),
    RAVINE.with_values({"training.gradient_noise": 0.1}),
]


@pytest.mark.parametrize("experiment", SEEDED)
def test_none_of_those_that_race_is_one_on_which_rates_are_chosen(experiment: Experiment) -> None:
    problem = build(experiment)
    starts = starts_of(Race(experiment, rules(["adam"]), Protocol(starts=4, choosing=3)), problem)
    assert (len(starts.racing), len(starts.choosing), starts.alone) == (4, 3, False)
    runs = [started(experiment, problem, draw) for draw in (*starts.racing, *starts.choosing)]
    assert runs[0].training == experiment.training
    first = starting_point(experiment.start, problem)
    np.testing.assert_array_equal(starting_point(runs[0].start, problem), first)
    assert len({(run.start, run.training.seed) for run in runs}) == 7


def test_starts_of_a_function_lie_around_its_own_and_within_the_picture() -> None:
    problem = build(RAVINE)
    race = Race(RAVINE, rules(["sgd"]), Protocol(starts=50, choosing=50, spread=0.1))
    starts = starts_of(race, problem)
    points = np.array([draw.offset for draw in (*starts.racing, *starts.choosing)]) + OWN
    lows, highs = np.transpose(problem.domain)
    assert (points >= lows).all()
    assert (points <= highs).all()
    assert (np.abs(points - OWN) <= 0.1 * (highs - lows) + 1e-12).all()
    assert (points.std(axis=0) > 0).all()
    assert starts_of(race, problem) == starts


def test_a_model_from_zeros_without_batches_has_one_start_and_says_so() -> None:
    starts = starts_of(Race(line(), rules(["sgd"])), build(line()))
    assert starts.alone
    assert starts.racing == starts.choosing
    assert len(starts.racing) == 1


def test_given_parameters_stay_where_only_the_order_of_the_rows_is_left_to_chance() -> None:
    experiment = noisy(30, start={"parameters": [1.0, 2.0]}, training={"batch_size": 7, "seed": 5})
    problem = build(experiment)
    draw = starts_of(Race(experiment, rules(["sgd"])), problem).racing[1]
    run = started(experiment, problem, draw)
    assert run.start == experiment.start
    assert run.training.seed == 6
