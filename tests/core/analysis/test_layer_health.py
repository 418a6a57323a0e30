"""How layers fare, against sums by hand, and units on both sides of their criteria."""

import numpy as np
import pytest

from tests.core.analysis.moments import MOONS, moment_of
from visualizer.core import Experiment, train
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.layer_health import LayerHealth, Units, fare_at, units_of
from visualizer.core.building import build


def units(activation: str, weights: list[float], biases: list[float]) -> Units:
    """The units of a hidden layer over the rows x = 1, 2, 3, 4 of the line."""
    count = len(weights)
    problem = build(
        Experiment.from_dict(
            {"problem": {"data": "line", "hidden": [count], "activation": activation}}
        )
    )
    theta = np.array([*weights, *biases, *[1.0] * count, 0.0])
    return units_of(problem, theta)[0]


@pytest.mark.parametrize(
    ("biases", "dead"),
    [
        # z = b - x for x = 1 ... 4: above 0 for some row, exactly 0 at its best, and below.
        ([1.5, 4.5], 0.0),
        ([1.0, 4.5], 0.5),
        ([1.0, 0.9], 1.0),
    ],
)
def test_a_unit_is_dead_that_is_flat_for_every_row(biases: list[float], dead: float) -> None:
    assert units("relu", [-1.0, -1.0], biases) == Units(dead, 0.0)
    # The same units leak, and so go on learning.
    assert units("leaky_relu", [-1.0, -1.0], biases) == Units(0.0, 0.0)


def edge(activation: str) -> float:
    """The z at which the slope is 5 % of its greatest."""
    if activation == "tanh":
        return float(np.arctanh(np.sqrt(0.95)))
    # 4 s (1 - s) = 0.05
    s = (1 + np.sqrt(0.95)) / 2
    return float(np.log(s / (1 - s)))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_unit_is_saturated_where_its_slope_is_below_a_twentieth(activation: str) -> None:
    z = edge(activation)
    # The weight is small: all rows have about the z of the bias.
    inside, outside = [z - 0.01], [z + 0.01]
    assert units(activation, [1e-4], inside) == Units(0.0, 0.0)
    assert units(activation, [1e-4], outside) == Units(0.0, 1.0)
    assert units(activation, [1e-4, 1e-4], inside + outside) == Units(0.0, 0.5)
    # One row of four is not flat: three quarters are less than nine tenths.
    assert units(activation, [100.0], [-100.0]) == Units(0.0, 0.0)
    # Flat for all, and so far out that the slope is 0: still saturated, and not dead.
    assert units(activation, [1e4], [1e4]) == Units(0.0, 1.0)


def test_lengths_are_those_of_the_parts_of_the_vectors() -> None:
    moment = moment_of(MOONS)
    history, model = moment.history, moment.problem
    row, after = history.row(1), history.theta(2)
    fare = fare_at(model, history, 1)
    # 2 inputs, 4 units, 1 output: 12 parameters, then 5.
    for place, part in enumerate((slice(0, 12), slice(12, 17))):
        length = np.linalg.norm(row.gradient[part])
        assert fare.gradient[place] == pytest.approx(length)
        assert fare.slope[place] == pytest.approx(length / np.sqrt(part.stop - part.start))
        moved = np.linalg.norm(after[part] - row.theta[part])
        assert fare.update[place] == pytest.approx(moved / np.linalg.norm(row.theta[part]))
    last = fare_at(model, history, len(history) - 1)
    assert np.isnan(last.update).all()


def test_a_longer_run_keeps_what_is_known() -> None:
    experiment = Experiment.from_dict({**MOONS, "training": {"epochs": 40}})
    problem = build(experiment)
    history = train(experiment, problem)
    moment = moment_of({**MOONS, "training": {"epochs": 40}})
    short = finished(LayerHealth, moment._replace(recorded=20))
    longer = finished(LayerHealth, moment, short)
    again = finished(LayerHealth, moment)
    assert longer.names == ("layer 1", "output")
    assert longer.unit_names[0].endswith(", layer 1")
    assert again.rows.tolist() == longer.rows.tolist() == list(range(len(history)))
    for what in ("gradient", "update", "slope"):
        np.testing.assert_array_equal(longer.of_layers(what), again.of_layers(what))
    assert again.of_units("dead").shape == (len(history), 1)


def test_a_model_without_hidden_layers_has_none() -> None:
    assert not LayerHealth.is_known(moment_of({"problem": {"data": "line"}}))
    assert not LayerHealth.is_known(moment_of({"problem": {"function": "sphere"}}))
