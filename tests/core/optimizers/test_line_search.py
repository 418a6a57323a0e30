"""Backtracking: the step of the first length that lowers the loss enough, and its price."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import noisy
from visualizer.core import Experiment, train, train_together
from visualizer.core.building import build
from visualizer.core.optimizers.line_search import LineSearch
from visualizer.core.problems.base import Batch
from visualizer.core.problems.functions import FUNCTIONS


def searched(function: str, steps: int, **options: Any):
    """The path, the lengths and the evaluations so far, by Armijo's condition in plain Python."""
    problem, eta = FUNCTIONS[function](), options.get("learning_rate", 1.0)
    shrink, slope = options.get("shrink", 0.5), options.get("slope", 1e-4)
    place, made = np.array(problem.usual_start), 0
    found = []
    for _ in range(steps):
        value, uphill = problem.loss_and_gradient(place)
        made, length, steep = made + 1, eta, float(uphill @ uphill)
        while True:
            made += 1
            if problem.loss(place - length * uphill) <= value - slope * length * steep:
                break
            length *= shrink
        found.append((place, length, made))
        place = place - length * uphill
    return found


OPTIONS = [{}, {"learning_rate": 0.3, "shrink": 0.7, "slope": 0.2}, {"shrink": 0.9, "slope": 0.45}]


@pytest.mark.parametrize("function", ["rosenbrock", "himmelblau", "booth", "ravine"])
@pytest.mark.parametrize("options", OPTIONS)
def test_it_takes_the_first_step_that_is_short_enough(
    function: str, options: dict[str, Any]
) -> None:
    table = {
        "problem": {"function": function},
        "optimizer": {"kind": "line_search", **options},
        "training": {"epochs": 100},
    }
    history = train(Experiment.from_dict(table))
    for step, (place, length, made) in enumerate(searched(function, 12, **options)):
        row = history.row(step)
        np.testing.assert_allclose(row.theta, place, rtol=1e-10)
        np.testing.assert_allclose(row.quantities["alpha"], length, rtol=1e-12)
        assert row.evaluations == made
        assert row.learning_rate == options.get("learning_rate", 1.0)
    losses = history.column("loss")
    assert (np.diff(losses) <= 0).all()
    evaluations = history.column("evaluations")
    assert evaluations.tolist() == [history.row(step).evaluations for step in range(101)]
    assert history.view("evaluations", 0, 100, 200)[1].tolist() == evaluations.tolist()
    assert (np.diff(evaluations) >= 1).all()


def banana(x: float, y: float) -> float:
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


@pytest.mark.parametrize(
    ("first", "factor", "share"), [(0.3, 0.7, 0.2), (0.02, 0.9, 0.45), (2.5, 0.37, 0.05)]
)
def test_it_follows_armijo_for_many_steps(first: float, factor: float, share: float) -> None:
    """Armijo's rule on the banana, both from the textbook, with other options than the usual."""
    steps, start = 150, (-1.3, 1.7)
    options = {"learning_rate": first, "shrink": factor, "slope": share}
    table = {
        "problem": {"function": "rosenbrock"},
        "start": {"parameters": start},
        "optimizer": {"kind": "line_search", **options},
        "training": {"epochs": steps},
    }
    history = train(Experiment.from_dict(table))
    x, y = start
    for step in range(steps + 1):
        np.testing.assert_allclose(history.theta(step), (x, y), rtol=1e-10)
        here = banana(x, y)
        east, north = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        stride = first
        while banana(x - stride * east, y - stride * north) > here - share * stride * (
            east**2 + north**2
        ):
            stride *= factor
        assert history.row(step).quantities["alpha"] == pytest.approx(stride, rel=1e-12)
        x, y = x - stride * east, y - stride * north


def test_each_run_of_a_batch_searches_for_itself() -> None:
    problem = FUNCTIONS["rosenbrock"]()
    theta = np.array([[-1.2, 1.0], [1.0, 1.0], [0.5, 0.5], [np.nan, 0.0]])
    loss, gradient = problem.loss_and_gradient(theta)
    rule = LineSearch(shrink=np.array([0.5, 0.5, 0.9, 0.5]))
    rate = np.array([1.0, 1.0, 0.4, 1.0])
    update = rule.update(problem, theta, loss, gradient, rate, rule.initial_state(theta))
    tried = np.asarray(update.evaluations)
    assert tried[1] == tried[3] == 0, "neither at the minimum nor off all bounds is there a search"
    assert tried[0] != tried[2]
    alpha = update.quantities["alpha"][:, 0]
    assert alpha[0] == 0.5 ** (tried[0] - 1)
    assert alpha[2] == pytest.approx(0.4 * 0.9 ** (tried[2] - 1))
    assert (update.theta[1] == 1).all()


def test_a_search_that_finds_nothing_moves_nothing_and_says_so() -> None:
    problem = FUNCTIONS["sphere"]()
    theta = np.array([1.0, 2.0])
    loss = problem.loss(theta)
    uphill = -problem.loss_and_gradient(theta)[1]
    rule = LineSearch()
    update = rule.update(problem, theta, loss, uphill, np.array(1.0), rule.initial_state(theta))
    assert (update.theta == theta).all()
    assert (update.quantities["alpha"] == 0).all()
    assert "nothing moves" in rule.remark(update.quantities)
    assert 40 < update.evaluations < 200


def test_it_searches_on_the_rows_of_its_batch() -> None:
    experiment = noisy(
        20, optimizer={"kind": "line_search"}, training={"batch_size": 5, "epochs": 6}
    )
    history = train(experiment)
    assert history.layout.batches
    sweep = train_together([experiment, experiment.with_values({"optimizer.shrink": 0.7})])
    assert (sweep.theta[0] == history.theta(24)).all()
    assert history.column("evaluations")[-1] > 25


def test_a_batch_is_its_problem_on_some_rows() -> None:
    model = build(noisy(20))
    rows, theta = np.array([3, 7, 11]), np.array([0.3, -0.2])
    batch = Batch(model, rows)
    assert (batch.names, batch.rows, batch.size) == (model.names, 3, 2)
    assert batch.minima == ()
    assert batch.minimum_loss is None
    assert batch.point_bytes == model.point_bytes
    assert batch.loss(theta) == model.loss(theta, rows)
    for one, other in zip(
        batch.loss_and_gradient(theta), model.loss_and_gradient(theta, rows), strict=True
    ):
        assert np.array_equal(one, other)
    inputs = np.column_stack([model.inputs[rows], np.ones(3)])
    np.testing.assert_allclose(batch.exact_hessian(theta), 2 / 3 * inputs.T @ inputs, rtol=1e-14)
