"""In what experiments differ, and how they are named by it."""

import pytest

from visualizer.core.differences import (
    comparable,
    differences,
    names_by_difference,
    settings_of,
)
from visualizer.core.experiment import Experiment

BASE = Experiment.from_dict({"format": 1, "problem": {"kind": "model", "data": "line"}})
RATE = "optimizer.learning_rate"


def variants(*values):
    return tuple(BASE.with_values(one) for one in values)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([{}], [""]),
        ([{}, {}], ["", ""]),
        ([{RATE: 0.01}, {RATE: 0.1}, {RATE: 1.0}], ["rate 0.01", "rate 0.1", "rate 1"]),
        (
            [{RATE: 0.01}, {"optimizer.kind": "adam", RATE: 0.3}],
            ["Gradient descent, rate 0.01", "Adam, rate 0.3"],
        ),
        ([{}, {"problem.bias": False}], ["bias", "no bias"]),
        (
            [{"problem.hidden": [3]}, {"problem.hidden": [16, 16]}],
            ["hidden layers 3", "hidden layers 16, 16"],
        ),
        ([{"training.seed": 1}, {"training.seed": 2}], ["seed 1", "seed 2"]),
    ],
)
def test_names_tell_what_differs(values, names):
    assert list(names_by_difference(variants(*values))) == names


def test_every_setting_has_a_row_and_only_what_differs_is_a_difference():
    few = variants({}, {"optimizer.kind": "momentum"})
    table = {one.key: one for one in settings_of(few)}
    assert "name" not in table
    assert table["training.epochs"].alike
    keys = [one.key for one in differences(few)]
    assert keys == ["optimizer.kind", "optimizer.momentum", "optimizer.dampening"]
    # A rule without momentum has none, which is not the same as a momentum of 0.
    assert table["optimizer.momentum"].values == (None, 0.9)
    assert table["optimizer.momentum"].words == ("", "0.9")


def test_changes_during_a_run_are_a_difference():
    table = {**BASE.to_dict(), "changes": [{"step": 50, RATE: 0.02}]}
    (found,) = differences((BASE, Experiment.from_dict(table)))
    assert (found.key, found.words) == ("changes", ("none", "1 from step 50 on"))


def test_losses_are_comparable_where_they_measure_the_same():
    same = {"problem.hidden": [4], RATE: 0.3, "optimizer.kind": "adam"}
    assert comparable(BASE, BASE.with_values(same))
    assert not comparable(BASE, BASE.with_values({"problem.loss": "mae"}))
    assert not comparable(BASE, BASE.with_values({"problem.data": "noisy-line"}))
    assert not comparable(BASE, BASE.with_values({"data.scaling": "standardise"}))
    assert not comparable(BASE, None)
    ravine = BASE.with_values({"problem.kind": "function", "problem.function": "ravine"})
    assert comparable(ravine, ravine.with_values({RATE: 0.2}))
    assert not comparable(ravine, ravine.with_values({"problem.function": "sphere"}))
