"""Curves of activations and losses: their slopes against difference quotients."""

import numpy as np
import pytest

from visualizer.core.analysis.function_curves import activation_curve, loss_curve
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.losses import LOSSES

STEP = 1e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_of_activations(name):
    places = np.linspace(-4.05, 4.05, 28)  # not at a kink
    curve = activation_curve(name, places)
    after, before = (activation_curve(name, places + step).values for step in (STEP, -STEP))
    np.testing.assert_allclose(curve.slopes, (after - before) / (2 * STEP), atol=1e-8)


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("name", LOSSES)
def test_slopes_of_losses(name, target):
    places = np.linspace(0.11, 0.93, 15)
    curve = loss_curve(name, places, target)
    after, before = (loss_curve(name, places + step, target).values for step in (STEP, -STEP))
    np.testing.assert_allclose(curve.slopes, (after - before) / (2 * STEP), atol=1e-7)


def test_the_square_is_a_square():
    curve = loss_curve("mse", np.array([0.0, 1.0, 3.0]), 1.0)
    assert curve.values.tolist() == [1.0, 0.0, 4.0]
    assert curve.slopes.tolist() == [-2.0, 0.0, 4.0]
