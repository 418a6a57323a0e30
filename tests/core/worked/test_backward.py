"""Deltas, gradients and factors: closed forms, complex steps, and every activation."""

import math

import numpy as np
import pytest

from tests.core.experiments import PUBLISHED, flat, network, sample_model
from tests.core.worked.models import model_of
from tests.core.worked.networks import loss_of, outputs_of, slopes_of
from visualizer.core.building import build
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.worked.backward import HANDED, INPUT, LOSS, UNIT, WEIGHT, backward, chain
from visualizer.core.worked.forward import forward, prepared_row

NETWORK = PUBLISHED["network"]


def worked_row(model, theta, row=0):
    worked = forward(model, theta, *prepared_row(model, model.training, row))
    return worked, backward(model, worked)


def test_the_factors_of_the_published_network_against_its_closed_form(tmp_path):
    model = build(network(tmp_path))
    theta = np.array(flat(NETWORK["start"]))
    worked, back = worked_row(model, theta)
    w1, b1, w2, b2 = (np.array(part, float) for part in NETWORK["start"])
    sigmoid = [1 / (1 + math.exp(-(w1[0, j] + w1[1, j] + b1[j]))) for j in range(3)]
    predicted = sum(w2[j, 0] * sigmoid[j] for j in range(3)) + b2[0]
    for index, name in enumerate(model.names):
        found = chain(model, worked, back, index)
        if name.startswith(("W1", "b1")):
            j = int(name.rpartition("_")[2]) - 1
            expected = [2 * predicted, w2[j, 0], sigmoid[j] * (1 - sigmoid[j]), 1.0]
            kinds = [LOSS, WEIGHT, UNIT, INPUT]
        else:
            j = int(name.split("_")[1]) - 1
            expected = [2 * predicted, sigmoid[j] if name.startswith("W2") else 1.0]
            kinds = [LOSS, INPUT]
        assert [factor.kind for factor in found.factors] == kinds
        values = [factor.value for factor in found.factors]
        assert values == pytest.approx(expected, rel=1e-12, abs=1e-15)
        assert found.gradient == pytest.approx(math.prod(expected), rel=1e-12)


def test_the_published_gradients_and_the_update_by_the_chain_rule(tmp_path):
    model = build(network(tmp_path))
    # The source stored its start in float32 and computed the rest in float64.
    theta = np.array(flat(NETWORK["start"]), np.float32).astype(float)
    worked, back = worked_row(model, theta)
    found = np.array([chain(model, worked, back, i).gradient for i in range(len(theta))])
    assert np.round(found, 4) == pytest.approx(flat(NETWORK["autograd"]["grad"]), abs=1e-12)
    once = NETWORK["after_1_epoch_lr_1"]
    assert worked.loss == pytest.approx(once["loss"], abs=1e-15)
    assert theta - found == pytest.approx(flat(once["updated_chain_rule"]), abs=1e-15)


HEADS = [
    ("linear", "mse", 1),
    ("linear", "mse", 2),
    ("tanh", "mse", 1),
    ("sigmoid", "binary_cross_entropy", 1),
    ("softmax", "categorical_cross_entropy", 3),
    ("softmax", "mse", 3),
]


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize(("output", "loss", "targets"), HEADS)
@pytest.mark.parametrize("sizes", [(), (4,), (3, 1), (4, 3, 2)])
def test_every_parameter_against_complex_steps(hidden, output, loss, targets, sizes):
    rng = np.random.default_rng([len(sizes), targets])
    y = rng.uniform(0.1, 0.9, (2, targets))
    if loss.endswith("entropy"):
        y = np.eye(max(targets, 2))[:2, :targets]
    x = rng.normal(size=(2, 2))
    model = model_of(sizes, x, y, activation=hidden, output=output, loss=loss)
    theta = rng.normal(size=model.size)
    worked, back = worked_row(model, theta, 1)

    def plain(moved):
        row = outputs_of(moved, x[1], (*sizes, targets), hidden, output)
        return loss_of(row, y[1], loss)

    expected = slopes_of(plain, theta)
    assert worked.loss == pytest.approx(plain(theta).real, rel=1e-12)
    for index in range(model.size):
        found = chain(model, worked, back, index)
        assert found.gradient == pytest.approx(expected[index], rel=1e-10, abs=1e-12)
        values = [factor.value for factor in found.factors]
        assert math.prod(values) == pytest.approx(found.gradient, rel=1e-12, abs=1e-15)
        forks = any(len(layer.z) > 1 for layer in worked.layers[found.layer + 1 :])
        assert (found.factors[0].kind == HANDED) == forks
    for place, layer in enumerate(worked.layers):
        weights, biases = back.gradients(worked, place)
        one = expected[layer.start : layer.start + layer.size]
        assert [*weights.ravel(), *biases] == pytest.approx(one, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_works_by_itself(activation):
    """With penalties: against the gradient that trains."""
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(1, 3)), rng.normal(size=(1, 1))
    model = model_of((5, 4), x, y, activation=activation, l1=0.01, l2=0.02)
    theta = rng.normal(size=model.size)
    loss, gradient = model.loss_and_gradient(theta)
    worked, back = worked_row(model, theta)
    found = [chain(model, worked, back, index).gradient for index in range(model.size)]
    assert found == pytest.approx(gradient, rel=1e-10, abs=1e-14)
    assert worked.loss + worked.penalty == pytest.approx(float(loss), rel=1e-12)


def test_what_is_no_parameter():
    model = sample_model((2,))
    worked, back = worked_row(model, np.zeros(model.size))
    with pytest.raises(ValueError, match="no parameter"):
        chain(model, worked, back, model.size)
    with pytest.raises(ValueError, match="not one of layer 2"):
        worked.layers[1].place(0)
