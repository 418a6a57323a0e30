"""What every problem promises."""

import numpy as np
import pytest

from tests.core.experiments import sample_model
from visualizer.core.problems.base import Problem
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import FUNCTIONS

PROBLEMS = [
    *(make() for make in FUNCTIONS.values()),
    Formula(),
    Formula("x**4 - x"),
    Formula("2*y"),
    sample_model(()),
    sample_model((), targets=2),
    sample_model((3,)),
]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (0,)])
def test_leading_shapes_are_free(problem: Problem, shape: tuple[int, ...]) -> None:
    theta = np.random.default_rng(0).normal(size=(*shape, problem.size))
    before = theta.copy()
    loss, gradient = problem.loss_and_gradient(theta)
    assert np.shape(problem.loss(theta)) == np.shape(loss) == shape
    assert gradient.shape == (*shape, problem.size)
    assert np.array_equal(problem.loss(theta), loss)
    assert (theta == before).all()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_a_problem_says_of_itself(problem: Problem) -> None:
    assert problem.size == len(problem.names) == len(set(problem.names))
    assert problem.rows >= 1
    assert problem.point_bytes > 0
    assert problem.map_dtype in (np.float32, np.float64)
    for minimum in problem.minima:
        assert len(minimum) == problem.size
        assert problem.minimum_loss is not None
        assert float(problem.loss(np.array(minimum))) == pytest.approx(
            problem.minimum_loss, abs=1e-6
        )


@pytest.mark.parametrize("problem", PROBLEMS)
def test_losses_that_overflow_are_no_exceptions(problem: Problem) -> None:
    with np.errstate(all="ignore"):
        loss, gradient = problem.loss_and_gradient(np.full(problem.size, 1e300))
    assert np.shape(loss) == ()
    assert gradient.shape == (problem.size,)


def test_all_of_a_problem_is_its_own_along_any_axis() -> None:
    problem = FUNCTIONS["booth"]()
    assert problem.along(np.zeros(2), (0,)) == (problem, 0)
