"""Models: parameters in their order, predictions written out, and known minima."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy, sample_model, thetas
from visualizer.core.building import build
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.errors import InputError
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.layers.stack import LARGEST_MODEL, layers_of, parameter_names
from visualizer.core.problems.linear_model import LinearModel, make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples


def test_names_of_one_input_and_one_output() -> None:
    assert sample_model((), inputs=1).names == ("w", "b")
    assert sample_model((), inputs=1, bias=False).names == ("w",)


def test_names_count_layer_from_and_to() -> None:
    assert sample_model((3,)).names == (
        *("W1_1_1", "W1_1_2", "W1_1_3", "W1_2_1", "W1_2_2", "W1_2_3", "b1_1", "b1_2", "b1_3"),
        *("W2_1_1", "W2_2_1", "W2_3_1", "b2_1"),
    )
    assert sample_model((), inputs=2).names == ("W1_1_1", "W1_2_1", "b1_1")
    assert sample_model((2,), inputs=1, bias=False).names == (
        "W1_1_1",
        "W1_1_2",
        "W2_1_1",
        "W2_2_1",
    )


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (3,), (2, 4)])
def test_layers_fill_theta_without_gaps(hidden: tuple[int, ...], bias: bool) -> None:
    layers = layers_of(ModelSettings(hidden=hidden, bias=bias), 2, 3)
    ends = [0]
    for layer in layers:
        assert layer.weights == slice(ends[-1], ends[-1] + layer.inputs * layer.units)
        ends.append(layer.weights.stop + layer.units * bias)
        assert layer.biases == slice(layer.weights.stop, ends[-1])
    assert len(parameter_names(layers)) == ends[-1]


def test_models_have_a_largest_size() -> None:
    layers_of(ModelSettings(hidden=(1000, 1000)), 1, 1)
    with pytest.raises(InputError) as caught:
        layers_of(ModelSettings(hidden=(2000, 1000)), 1, 1)
    assert caught.value.key == "problem.hidden"
    assert f"at most {LARGEST_MODEL:,} are allowed" in caught.value.message
    with pytest.raises(InputError, match="101 layers are not allowed; at most 100 are"):
        layers_of(ModelSettings(hidden=(1,) * 101), 1, 1)


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
