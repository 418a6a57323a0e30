"""Networks without data: what each layer makes, and their last layers alone."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.layers.base import Context
from visualizer.core.problems.layers.tables import BatchNormalisationTable, DropoutTable
from visualizer.core.problems.model import Model


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


LOSSES: dict[str, dict[str, Any]] = {
    "squares": {"l2": 0.1},
    "sizes": {"loss": "mae", "output": "tanh"},
    "huber": {"loss": "huber", "l1": 0.1},
    "binary": {"loss": "binary_cross_entropy", "output": "sigmoid", "classes": 2},
    "classes": {"loss": "categorical_cross_entropy", "output": "softmax", "classes": 3},
}


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> Callable[[Model], None]:
    """Have a model work on four rows at once."""

    def cut(model: Model) -> None:
        monkeypatch.setattr(model.network, "most_rows", 4)

    return cut


@pytest.mark.parametrize("batch", [(), (3,)])
@pytest.mark.parametrize("name", LOSSES)
def test_rows_in_parts_give_the_same(
    name: str, batch: tuple[int, ...], in_parts: Callable[[Model], None]
) -> None:
    model = sample_model((4,), rows=23, **LOSSES[name])
    theta = thetas(model, *batch)
    data = model.inputs, model._within[1]

    def all_of_them() -> list[FloatArray]:
        found = model.measure(theta)
        return [
            *model.loss_and_gradient(theta), model.loss(theta), found[0], found[1].loss,
            found[1].scores, model.evaluate(theta).scores, model.predict(theta, data[0]),
            model.network.before(1, theta, data[0]),
        ]  # fmt: skip

    whole = all_of_them()
    in_parts(model)
    assert len(list(model.network.parts(data[0]))) == 6
    for one, other in zip(whole, all_of_them(), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-12, atol=1e-15)


def test_a_batch_in_parts_gets_the_bits_of_each_alone(in_parts: Callable[[Model], None]) -> None:
    model = sample_model((4,), rows=23)
    in_parts(model)
    many = thetas(model, 3)
    losses, gradients = model.loss_and_gradient(many)
    for theta, loss, gradient in zip(many, losses, gradients, strict=True):
        alone = model.loss_and_gradient(theta)
        assert alone[0] == loss
        assert (alone[1] == gradient).all()


def test_few_rows_are_worked_on_at_once() -> None:
    model = sample_model((4,))
    (part,) = model.network.parts(model.inputs)
    assert part.share == 1.0


def test_parts_have_masks_of_their_own(in_parts: Callable[[Model], None]) -> None:
    model = sample_model(rows=12, layers=(DropoutTable(0.5),))
    in_parts(model)
    ones = np.ones_like(model.inputs)
    kept = model.network.before(1, thetas(model), ones, Context(step=(0, 7)))
    masks = kept.reshape(3, 4, -1)
    assert set(np.unique(masks)) == {0.0, 2.0}
    assert not (masks[0] == masks[1]).all()
    again = model.network.before(1, thetas(model), ones, Context(step=(0, 7)))
    assert (again == kept).all()


@pytest.mark.parametrize("normalised", [False, True])
def test_work_on_many_rows_is_cancelled_within(
    normalised: bool, in_parts: Callable[[Model], None]
) -> None:
    """Rows that are normalised together cannot be parted: then between two layers."""
    layers = (BatchNormalisationTable(),) if normalised else ()
    model = sample_model(() if normalised else (4,), rows=23, layers=layers)
    in_parts(model)
    theta = thetas(model)
    works: list[Callable[[], object]] = [
        lambda: model.loss_and_gradient(theta),
        lambda: model.loss(theta),
        lambda: model.predict(theta, model.inputs),
        lambda: model.evaluate(theta),
    ]
    for work in works:
        asked = iter([False] * (not normalised))
        with cancellable(lambda asked=asked: next(asked, True)), pytest.raises(Cancelled):  # type: ignore[misc]
            work()
