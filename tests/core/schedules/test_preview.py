"""Schedules as arrays, before there is a run."""

import math

import numpy as np

from visualizer.core.schedules import SCHEDULES, preview
from visualizer.core.settings import from_dict


def test_a_preview_may_have_any_shape_and_overflows_quietly() -> None:
    schedule = from_dict(SCHEDULES["exponential"], {"gamma": 10.0})
    steps = np.array([[0, 1], [2, 10**6]])
    assert preview(schedule, 0.5, steps).rates.tolist() == [[0.5, 5], [50, math.inf]]
    assert preview(SCHEDULES["constant"](), 0.5, steps).rates.tolist() == [[0.5, 0.5]] * 2


def test_only_a_rule_that_watches_the_run_says_so() -> None:
    for kind, schedule in SCHEDULES.items():
        note = preview(schedule(), 0.1, np.arange(5)).note
        assert ("only the run can tell" in note) == (kind == "plateau")


def test_epochs_are_counted_in_steps() -> None:
    schedule = from_dict(SCHEDULES["step"], {"step_size": 2, "gamma": 0.5, "unit": "epoch"})
    shown = preview(schedule, 1.0, np.arange(14), steps_per_epoch=3)
    assert shown.rates.tolist() == [1.0] * 6 + [0.5] * 6 + [0.25] * 2
