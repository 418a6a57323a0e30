"""Each rule against its published definition, and against what it is easily taken for."""

from typing import Any

import numpy as np
import pytest

from tests.core.optimizers import restated
from tests.core.optimizers.restated import walk
from visualizer.core import Experiment, History, train
from visualizer.core.optimizers import OPTIMIZERS

START = (-1.3, 1.7)
STEPS = 160


def slope(place):
    """The gradient of Rosenbrock's function, from its textbook form."""
    x, y = place
    return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)


def trained(kind: str, options: dict[str, Any], steps: int = STEPS) -> History:
    table = {
        "problem": {"function": "rosenbrock"},
        "start": {"parameters": START},
        "optimizer": {"kind": kind, **options},
        "training": {"epochs": steps},
    }
    return train(Experiment.from_dict(table))


def path(history: History) -> np.ndarray:
    return np.stack([history.column(name) for name in history.parameters], axis=1)


MOMENTS = {"beta1": 0.7, "beta2": 0.93, "epsilon": 0.3, "weight_decay": 0.02}

CASES: list[tuple[str, dict[str, Any]]] = [
    ("sgd", {"learning_rate": 0.0012, "weight_decay": 0.3}),
    ("momentum", {"learning_rate": 0.0005, "momentum": 0.8, "dampening": 0.3}),
    ("momentum", {"learning_rate": 0.0004, "momentum": 0.85, "weight_decay": 0.4}),
    ("nesterov", {"learning_rate": 0.0004, "momentum": 0.85, "weight_decay": 0.2}),
    ("adagrad", {"learning_rate": 0.3, "epsilon": 0.7, "initial_accumulator": 2.5}),
    ("adagrad", {"learning_rate": 0.2, "weight_decay": 0.3}),
    ("rmsprop", {"learning_rate": 0.01, "alpha": 0.9, "epsilon": 0.4, "weight_decay": 0.1}),
    ("rmsprop", {"learning_rate": 0.004, "alpha": 0.8, "momentum": 0.6, "epsilon": 0.2}),
    ("rmsprop", {"learning_rate": 0.004, "alpha": 0.95, "centered": True, "epsilon": 1.5}),
    ("adadelta", {"learning_rate": 0.8, "rho": 0.8, "epsilon": 0.002, "weight_decay": 0.1}),
    ("adam", {"learning_rate": 0.01, **MOMENTS}),
    ("adamw", {"learning_rate": 0.01, **MOMENTS}),
    ("amsgrad", {"learning_rate": 0.05, **MOMENTS}),
    ("nadam", {"learning_rate": 0.03, "momentum_decay": 0.05, **MOMENTS}),
    ("radam", {"learning_rate": 0.001, **MOMENTS}),
    ("radam", {"learning_rate": 0.0005, "beta2": 0.99, "epsilon": 0.1}),
    ("radam", {"learning_rate": 0.0005, "beta2": 0.5}),
    ("adamax", {"learning_rate": 0.01, **MOMENTS}),
    ("rprop", {"learning_rate": 0.03, "shrink": 0.4, "grow": 1.3}),
    ("rprop", {"learning_rate": 0.03, "smallest_step": 0.01, "largest_step": 0.05}),
    ("lion", {"learning_rate": 0.007, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3}),
    ("qhm", {"learning_rate": 0.001, "nu": 0.6, "beta": 0.9, "weight_decay": 0.2}),
    ("qhadam", {"learning_rate": 0.03, "nu1": 0.6, "nu2": 0.8, **MOMENTS}),
]
FLAGS: dict[str, dict[str, Any]] = {"adamw": {"decoupled": True}, "amsgrad": {"largest": True}}


def definition(kind: str):
    return getattr(restated, {"adamw": "adam", "amsgrad": "adam"}.get(kind, kind))


@pytest.mark.parametrize(("kind", "options"), CASES)
def test_a_rule_follows_its_definition(kind: str, options: dict[str, Any]) -> None:
    history = trained(kind, options)
    expected = walk(definition(kind), slope, START, STEPS, **options, **FLAGS.get(kind, {}))
    assert len(history) == STEPS + 1
    np.testing.assert_allclose(path(history), expected, rtol=1e-10)


