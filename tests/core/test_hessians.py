"""Second derivatives: of every problem against differences, and on batches of rows."""

import numpy as np
import pytest

from tests.core.experiments import sample_model
from tests.core.problems.test_base import PROBLEMS
from visualizer.core.hessians import hessian_at
from visualizer.core.problems.base import Problem


@pytest.mark.parametrize("problem", PROBLEMS)
def test_second_derivatives_agree_with_differences_of_the_gradient(problem: Problem) -> None:
    points = np.random.default_rng(3).normal(size=(20, problem.size))
    together = hessian_at(problem, points)
    step, moves = 1e-5, 1e-5 * np.eye(problem.size)
    for theta, second in zip(points, together, strict=True):
        assert np.array_equal(hessian_at(problem, theta), second)
        _, higher = problem.loss_and_gradient(theta + moves)
        _, lower = problem.loss_and_gradient(theta - moves)
        scale = 1 + np.abs(second).max()
        np.testing.assert_allclose(second, (higher - lower) / (2 * step), atol=1e-7 * scale)
        assert np.array_equal(second, second.T)


@pytest.mark.parametrize("hidden", [(), (3,)])
def test_batches_have_second_derivatives_of_their_own(hidden: tuple[int, ...]) -> None:
    model, rows = sample_model(hidden), np.array([[0, 4, 5], [2, 2, 6]])
    theta = np.random.default_rng(2).normal(size=(2, model.size))
    together = hessian_at(model, theta, rows)
    moves = 1e-5 * np.eye(model.size)
    for place, batch, second in zip(theta, rows, together, strict=True):
        assert np.array_equal(hessian_at(model, place, batch), second)
        _, higher = model.loss_and_gradient(place + moves, batch[None])
        _, lower = model.loss_and_gradient(place - moves, batch[None])
        np.testing.assert_allclose(second, (higher - lower) / 2e-5, atol=1e-6)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_products_agree_with_the_whole(problem: Problem) -> None:
    random = np.random.default_rng(5)
    for theta, vector in random.normal(size=(10, 2, problem.size)):
        product = problem.hessian_product(theta)
        expected = hessian_at(problem, theta) @ vector
        close = {"rtol": 1e-12, "atol": 1e-12 * (1 + np.abs(expected).max())}
        np.testing.assert_allclose(product(vector), expected, **close)
        # Several directions at once, of any length.
        both = product(np.stack([1e8 * vector, 0 * vector]))
        np.testing.assert_allclose(both[0] / 1e8, expected, **close)
        assert not both[1].any()
