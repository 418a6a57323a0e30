"""The noise of batches: against the enumeration of all batches, and against the run itself."""

from itertools import combinations

import numpy as np
import pytest

from tests.core.analysis.moments import MOONS, at_start, moment_of
from tests.core.experiments import line, noisy, sample_model, thetas
from visualizer.core import Experiment
from visualizer.core.analysis import batch_noise
from visualizer.core.analysis.batch_noise import (
    Cloud,
    GradientError,
    expected_error,
    gradient_cloud,
    gradient_errors,
    row_spread,
)
from visualizer.core.analysis.insight import finished
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.descent import Descent
from visualizer.core.errors import Cancelled
from visualizer.core.training import train

MODELS = {
    "linear": lambda: sample_model(rows=7),
    "network": lambda: sample_model((4,), rows=6),
    "several targets": lambda: sample_model((3,), rows=5, targets=2),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_formula_is_the_mean_over_all_batches(name):
    model = MODELS[name]()
    theta = thetas(model)
    _, whole = model.loss_and_gradient(theta)
    spread = row_spread(model, theta)
    for size in range(1, model.rows + 1):
        batches = [np.array(rows) for rows in combinations(range(model.rows), size)]
        gradients = np.array([model.loss_and_gradient(theta, rows)[1] for rows in batches])
        square = ((gradients - whole) ** 2).sum(axis=1).mean()
        expected = expected_error(spread, model.rows, np.array(size))
        assert expected**2 == pytest.approx(square, rel=1e-11, abs=1e-25)
        np.testing.assert_allclose(gradients.mean(axis=0), whole, rtol=1e-10)


def test_the_spread_is_that_of_the_slopes_of_single_rows():
    model = sample_model(rows=9)
    theta = thetas(model)
    slopes = np.array([model.loss_and_gradient(theta, np.array([row]))[1] for row in range(9)])
    assert row_spread(model, theta) == pytest.approx(np.sqrt(slopes.var(axis=0).sum()), rel=1e-12)


def test_one_row_has_no_noise():
    assert expected_error(3.0, 1, np.array([1.0])) == 0.0


def test_what_is_measured_lies_on_the_theory():
    problem = build(noisy(rows=200))
    (*_, found) = gradient_errors(problem, 5, np.array([1.0, 0.5]), seed=3)
    assert found.sizes[0] == 1
    assert found.sizes[-1] == 200
    assert (np.diff(found.sizes) > 0).all()
    assert (found.samples == batch_noise.MOST_SAMPLES).all()
    # The mean of n squares has a relative error of about sqrt(2 / n) at most here: 7 %.
    expected = found.expected(found.sizes)
    np.testing.assert_allclose(found.measured[:-1], expected[:-1], rtol=0.12)
    assert found.measured[-1] == expected[-1] == 0.0
    # Diminishing returns: four times the rows halve the error, while they are few.
    assert found.expected(np.array([1.0])) / found.expected(np.array([4.0])) == pytest.approx(
        2.0, rel=0.02
    )


def test_the_samples_are_those_of_the_seed():
    problem = build(noisy(rows=30))
    theta = np.array([1.0, 0.5])
    first, again, other = (
        [*gradient_errors(problem, 5, theta, seed=seed)][-1].measured for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_large_problems_are_measured_on_fewer_batches(monkeypatch):
    monkeypatch.setattr(batch_noise, "SAMPLE_BYTES", 1 << 14)
    problem = build(noisy(rows=500))
    (*_, found) = gradient_errors(problem, 0, np.array([1.0, 0.5]), seed=0)
    assert found.samples[0] > found.samples[-1] == batch_noise.FEWEST_SAMPLES


def test_work_can_be_cancelled_between_pieces():
    problem = build(noisy(rows=500))
    asked = iter([False] * 3 + [True] * 1000)
    with cancellable(lambda: next(asked)), pytest.raises(Cancelled):
        list(gradient_errors(problem, 0, np.zeros(2), 0))


def descent_of(experiment: Experiment) -> Descent:
    return Descent(experiment, build(experiment))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 19])
