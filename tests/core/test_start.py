"""Starting points: given ones, usual ones, and initializers against their definitions."""

import numpy as np
import pytest

from tests.core.experiments import sample_model
from visualizer.core.errors import InputError
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.layers.tables import (
    BatchNormalisationTable,
    ConvolutionTable,
    FlattenTable,
    PoolingTable,
)
from visualizer.core.start import INITIALIZERS, Start, start_note, starting_point

MODEL = sample_model((300, 200), inputs=100)
ROSENBROCK = FUNCTIONS["rosenbrock"]()


def layers(theta: np.ndarray) -> list[np.ndarray]:
    return [theta[layer.weights] for layer in MODEL.layers]


def biases(theta: np.ndarray) -> np.ndarray:
    return np.concatenate([theta[layer.biases] for layer in MODEL.layers])


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer_is_repeatable_and_has_its_own_seed(initializer: str) -> None:
    first, again, other = (
        starting_point(Start(initializer=initializer, seed=seed), MODEL) for seed in (1, 1, 2)
    )
    assert first.shape == (MODEL.size,)
    assert first.dtype == np.float64
    assert (first == again).all()
    assert (first == other).all() == (initializer in ("zeros", "constant"))


def test_given_parameters_win() -> None:
    start = Start(parameters=(1.5, -2.0), initializer="he")
    assert starting_point(start, ROSENBROCK).tolist() == [1.5, -2.0]


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (ROSENBROCK, "3 given, but this problem has 2 parameters (x, y)"),
        (sample_model((3,)), "3 given, but this problem has 13 parameters (W1_1_1, W1_1_2, "),
    ],
)
def test_the_wrong_number_of_parameters_is_refused(problem, message: str) -> None:
    with pytest.raises(InputError) as caught:
        starting_point(Start(parameters=(1.0, 2.0, 3.0)), problem)
    assert caught.value.key == "start.parameters"
    assert caught.value.message.startswith(message)
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_start_where_they_usually_do(name: str) -> None:
    problem = FUNCTIONS[name]()
    assert tuple(starting_point(Start(), problem)) == problem.usual_start


@pytest.mark.parametrize("initializer", ["xavier", "he"])
def test_functions_have_no_layers(initializer: str) -> None:
    with pytest.raises(InputError, match="needs layers") as caught:
        starting_point(Start(initializer=initializer), ROSENBROCK)
    assert caught.value.key == "start.initializer"


def test_linear_models_start_at_zero_and_networks_as_xavier() -> None:
    assert not starting_point(Start(), sample_model(())).any()
    usual, xavier = (starting_point(Start(initializer=kind), MODEL) for kind in ("usual", "xavier"))
    assert (usual == xavier).all()


def test_xavier_is_uniform_within_its_limit() -> None:
    theta = starting_point(Start(initializer="xavier"), MODEL)
    for weights, (inputs, units) in zip(layers(theta), [(100, 300), (300, 200)], strict=False):
        limit = np.sqrt(6 / (inputs + units))
        assert 0.99 * limit < abs(weights).max() <= limit
        assert weights.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)
    assert not biases(theta).any()


def test_he_is_normal_with_its_deviation() -> None:
    theta = starting_point(Start(initializer="he"), MODEL)
    for weights, inputs in zip(layers(theta), [100, 300], strict=False):
        assert weights.std() == pytest.approx(np.sqrt(2 / inputs), rel=0.02)
    assert not biases(theta).any()


def test_uniform_and_normal_take_their_scale() -> None:
    uniform = starting_point(Start(initializer="uniform", scale=2.0), MODEL)
    normal = starting_point(Start(initializer="normal", scale=2.0), MODEL)
    assert 1.99 < abs(uniform).max() <= 2
    assert normal.std() == pytest.approx(2, rel=0.02)


def test_the_constant_is_that_of_weights() -> None:
    theta = starting_point(Start(initializer="constant", scale=0.25), MODEL)
    assert all((weights == 0.25).all() for weights in layers(theta))
    assert not biases(theta).any()
    assert starting_point(Start(initializer="constant"), ROSENBROCK).tolist() == [0.5, 0.5]


def test_factors_begin_at_one_and_layers_without_weights_need_none() -> None:
    tables = (ConvolutionTable(2), BatchNormalisationTable(), PoolingTable(), FlattenTable())
    model = sample_model(layers=tables, inputs=16)
    theta = starting_point(Start(initializer="he"), model)
    assert theta[model.layers[1].weights].tolist() == [1, 1]
    assert theta[model.layers[0].weights].all()
    limit = np.sqrt(6 / (9 + 18))
    xavier = starting_point(Start(initializer="xavier"), model)[model.layers[0].weights]
    assert 0.5 * limit < abs(xavier).max() <= limit


@pytest.mark.parametrize(
    ("activation", "initializer", "part"),
    [
        ("tanh", "zeros", "all slopes but that of the last bias are 0"),
        ("sigmoid", "zeros", "they stay equal"),
        ("relu", "constant", "they stay equal"),
        ("relu", "he", ""),
    ],
)
def test_a_start_from_which_nothing_is_learned_is_said_so(activation, initializer, part) -> None:
    model = sample_model((4, 3), activation=activation)
    start = Start(initializer=initializer)
    note = start_note(start, model)
    assert part in note
    assert bool(note) == bool(part)
    gradient = model.loss_and_gradient(starting_point(start, model))[1]
    if "all slopes" in note:
        assert not gradient[:-1].any()
        assert gradient[-1] != 0
    elif note:
        first = gradient[model.layers[0].weights].reshape(2, 4)
        assert np.ptp(first, axis=1) == pytest.approx([0, 0], abs=1e-15)


def test_starts_of_linear_models_and_functions_need_no_word() -> None:
    assert start_note(Start(initializer="zeros"), sample_model(())) == ""
    assert start_note(Start(initializer="zeros"), ROSENBROCK) == ""
    assert start_note(Start(parameters=(1.0,) * 13), sample_model((3,))) == ""
