"""A rule's own rate: cheap to find, good, and the same whatever rate the run has."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.analysis.insight import Moment, finished
from visualizer.core.building import build
from visualizer.core.capabilities import known
from visualizer.core.descent import Descent
from visualizer.core.race.own_rate import OwnRate, epochs_for, own_rate

RAVINE = Experiment.from_dict(
    {
        "problem": {"function": "ravine"},
        "start": {"parameters": [8, 2]},
        "optimizer": {"learning_rate": 0.009},
        "training": {"epochs": 330},
    }
)


def moment_of(experiment: Experiment) -> Moment:
    problem = build(experiment)
    history = train(experiment, problem)
    last = len(history) - 1
    return Moment(
        history,
        last,
        last,
        last,
        Descent(experiment, problem),
        known(history, experiment, problem),
        history.ending,
    )


def test_the_rate_of_adam_takes_it_down_the_ravine_where_that_of_descent_does_not() -> None:
    adam = RAVINE.with_values({"optimizer.kind": "adam"})
    found = finished(OwnRate, moment_of(adam))
    assert found.rate is not None
    assert found.target == 0.001
    own = train(adam.with_values({"optimizer.learning_rate": found.rate})).column("loss")
    reached = int(np.flatnonzero(own <= 0.001)[0])
    assert reached < 130
    assert train(adam).column("loss").min() > 1
    assert "330 epochs" in found.sentence()


def test_it_is_about_the_problem_and_the_rule_and_not_about_the_rate_of_the_run() -> None:
    runs = [RAVINE.with_values({"optimizer.learning_rate": rate}) for rate in (0.001, 0.009)]
    first, second = (OwnRate.subject(moment_of(run)) for run in runs)
    assert first == second
    assert hash(first) == hash(second)
    momentum = RAVINE.with_values({"optimizer.kind": "momentum"})
    assert OwnRate.subject(moment_of(momentum)) != first


def test_on_a_quadratic_it_is_just_below_where_descent_would_diverge() -> None:
    found = own_rate(RAVINE, build(RAVINE))
    assert found.rate is not None
    # The largest stable rate is 1 / kappa; rounded down, never above what was tried.
    assert 0.008 < found.rate <= found.choice.rate < 0.01


def test_nothing_is_offered_where_no_rate_helps_or_trying_takes_long() -> None:
    still = line(start={"parameters": [3.0, 0.0]}, training={"epochs": 10})
    assert own_rate(still, build(still)).rate is None
    large = noisy(20_000, training={"epochs": 50, "batch_size": 1})
    assert epochs_for(large, build(large)) == 0
    assert not OwnRate.applies(moment_of(line().with_values({"schedule.kind": "cyclical"})))


@pytest.mark.parametrize("batch", [0, 7])
def test_each_rate_was_tried_from_the_start_of_the_run(batch: int) -> None:
    experiment = noisy(30, training={"epochs": 6, "batch_size": batch, "seed": 3})
    found = own_rate(experiment, build(experiment))
    for tried in found.choice.tried[::5]:
        alone = train(experiment.with_values({"optimizer.learning_rate": tried.rate}))
        whole = alone.ending is not None and alone.ending.kind == "finished"
        assert tried.loss == (alone.column("loss")[-1] if whole else np.inf)