def test_the_cloud_holds_the_batches_of_the_epoch(size):
    experiment = noisy(rows=20, training={"batch_size": size, "epochs": 3})
    descent, history = descent_of(experiment), train(experiment)
    steps = -(-20 // size)
    for step in (0, steps, 2 * steps - 1):
        row = history.row(step)
        cloud = gradient_cloud(descent, step, row.theta)
        assert cloud.gradients.shape == (steps, 2)
        assert (cloud.batches, cloud.size, cloud.step) == (steps, size, step)
        np.testing.assert_allclose(cloud.gradients[cloud.own], row.gradient, rtol=1e-12)
        assert cloud.own == step % steps
        # Together they see each row once: weighted by their sizes they give the whole.
        sizes = [min(size, 20 - size * number) for number in range(steps)]
        mean = np.average(cloud.gradients, axis=0, weights=sizes)
        np.testing.assert_allclose(mean, cloud.whole, rtol=1e-9)
        np.testing.assert_array_equal(cloud.whole, descent.problem.loss_and_gradient(row.theta)[1])


def test_many_batches_are_thinned_but_for_that_of_the_step(monkeypatch):
    monkeypatch.setattr(batch_noise, "MOST_BATCHES", 10)
    experiment = noisy(rows=97, training={"batch_size": 1, "epochs": 1})
    descent, history = descent_of(experiment), train(experiment)
    for step in (0, 13, 96):
        cloud = gradient_cloud(descent, step, history.theta(step))
        assert 10 <= len(cloud.gradients) <= 11
        assert cloud.batches == 97
        np.testing.assert_allclose(
            cloud.gradients[cloud.own], history.row(step).gradient, rtol=1e-12
        )


def test_all_rows_make_no_cloud():
    assert gradient_cloud(descent_of(line()), 0, np.zeros(2)) is None


def test_the_noise_of_functions_is_a_cloud_too():
    experiment = Experiment.from_dict(
        {
            "problem": {"kind": "function", "function": "sphere"},
            "training": {"gradient_noise": 0.5, "epochs": 5, "seed": 4},
        }
    )
    history = train(experiment)
    for step in (0, 3):
        row = history.row(step)
        cloud = gradient_cloud(descent_of(experiment), step, row.theta)
        np.testing.assert_array_equal(cloud.gradients[cloud.own], row.gradient)
        np.testing.assert_allclose(cloud.whole, 2 * row.theta)
        spread = (cloud.gradients - cloud.whole).std()
        assert spread == pytest.approx(0.5, rel=0.15)
        assert cloud.size == 0


def test_a_run_in_float32_has_the_cloud_of_its_parameters():
    experiment = line(training={"batch_size": 2, "precision": "float32", "epochs": 3})
    descent, history = descent_of(experiment), train(experiment)
    cloud = gradient_cloud(descent, 3, history.theta(3))
    np.testing.assert_allclose(cloud.gradients[cloud.own], history.row(3).gradient, rtol=1e-12)


@pytest.fixture(scope="module")
def moment():
    return moment_of(dict(MOONS, training={"epochs": 3, "batch_size": 16}))


def test_the_insights_are_of_the_row_that_is_asked_for(moment):
    cloud = finished(Cloud, moment._replace(row=5))
    theta = moment.history.theta(5)
    np.testing.assert_array_equal(
        cloud.gradients, gradient_cloud(moment.descent, 5, theta).gradients
    )
    assert cloud.step == finished(GradientError, moment._replace(row=5)).step == 5


def test_an_error_grows_point_by_point_unless_one_is_shown_already(moment):
    growing = list(GradientError.stages(moment))
    assert [len(one.sizes) for one in growing] == list(range(1, len(growing) + 1))
    assert len(growing) > 3
    (complete,) = GradientError.stages(moment, growing[-1])
    np.testing.assert_array_equal(complete.measured, growing[-1].measured)


def test_where_there_is_noise():
    whole = at_start({"problem": {"kind": "model", "data": "line"}})
    function = {"problem": {"function": "sphere"}, "training": {"gradient_noise": 0.1}}
    assert not Cloud.applies(whole)
    assert GradientError.applies(whole)
    assert Cloud.applies(moment_of(function | {"training": {"gradient_noise": 0.1, "epochs": 1}}))
    assert not GradientError.applies(at_start(function))
