"""Verdicts on layers, on runs on both sides of each criterion; their remedies, tried."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.analysis import ailing
from visualizer.core.analysis.ailing import dead, saturated, vanishing
from visualizer.core.analysis.evidence import observe
from visualizer.core.analysis.layer_health import Fare, Units, fare_at
from visualizer.core.analysis.trials import candidates, course_of, offered, tried
from visualizer.core.analysis.verdict import judge
from visualizer.core.building import build


def trained(table: dict[str, Any]):
    experiment = Experiment.from_dict(table)
    problem = build(experiment)
    return experiment, problem, train(experiment, problem)


def line(activation: str, weights: list[float], biases: list[float], epochs: int, rate: float):
    """A hidden layer on the line y = 3x; all weights to the output are 1."""
    start = [*weights, *biases, *[1.0] * len(weights), 0.0]
    return trained(
        {
            "problem": {"data": "line", "hidden": [len(weights)], "activation": activation},
            "start": {"parameters": start},
            "optimizer": {"learning_rate": rate},
            "training": {"epochs": epochs},
        }
    )


def remedies(experiment, problem, history, verdict) -> list[str]:
    """The labels of the remedies that prove to help."""
    found = candidates(experiment, verdict)
    results = {one.key: tried(experiment, problem, one) for one in found}
    courses = {one.aim: course_of(history, history.ending, one.aim) for one in found}
    return [one.label for one in offered(found, courses, results)]


def test_dead_units_are_told_of_from_half_of_a_layer_on() -> None:
    # At so small a rate nothing moves: the units are as they were at the start.
    for biases, expected in (([-9.0, -9.0, 0.0], "dead units"), ([-9.0, 0.0, 0.0], "crawling")):
        weights = [-1.0 if bias else 0.1 for bias in biases]
        _, problem, history = line("relu", weights, biases, 12, 1e-5)
        assert judge(problem, history, 12).kind == expected


def test_a_layer_that_is_dead_altogether_is_told_of_though_the_output_learns() -> None:
    _, problem, history = line("relu", [-1.0, -1.0], [-1.0, -1.0], 20, 0.1)
    verdict = judge(problem, history, 20)
    assert verdict.kind == "dead units"
    assert verdict.text.startswith("All of the units of layer 1 are dead")
    # The same numbers leak: nothing is said of units.
    _, problem, history = line("leaky_relu", [-1.0, -1.0], [-1.0, -1.0], 20, 0.1)
    assert "units" not in judge(problem, history, 20).kind


def test_saturated_units_are_told_of_and_the_remedy_was_tried() -> None:
    run = line("sigmoid", [50.0, -40.0], [0.0, 0.0], 200, 0.1)
    verdict = judge(*run[1:], 200)
    assert verdict.kind == "saturated units"
    assert "All of the units of layer 1" in verdict.text
    assert remedies(*run, verdict) == ["Start with Xavier"]
    _, problem, history = line("sigmoid", [0.5, -0.4], [0.0, 0.0], 200, 1e-7)
    assert judge(problem, history, 200).kind == "crawling"


def deep(scale: float):
    return trained(
        {
            "problem": {"data": "noisy-line", "hidden": [8] * 6, "activation": "sigmoid"},
            "start": {"initializer": "normal", "scale": scale},
            "optimizer": {"learning_rate": 0.001},
            "training": {"epochs": 20},
        }
    )


def test_a_gradient_that_vanishes_is_told_of_and_the_remedy_was_tried() -> None:
    run = deep(0.3)
    verdict = judge(*run[1:], 20)
    assert verdict.kind == "vanishing gradient"
    slopes = fare_at(*run[1:], 20).slope
    assert slopes[-1] > 1000 * slopes[0]
    assert remedies(*run, verdict) == ["Start with Xavier"]
    # With larger weights the slopes come through.
    _, problem, history = deep(1.5)
    slopes = fare_at(problem, history, 20).slope
    assert slopes[-1] < 1000 * slopes[0]
    assert judge(problem, history, 20).kind != "vanishing gradient"


def thrown(rate: float):
    """A run whose rate is another one in a single step."""
    key = "optimizer.learning_rate"
    return trained(
        {
            "problem": {"data": "noisy-line", "hidden": [8, 8], "activation": "relu"},
            "optimizer": {"learning_rate": 0.01},
            "training": {"epochs": 40},
            "changes": [{"step": 30, key: rate}, {"step": 31, key: 0.01}],
        }
    )


@pytest.mark.parametrize(("rate", "explodes"), [(1.0, False), (10.0, True)])
def test_a_gradient_that_explodes_is_a_hundred_times_as_long_as_usual(
    rate: float, explodes: bool
) -> None:
    _, problem, history = thrown(rate)
    lengths = history.column("gradient_norm")
    usual = np.median(lengths[21:30])
    assert (lengths[31] >= 100 * usual) == explodes
    verdict = judge(problem, history, 31)
    assert (verdict.kind == "exploding gradient") == explodes
    if explodes:
        clip = verdict.remedies[0]
        assert clip.label.startswith("Clip by norm")
        assert usual < clip.settings["training.clip_norm"] < 3 * usual


def test_the_criteria_are_met_exactly(monkeypatch) -> None:
    _, problem, history = line("relu", [0.1, 0.1], [0.0, 0.0], 12, 1e-5)
    evidence = observe(problem, history, 12)
    fare = fare_at(problem, history, 12)

    def kinds(**changed: Any) -> list[bool]:
        other = fare._replace(**changed)
        return [
            found(evidence, problem, other) is not None for found in (dead, saturated, vanishing)
        ]

    assert kinds(units=(Units(0.5, 0.0),)) == [True, False, False]
    assert kinds(units=(Units(0.499, 0.499),)) == [False, False, False]
    assert kinds(units=(Units(0.0, 0.5),)) == [False, True, False]
    assert kinds(slope=np.array([1.0, 1000.0])) == [False, False, True]
    assert kinds(slope=np.array([1.001, 1000.0])) == [False, False, False]
    # Exactly 0 comes of equal weights.
    assert kinds(slope=np.array([0.0, 1000.0])) == [False, False, False]
    assert isinstance(fare, Fare)
    assert ailing.MANY == 0.5


def test_what_gets_on_is_left_alone() -> None:
    _, problem, history = line("sigmoid", [0.5, -0.4], [0.0, 0.0], 300, 0.1)
    for row in range(1, 301, 40):
        verdict = judge(problem, history, row)
        fine = replace(verdict, kind="converging")
        assert ailing.cause_of(observe(problem, history, row), fine) is None
