"""The rates that an experiment with changes will have."""

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core import train
from visualizer.core.analysis.planned_rates import planned_rates


def test_a_plan_is_what_the_run_does() -> None:
    experiment = line(
        schedule={"kind": "one_cycle", "total": 40},
        changes=[
            {"step": 9, "schedule.maximum": 0.05},
            {"step": 25, "schedule.kind": "constant", "optimizer.learning_rate": 0.03},
        ],
    )
    found = train(experiment).column("learning_rate")
    plan = planned_rates(experiment, np.arange(61))
    assert plan.rates == pytest.approx(found, rel=1e-12)
    assert plan.note == ""
    some = np.array([0, 8, 9, 30, 60])
    assert (planned_rates(experiment, some).rates == plan.rates[some]).all()


def test_a_plan_with_a_plateau_says_so() -> None:
    steps = np.arange(0, 20, 5)
    late = line(changes=[{"step": 12, "schedule.kind": "plateau"}])
    found = planned_rates(late, steps)
    assert found.rates.tolist() == [0.1] * 4
    assert "only the run can tell" in found.note
    assert planned_rates(line(), steps).note == ""


@pytest.mark.parametrize(
    ("schedule", "epochs", "words"),
    [
        ({"kind": "cosine", "period": 20}, 60, "ends at step 20 of 60; from there the rate"),
        ({"kind": "polynomial", "total": 20}, 60, "stays at 0."),
        ({"kind": "one_cycle", "total": 60}, 61, "ends at step 60 of 61"),
        ({"kind": "cosine", "period": 20, "warmup": 40}, 60, ""),
        ({"kind": "cosine", "period": 20, "after": "rise"}, 60, ""),
        ({"kind": "cosine"}, 90, ""),
        ({"kind": "exponential"}, 60, ""),
    ],
)
def test_a_schedule_that_is_over_before_the_run_is_said_so(schedule, epochs, words) -> None:
    experiment = line(schedule=schedule, training={"epochs": epochs})
    note = planned_rates(experiment, np.arange(epochs + 1)).note
    assert words in note
    assert bool(words) == bool(note)


def test_a_length_in_epochs_is_compared_with_epochs() -> None:
    experiment = line(
        schedule={"kind": "cosine", "unit": "epoch", "period": 20}, training={"epochs": 60}
    )
    note = planned_rates(experiment, np.arange(241), steps_per_epoch=4).note
    assert "ends at epoch 20 of 60" in note
