"""What the form of the sweep proposes for each setting."""

import pytest

from visualizer.core.experiment import Experiment
from visualizer.core.kinds import values_of
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.sweeps.axes import read_axis
from visualizer.gui.dialogs.sweep_form import RATE, sweepable, usual_values


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_the_values_that_are_proposed_can_be_swept_and_surround_the_present_one(rule):
    base = Experiment().with_values({"optimizer.kind": rule})
    present = values_of(base)
    assert usual_values(RATE, sweepable(base)[RATE][1], base).endswith(":log")
    for key, (_, declared) in sweepable(base).items():
        text = usual_values(key, declared, base)
        if not text:  # columns, parameters: they are typed
            continue
        values = read_axis(f"{key}={text}", base).values
        assert len(set(values)) == len(values) > 1, key
        value = present.get(key)
        if declared.kind is float and value:
            assert min(values) <= value <= max(values), key


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (RATE, "0.02:20:25:log"),
        ("optimizer.momentum", "0:0.99:25"),
        ("training.validation_fraction", "0:0.9:25"),
        ("training.difference_step", "1e-06:0.001:25:log"),
        ("optimizer.weight_decay", "0.001:1:25:log"),
        ("training.seed", "0,1,2"),
    ],
)
def test_shares_go_from_end_to_end_and_others_by_powers_of_ten(key, text):
    base = Experiment().with_values({"optimizer.kind": "momentum", RATE: 2.0})
    assert usual_values(key, sweepable(base)[key][1], base) == text
