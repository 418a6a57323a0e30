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
