import numpy as np
import pytest

from tests.core.analysis.runs import numbers, run
from visualizer.core import Experiment, train
from visualizer.core.analysis.evidence import observe
from visualizer.core.analysis.rest import difference_step
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build

BOOK = {"gradient": "forward difference", "precision": "float32"}


class TestBook:
    """Forward differences in float32, as the printed tables were made."""

    def test_rounding(self):
        problem, history = run("line", 1.0, 10, **BOOK)
        for step in range(3, 11):
            verdict = judge(problem, history, step)
            assert verdict.kind == "rounding"
            theta = history.theta(step)
            residual = np.arange(1, 5) * theta[0] + theta[1] - 3 * np.arange(1, 5)
            slope = np.mean(2 * residual * np.arange(1, 5))
            assert numbers(verdict.text) == [0, pytest.approx(slope, abs=0.5)]
            assert numbers(verdict.text)[1] == 210112
        assert dict(verdict.remedies[0].settings) == {"training.gradient": "exact"}
        assert judge(problem, history, 2).kind == "diverging"

    def test_the_same_verdicts_while_it_moves(self):
        for rate in (0.01, 0.1):
            problem, book = run("line", rate, 60, **BOOK)
            _, exact = run("line", rate, 60)
            for step in (3, 10, 30, 60):
                assert judge(problem, book, step).kind == judge(problem, exact, step).kind

    def test_the_end_is_no_bouncing(self):
        problem, history = run("line", 0.1, 1500, **BOOK)
        assert judge(problem, history, 1500).kind in ("rest", "minimum")
        problem, history = run("line", 0.1, 1500, gradient="forward difference")
        assert judge(problem, history, 1500).kind in ("rest", "minimum")


@pytest.mark.parametrize("kind", ["forward difference", "central difference"])
@pytest.mark.parametrize("step", [1e-6, 1e-4, 0.01])
def test_the_step_of_differences_is_found_again(kind, step):
    problem, history = run("booth", 0.01, 5, gradient=kind, difference_step=step)
    assert difference_step(observe(problem, history, 3)) == pytest.approx(step, rel=0.01)
    problem, history = run("booth", 0.01, 5)
    assert difference_step(observe(problem, history, 3)) is None


def test_at_a_saddle_exactly_it_waits_for_ever():
    problem, history = run("bounded-saddle", 0.05, 400, start=(1.5, 0.0))
    assert judge(problem, history, 400).kind == "saddle"


def test_a_start_at_the_minimum_is_at_rest():
    problem, history = run("rosenbrock", 0.001, 3, start=(1.0, 1.0))
    assert [judge(problem, history, step).kind for step in (0, 3)] == ["minimum", "minimum"]


def test_losses_below_the_listed_minimum():
    # McCormick sinks by pi with each dip outside its box.
    problem, history = run("mccormick", 0.05, 300, start=(-3.5, -4.5))
    assert history.row(300).loss < problem.minimum_loss - 1
    assert judge(problem, history, 20).kind in ("converging", "unknown")
    assert judge(problem, history, 300).kind == "rest"


@pytest.mark.parametrize("problem", ["line", "rosenbrock", "plateau"])
def test_a_rate_of_zero_is_why_nothing_moves(problem):
    built, history = run(problem, 0, 5)
    for step in (0, 1, 5):
        verdict = judge(built, history, step)
        assert verdict.kind == "rest"
        assert verdict.text == "Nothing moves: the learning rate is 0."
        for remedy in verdict.remedies:
            assert dict(remedy.settings)["optimizer.learning_rate"] > 0


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        ({"kind": "sgd", "learning_rate": 0.1}, 100),
        ({"kind": "sgd", "learning_rate": 0.1}, 400),
        ({"kind": "momentum", "learning_rate": 0.01}, 400),
        ({"kind": "adam", "learning_rate": 0.1}, 400),
    ],
)
def test_weight_decay_and_slope_in_balance_are_a_rest(rule, step):
    rule["weight_decay"] = 0.5
    table = {"problem": {"data": "noisy-line"}, "optimizer": rule, "training": {"epochs": 400}}
    described = Experiment.from_dict(table)
    history, problem = train(described), build(described)
    row = history.row(step)
    np.testing.assert_allclose(row.gradient, -0.5 * row.theta, rtol=1e-3)
    verdict = judge(problem, history, step)
    assert verdict.kind == "rest"
    assert "weight decay" in verdict.text
    assert "weight decay" not in judge(problem, history, 5).text


@pytest.mark.parametrize("rule", ["momentum", "adam", "nesterov", "rmsprop", "rprop"])
def test_without_decay_nothing_is_said_of_it(rule):
    for name in ("line", "rosenbrock", "booth"):
        problem = {"data": name} if name == "line" else {"function": name}
        described = Experiment.from_dict({"problem": problem, "optimizer": {"kind": rule}})
        history, built = train(described), build(described)
        for step in (*range(1, 40), *range(40, len(history), 5), len(history) - 1):
            assert "decay" not in judge(built, history, step).text


def test_a_slope_is_nearly_zero_only_beside_the_steepest():
    problem, history = run("beale", 0.0005, 20)
    verdict = judge(problem, history, 15)
    slope, steepest = numbers(verdict.why)[:2]
    assert verdict.kind == "saddle"
    assert 0.01 * steepest < slope < 0.15 * steepest
    assert f"small, {100 * slope / steepest:.2g} % of the steepest" in verdict.text
    problem, history = run("bounded-saddle", 0.05, 60, start=(1.5, 0.0))
    verdict = judge(problem, history, 60)
    assert "nearly zero" in verdict.text
    assert numbers(verdict.why)[0] < 0.01 * numbers(verdict.why)[1]
