"""Second derivatives of networks against hyper-dual numbers, which need the loss alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core import hyperdual
from tests.core.experiments import sample_model, thetas
from visualizer.core.hessians import hessian_at
from visualizer.core.problems.activations import ACTIVATIONS, OUTPUTS
from visualizer.core.problems.base import Batch
from visualizer.core.problems.layers.base import PLAIN, Context
from visualizer.core.problems.layers.tables import (
    LAYERS,
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


def check(model: Model, theta: np.ndarray, context: Context = PLAIN) -> None:
    x, y = model._within
    expected = hyperdual.hessian(model, theta, x, y, context)
    problem = model.at_step(*context.step) if context.step else model
    found = hessian_at(problem, theta)
    assert np.abs(found - expected).max() <= 1e-9 * np.abs(expected).max()
    assert np.array_equal(found, found.T)
    assert expected.any()


@pytest.mark.parametrize("loss", ["mse", "huber"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation: str, loss: str) -> None:
    model = sample_model((4, 3), activation=activation, targets=2, loss=loss, huber_delta=0.7)
    for theta in thetas(model, 3):
        check(model, theta)


PAIRS = [
    (output, loss) for output in OUTPUTS for loss in LOSSES
    if output in (LOSSES[loss].outputs or OUTPUTS)
]  # fmt: skip


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_output_with_every_loss(output: str, loss: str, classes: int) -> None:
    model = sample_model(
        (3,), activation="tanh", output=output, loss=loss, huber_delta=0.4, classes=classes
    )
    check(model, thetas(model, seed=4))


@pytest.mark.parametrize("hidden", [(), (3,)])
def test_penalties_and_models_without_biases(hidden: tuple[int, ...]) -> None:
    for bias in (True, False):
        model = sample_model(hidden, activation="relu", l1=0.3, l2=0.2, bias=bias, targets=2)
        check(model, thetas(model, seed=1))


FILTERS = ConvolutionTable(filters=2, size=2)
IMAGES: dict[str, tuple[Any, ...]] = {
    "convolution": (ConvolutionTable(filters=2, size=3, padding="valid"), FlattenTable()),
    "two convolutions": (
        ConvolutionTable(filters=2, size=3, padding="valid"),
        FILTERS,
        FlattenTable(),
    ),
    "largest": (FILTERS, PoolingTable(size=2), FlattenTable()),
    "average": (FILTERS, PoolingTable(size=2, how="average"), FlattenTable()),
    "pooling first": (PoolingTable(size=2), FILTERS, FlattenTable(), DenseTable(3)),
    "normalised": (FILTERS, BatchNormalisationTable("tanh"), FlattenTable(), DenseTable(2)),
    "normalised data": (BatchNormalisationTable(), DenseTable(3)),
    "normalised twice": (DenseTable(3), BatchNormalisationTable("relu"), DenseTable(3)),
    "dropout": (DenseTable(4), DropoutTable(0.4), DenseTable(3)),
    "dropout of data": (DropoutTable(0.3), DenseTable(4)),
    "cutout": (CutoutTable(2), FILTERS, PoolingTable(size=2), FlattenTable()),
}


def test_every_layer_is_here() -> None:
    assert {layer.kind for layers in IMAGES.values() for layer in layers} == set(LAYERS)


@pytest.mark.parametrize("activation", ["relu", "softplus"])
@pytest.mark.parametrize("name", IMAGES)
def test_every_layer(name: str, activation: str) -> None:
    model = sample_model(
        layers=IMAGES[name],
        activation=activation,
        inputs=16,
        rows=5,
        classes=3,
        output="softmax",
        loss="categorical_cross_entropy",
    )
    theta = thetas(model, seed=2)
    check(model, theta)
    if model.network.random:
        check(model, theta, Context(step=(3, 17)))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=3),
    st.sampled_from(["relu", "leaky_relu"]),
    st.sampled_from(["mse", "mae", "huber", "binary_cross_entropy"]),
    st.integers(0, 10_000),
)
def test_random_networks_with_kinks(
    hidden: list[int], activation: str, loss: str, seed: int
) -> None:
    classes = {"classes": 2, "output": "sigmoid"} if loss == "binary_cross_entropy" else {}
    model = sample_model(tuple(hidden), activation=activation, loss=loss, rows=20, **classes)
    theta = thetas(model, seed=seed)
    x, y = model._within
    expected = hyperdual.hessian(model, theta, x, y, PLAIN)
    error = np.abs(hessian_at(model, theta) - expected).max()
    assert error <= 1e-9 * max(np.abs(expected).max(), 1e-300)


def test_on_the_rows_of_a_batch() -> None:
    model = sample_model((4,), activation="relu", rows=12)
    theta, rows = thetas(model, 2), np.array([[0, 3, 3, 7], [11, 2, 5, 1]])
    x, y = model._within
    together = hessian_at(model, theta, rows)
    for place, batch, second in zip(theta, rows, together, strict=True):
        expected = hyperdual.hessian(model, place, x[batch], y[batch], PLAIN)
        np.testing.assert_allclose(second, expected, rtol=0, atol=1e-12 * np.abs(expected).max())
        assert np.array_equal(hessian_at(Batch(model, batch), place), second)


@pytest.mark.parametrize("layers", [(DenseTable(5),), (DenseTable(5), BatchNormalisationTable())])
def test_many_rows_are_worked_on_in_pieces(layers: tuple[Any, ...]) -> None:
    model = sample_model(activation="tanh", rows=20_000, l2=0.1, layers=layers)
    assert model.direction_bytes > 1 << 20
    theta, direction = thetas(model, seed=3), thetas(model, 3, seed=4)
    whole = model.hessian_product(theta, np.arange(model.rows))(direction)
    found = model.hessian_product(theta)(direction)
    np.testing.assert_allclose(found, whole, rtol=1e-10, atol=1e-12 * np.abs(whole).max())


def test_what_overflows_is_no_exception() -> None:
    model = sample_model((3,), activation="relu")
    assert not np.isfinite(hessian_at(model, np.full(model.size, 1e200))).all()
