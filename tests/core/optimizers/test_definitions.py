"""Each rule against its published definition, and against what it is easily taken for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.optimizers.restated import PUBLISHED, walk
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


RULES = {kind: one for kind, one in PUBLISHED.items() if one.rule}
CASES = [(kind, options) for kind, one in RULES.items() for options in one.cases]
MISTAKES = [(kind, *mistake) for kind, one in RULES.items() for mistake in one.mistakes]


def restated(kind: str, steps: int, **options: Any) -> np.ndarray:
    """The path (steps + 1, 2) of the published rule."""
    one = RULES[kind]
    return walk(one.rule, slope, START, steps, **{**one.flags, **options})


@pytest.mark.parametrize(("kind", "options"), CASES)
def test_a_rule_follows_its_definition(kind: str, options: dict[str, Any]) -> None:
    history = trained(kind, options)
    expected = restated(kind, STEPS, **options)
    assert len(history) == STEPS + 1
    np.testing.assert_allclose(path(history), expected, rtol=1e-10)


def test_every_rule_has_a_definition() -> None:
    assert set(PUBLISHED) == set(OPTIMIZERS)
    assert all(one.cases for one in RULES.values())
    # What cannot be walked one parameter at a time has a module of its own.
    alone = [kind for kind in PUBLISHED if kind not in RULES]
    assert all(Path(__file__).with_name(f"test_{kind}.py").exists() for kind in alone)


@pytest.mark.parametrize("kind", RULES)
def test_the_defaults_are_those_of_the_definition(kind: str) -> None:
    expected = restated(kind, 30, learning_rate=1e-3)
    found = path(trained(kind, {"learning_rate": 1e-3}, 30))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize(("kind", "options", "mistake"), MISTAKES)
def test_a_rule_is_not_its_look_alike(
    kind: str, options: dict[str, Any], mistake: dict[str, Any]
) -> None:
    """With these options the right definition fits, and the confused one visibly does not."""
    found = path(trained(kind, options, 60))
    np.testing.assert_allclose(found, restated(kind, 60, **options), rtol=1e-9)
    wrong = restated(kind, 60, **{**options, **mistake})
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
