"""Verdicts on the runs that the program suggests, with their numbers computed another way."""

import numpy as np
import pytest

from tests.core.analysis.runs import experiment, numbers, run
from visualizer.core import Experiment, train
from visualizer.core.analysis.verdict import KINDS, judge
from visualizer.core.building import build
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.recording.codec import recording_from

# The Hessian of the line, 2/4 A'A with x = 1, 2, 3, 4, is [[15, 5], [5, 2]].
STEEP, ALONG = (17 + np.sqrt(269)) / 2, (17 - np.sqrt(269)) / 2


# (problem, rate, epoch, kind, the first numbers in the sentence).
TABLE = [
    ("line", 0.1, 5, "zig-zag", [5, 5]),
    ("line", 0.1, 10, "zig-zag", [10, 10]),
    ("line", 0.1, 40, "valley", [100 * 0.1 * ALONG]),
    ("line", 0.1, 60, "valley", [100 * 0.1 * ALONG]),
    ("line", 0.01, 3, "converging", [100 * 0.01 * STEEP]),
    ("line", 0.01, 60, "crawling", []),
    ("line", 0.125, 1, "diverging", [0.125 * STEEP - 1, 2 / STEEP]),
    ("line", 0.125, 60, "diverging", [0.125 * STEEP - 1, 2 / STEEP]),
    ("line", 1.0, 2, "diverging", [STEEP - 1, 2 / STEEP]),
    ("line", 1.0, 60, "diverging", [STEEP - 1, 2 / STEEP]),
    ("sphere", 0.1, 30, "converging", [20]),
    ("sphere", 0.5, 1, "minimum", []),
    ("sphere", 0.9, 20, "zig-zag", [10, 10]),
    ("sphere", 1.0, 7, "edge", []),
    ("sphere", 1.05, 30, "diverging", [1.1, 1]),
    ("ravine", 0.009, 8, "zig-zag", [8, 8]),
    ("ravine", 0.009, 100, "valley", [1.8]),
    ("ravine", 0.01, 20, "edge", []),
    ("ravine", 0.0101, 20, "diverging", [1.02, 0.01]),
    ("rotated-ravine", 0.018, 100, "valley", [1.8]),
    ("booth", 0.05, 30, "converging", [10]),
    ("booth", 0.112, 20, "diverging", [0.112 * 18 - 1, 1 / 9]),
    ("matyas", 0.5, 50, "valley", [2]),
    ("matyas", 0.05, 180, "crawling", []),
    ("matyas", 1.9, 20, "zig-zag", [10, 10]),
    ("rosenbrock", 0.001, 1000, "valley", []),
    ("rosenbrock", 0.002, 4, "bouncing", []),
    ("rosenbrock", 0.002, 500, "valley", []),
    ("rosenbrock", 0.002, 20_000, "bouncing", []),
    ("beale", 0.02, 2, "diverging", []),
    ("beale", 0.02, 3, "diverged", []),
    ("himmelblau", 0.01, 30, "converging", []),
    ("himmelblau", 0.03, 40, "bouncing", []),
    ("three-hump-camel", 0.02, 80, "local", [0]),
    ("three-hump-camel", 0.2, 60, "minimum", []),
    ("six-hump-camel", 0.02, 60, "local", [-1.03]),
    ("styblinski-tang", 0.02, 60, "local", [-78.3]),
    ("rastrigin", 0.001, 60, "local", [0]),
    ("rastrigin", 0.005, 60, "zig-zag", [10, 10]),
    ("ackley", 0.05, 60, "bouncing", []),
    ("mccormick", 0.05, 60, "converging", []),
    ("mccormick", 0.05, 400, "minimum", []),
    ("mccormick", 0.5, 60, "edge", []),
    ("bounded-saddle", 0.05, 25, "saddle", []),
    ("bounded-saddle", 0.05, 100, "converging", []),
    ("bounded-saddle", 0.05, 400, "minimum", []),
    ("saddle", 0.05, 5, "no minimum", []),
    ("saddle", 0.05, 22, "saddle", []),
    ("saddle", 0.05, 60, "no minimum", []),
    ("saddle", 0.2, 1068, "no minimum", []),
    ("monkey-saddle", 0.02, 30, "no minimum", []),
    ("plateau", 0.5, 60, "crawling", []),
    ("plateau", 0.5, 300, "minimum", []),
    ("hills", 0.2, 60, "local", [-1.43]),
    ("noisy-line", 0.1, 60, "converging", []),
    ("noisy-line", 0.7, 5, "converging", []),
    ("penguins", 0.1, 5, "diverging", []),
]


