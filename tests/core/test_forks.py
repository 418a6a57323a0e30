"""Forks: the rows before a change are kept, and all numbers are those of a whole run."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from tests.core.test_training import exhaust, same, trainer_of
from visualizer.core import Experiment, InputError, train
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.forks import ALL, changed_from, fork, rows_in_common
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.recording.history import History
from visualizer.core.recording.recorder import MEMORY_BUDGET
from visualizer.core.training import Trainer

RATE = "optimizer.learning_rate"
SMALL = 112 << 10
"""Bytes that make a history of 3000 rows thin its parameters and its checkpoints."""


def forked(former: History, experiment: Experiment, rows: int, budget: int) -> History:
    descent = Descent(experiment, build(experiment))
    history = fork(former, descent, rows, budget)
    assert history is not None
    return exhaust(Trainer(descent, history))


BATCHES = {"batch_size": 7, "validation_fraction": 0.2, "epochs": 60}
FUNCTION = {"problem": {"function": "rosenbrock"}}
KINDS = [
    line(training={"epochs": 300}),
    line(optimizer={"kind": "adam"}, training={"epochs": 300, "precision": "float32"}),
    noisy(30, optimizer={"kind": "momentum"}, training=BATCHES),
    noisy(30, schedule={"kind": "plateau", "patience": 2, "unit": "epoch"}, training=BATCHES),
    noisy(30, problem={"hidden": [4]}, optimizer={"kind": "line_search"}, training=BATCHES),
    Experiment.from_dict(FUNCTION | {"training": {"gradient_noise": 0.5, "epochs": 300}}),
    line(schedule={"kind": "exponential", "gamma": 0.999}, training={"epochs": 300}),
]


@pytest.mark.parametrize("experiment", KINDS)
@pytest.mark.parametrize("step", [1, 2, 63, 64, 200, 240])
def test_a_fork_has_the_bits_of_a_whole_run(experiment: Experiment, step: int) -> None:
    rate = 0.5 * experiment.optimizer.learning_rate
    changed = changed_from(experiment, step, {RATE: rate})
    assert rows_in_common(experiment, changed) == step
    former = train(experiment)
    assert same(forked(former, changed, step, MEMORY_BUDGET), train(changed))
    assert same(former, train(experiment))


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_fork_has_the_bits_of_a_whole_run_for_every_rule(kind: str) -> None:
    experiment = line(optimizer={"kind": kind}, training={"epochs": 150})
    rate = 0.3 * experiment.optimizer.learning_rate
    changed = changed_from(experiment, 70, {RATE: rate})
    assert same(forked(train(experiment), changed, 70, MEMORY_BUDGET), train(changed))


@pytest.mark.parametrize("step", [1, 777, 1500, 2999])
def test_a_fork_of_a_thinned_history_has_the_bits_of_a_whole_run(step: int) -> None:
    experiment = noisy(30, optimizer={"kind": "adam"}, training={"epochs": 3000})
    former = train(experiment, budget=SMALL)
    assert former.thinning > 1
    changed = changed_from(experiment, step, {RATE: 0.003, "optimizer.beta1": 0.5})
    history = forked(former, changed, step, SMALL)
    assert same(history, train(changed))
    assert len(history) == 3001


def test_a_fork_is_no_part_of_the_history_that_it_leaves() -> None:
    trainer = trainer_of(line(training={"epochs": 10_000}))
    exhaust(trainer, 4500)
    before = trainer.history.column("loss").copy()
    changed = changed_from(trainer.descent.experiment, 4301, {RATE: 0.01})
    forked(trainer.history, changed, 4301, MEMORY_BUDGET)
    assert (trainer.history.column("loss") == before).all()
    exhaust(trainer)
    assert same(trainer.history, train(trainer.descent.experiment))


def test_rows_beyond_those_recorded_are_not_kept() -> None:
    experiment = line(training={"epochs": 50})
    trainer = trainer_of(experiment)
    exhaust(trainer, 20)
    changed = changed_from(experiment, 40, {RATE: 0.01})
    history = forked(trainer.history, changed, 40, MEMORY_BUDGET)
    assert same(history, train(changed))
    shorter = experiment.with_values({"training.epochs": 9})
    assert rows_in_common(experiment, shorter) == ALL
    assert same(forked(train(experiment), shorter, ALL, MEMORY_BUDGET), train(shorter))


@pytest.mark.parametrize("stop", [0.5, 0.0])
def test_a_change_after_a_stop_comes_too_late(stop: float) -> None:
    experiment = line(training={"epochs": 40, "stop_loss": 0.5})
    former = train(experiment)
    assert len(former) == 8
    changed = changed_from(experiment, 8, {RATE: 0.05})
    changed = changed.with_values({"training.stop_loss": stop})
    history = forked(former, changed, 8, MEMORY_BUDGET)
    assert same(history, train(changed))
    assert len(history) == (8 if stop else 41)


def test_other_columns_need_a_run_of_their_own() -> None:
    experiment = line()
    changed = changed_from(experiment, 9, {"training.gradient": "central difference"})
    descent = Descent(changed, build(changed))
    assert fork(train(experiment), descent, 9, MEMORY_BUDGET) is None
    assert fork(train(experiment), Descent(experiment, build(experiment)), 0, 1 << 20) is None


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        ({}, ALL),
        ({"name": "another"}, ALL),
        ({"training.epochs": 9}, ALL),
        ({RATE: 0.2}, 0),
        ({"training.seed": 3}, 0),
        ({"training.stop_loss": 0.1}, 0),
        ({"start.seed": 3}, 0),
        ({"changes": [{"step": 9, RATE: 0.01}]}, 4),
        ({"changes": [{"step": 4, RATE: 0.05}]}, 9),
        ({"changes": [{"step": 4, RATE: 0.06}, {"step": 9, RATE: 0.01}]}, 4),
        ({"changes": [{"step": 2, RATE: 0.06}, {"step": 4, RATE: 0.05}]}, 2),
        (
            {"changes": [{"step": 4, RATE: 0.05}, {"step": 9, RATE: 0.01}, {"step": 12, RATE: 1}]},
            12,
        ),
    ],
)
def test_rows_in_common(values: dict[str, Any], rows: int) -> None:
    one = line(changes=[{"step": 4, RATE: 0.05}, {"step": 9, RATE: 0.01}])
    other = one.with_values(values)
    assert rows_in_common(one, other) == rows
    assert rows_in_common(other, one) == rows


def steps(experiment: Experiment) -> dict[int, dict[str, Any]]:
    return {change.step: dict(change.values) for change in experiment.changes}


def test_later_changes_of_the_same_settings_are_forgotten() -> None:
    experiment = line(
        optimizer={"kind": "momentum"},
        changes=[
            {"step": 4, RATE: 0.05},
            {"step": 9, RATE: 0.01, "optimizer.momentum": 0.5},
            {"step": 12, RATE: 0.02},
        ],
    )
    changed = changed_from(experiment, 6, {RATE: 0.03})
    assert steps(changed) == {4: {RATE: 0.05}, 6: {RATE: 0.03}, 9: {"optimizer.momentum": 0.5}}
    again = changed_from(changed, 9, {RATE: 0.1})
    assert steps(again)[9] == {RATE: 0.1, "optimizer.momentum": 0.5}
    start = changed_from(again, 0, {RATE: 0.7})
    assert start.optimizer.learning_rate == 0.7
    assert steps(start) == {9: {"optimizer.momentum": 0.5}}
    rates = train(changed).column("learning_rate")
    assert np.array_equal(rates, [0.1] * 4 + [0.05] * 2 + [0.03] * 55)


@pytest.mark.parametrize(
    ("experiment", "values", "key"),
    [
        (line(), {RATE: -1}, RATE),
        (line(), {"training.seed": 1}, "training.seed"),
        (line(schedule={"kind": "one_cycle"}), {RATE: 0.1}, RATE),
    ],
)
def test_what_cannot_change_is_refused_by_name(
    experiment: Experiment, values: dict[str, Any], key: str
) -> None:
    with pytest.raises(InputError) as caught:
        changed_from(experiment, 5, values)
    assert caught.value.key == key
