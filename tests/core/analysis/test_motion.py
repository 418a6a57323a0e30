import numpy as np
import pytest

from tests.core.analysis.runs import numbers, run
from visualizer.core.analysis.verdict import judge


@pytest.mark.parametrize("step", [12, 20, 45, 60])
def test_the_percentage_is_that_of_the_losses(step):
    problem, history = run("line", 0.1, 60)
    losses = history.column("loss")
    expected = 100 * (1 - (losses[step] / losses[step - 2]) ** 0.25)
    assert numbers(judge(problem, history, step).text)[0] == pytest.approx(expected, abs=0.05)


def test_sign_changes_are_counted_across_the_valley():
    problem, history = run("rotated-ravine", 0.018, 20)
    for step in (1, 4, 7):
        thetas = np.array([history.theta(k) for k in range(step + 1)])
        across = thetas[:, 0] - thetas[:, 1]
        changes = int(np.sum(across[1:] * across[:-1] < 0))
        assert numbers(judge(problem, history, step).text) == [changes, step]
    assert "1 sign change in 1 epoch." in judge(problem, history, 1).text


def test_a_fast_overshoot_is_no_zig_zag():
    problem, history = run("line", 0.08, 10)
    assert judge(problem, history, 3).kind == "converging"
