"""Layers fill theta, in their order and with their names."""

import pytest

from tests.core.experiments import sample_model
from visualizer.core.errors import InputError
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.stack import LARGEST_MODEL, layers_of, parameter_names


def test_names_of_one_input_and_one_output() -> None:
    assert sample_model((), inputs=1).names == ("w", "b")
    assert sample_model((), inputs=1, bias=False).names == ("w",)


def test_names_count_layer_from_and_to() -> None:
    assert sample_model((3,)).names == (
        *("W1_1_1", "W1_1_2", "W1_1_3", "W1_2_1", "W1_2_2", "W1_2_3", "b1_1", "b1_2", "b1_3"),
        *("W2_1_1", "W2_2_1", "W2_3_1", "b2_1"),
    )
    two = sample_model((), inputs=2)
    assert two.numbered_names == ("W1_1_1", "W1_2_1", "b1_1")
    assert two.names == (*(f"w({name})" for name in two.input_names), "b")
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
