"""Losses against their definitions and derivatives."""

import math
import warnings

import numpy as np
import pytest

from visualizer.core.problems.losses import HUBER_DELTA, LOSSES, huber

RANDOM = np.random.default_rng(0)
PREDICTIONS, TARGETS = RANDOM.uniform(0.1, 0.9, (3, 5, 2)), RANDOM.uniform(0, 1, (5, 2))


def _huber(guess: float, true: float) -> float:
    size = abs(guess - true)
    return size**2 / 2 if size <= HUBER_DELTA else HUBER_DELTA * (size - HUBER_DELTA / 2)


DEFINITIONS = {
    "mse": lambda guess, true: (guess - true) ** 2,
    "mae": lambda guess, true: abs(guess - true),
    "huber": _huber,
    "binary_cross_entropy": lambda guess, true: (
        -true * math.log(guess) - (1 - true) * math.log(1 - guess)
    ),
    # A mean over the rows only: two outputs count twice.
    "categorical_cross_entropy": lambda guess, true: -2 * true * math.log(guess),
}


def test_every_loss_is_defined_here() -> None:
    assert set(DEFINITIONS) == set(LOSSES)


@pytest.mark.parametrize("name", LOSSES)
def test_losses_are_means_of_what_each_row_costs(name: str) -> None:
    found = LOSSES[name].value(PREDICTIONS, TARGETS)
    assert found.shape == (3,)
    for place, guesses in enumerate(PREDICTIONS):
        pairs = zip(guesses.ravel(), TARGETS.ravel(), strict=True)
        expected = np.mean([DEFINITIONS[name](guess, true) for guess, true in pairs])
        assert found[place] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_second_derivatives_are_those_of_the_slopes(name: str) -> None:
    loss = LOSSES[name]
    second = loss.second(PREDICTIONS, TARGETS)
    assert second.shape == PREDICTIONS.shape
    high, low = (loss.slope(PREDICTIONS + move, TARGETS) for move in (1e-6, -1e-6))
    np.testing.assert_allclose(second, (high - low) / 2e-6, rtol=1e-5, atol=1e-8)


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


@pytest.mark.parametrize("delta", [0.1, 1.0, 2.5])
def test_huber_is_a_square_inside_and_straight_outside(delta: float) -> None:
    loss, zero = huber(delta), np.zeros((1, 1))
    sizes = np.array([0, 0.5, 1, 2, 10])[:, None, None] * delta
    expected = delta**2 * np.array([0, 0.125, 0.5, 1.5, 9.5])
    assert loss.value(sizes, zero) == pytest.approx(expected)
    assert loss.slope(-sizes, zero)[:, 0, 0] == pytest.approx(-delta * np.array([0, 0.5, 1, 1, 1]))


CERTAIN = [(0.0, 0.0, 0.0), (1.0, 1.0, 0.0), (0.0, 1.0, math.inf), (1.0, 0.0, math.inf)]


@pytest.mark.parametrize(("guess", "true", "expected"), CERTAIN)
def test_certain_guesses_cost_nothing_or_everything(guess, true, expected) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, guesses, trues in (
            ("binary_cross_entropy", [[guess]], [[true]]),
            ("categorical_cross_entropy", [[guess, 1 - guess]], [[true, 1 - true]]),
        ):
            arrays = np.array(guesses), np.array(trues)
            assert float(LOSSES[name].value(*arrays)) == expected
            slope = LOSSES[name].slope(*arrays)
            assert not np.isnan(slope).any()
            assert np.isfinite(slope).all() == (expected == 0)
