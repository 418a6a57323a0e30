"""Gradients of every activation and every loss against central differences."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import central, sample_model, thetas
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS
from visualizer.core.problems.layers.tables import (
    BatchNormalisationTable,
    ConvolutionTable,
    CutoutTable,
    DenseTable,
    DropoutTable,
    FlattenTable,
    PoolingTable,
)
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model


def model_of(activation: str, loss: str, hidden: tuple[int, ...], **settings: Any) -> Model:
    """With a fitting output; without hidden layers, the activation is that of the output."""
    allowed = LOSSES[loss].outputs
    output = allowed[0] if allowed else "linear" if hidden or "layers" in settings else activation
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
        _, traces = model.traced(theta, model.inputs)
        sizes = [np.abs(trace.z).min() for trace in traces]
        errors = np.abs(traces[-1].a - model.targets)
        if model.settings.layers:
            sizes.append(_least_lead(traces[0].a))
        if min(sizes) > 1e-3 and min(errors.min(), np.abs(errors - 0.7).min()) > 1e-3:
            return theta
    raise AssertionError("no smooth place was found")


def _least_lead(images: np.ndarray) -> float:
    """By how much the largest pixel of each square of 2 x 2 is larger than the next."""
    rows, height, width, channels = images.shape
    squares = images.reshape(rows, height // 2, 2, width // 2, 2, channels)
    values = np.sort(np.moveaxis(squares, 2, 3).reshape(rows, -1, 4, channels), axis=2)
    return float((values[:, :, 3] - values[:, :, 2]).min())


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


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_convolution_with_every_activation_and_loss(activation: str, loss: str) -> None:
    layers = (ConvolutionTable(2, 2, "same"), PoolingTable(), FlattenTable(), DenseTable(3))
    check(model_of(activation, loss, (), layers=layers, inputs=16, rows=5))


PIECES = {
    "average": (ConvolutionTable(2), PoolingTable(2, "average"), FlattenTable()),
    "valid": (ConvolutionTable(2, 3, "valid"), ConvolutionTable(3, 2), FlattenTable()),
    "normalised": (DenseTable(4, "linear"), BatchNormalisationTable("tanh"), DenseTable(3)),
    "normalised images": (ConvolutionTable(2), BatchNormalisationTable("gelu"), FlattenTable()),
    "dropout": (DenseTable(6), DropoutTable(0.4), DenseTable(3)),
    "cutout": (CutoutTable(2), ConvolutionTable(2), FlattenTable(), DropoutTable()),
}


@pytest.mark.parametrize("name", PIECES)
def test_every_kind_of_layer(name: str) -> None:
    """In the loss of all rows, and in that of a step, for single and batched theta."""
    model = sample_model(
        layers=PIECES[name],
        activation="gelu",
        inputs=16,
        rows=6,
        classes=3,
        output="softmax",
        loss="categorical_cross_entropy",
    )
    theta = thetas(model, 2)
    for problem in (model, model.at_step(3, 41)):
        together = problem.loss_and_gradient(theta)
        for run in range(2):
            expected = central(problem, theta[run])
            loss, gradient = problem.loss_and_gradient(theta[run])
            assert np.linalg.norm(gradient - expected) <= 1e-7 * np.linalg.norm(expected)
            assert (together[1][run] == gradient).all()
            assert together[0][run] == loss == problem.loss(theta)[run]


def test_steps_of_random_layers_differ_and_repeat() -> None:
    model = sample_model(layers=PIECES["dropout"], inputs=16, rows=20)
    theta = thetas(model)
    losses = [float(model.at_step(0, step).loss(theta)) for step in (1, 2, 1)]
    assert losses[0] == losses[2] != losses[1]
    plain = sample_model((6, 3), inputs=16, rows=20)
    assert float(model.loss(theta)) == float(plain.loss(theta))
    assert plain.at_step(0, 1) is plain
