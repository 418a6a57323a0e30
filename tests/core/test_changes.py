"""Changes during a run: which there may be, what they do, and what they survive."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, InputError, train
from visualizer.core.analysis.planned_rates import planned_rates
from visualizer.core.schedules import SCHEDULES

COSINE = {"schedule.kind": "cosine", "schedule.period": 10}


def changed(*changes: dict[str, Any], **sections: Any) -> Experiment:
    return line(changes=list(changes), **sections)


def rates(experiment: Experiment) -> list[float]:
    history = train(experiment)
    found = history.column("learning_rate")
    shown = planned_rates(experiment, np.arange(len(history)), history.steps_per_epoch)
    if not shown.note:
        assert shown.rates == pytest.approx(found, rel=1e-12, abs=1e-18)
    return found.tolist()


def test_a_change_of_the_rate_holds_under_a_schedule() -> None:
    experiment = changed(
        {"step": 5, "optimizer.learning_rate": 0.04},
        schedule={"kind": "exponential", "gamma": 0.9},
    )
    expected = [(0.1 if step < 5 else 0.04) * 0.9**step for step in range(61)]
    assert rates(experiment) == pytest.approx(expected, rel=1e-12)


def test_schedules_may_change_with_their_options() -> None:
    experiment = changed(
        {"step": 20, "schedule.gamma": 0.5},
        {"step": 10, "schedule.kind": "step", "schedule.step_size": 5},
        {"step": 30, "schedule.kind": "constant", "optimizer.learning_rate": 0.02},
    )
    expected = [0.1] * 10 + [0.1 * 0.1 ** (step // 5) for step in range(10, 20)]
    expected += [0.1 * 0.5 ** (step // 5) for step in range(20, 30)] + [0.02] * 31
    assert rates(experiment) == pytest.approx(expected, rel=1e-12)
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    assert [stage.step for stage in experiment.stages()] == [0, 10, 20, 30]
    assert experiment.stages()[2].changed == ("schedule.gamma",)
    assert all(stage.experiment.changes == () for stage in experiment.stages())


def test_lists_may_change_too() -> None:
    milestones = {"step": 3, "schedule.milestones": [5, 7], "schedule.gamma": 0.5}
    experiment = changed(milestones, schedule={"kind": "multistep"})
    assert hash(experiment) == hash(Experiment.from_dict(experiment.to_dict()))
    assert rates(experiment)[:9] == pytest.approx([0.1] * 5 + [0.05] * 2 + [0.025] * 2)


def test_a_plateau_rule_begins_where_it_is_chosen() -> None:
    options = {"schedule.patience": 0, "schedule.threshold": 0.99, "schedule.factor": 0.5}
    experiment = changed({"step": 7, "schedule.kind": "plateau", **options})
    # Row 8 is the first that it sees; with this threshold the next is bad.
    assert rates(experiment)[6:12] == [0.1, 0.1, 0.1, 0.05, 0.025, 0.0125]
    again = changed(
        {"step": 7, "schedule.kind": "plateau", **options},
        {"step": 10, "optimizer.learning_rate": 0.08},
        {"step": 12, "schedule.factor": 1.0},
    )
    assert rates(again)[8:14] == [0.1, 0.05, 0.04, 0.02, 0.02, 0.02]


def test_changes_count_steps_also_where_the_schedule_counts_epochs() -> None:
    experiment = noisy(
        9,
        schedule={"kind": "exponential", "gamma": 0.5, "unit": "epoch"},
        training={"batch_size": 3, "epochs": 4},
        optimizer={"learning_rate": 0.1},
        changes=[{"step": 4, "optimizer.learning_rate": 0.04}],
    )
    expected = [0.1] * 3 + [0.05, 0.02, 0.02] + [0.01] * 3 + [0.005] * 3 + [0.0025]
    assert rates(experiment) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("values", "key", "message"),
    [
        ({"optimizer.kind": "sgd"}, "optimizer.kind", "cannot change during a run; another rule"),
        ({"training.epochs": 9}, "training.epochs", "cannot change during a run; allowed are"),
        ({"training.batch_size": 2}, "training.batch_size", "cannot change during a run"),
        ({"problem.loss": "mse"}, "problem.loss", "cannot change during a run"),
        ({"name": "x"}, "name", "cannot change during a run"),
        ({"optimizer": {}}, "optimizer", "cannot change during a run"),
        ({"optimizer.": 1}, "optimizer.", "cannot change during a run"),
        ({"optimizer.rate": 1}, "optimizer.rate", "unknown key; allowed here are learning_rate"),
        ({"schedule.gamma": 0.5}, "schedule.gamma", "unknown key; allowed here are unit"),
        ({"schedule.kind": "saw"}, "schedule.kind", '"saw" is not allowed; allowed are constant'),
        ({"schedule.kind": "step", "schedule.gamma": -1}, "schedule.gamma", "-1 is not allowed"),
        ({"schedule.warmup": 1.5}, "schedule.warmup", "1.5 is not allowed"),
        (
            {"schedule.kind": "one_cycle", "optimizer.learning_rate": 0.1},
            "optimizer.learning_rate",
            "the schedule one_cycle does not use it; change its own rates",
        ),
    ],
)
def test_refused_changes_say_where_and_why(values: Any, key: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        changed({"step": 3, **values})
    assert caught.value.key == f"changes.{key}"
    assert caught.value.message.startswith(message)


def test_another_schedule_forgets_the_changes_of_the_last() -> None:
    experiment = changed(
        {"step": 3, "schedule.gamma": 0.5, "optimizer.learning_rate": 0.2},
        {"step": 9, "schedule.gamma": 0.9},
        {"step": 12, "training.gradient": "central difference"},
        schedule={"kind": "exponential", "unit": "epoch", "warmup": 2},
    )
    cosine = experiment.with_values(COSINE)
    assert [dict(change.values) for change in cosine.changes] == [
        {"optimizer.learning_rate": 0.2},
        {"training.gradient": "central difference"},
    ]
    # What all schedules have stays.
    assert (cosine.schedule.unit, cosine.schedule.warmup) == ("epoch", 2)
    cycle = experiment.with_values({"schedule.kind": "cyclical"})
    assert [change.step for change in cycle.changes] == [12]


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule_can_take_the_place_of_every_other(kind: str) -> None:
    for other in SCHEDULES:
        experiment = line(schedule={"kind": kind}, changes=[{"step": 4, "schedule.warmup": 3}])
        assert experiment.with_values({"schedule.kind": other}).schedule.kind == other