def test_every_rule_has_a_definition() -> None:
    assert {kind for kind, _ in CASES} == set(OPTIMIZERS) - {"line_search", "newton"}


@pytest.mark.parametrize("kind", sorted(set(OPTIMIZERS) - {"line_search", "newton"}))
def test_the_defaults_are_those_of_the_definition(kind: str) -> None:
    rate = 1e-3
    wanted = {"adamw": {"weight_decay": 0.01}}.get(kind, {}) | FLAGS.get(kind, {})
    expected = walk(definition(kind), slope, START, 30, learning_rate=rate, **wanted)
    found = path(trained(kind, {"learning_rate": rate}, 30))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


LARGE = {"learning_rate": 0.03, "epsilon": 0.5}
DECAY = {"learning_rate": 0.03, "weight_decay": 0.5}

CONFUSIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("momentum", {"learning_rate": 5e-4, "dampening": 0.5}, {"dampen_first": True}),
    ("adagrad", {"learning_rate": 0.3, "epsilon": 5.0}, {"inside": True}),
    ("rmsprop", LARGE, {"inside": True}),
    ("rmsprop", LARGE, {"centered": True}),
    ("adadelta", {"learning_rate": 1.0, "epsilon": 0.01}, {"outside": True}),
    ("adadelta", {"learning_rate": 0.5, "epsilon": 0.01}, {"late": True}),
    ("adam", LARGE, {"inside": True}),
    ("adam", LARGE, {"before": True}),
    ("adam", LARGE, {"bias": False}),
    ("adam", DECAY, {"decoupled": True}),
    ("adamw", DECAY, {"decoupled": False}),
    ("amsgrad", {**LARGE, "beta2": 0.8}, {"largest": False}),
    ("amsgrad", {**LARGE, "learning_rate": 0.1}, {"largest_hat": True}),
    ("nadam", LARGE, {"plain": True}),
    ("radam", {"learning_rate": 5e-4, "beta2": 0.99}, {"above": 4.0}),
    ("adamax", {**LARGE, "beta2": 0.9, "epsilon": 20.0}, {"outside": True}),
    ("rprop", {"learning_rate": 0.1}, {"keep": True}),
    ("lion", {"learning_rate": 0.01, "weight_decay": 0.5}, {"coupled": True}),
    ("lion", {"learning_rate": 0.01, "beta1": 0.5}, {"swapped": True}),
    ("qhm", {"learning_rate": 1e-5}, {"heavy": True}),
    ("qhadam", LARGE, {"inside": True}),
]


@pytest.mark.parametrize(("kind", "options", "mistake"), CONFUSIONS)
def test_a_rule_is_not_its_look_alike(
    kind: str, options: dict[str, Any], mistake: dict[str, Any]
) -> None:
    """With these options the right definition fits, and the confused one visibly does not."""
    found = path(trained(kind, options, 60))
    right, flags = definition(kind), FLAGS.get(kind, {})
    np.testing.assert_allclose(found, walk(right, slope, START, 60, **options, **flags), rtol=1e-9)
    wrong = walk(right, slope, START, 60, **{**options, **flags, **mistake})
    assert np.abs(found - wrong).max() > 2e-4


def test_momentum_under_a_change_of_rate_keeps_its_buffer() -> None:
    """The rate is outside of the buffer: Polyak's velocity would carry the old one on."""
    options = {"learning_rate": 1e-3, "momentum": 0.8}
    table = {
        "problem": {"function": "rosenbrock"},
        "start": {"parameters": START},
        "optimizer": {"kind": "momentum", **options},
        "training": {"epochs": 20},
        "changes": [{"step": 10, "optimizer.learning_rate": 1e-4}],
    }
    x, buffer, found = np.array(START), 0.0, train(Experiment.from_dict(table))
    for step in range(20):
        buffer = 0.8 * buffer + np.array(slope(x))
        x = x - (1e-3 if step < 10 else 1e-4) * buffer
    np.testing.assert_allclose(found.theta(20), x, rtol=1e-12)
