import numpy as np
import pytest

from tests.core.analysis.runs import numbers, run
from visualizer.core.analysis.verdict import judge


@pytest.mark.parametrize("step", range(1, 40, 3))
def test_the_factor_is_that_of_the_error(step):
    problem, history = run("line", 0.125, 40)
    steep = np.linalg.eigh(problem.hessian)[1][:, -1]
    errors = [steep @ (history.theta(k) - [3, 0]) for k in (step - 1, step)]
    verdict = judge(problem, history, step)
    assert verdict.kind == "diverging"
    assert numbers(verdict.text)[0] == pytest.approx(abs(errors[1] / errors[0]), abs=0.005)


def test_a_loss_that_falls_at_first_is_judged_by_its_growing_part():
    problem, history = run("ravine", 0.0101, 40, start=(8.0, 0.3))
    losses = history.column("loss")
    assert losses[2] < losses[1] < losses[0]
    assert judge(problem, history, 2).kind == "diverging"


def test_one_rise_of_a_bounded_run_is_not_called_divergence():
    problem, history = run("rosenbrock", 0.002, 60)
    assert history.row(1).loss > history.row(0).loss
    kinds = {judge(problem, history, step).kind for step in range(1, 60)}
    assert "diverging" not in kinds
    assert "bouncing" in kinds


def test_a_quadratic_below_its_limit_never_bounces():
    problem, history = run("line", 0.1, 1200, gradient="forward difference", precision="float32")
    kinds = {judge(problem, history, step).kind for step in range(1, 1200, 7)}
    assert kinds <= {"zig-zag", "valley", "converging", "rest", "minimum", "unknown"}
