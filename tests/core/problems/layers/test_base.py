"""What all layers share."""

from visualizer.core.problems.layers.base import Place
from visualizer.core.problems.layers.dense import Dense


def test_places_in_theta() -> None:
    layer = Dense(Place(2, (2,), 5), 3, "relu", True)
    assert (layer.weights, layer.biases) == (slice(5, 11), slice(11, 14))
    assert (layer.start, layer.end, layer.size, layer.values) == (5, 14, 9, 3)
    assert layer.weight_names()[:4] == ("W2_1_1", "W2_1_2", "W2_1_3", "W2_2_1")
    assert layer.bias_names() == ("b2_1", "b2_2", "b2_3")
    assert Dense(Place(2, (2,), 5), 3, "relu", False).bias_names() == ()


def test_a_moved_layer_is_another_one() -> None:
    layer = Dense(Place(2, (2,), 5), 3, "relu", True)
    moved = layer.moved(-5)
    assert (moved.weights, moved.biases) == (slice(0, 6), slice(6, 9))
    assert layer.start == 5
    assert moved.weight_names() == layer.weight_names()
