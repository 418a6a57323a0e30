import numpy as np
import pytest

from tests.core.analysis.runs import run
from visualizer.core.analysis.evidence import observe
from visualizer.core.problems.functions import FUNCTIONS

QUADRATIC = ("sphere", "ravine", "rotated-ravine", "matyas", "booth", "saddle")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_quadratics_are_told_by_their_hessian(name):
    # A generic start: close to its saddle the bounded saddle is as good as quadratic.
    problem, history = run(name, FUNCTIONS[name]().suggested_rate, 5, start=(0.7, 1.3))
    assert observe(problem, history, 5).quadratic == (name in QUADRATIC)


@pytest.mark.parametrize("name", [name for name in QUADRATIC if name != "saddle"])
def test_excess_by_eigenvector_adds_up_to_the_loss(name):
    problem, history = run(name, FUNCTIONS[name]().suggested_rate, 5)
    evidence = observe(problem, history, 5)
    assert evidence.excesses.sum() == pytest.approx(evidence.row.loss)
    assert evidence.bottom == pytest.approx(0, abs=1e-9 * history.row(0).loss)


@pytest.mark.parametrize("training", [{}, {"gradient": "forward difference"}, {"batch_size": 2}])
def test_the_gradient_is_exact_and_of_all_rows(training):
    problem, history = run("line", 0.01, 5, **training)
    row = history.row(len(history) - 2)
    evidence = observe(problem, history, row.step)
    loss, gradient = problem.loss_and_gradient(row.theta)
    np.testing.assert_array_equal(evidence.gradient, gradient)
    assert evidence.loss == loss
    assert evidence.whole == ("batch_size" not in training)
    assert (evidence.steepness is None) == ("batch_size" in training)


def test_window_of_mini_batches_holds_the_ends_of_epochs():
    problem, history = run("noisy-line", 0.1, 30, batch_size=25)
    evidence = observe(problem, history, 4 * 20 + 3)
    losses = history.column("loss")
    np.testing.assert_array_equal(evidence.losses, losses[40:81:4])
    assert evidence.gradients is None


def test_growth_and_alternations_are_those_of_the_steep_direction():
    problem, history = run("ravine", 0.0101, 12)
    evidence = observe(problem, history, 12)
    assert evidence.growth == pytest.approx(1.02)
    assert evidence.alternations == evidence.transitions == 10
    assert evidence.steepness == pytest.approx(2.02)
