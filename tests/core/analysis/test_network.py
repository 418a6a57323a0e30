"""A network at one row, restated unit by unit."""

import math

import numpy as np

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core.analysis.network import backward_state, forward_state


def test_values_of_the_units_restated():
    moment = moment_of(MOONS)
    model, theta = moment.problem, moment.history.theta(moment.row)
    state = forward_state(model, theta, "validation", 3)
    assert [layer.name for layer in state.layers] == ["inputs", "hidden 1", "outputs"]
    row = model.validation.inputs[3]
    spread = model.training.inputs.std(axis=0)
    inputs = (row - model.training.inputs.mean(axis=0)) / spread
    np.testing.assert_allclose(state.layers[0].values, inputs, rtol=1e-12)
    hidden = []
    for unit in range(4):
        z = inputs[0] * theta[unit] + inputs[1] * theta[4 + unit] + theta[8 + unit]
        hidden.append(1 / (1 + math.exp(-z)))
    np.testing.assert_allclose(state.layers[1].values, hidden, rtol=1e-12)
    z = sum(a * w for a, w in zip(hidden, theta[12:16], strict=True)) + theta[16]
    np.testing.assert_allclose(state.layers[2].values, [1 / (1 + math.exp(-z))], rtol=1e-12)
    assert state.weights[0].tolist() == [theta[:4].tolist(), theta[4:8].tolist()]


def test_backward_is_the_gradient_of_the_history():
    moment = moment_of(MOONS)
    gradient = moment.history.row(1).gradient
    state = backward_state(moment.problem, gradient)
    assert np.isnan(state.layers[0].values).all()
    assert state.layers[1].values.tolist() == gradient[8:12].tolist()
    assert state.weights[1].ravel().tolist() == gradient[12:16].tolist()


def test_a_row_beyond_the_data_is_the_last_one():
    moment = moment_of(MOONS)
    theta = moment.history.theta(0)
    last = len(moment.problem.validation.inputs) - 1
    far, near = (forward_state(moment.problem, theta, "validation", row) for row in (9999, last))
    assert far.layers[0].values.tolist() == near.layers[0].values.tolist()
