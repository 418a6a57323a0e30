"""Every rule finds minima under stated settings; the limits of rates are where they should be."""

from typing import Any

import numpy as np
import pytest

from tests.core.optimizers.restated import PUBLISHED
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Descent, Trainer

STEPS = 20_000
PAUSE = 500


def experiment(function: str, kind: str, epochs: int, **options: Any) -> Experiment:
    table = {
        "problem": {"function": function},
        "optimizer": {"kind": kind, **options},
        "training": {"epochs": epochs},
    }
    return Experiment.from_dict(table)


def run(*args: Any, **options: Any) -> np.ndarray:
    history = train(experiment(*args, **options))
    assert history.ending is not None
    return history.theta(history.ending.last_row)


def stays_near(minimum: float, near: float, described: Experiment) -> bool:
    """Whether it is near at two pauses running, or at the end; no steps are made after that."""
    descent = Descent(described, build(described))
    history = Recorder(descent.layout(), descent.replay)
    before = False
    for stop in range(PAUSE, descent.last_step + 1, PAUSE):
        for _ in Trainer(descent, history).run(stop):
            pass
        now = bool(np.abs(history.theta(len(history) - 1) - minimum).max() < near)
        if before and now:
            return True
        before = now
    return before


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_it_reaches_the_minimum_of_a_quadratic(kind: str) -> None:
    rate, near = PUBLISHED[kind].ravine
    assert stays_near(0, near, experiment("rotated-ravine", kind, 8_000, learning_rate=rate))


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_it_reaches_the_minimum_of_rosenbrock(kind: str) -> None:
    rate, near = PUBLISHED[kind].rosenbrock
    assert stays_near(1, near, experiment("rosenbrock", kind, STEPS, learning_rate=rate))


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