@pytest.mark.parametrize(("problem", "rate", "epoch", "kind", "expected"), TABLE)
def test_verdict_of_a_suggested_run(problem, rate, epoch, kind, expected):
    function, history = run(problem, rate, epoch + (kind == "diverged"))
    verdict = judge(function, history, epoch)
    assert verdict.kind == kind, verdict
    assert verdict.why
    found = numbers(verdict.text)
    assert found[: len(expected)] == pytest.approx(expected, rel=0.06, abs=1e-9)


@pytest.mark.parametrize("name", [*FUNCTIONS, "line", "noisy-line"])
def test_a_verdict_knows_nothing_of_later_rows(name):
    rate = FUNCTIONS[name]().suggested_rate if name in FUNCTIONS else 0.1
    problem, long = run(name, rate, 40)
    for step in (0, 1, 2, 7, 20):
        _, short = run(name, rate, step)
        assert judge(problem, long, step) == judge(problem, short, step)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("factor", [0.01, 1, 3, 30, 1e4])
def test_every_step_of_every_function_gets_a_verdict(name, factor):
    problem, history = run(name, FUNCTIONS[name]().suggested_rate * factor, 30)
    for step in range(0, len(history), 3):
        verdict = judge(problem, history, step)
        assert verdict.kind in KINDS
        assert verdict.text.endswith(".")
        assert "nan" not in verdict.text + verdict.why
        for remedy in verdict.remedies:
            assert remedy.settings
            experiment(name, 1, 1).with_values(remedy.settings)


def test_zig_zag_gives_the_formula_with_numbers():
    problem, history = run("line", 0.1, 10)
    verdict = judge(problem, history, 10)
    assert verdict.severity == "warning"
    assert "η·λmax = 1.67" in verdict.why
    assert "between 1 and 2" in verdict.why
    assert ("Use rate 0.08", {"optimizer.learning_rate": 0.08}) in [
        (remedy.label, dict(remedy.settings)) for remedy in verdict.remedies
    ]


def test_no_row_no_verdict():
    problem, history = run("sphere", 0.1, 3)
    assert judge(problem, history, 0).text == "No clear pattern yet."
    with pytest.raises(IndexError):
        judge(problem, history, 4)


def test_mini_batches_are_judged_by_epochs():
    problem, history = run("noisy-line", 0.1, 60, batch_size=10)
    assert judge(problem, history, 55).kind == "converging"
    assert judge(problem, history, 600).kind == "noise"
    assert judge(problem, history, 3).kind == "unknown"
    problem, history = run("noisy-line", 5.0, 60, batch_size=10)
    assert judge(problem, history, 100).kind == "diverging"


@pytest.mark.parametrize("hidden", [[3], [12, 12]])
def test_networks_with_and_without_a_hessian(hidden):
    problem, history = run({"data": "noisy-line", "hidden": hidden}, 0.1, 60)
    assert judge(problem, history, 50).kind == "converging"
    problem, history = run({"data": "noisy-line", "hidden": hidden}, 20.0, 60)
    assert judge(problem, history, 10).severity in ("bad", "warning")


def test_thinned_histories_give_the_same_kinds():
    problem, whole = run("line", 0.1, 3000, gradient="forward difference")
    _, thin = run("line", 0.1, 3000, gradient="forward difference", budget=190_000)
    assert thin.thinning > 1
    for step in (1, 5, 33, 1001, 3000):
        assert judge(problem, thin, step).kind == judge(problem, whole, step).kind


def test_the_last_step_says_which_stop_has_ended_the_run():
    problem, history = run("line", 0.1, 60, stop_loss=0.5)
    last = len(history) - 1
    whole = judge(*run("line", 0.1, 60), last)
    found = judge(problem, history, last)
    assert found.text == f"Stopped at step {last}: the loss is below 0.5. {whole.text}"
    assert found.kind == whole.kind
    assert judge(problem, history, last - 1) == judge(*run("line", 0.1, 60), last - 1)


