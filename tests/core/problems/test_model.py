"""Models: parameters in their order, predictions written out, and known minima."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.model import Model


@pytest.mark.parametrize("scaling", ["none", "standardise"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_written_out(activation: str, bias: bool, scaling: str) -> None:
    model = sample_model((3,), activation=activation, bias=bias, scaling=scaling, targets=2)
    theta = thetas(model)
    parts = np.split(theta, [6, 9, 15] if bias else [6])
    w1, w2 = parts[0].reshape(2, 3), parts[2 if bias else 1].reshape(3, 2)
    b1, b2 = (parts[1], parts[3]) if bias else (0, 0)
    x = fit_scaling(scaling, model.inputs).apply(model.inputs)
    expected = ACTIVATIONS[activation].value(x @ w1 + b1) @ w2 + b2
    assert model.predict(theta, model.inputs) == pytest.approx(expected)
    assert model.loss(theta) == pytest.approx(((expected - model.targets) ** 2).mean())
    assert model.validation_loss(theta[None]).tolist() == pytest.approx([np.nan], nan_ok=True)


def test_batches_are_the_rows_chosen() -> None:
    model = sample_model((3,))
    theta, rows = thetas(model), np.array([2, 5])
    taken = Model(model.settings, model.training.take(rows), model.scaling)
    for one, other in zip(
        model.loss_and_gradient(theta, rows), taken.loss_and_gradient(theta), strict=True
    ):
        assert one == pytest.approx(other)


def test_float32_losses_are_near() -> None:
    model = sample_model((16, 16), rows=100)
    theta = thetas(model, 9)
    single = model.loss(theta.astype(np.float32))
    assert single.dtype == np.float32
    assert single == pytest.approx(model.loss(theta), rel=1e-5)
    assert model.map_dtype is np.float32
    assert sample_model(()).map_dtype is np.float64


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "linear"])
@pytest.mark.parametrize("classes", [2, 3])
def test_probabilities_and_classes(output: str, classes: int) -> None:
    model = sample_model((3,), output=output, classes=classes, rows=12)
    theta = thetas(model, 2)
    outputs = model.predict(theta, model.inputs)
    chosen = model.predicted_classes(theta, model.inputs)
    assert chosen.shape == (2, 12)
    assert model.gives_probabilities == (output != "linear")
    if outputs.shape[-1] == 1:
        assert (chosen == (outputs[..., 0] > 0.5)).all()
    if model.gives_probabilities:
        found = model.probabilities(theta, model.inputs)
        assert found.shape == (2, 12, classes)
        assert found.sum(axis=-1) == pytest.approx(1)
        assert (found.argmax(axis=-1) == chosen).all()
    if output == "softmax":
        assert model.probabilities(theta, model.inputs) == pytest.approx(outputs)


def test_numbers_have_no_probabilities() -> None:
    assert not sample_model((3,), output="sigmoid").gives_probabilities


@pytest.mark.parametrize("scaling", ["none", "standardise", "min-max"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("targets", [1, 2])
def test_coefficients_for_inputs_as_they_are(scaling: str, bias: bool, targets: int) -> None:
    model = sample_model((), scaling=scaling, bias=bias, targets=targets)
    theta = thetas(model, 4)
    weights, biases = model.coefficients(theta)
    found = model.inputs @ weights + biases[:, None, :]
    assert found == pytest.approx(model.predict(theta, model.inputs))


def test_networks_have_no_coefficients() -> None:
    model = sample_model((3,))
    with pytest.raises(ValueError, match="without hidden layers"):
        model.coefficients(thetas(model))
