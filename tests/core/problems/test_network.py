"""Networks without data: what each layer makes, and their last layers alone."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.problems.activations import ACTIVATIONS


def test_every_layer_hands_on_what_it_made() -> None:
    model = sample_model((4, 3), activation="tanh", output="sigmoid")
    theta = thetas(model, 2)
    x = model.inputs
    for layer, trace in zip(model.layers, model.network.forward(theta, x), strict=True):
        assert (trace.z == layer.forward(theta, x)[0]).all()
        assert (trace.a == ACTIVATIONS[layer.activation].value(trace.z)).all()
        x = trace.a


@pytest.mark.parametrize("number", [1, 2])
def test_a_tail_does_what_the_last_layers_do(number: int) -> None:
    model = sample_model((4, 3), l2=0.1)
    theta = thetas(model)
    tail = model.network.tail(number)
    start = model.layers[number].start
    x = model.network.forward(theta, model.inputs)[number - 1].a
    loss, gradient = tail.loss_and_gradient(theta[start:], x, model.targets)
    assert tail.size == model.size - start
    assert (gradient == model.loss_and_gradient(theta)[1][start:]).all()
    skipped = model.network.penalty(theta) - tail.penalty(theta[start:])
    assert loss + skipped == pytest.approx(float(model.loss(theta)))


def test_the_loss_alone_is_that_beside_the_gradient() -> None:
    model = sample_model((4,), l1=0.2, output="softmax", classes=3)
    theta = thetas(model, 3)
    data = model.inputs, model.targets
    assert (
        model.network.loss(theta, *data) == model.network.loss_and_gradient(theta, *data)[0]
    ).all()
    assert np.isfinite(model.network.loss(theta, *data)).all()
