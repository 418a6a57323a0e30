"""Every rule finds minima under stated settings; the limits of rates are where they should be."""

from typing import Any

import numpy as np
import pytest

from tests.core.optimizers.restated import PUBLISHED
from visualizer.core import Experiment, train
from visualizer.core.optimizers import OPTIMIZERS

STEPS = 20_000


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
    rate, near = PUBLISHED[kind].ravine
    place = run("rotated-ravine", kind, 8_000, learning_rate=rate)
    assert np.abs(place).max() < near


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_it_reaches_the_minimum_of_rosenbrock(kind: str) -> None:
    rate, near = PUBLISHED[kind].rosenbrock
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
