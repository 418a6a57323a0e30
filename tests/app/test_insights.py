"""Insights in the background: only what is wanted, for the right problem."""

import threading

import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.app.insights import Insights
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import FINE, Regions


@pytest.fixture
def insights():
    made = Insights(Scheduler())
    yield made
    made.close()


def test_no_thread_before_something_is_wanted(insights):
    before = threading.active_count()
    moment = moment_of({"problem": {"kind": "model", "data": "line"}, "training": {"epochs": 1}})
    insights.want({Predictions, Regions}, moment)
    assert threading.active_count() == before
    assert insights.found(moment.problem) == ()


def test_the_best_result_of_each_kind_is_found(insights):
    moment = moment_of(MOONS)
    insights.want({Predictions, Regions}, moment)
    assert insights.wait(10)
    found = {type(one): one for one in insights.found(moment.problem)}
    assert set(found) == {Predictions, Regions}
    assert found[Regions].probabilities.shape[0] == FINE
    assert found[Predictions].row == moment.row
    assert insights.error == ""


def test_another_problem_finds_nothing(insights):
    insights.want({Predictions}, moment_of(MOONS))
    assert insights.wait(10)
    assert insights.found(moment_of(MOONS).problem) == ()


def test_the_newest_moment_wins(insights):
    moment = moment_of(MOONS)
    for row in range(len(moment.history)):
        insights.want({Predictions}, moment._replace(row=row))
    assert insights.wait(10)
    (found,) = insights.found(moment.problem)
    assert found.row == len(moment.history) - 1
