import numpy as np
import pytest

from tests.core.analysis.runs import numbers, run
from visualizer.core import Experiment, train
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build


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


def ran(table):
    described = Experiment.from_dict(table)
    problem = build(described)
    return problem, train(described, problem)


def test_a_crawl_of_adam_is_one():
    rule = {"kind": "adam", "learning_rate": 0.009}
    problem, history = ran({"problem": {"function": "ravine"}, "optimizer": rule})
    verdict = judge(problem, history, 60)
    assert verdict.kind == "crawling"
    assert [one.label for one in verdict.remedies] == ["Use rate 0.027", "Use rate 0.09"]


@pytest.mark.parametrize(("formula", "rate"), [("x", 1.0), ("-x**2 - y", 0.1), ("x**3", 0.1)])
def test_a_formula_without_a_minimum_falls_for_ever(formula, rate):
    start = [-1.0, 1.0][: 1 + ("y" in formula)]
    table = {"start": {"parameters": start}, "optimizer": {"learning_rate": rate}}
    problem, history = ran({"problem": {"formula": formula}, **table})
    verdict = judge(problem, history, len(history) - 1)
    assert verdict.kind == "no minimum"
    assert judge(problem, history, 2).kind != "no minimum"


LOWEST = ("x**2 - 100", "exp(-x) - 50", "x**4 - 8*x**2", "-10*exp(-x**2)")


@pytest.mark.parametrize("formula", LOWEST)
def test_a_formula_with_a_lowest_value_does_not(formula):
    table = {"start": {"parameters": [3.0]}, "optimizer": {"learning_rate": 0.01}}
    problem, history = ran({"problem": {"formula": formula}, **table})
    for step in range(len(history)):
        assert judge(problem, history, step).kind != "no minimum"


@pytest.mark.parametrize("percent", [0.2, 0.6, 1.5, 5.0])
@pytest.mark.parametrize("rule", ["sgd", "qhm"])
def test_one_threshold_tells_a_crawl_from_progress(percent, rule):
    # On the sphere a step of plain descent multiplies the error by 1 - 2 eta.
    options = {"nu": 0.0} if rule == "qhm" else {}
    rule = {"kind": rule, "learning_rate": percent / 200, **options}
    problem, history = ran({"problem": {"function": "sphere"}, "optimizer": rule})
    verdict = judge(problem, history, 30)
    assert verdict.kind == ("converging" if percent >= 1 else "crawling")


def test_error_means_the_root_of_the_loss_above_the_lowest_and_is_said_so():
    for table in (
        {"problem": {"function": "sphere"}},
        {"problem": {"data": "two-moons", "hidden": [4]}, "optimizer": {"learning_rate": 0.5}},
        {"problem": {"data": "noisy-line", "hidden": [4]}},
    ):
        problem, history = ran(table)
        for step in range(1, len(history), 7):
            text = judge(problem, history, step).text
            if "removes" in text:
                assert ("remaining error, √(loss − " in text) == (problem.minimum_loss is not None)


def test_what_a_schedule_slows_down_is_not_blamed_on_the_rate():
    table = {"problem": {"function": "ravine"}, "schedule": {"kind": "cosine"}}
    problem, history = ran(table)
    verdict = judge(problem, history, len(history) - 1)
    assert "schedule has lowered the rate" in verdict.text
    assert verdict.remedies == ()


def test_a_loss_that_falls_with_every_epoch_is_said_to_fall():
    built, history = run({"formula": "-x**2 - y"}, 0.0005, 30)
    verdict = judge(built, history, 30)
    assert verdict.kind == "falling"
    assert "faster each time" in verdict.text
    first, last, step = numbers(verdict.why)[1:4]
    losses = [history.row(k).loss for k in (20, 29, 30)]
    assert (first, last) == pytest.approx((losses[0], losses[2]), rel=0.01)
    assert step == pytest.approx(losses[1] - losses[2], rel=0.02)


@pytest.mark.parametrize(
    ("name", "rate"), [("styblinski-tang", 0.013), ("himmelblau", 0.004), ("rastrigin", 0.0002)]
)
def test_no_steady_fall_has_no_pattern(name, rate):
    problem, history = run(name, rate, 20)
    for step in range(5, 21, 2):
        losses = history.view("loss", step - 10, step, 11)[1]
        if (losses[1:] < losses[:-1]).all():
            assert judge(problem, history, step).kind != "unknown"
