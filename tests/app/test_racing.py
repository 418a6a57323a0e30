"""A race in the background: what it comes to, and how it is given up."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.core.experiments import noisy
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.racing import OtherStart, Racing, colours_beside
from visualizer.core import Experiment
from visualizer.core.analysis.planes import SpannedPlane
from visualizer.core.building import ProblemCache, build
from visualizer.core.race.proposals import proposed, rules
from visualizer.core.race.race import Protocol, Race
from visualizer.core.race.running import run_race

PATIENCE = 60.0
RAVINE = Experiment.from_dict(
    {"problem": {"function": "ravine"}, "start": {"parameters": [8, 2]}, "training": {"epochs": 40}}
)
LONG = Race(RAVINE, rules(["sgd"]), Protocol(epochs=1_000_000))


@pytest.fixture
def racing() -> Iterator[Racing]:
    scheduler = Scheduler()
    made = Racing(scheduler, ProblemCache(4))
    yield made
    made.close()
    scheduler.close()


def test_it_comes_to_results_runs_and_a_map_that_shows_them(racing: Racing) -> None:
    race = proposed(RAVINE, build(RAVINE))
    racing.start(race)
    assert racing.wait(PATIENCE)
    found = racing.found
    assert racing.error == ""
    assert found is not None
    assert found.result is not None
    assert found.map is not None
    assert found.result.verdict() == run_race(race).verdict()
    (left, right), (low, high) = found.map.plane.x_range, found.map.plane.y_range
    for number, (run, finish) in enumerate(zip(found.runs, found.result.finishes, strict=True)):
        assert (run.colour, run.experiment) == (number, finish.experiment)
        np.testing.assert_array_equal(run.history.column("loss"), finish.raw[:, 0])
        x, y = run.history.path(0, 1, 0, run.count - 1).T
        assert left < x.min() < x.max() < right
        assert low < y.min() < y.max() < high


def test_their_colours_are_those_that_the_runs_will_have_beside_others(racing: Racing) -> None:
    racing.start(Race(RAVINE, rules(["sgd", "adam"]), Protocol(epochs=1, starts=1)))
    assert racing.wait(PATIENCE)
    assert racing.found is not None
    first, second = racing.found.runs
    open_ones = [replace(first, colour=0), replace(second, colour=2)]
    assert colours_beside(open_ones, 3) == (1, 3, 4)
    assert colours_beside([], 2) == (0, 1)


def test_with_many_parameters_the_map_is_one_that_stays(racing: Racing) -> None:
    network = noisy(20, problem={"hidden": [2]}, training={"epochs": 5})
    racing.start(Race(network, rules(["sgd", "adam"]), Protocol(epochs=5, starts=1, coarse=4)))
    assert racing.wait(PATIENCE)
    found = racing.found
    assert found is not None
    assert found.map is not None
    assert isinstance(found.map.plane, SpannedPlane)
    assert all(run.complete for run in found.runs)


def test_it_can_be_seen_from_another_start(racing: Racing) -> None:
    racing.start(Race(RAVINE, rules(["sgd", "adam"]), Protocol(epochs=9, starts=3, coarse=3)))
    assert racing.wait(PATIENCE)
    assert racing.found is not None
    assert racing.found.result is not None
    result = racing.found.result
    racing.start(OtherStart(result, 2))
    assert racing.wait(PATIENCE)
    seen = racing.found
    assert seen is not None
    assert (seen.result, seen.start) == (result, 2)
    for run, finish in zip(seen.runs, result.finishes, strict=True):
        np.testing.assert_array_equal(run.history.column("loss"), finish.raw[:, 2])


def test_one_that_is_given_up_is_not_shown(racing: Racing) -> None:
    racing.start(LONG)
    assert racing.running
    racing.cancel()
    assert not racing.running
    assert racing.wait(PATIENCE)
    assert racing.found is None


def test_a_later_race_takes_the_place_of_one_under_way(racing: Racing) -> None:
    racing.start(LONG)
    racing.start(Race(RAVINE, rules(["sgd"]), Protocol(epochs=1, starts=1)))
    assert racing.wait(PATIENCE)
    assert racing.found is not None
    assert racing.found.result is not None
    assert racing.found.result.race.protocol.epochs == 1


def test_what_cannot_be_built_is_said(racing: Racing) -> None:
    broken = Experiment.from_dict({"problem": {"data": "/nowhere/at-all.csv"}})
    racing.start(Race(broken, rules(["sgd"])))
    assert racing.wait(PATIENCE)
    assert racing.found is not None
    assert racing.found.error is not None
