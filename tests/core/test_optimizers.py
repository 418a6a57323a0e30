"""Update rules: each restates its published formula."""

import numpy as np
import pytest

from visualizer.core.optimizers import OPTIMIZERS, SGD
from visualizer.core.problems.functions import FUNCTIONS

SPHERE = FUNCTIONS["sphere"]()


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=shape)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_rule(kind: str) -> None:
    rule = OPTIMIZERS[kind]()
    assert rule.kind == kind
    assert rule.label
    assert rule.formula
    theta, gradient = random(4, 2), random(4, 2)[::-1]
    before, rates = theta.copy(), np.array([0.1, 0.2, 0.3, 0.4])
    state = rule.initial_state(theta)
    together = rule.update(SPHERE, theta, SPHERE.loss(theta), gradient, rates, state)
    assert (theta == before).all(), "an update is pure"
    assert tuple(together.quantities) == rule.quantities
    for run in range(4):
        alone = rule.update(
            SPHERE,
            theta[run],
            SPHERE.loss(theta[run]),
            gradient[run],
            rates[run],
            rule.initial_state(theta[run]),
        )
        assert (alone.theta == together.theta[run]).all()


def test_gradient_descent_is_one_step_against_the_slope() -> None:
    theta, gradient = random(2), np.array([3.0, -4.0])
    update = SGD().update(SPHERE, theta, np.array(0.0), gradient, np.array(0.25), None)
    assert (update.theta == theta - 0.25 * gradient).all()
    assert update.state is None
