"""Every rule finds minima under stated settings; the limits of rates are where they should be."""

from typing import Any

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.optimizers import OPTIMIZERS

STEPS = 20_000

# The rate on ¼(x + y)² + 25(x - y)² and how near it comes to (0, 0) in 8,000 steps; the
# rate on Rosenbrock's function and how near it comes to (1, 1) in 20,000. Rules whose steps
# do not shrink with the slope come as near as their steps, or move away again for a while.
SETTINGS: dict[str, tuple[float, float, float, float]] = {
    "sgd": (0.01, 1e-9, 0.001, 1e-3),
    "momentum": (0.01, 1e-9, 0.001, 1e-9),
    "nesterov": (0.005, 1e-9, 0.001, 1e-9),
    "adagrad": (2.0, 1e-9, 0.5, 1e-6),
    "rmsprop": (0.005, 5e-3, 0.0002, 1e-3),
    "adadelta": (0.2, 2e-2, 0.01, 5e-3),
    "adam": (0.2, 1e-9, 0.005, 1e-6),
    "amsgrad": (1.0, 1e-9, 0.5, 1e-9),
    "adamw": (0.2, 1e-9, 0.0005, 2e-3),
    "nadam": (0.02, 1e-9, 0.001, 1e-3),
    "radam": (0.02, 1e-9, 0.001, 1e-6),
    "adamax": (0.02, 1e-9, 0.002, 1e-6),
    "rprop": (0.05, 1e-5, 0.0005, 5e-3),
    "lion": (0.01, 2e-2, 0.001, 2e-3),
    "qhm": (0.05, 1e-4, 0.005, 1e-5),
    "qhadam": (0.02, 1e-9, 0.0005, 1e-3),
    "line_search": (1.0, 1e-9, 1.0, 1e-5),
    "newton": (1.0, 1e-12, 1.0, 1e-12),
}


def run(function: str, kind: str, epochs: int, **options: Any) -> np.ndarray:
    table = {
        "problem": {"function": function},
        "optimizer": {"kind": kind, **options},
        "training": {"epochs": epochs},
    }
    history = train(Experiment.from_dict(table))
    assert history.ending is not None
    return history.theta(history.ending.last_row)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_it_reaches_the_minimum_of_a_quadratic(kind: str) -> None:
    rate, near, _, _ = SETTINGS[kind]
    place = run("rotated-ravine", kind, 8_000, learning_rate=rate)
    assert np.abs(place).max() < near


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_it_reaches_the_minimum_of_rosenbrock(kind: str) -> None:
    _, _, rate, near = SETTINGS[kind]
    place = run("rosenbrock", kind, STEPS, learning_rate=rate)
    assert np.abs(place - 1).max() < near


def limits() -> list[tuple[str, dict[str, float], float]]:
    curvature, found = 100.0, []
    for decay in (0.0, 30.0):
        steep = curvature + decay
        found.append(("sgd", {"weight_decay": decay}, 2 / steep))
        for beta in (0.3, 0.9):
            options = {"momentum": beta, "weight_decay": decay}
            both = 2 + 2 * beta
            found.append(("momentum", options, both / steep))
            dampened = {**options, "dampening": beta}
            found.append(("momentum", dampened, both / ((1 - beta) * steep)))
            found.append(("nesterov", options, both / ((1 + 2 * beta) * steep)))
    return found


@pytest.mark.parametrize(("kind", "options", "limit"), limits())
def test_rates_below_the_limit_settle_and_rates_above_it_do_not(
    kind: str, options: dict[str, float], limit: float
) -> None:
    settled = run("rotated-ravine", kind, 4_000, learning_rate=0.99 * limit, **options)
    assert abs(settled[0] - settled[1]) < 1e-6
    grown = run("rotated-ravine", kind, 4_000, learning_rate=1.01 * limit, **options)
    assert not abs(grown[0] - grown[1]) < 1e6
