"""What the printed equation of momentum says is what its steps do."""

import numpy as np

from visualizer.core.optimizers.momentum import Momentum


def test_the_first_step_is_as_the_equation_says():
    assert Momentum.formula.endswith("b = g initially")
    rule, gradient = Momentum(momentum=0.9, dampening=0.5), np.array([2.0, -4.0])
    theta, state, quantities, _ = rule.update(
        None, np.zeros(2), None, gradient, np.array(0.1), rule.initial_state(np.zeros(2))
    )
    np.testing.assert_array_equal(quantities["b"], gradient)
    np.testing.assert_array_equal(theta, -0.1 * gradient)
    _, _, quantities, _ = rule.update(None, theta, None, gradient, np.array(0.1), state)
    np.testing.assert_allclose(quantities["b"], 0.9 * gradient + 0.5 * gradient)
