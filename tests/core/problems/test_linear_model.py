"""Least squares: the short way against the long one, and known minima."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.core.experiments import line, noisy, sample_model, thetas
from visualizer.core import Cancelled, train
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.problems import linear_model
from visualizer.core.problems.linear_model import LinearModel, make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("scaling", ["none", "min-max"])
def test_the_short_way_gives_the_numbers_of_the_long_one(bias: bool, scaling: str) -> None:
    short = sample_model((), bias=bias, scaling=scaling)
    assert isinstance(short, LinearModel)
    long = Model(short.settings, short.training, short.scaling)
    theta, rows = thetas(short, 5), np.array([1, 4, 4])
    assert short.loss(theta) == pytest.approx(long.loss(theta), rel=1e-13)
    assert short.predict(theta, short.inputs) == pytest.approx(long.predict(theta, short.inputs))
    for chosen in (None, rows):
        for one, other in zip(
            short.loss_and_gradient(theta, chosen),
            long.loss_and_gradient(theta, chosen),
            strict=True,
        ):
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12)


def test_the_minimum_of_least_squares() -> None:
    problem = build(line())
    assert problem.minima[0] == pytest.approx((3, 0), abs=1e-12)
    assert problem.minimum_loss == pytest.approx(0, abs=1e-24)
    noisy_problem = build(noisy(200))
    gradient = noisy_problem.loss_and_gradient(np.array(noisy_problem.minima[0]))[1]
    assert gradient == pytest.approx([0, 0], abs=1e-12)


def test_a_minimum_that_is_not_single_is_unknown() -> None:
    assert sample_model((), rows=2, inputs=3).minima == ()
    x = np.ones((5, 1))  # a constant column beside a bias
    model = make_model(ModelSettings(), Samples(x, x, ("x",), ("y",)), fit_scaling("none", x))
    assert model.minima == ()
    assert model.minimum_loss is None
    assert sample_model((3,)).minima == ()


def test_a_minimum_of_huge_values_is_unknown_rather_than_an_error() -> None:
    x = np.array([[1e308], [-1e308], [1e307]])
    model = make_model(
        ModelSettings(bias=False), Samples(x, x, ("x",), ("y",)), fit_scaling("none", x)
    )
    assert len(model.minima) <= 1


def test_only_squares_of_linear_outputs_go_the_short_way() -> None:
    assert type(sample_model(())) is LinearModel
    assert type(sample_model((), output="tanh")) is Model
    assert type(sample_model((), targets=2)) is Model
    assert type(sample_model((2,))) is Model
    assert type(sample_model((), l2=0.1)) is Model
    assert type(sample_model((), loss="mae")) is Model
    assert type(sample_model((), classes=3)) is Model


def test_the_inputs_are_not_held_twice_for_scores_and_predictions() -> None:
    training = {"epochs": 2, "validation_fraction": 0.2, "batch_size": 4}
    experiment = noisy(30, training=training)
    model = build(experiment)
    assert isinstance(model, LinearModel)
    history = train(experiment, model)
    model.predict(history.theta(0), model.inputs)
    assert np.isfinite(history.column("metric:validation_r2")[0])
    assert "_within" not in vars(model)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_many_rows_are_worked_on_in_parts(
    batch: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, again = sample_model(rows=50), sample_model(rows=50)
    theta = thetas(model, *batch)
    few = np.broadcast_to(np.arange(20), (*batch, 20))
    whole = [*model.loss_and_gradient(theta), model.loss(theta), model.hessian, model.minima]
    whole += [*model.loss_and_gradient(theta, few)]
    monkeypatch.setattr(linear_model, "PART_BYTES", 100)
    monkeypatch.setattr(linear_model, "_PRODUCTS", 100)
    parts = [*again.loss_and_gradient(theta), again.loss(theta), again.hessian, again.minima]
    parts += [*again.loss_and_gradient(theta, few)]
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-12)
    works: list[Callable[[], object]] = [
        lambda: again.loss(theta),
        lambda: again.loss_and_gradient(theta),
        lambda: sample_model(rows=50).hessian,
    ]
    for work in works:
        with cancellable(lambda: True), pytest.raises(Cancelled):
            work()
