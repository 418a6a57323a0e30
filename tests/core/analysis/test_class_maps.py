"""Class-activation maps against their definition by differences."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.analysis.class_maps import class_maps, learned_filters, mapped_layer
from visualizer.core.building import build
from visualizer.core.problems.model import Model
from visualizer.core.start import Start, starting_point

# Equal neighbours, as the paper around a digit, are a kink of the largest one.
TAIL = [{"kind": "pooling", "how": "average"}, {"kind": "flatten"}, {"kind": "dense", "units": 6}]
PLAIN = [{"kind": "convolution", "filters": 3}, *TAIL]
NORMAL = [
    {"kind": "convolution", "filters": 3, "activation": "linear"},
    {"kind": "batch_normalisation", "activation": "tanh"},
    *TAIL,
]


def model_of(layers: list[dict[str, Any]]) -> Model:
    problem = {"data": "digits", "layers": layers, "activation": "tanh"}
    ends = {"output": "softmax", "loss": "categorical_cross_entropy"}
    model = build(line(problem={**problem, **ends}))
    assert isinstance(model, Model)
    return model


@pytest.mark.parametrize("layers", [PLAIN, NORMAL], ids=["plain", "normalised"])
def test_maps_follow_their_definition(layers: list[dict[str, Any]]) -> None:
    model = model_of(layers)
    theta = starting_point(Start(seed=3), model)
    rows, classes = model.inputs[:3], np.array([4, 0, 9])
    number = mapped_layer(model)
    assert number is not None
    found = class_maps(model, theta, rows, classes)
    assert found.shape == (3, 8, 8)
    assert found.max() > 0
    tail = model.network.tail(number + 1)
    inner = theta[model.layers[number + 1].start :]
    a = model.traced(theta, rows)[1][number].a
    for row in range(3):
        channels = a[row]
        shares = np.zeros(3)
        for y, x, k in np.ndindex(channels.shape):
            values = []
            for step in (1e-5, -1e-5):
                moved = channels.copy()
                moved[y, x, k] += step
                values.append(tail.forward(inner, moved[None])[-1].z[0, classes[row]])
            shares[k] += (values[0] - values[1]) / 2e-5 / 64
        expected = np.maximum((channels * shares).sum(axis=-1), 0)
        assert found[row] == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_filters_of_every_convolution() -> None:
    model = model_of([{"kind": "convolution", "filters": 2}, *PLAIN])
    theta = starting_point(Start(), model)
    found = learned_filters(model, theta)
    assert [(number, filters.shape) for number, filters in found] == [
        (1, (2, 3, 3, 1)),
        (2, (3, 3, 3, 2)),
    ]
    assert found[0][1][1, 2, 0, 0] == theta[model.names.index("W1_3_1_1_2")]


def test_without_a_convolution_there_is_none() -> None:
    model = model_of([{"kind": "dense"}])
    assert mapped_layer(model) is None
    assert learned_filters(model, starting_point(Start(), model)) == []
    with pytest.raises(ValueError, match="only a model with a convolution"):
        class_maps(model, starting_point(Start(), model), model.inputs[:1], np.array([0]))