K = np.arange(41.0)
SWING = np.where(K % 2, 2.0, 1.0)
MOVES = np.stack([0.9**K, 0.8**K], axis=1)
SCATTER = 1 + 0.1 * np.sin(7.0 * K)
ENDS = np.where(K % 5, np.nan, SCATTER)
# (what was recorded beside theta, the kind at the last row).
RECORDED = {
    "shrinking": ({"loss": 0.9**K}, MOVES, "converging"),
    "growing": ({"loss": 1.5**K}, 1 / MOVES, "diverging"),
    "up and down": ({"loss": SWING}, np.stack([SWING, K], axis=1), "bouncing"),
    "hardly falling": ({"loss": 1 - 1e-5 * K}, MOVES, "crawling"),
    "not moving": ({"loss": np.ones(41)}, np.ones((41, 2)), "rest"),
    "infinite": ({"loss": np.append(2.0 ** K[:-1], np.inf)}, MOVES, "diverged"),
    "scattered": ({"loss": ENDS, "batch_loss": SCATTER}, MOVES, "noise"),
    "better and worse": ({"loss": 0.9**K, "validation_loss": 1.2**K}, MOVES, "overfitting"),
    "unknown": ({}, MOVES, "unknown"),
}
BESIDE = ((), ("learning_rate",), ("learning_rate", "gradient"))


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("name", RECORDED)
def test_a_recording_is_judged_by_its_rows_alone(name, beside):
    columns, theta, kind = RECORDED[name]
    slopes = np.nan_to_num(columns.get("loss", K))[:, None] * np.ones(2)
    known = {"learning_rate": np.full(41, 0.1), "gradient": slopes}
    recorded = {"theta": theta, **columns, **{column: known[column] for column in beside}}
    history = recording_from(recorded, steps_per_epoch=5 if "batch_loss" in columns else 1)
    for row in range(len(history)):
        verdict = judge(None, history, row)
        assert "nan" not in f"{verdict.text} {verdict.why}"
        assert verdict.remedies == ()
    assert verdict.kind == kind


def verdicts(table, *rows):
    described = Experiment.from_dict(table)
    problem, history = build(described), train(described)
    return [judge(problem, history, min(row, len(history) - 1)) for row in rows]


@pytest.mark.parametrize(
    ("table", "row", "kind"),
    [
        # Next to the slopes of the explosion before, those of now look like nothing.
        (
            {
                "problem": {"data": "penguins", "hidden": [8], "activation": "gelu"},
                "optimizer": {"learning_rate": 0.0321},
                "training": {"epochs": 15, "seed": 1},
            },
            15,
            "thrown",
        ),
        # Up and down, a hundred times as far at each step, is not bounded.
        (
            {
                "problem": {"function": "monkey-saddle"},
                "optimizer": {"kind": "newton", "learning_rate": 11.5},
                "training": {"epochs": 250, "gradient_noise": 0.5, "seed": 0},
            },
            55,
            "diverging",
        ),
        # The decay, and no overshoot, makes the loss rise, ever more slowly.
        (
            {
                "problem": {"formula": "1/(1+x^2)+0.1*y^2"},
                "optimizer": {"kind": "adagrad", "learning_rate": 0.266, "weight_decay": 0.5},
                "schedule": {"kind": "cosine_restarts", "warmup": 5},
                "training": {"epochs": 40},
            },
            40,
            "pulled",
        ),
        # A slow swing of momentum at a rate that falls: it is not too large.
        (
            {
                "problem": {"function": "rotated-ravine"},
                "optimizer": {"kind": "momentum", "learning_rate": 0.000633},
                "schedule": {"kind": "exponential"},
                "training": {"epochs": 40},
            },
            34,
            "swing",
        ),
        (
            {
                "problem": {"function": "booth"},
                "optimizer": {"kind": "adamw", "learning_rate": 0.05, "weight_decay": 0.3},
                "training": {"epochs": 4000},
            },
            4000,
            "rest",
        ),
    ],
    ids=["explosion", "unbounded", "decay", "swing", "decoupled decay"],
)
def test_what_looks_like_something_else(table, row, kind):
    (verdict,) = verdicts(table, row)
    assert verdict.kind == kind, verdict
    if kind == "rest":
        assert "in balance" in verdict.text
    if kind in ("pulled", "swing"):
        assert numbers(verdict.why)[0] > 0


def test_a_descent_that_swings_forever_is_not_right():
    table = {
        "problem": {"function": "monkey-saddle"},
        "optimizer": {"kind": "newton", "learning_rate": 11.5},
        "training": {"epochs": 250, "gradient_noise": 0.5, "seed": 0},
    }
    assert verdicts(table, 1 << 40)[0].kind == "diverged"


@pytest.mark.parametrize("kind", ["adam", "adamw", "amsgrad", "radam"])
def test_without_decay_a_slow_step_is_no_balance(kind):
    table = {
        "problem": {"function": "booth"},
        "optimizer": {"kind": kind, "learning_rate": 0.003, "weight_decay": 0.0},
        "training": {"epochs": 1500},
    }
    assert "rest" not in {one.kind for one in verdicts(table, 20, 300, 1500)}
