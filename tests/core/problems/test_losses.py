"""Losses against their definitions and derivatives."""

import numpy as np
import pytest

from visualizer.core.problems.losses import LOSSES

RANDOM = np.random.default_rng(0)
PREDICTIONS, TARGETS = RANDOM.normal(size=(3, 5, 2)), RANDOM.normal(size=(5, 2))


def test_mean_squared_error_is_the_mean_over_rows_and_outputs() -> None:
    found = LOSSES["mse"].value(PREDICTIONS, TARGETS)
    assert found == pytest.approx(((PREDICTIONS - TARGETS) ** 2).mean(axis=(1, 2)))
    assert LOSSES["mse"].value(np.array([[3.0]]), np.array([[1.0]])) == 4


@pytest.mark.parametrize("name", LOSSES)
def test_slopes_are_derivatives(name: str) -> None:
    loss = LOSSES[name]
    slope = loss.slope(PREDICTIONS, TARGETS)
    assert slope.shape == PREDICTIONS.shape
    for place in np.ndindex(PREDICTIONS.shape):
        moved = [PREDICTIONS.copy(), PREDICTIONS.copy()]
        moved[0][place] += 1e-6
        moved[1][place] -= 1e-6
        high, low = (loss.value(point, TARGETS)[place[0]] for point in moved)
        assert slope[place] == pytest.approx((high - low) / 2e-6, abs=1e-8)
    assert loss.label
    assert loss.formula
