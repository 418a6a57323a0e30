"""Gradients of every activation and every loss against central differences."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import central, sample_model, thetas
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model


def model_of(activation: str, loss: str, hidden: tuple[int, ...], **settings: Any) -> Model:
    """With a fitting output; without hidden layers, the activation is that of the output."""
    allowed = LOSSES[loss].outputs
    output = allowed[0] if allowed else "linear" if hidden else activation
    return sample_model(
        hidden,
        activation=activation,
        output=output,
        loss=loss,
        classes={"sigmoid": 2, "softmax": 3}[output] if allowed else 0,
        huber_delta=0.7,
        **settings,
    )


def smooth_place(model: Model) -> np.ndarray:
    """A theta (P,) at which nothing stands near a kink."""
    for seed in range(1000):
        theta = thetas(model, seed=seed)
        traces = model.network.forward(theta, model.scaling.apply(model.inputs))
        sizes = [np.abs(trace.z).min() for trace in traces]
        errors = np.abs(traces[-1].a - model.targets)
        if min(sizes) > 1e-3 and min(errors.min(), np.abs(errors - 0.7).min()) > 1e-3:
            return theta
    raise AssertionError("no smooth place was found")


def check(model: Model) -> None:
    """Alone, and beside others in a batch (2, 2, P)."""
    theta = smooth_place(model)
    expected = central(model, theta)
    allowed = 1e-7 * np.linalg.norm(expected)
    assert allowed > 0
    together = thetas(model, 2, 2, seed=5)
    together[1, 0] = theta
    losses, gradients = model.loss_and_gradient(together)
    loss, gradient = model.loss_and_gradient(theta)
    assert np.linalg.norm(gradient - expected) <= allowed
    assert (gradients[1, 0] == gradient).all()
    assert losses[1, 0] == loss == model.loss(theta)


@pytest.mark.parametrize("hidden", [(), (4, 3)], ids=["none", "two"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_with_every_loss(activation: str, loss: str, hidden) -> None:
    check(model_of(activation, loss, hidden))


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_with_every_loss_of_numbers(output: str, loss: str) -> None:
    check(sample_model((3,), output=output, loss=loss, huber_delta=0.7, classes=3))
