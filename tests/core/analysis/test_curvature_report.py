"""What the curvature at the playhead says, on runs whose answers are known."""

import math

import numpy as np
import pytest

from visualizer.core import Experiment
from visualizer.core.analysis.curvature_report import make_report, measured_factor, stage_at
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.optimizers.adam import Adam
from visualizer.core.training import train


def reported(row=None, **table):
    experiment = Experiment.from_dict(table)
    problem = build(experiment)
    history = train(experiment, problem)
    return make_report(experiment, problem, history, len(history) - 1 if row is None else row)


def test_the_line():
    """The Hessian [[15, 5], [5, 2]]: eigenvalues (17 ± √269) / 2."""
    report = reported()
    least, greatest = (17 - math.sqrt(269)) / 2, (17 + math.sqrt(269)) / 2
    assert report.ends.least == pytest.approx(least)
    assert report.ends.greatest == pytest.approx(greatest)
    assert report.limits.stable == pytest.approx(0.1197561066, abs=1e-10)
    assert report.best == pytest.approx(2 / 17)
    assert report.condition == pytest.approx(greatest / least)
    assert report.steepness == pytest.approx(0.1 * greatest)
    assert report.predicted == pytest.approx(1 - 0.1 * least)
    assert report.measured == pytest.approx(report.predicted, rel=1e-4)


@pytest.mark.parametrize(
    ("place", "values"),
    [([-1.2, 1.0], [23.63302, 1506.36698]), ([1.0, 1.0], [0.39936, 1001.6006])],
)
def test_published_curvatures_of_rosenbrock(place, values):
    report = reported(row=0, problem={"function": "rosenbrock"}, start={"parameters": place})
    assert [report.ends.least, report.ends.greatest] == pytest.approx(values, rel=1e-5)


def test_a_saddle_has_no_bowl():
    report = reported(row=0, problem={"function": "saddle"})
    assert (report.ends.least, report.ends.greatest) == pytest.approx((-2, 2))
    assert report.limits.stable == pytest.approx(1)
    assert (report.condition, report.predicted, report.best) == (None, None, None)


def test_a_flat_direction_has_no_condition():
    report = reported(row=0, problem={"formula": "(x + y)**2"})
    assert report.condition == math.inf
    assert (report.predicted, report.best) == (None, None)


@pytest.mark.parametrize("kind", ["momentum", "nesterov"])
def test_momentum_shrinks_as_predicted(kind):
    report = reported(
        problem={"function": "ravine"},
        optimizer={"kind": kind, "momentum": 0.6, "learning_rate": 0.004},
        training={"epochs": 400},
    )
    assert report.measured == pytest.approx(report.predicted, rel=2e-3)


def test_of_other_rules_only_the_curvature_is_told():
    report = reported(optimizer={"kind": "adam"})
    assert isinstance(report.optimizer, Adam)
    assert report.ends is not None
    assert (report.limits, report.best, report.predicted) == (None, None, None)


def test_the_rule_in_force_counts():
    changes = [{"step": 10, "optimizer.weight_decay": 5.0}]
    table = {"changes": changes, "training": {"epochs": 20}}
    early, late = reported(row=9, **table), reported(row=10, **table)
    assert early.limits.stable == pytest.approx(2 / early.ends.greatest)
    assert late.limits.stable == pytest.approx(2 / (late.ends.greatest + 5))
    stages = Experiment.from_dict(table).stages()
    assert stage_at(stages, 9).step == 0
    assert stage_at(stages, 15).step == 10


def test_networks_are_searched_and_the_most_negative_curvature_is_found():
    table = {"problem": {"data": "noisy-line", "hidden": [8, 8]}, "data": {"n": 30}}
    experiment = Experiment.from_dict(table)
    problem = build(experiment)
    history = train(experiment, problem)
    report = make_report(experiment, problem, history, 3)
    assert problem.size > 64
    from visualizer.core.hessians import hessian_at

    values = np.linalg.eigvalsh(hessian_at(problem, history.theta(3)))
    assert values[0] < 0
    scale = 1e-5 * values[-1]
    assert report.ends.least == pytest.approx(values[0], abs=scale)
    assert report.ends.greatest == pytest.approx(values[-1], abs=scale)
    with cancellable(lambda: True), pytest.raises(Cancelled):
        make_report(experiment, problem, history, 3)


def test_batches_and_short_runs_measure_nothing():
    for table in ({"training": {"epochs": 1}}, {"training": {"batch_size": 2}}):
        experiment = Experiment.from_dict(table)
        history = train(experiment, build(experiment))
        assert measured_factor(history, len(history) - 1) is None
