"""Operations in portions: the same numbers, and looks between them."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.problems.layers import portions
from visualizer.core.problems.layers.tables import BatchNormalisationTable, DenseTable

RANDOM = np.random.default_rng(3)
LAYERS = (
    DenseTable(20, "tanh"),
    BatchNormalisationTable("elu"),
    DenseTable(12, "relu"),
    BatchNormalisationTable("linear"),
)


@pytest.fixture
def small(monkeypatch):
    """Portions so small that a few rows are many."""
    monkeypatch.setattr(portions, "PRODUCTS", 200)
    monkeypatch.setattr(portions, "NUMBERS", 100)


def test_products_in_portions(small) -> None:
    a, b = RANDOM.normal(size=(2, 30, 5)), RANDOM.normal(size=(2, 5, 4))
    assert portions.times(a, b) == pytest.approx(a @ b)
    assert portions.times(a[0], b) == pytest.approx(a[0] @ b)
    slope = RANDOM.normal(size=(2, 30, 4))
    out = np.full((2, 5, 4), np.nan)
    portions.times_over_rows(a, slope, out)
    assert out == pytest.approx(a.mT @ slope)


def test_functions_in_portions_give_the_same_bits(small) -> None:
    z = RANDOM.normal(size=(3, 50, 2, 4))
    assert (portions.each(np.tanh, 8, z) == np.tanh(z)).all()
    assert (portions.each(np.multiply, 8, z, z) == z * z).all()
    assert portions.each(np.isfinite, 8, z).dtype == bool


def test_units_in_portions(small) -> None:
    assert list(portions.units_of(10, 10)) == [slice(0, 10)]
    assert list(portions.units_of(10, 11)) == [slice(0, 10), slice(10, 11)]
    # Fewer would share a line of the processor's cache with others.
    assert list(portions.units_of(1000, 17)) == [slice(0, 8), slice(8, 16), slice(16, 17)]


def everything(model):
    """All that is computed with all rows."""
    theta, directions = thetas(model), thetas(model, 2, seed=1)
    loss, gradient = model.loss_and_gradient(theta)
    return {
        "loss": np.asarray(model.loss(theta)),
        "judged": np.asarray(loss),
        "gradient": gradient,
        "products": model.hessian_product(theta)(directions),
        "evaluated": np.array(model.evaluate(theta)[:2], dtype=float),
    }


def test_a_network_that_normalises_is_the_same_in_portions(monkeypatch) -> None:
    whole = everything(sample_model(rows=60, layers=LAYERS))
    monkeypatch.setattr(portions, "PRODUCTS", 200)
    monkeypatch.setattr(portions, "NUMBERS", 100)
    model = sample_model(rows=60, layers=LAYERS)
    monkeypatch.setattr(model.network, "most_rows", 10)
    for name, value in everything(model).items():
        assert value == pytest.approx(whole[name], rel=1e-9, abs=1e-12, nan_ok=True), name


def test_normalising_in_portions_gives_the_same_bits(monkeypatch) -> None:
    """Each unit by itself: where nothing but the normalisation is cut, no bit changes."""
    whole = everything(sample_model(rows=60, layers=LAYERS))
    monkeypatch.setattr(portions, "NUMBERS", 100)
    for name, value in everything(sample_model(rows=60, layers=LAYERS)).items():
        assert np.array_equal(value, whole[name], equal_nan=True), name


@pytest.mark.parametrize("what", ["loss", "loss_and_gradient", "evaluate", "hessian_product"])
def test_it_can_be_cancelled_at_every_look(small, what) -> None:
    """There are many looks in one pass over all rows, and each of them ends it."""
    model = sample_model(rows=60, layers=LAYERS)
    model.network.most_rows = 10
    theta = thetas(model)

    def work() -> None:
        found = getattr(model, what)(theta)
        if what == "hessian_product":
            found(thetas(model, 2, seed=1))

    looks = 0

    def count() -> bool:
        nonlocal looks
        looks += 1
        return False

    with cancellable(count):
        work()
    assert looks > 30
    for number in range(0, looks, max(looks // 10, 1)):
        left = iter(range(number))
        with cancellable(lambda left=left: next(left, None) is None), pytest.raises(Cancelled):
            work()
