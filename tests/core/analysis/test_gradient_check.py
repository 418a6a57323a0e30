import numpy as np
import pytest

from tests.core.experiments import sample_model
from visualizer.core.analysis.gradient_check import check_gradient
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import FUNCTIONS


@pytest.mark.parametrize(
    "problem",
    [Formula(), Formula("exp(sin(3*x)) + x**4"), FUNCTIONS["beale"](), sample_model((3,))],
)
def test_right_gradients_pass(problem):
    theta = np.random.default_rng(0).normal(size=problem.size)
    assert check_gradient(problem, theta) < 1e-8


def test_wrong_gradients_are_found():
    class Wrong(Formula):
        def loss_and_gradient(self, theta, rows=None):
            loss, gradient = super().loss_and_gradient(theta, rows)
            return loss, gradient * [1.0, 1.001]

    theta = np.array([1.0, 2.0])
    # The slopes of x + 100 y² are 1 and 400: 0.4 too much, measured by the larger.
    assert check_gradient(Wrong("x + 100*y**2"), theta) == pytest.approx(0.4 / 400.4, rel=1e-5)


def test_a_kink_is_seen():
    # Differences halve the two slopes −1 and 1, the convention is 0 there; beside it all is well.
    step = 3e-6
    assert check_gradient(Formula("abs(x)"), np.array([step])) > 0.1
    assert check_gradient(Formula("abs(x)"), np.array([0.1])) < 1e-9


def test_without_a_value_there_is_no_difference():
    assert np.isnan(check_gradient(Formula("log(x)"), np.array([-1.0])))
