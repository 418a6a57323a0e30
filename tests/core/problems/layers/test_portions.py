"""Operations in portions: the same numbers, and looks between them."""

import numpy as np
import pytest

from tests.core.experiments import sample_model, thetas
from visualizer.core.chunks import cancellable
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.errors import Cancelled
from visualizer.core.problems.layers import portions
from visualizer.core.problems.layers.tables import (
    BatchNormalisationTable,
    ConvolutionTable,
    DenseTable,
    FlattenTable,
    PoolingTable,
)
from visualizer.core.problems.linear_model import make_model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples

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
    assert list(portions.units_of(100, 17)) == [slice(0, 8), slice(8, 16), slice(16, 17)]
    # Of very many rows a unit is long enough.
    assert list(portions.units_of(500, 2)) == [slice(0, 1), slice(1, 2)]


def test_images_in_portions(small) -> None:
    assert list(portions.images_of(10, 10)) == [slice(0, 10)]
    assert list(portions.images_of(5, 40)) == [slice(0, 2), slice(2, 4), slice(4, 5)]


def test_products_of_narrow_matrices_are_cut_by_what_they_touch(monkeypatch) -> None:
    monkeypatch.setattr(portions, "TOUCHED", 30)
    a, b, looks = RANDOM.normal(size=(10, 2)), RANDOM.normal(size=(2, 1)), []
    with cancellable(lambda: bool(looks.append(1))):
        assert portions.times(a, b) == pytest.approx(a @ b)
    assert not looks
    with cancellable(lambda: bool(looks.append(1))):
        assert portions.times(np.tile(a, (3, 1)), b) == pytest.approx(np.tile(a @ b, (3, 1)))
    assert len(looks) == 3


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


def test_there_is_a_look_between_operations_on_many_images(small) -> None:
    """Images, their patches and their columns are worked on in portions, too."""
    random = np.random.default_rng(0)
    samples = Samples(
        random.normal(size=(24, 36)),
        random.normal(size=(24, 1)),
        tuple(f"x{i}" for i in range(36)),
        ("y",),
        image=(6, 6, 1),
    )
    layers = (
        ConvolutionTable(4, 3, activation="tanh"),
        BatchNormalisationTable("elu"),
        PoolingTable(2),
        FlattenTable(),
    )
    model = make_model(ModelSettings(layers=layers), samples, fit_scaling("none", samples.inputs))
    model.network.most_rows = 10
    theta, looks = thetas(model), []
    with cancellable(lambda: bool(looks.append(1))):
        product = model.hessian_product(theta)
        prepared = len(looks)
        product(thetas(model, seed=1))
    assert prepared > 650
    assert len(looks) - prepared > 600


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
