import numpy as np
import pytest

from tests.core.analysis.runs import numbers, run
from visualizer.core import Experiment, train
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build


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


def test_over_a_kink_it_hops():
    start = {"start": {"parameters": [1.03, 1.0]}, "optimizer": {"learning_rate": 0.1}}
    described = Experiment.from_dict({"problem": {"formula": "abs(x) + y**2"}, **start})
    history, problem = train(described), build(described)
    verdict = judge(problem, history, 30)
    assert verdict.kind == "kink"
    assert numbers(verdict.why)[:2] == pytest.approx([0.03, 0.07], abs=2e-3)
    falling = next(one for one in verdict.remedies if one.label == "Let the rate fall")
    assert train(described.with_values(falling.settings)).column("loss")[-1] < 0.01
    kinds = {judge(problem, history, step).kind for step in range(20, 61)}
    assert kinds == {"kink"}


@pytest.mark.parametrize("rate", [0.5, 0.9, 1.0, 1.1])
def test_what_the_curvature_explains_is_no_kink(rate):
    problem, history = run("sphere", rate, 20)
    assert all(judge(problem, history, step).kind != "kink" for step in range(1, 21))


def test_a_loss_that_was_thrown_far_off_is_not_just_converging():
    # The slope far out is small for log: after one leap it comes back at a snail's pace.
    described = Experiment.from_dict(
        {
            "problem": {"formula": "log(1 + x**2)*1 + 0*y"},
            "start": {"parameters": [1e-3, 0.0]},
            "optimizer": {"learning_rate": 1e6},
        }
    )
    history, problem = train(described), build(described)
    assert history.row(60).loss > 1e3 * history.row(0).loss
    verdict = judge(problem, history, 60)
    assert verdict.kind == "thrown"
    assert verdict.severity == "bad"


@pytest.mark.parametrize("rate", [0.009999, 0.0100001, 0.0100006, 0.01001, 0.0101])
def test_numbers_have_digits_enough_to_tell_them_from_the_limit(rate):
    problem, history = run("ravine", rate, 40)
    for step in (5, 20, 40):
        verdict = judge(problem, history, step)
        assert "= 2 (" not in verdict.why
        assert "× 1 per" not in verdict.text
        assert "between 1 and 2: each step multiplies the error across by -1." not in verdict.why


def test_a_bounce_is_never_proved_by_no_rise():
    for name, rate in (("himmelblau", 0.03), ("mccormick", 0.5), ("rastrigin", 0.006)):
        problem, history = run(name, rate, 60)
        for step in range(1, len(history)):
            assert "rose in 0" not in judge(problem, history, step).why


def with_momentum(function, rate, epochs):
    table = {
        "problem": {"function": function},
        "optimizer": {"kind": "momentum", "learning_rate": rate, "momentum": 0.9},
        "training": {"epochs": epochs},
    }
    described = Experiment.from_dict(table)
    problem = build(described)
    return problem, train(described, problem)


def test_swings_of_momentum_that_shrink_are_no_bouncing():
    problem, history = with_momentum("matyas", 0.99, 90)
    kinds = [judge(problem, history, step).kind for step in range(20, 91, 7)]
    assert "bouncing" not in kinds
    assert kinds.count("swing") >= 5


def test_what_falls_with_every_epoch_does_not_bounce():
    network = {"data": "spirals", "hidden": [3], "activation": "relu"}
    problem, history = run(network, 2.5567659517081434, 16)
    losses = history.view("loss", 5, 15, 11)[1]
    assert (losses[1:] < losses[:-1]).all()
    assert judge(problem, history, 15).kind == "zig-zag"
