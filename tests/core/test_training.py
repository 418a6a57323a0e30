"""Training: the loop, its endings, and that going on is the same as not stopping."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import FINITE_DIFFERENCES, line, network, noisy
from visualizer.core import Experiment, History, train
from visualizer.core.building import build
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import ASK_EVERY, Descent, Trainer

BATCHES = noisy(50, training={"batch_size": 8, "epochs": 60, "validation_fraction": 0.2})


def trainer_of(experiment: Experiment, **options: Any) -> Trainer:
    descent = Descent(experiment, build(experiment))
    return Trainer(descent, Recorder(descent.layout(), descent.replay, **options))


def exhaust(trainer: Trainer, last_step: int | None = None) -> History:
    last_step = trainer.descent.last_step if last_step is None else last_step
    for _ in trainer.run(last_step):
        pass
    return trainer.history


def table(history: History) -> np.ndarray:
    return np.concatenate(list(history.blocks(history.columns, 0, len(history))), axis=1)


def same(first: History, second: History) -> bool:
    a, b = table(first), table(second)
    return a.shape == b.shape and bool(((a == b) | (np.isnan(a) & np.isnan(b))).all())


@pytest.mark.parametrize("epochs", [0, 1, 5, 255, 256, 257])
def test_n_updates_give_n_plus_one_rows(epochs: int) -> None:
    history = train(line(training={"epochs": epochs}))
    assert len(history) == epochs + 1
    assert history.ending is not None
    assert history.ending[:3] == ("finished", epochs, f"finished at step {epochs}")
    last = history.row(epochs)
    assert np.isfinite(last.gradient).all()
    assert last.evaluations == epochs + 1


def test_equal_experiments_give_equal_bits() -> None:
    assert same(train(BATCHES), train(BATCHES))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_train(name: str) -> None:
    history = train(Experiment.from_dict({"problem": {"function": name}}))
    assert history.ending is not None
    assert history.ending.kind == "finished"
    losses = history.column("loss")
    assert np.isfinite(losses).all()
    assert losses[-1] <= losses[0]


@pytest.mark.parametrize("stop", [1, 63, 64, 100, 193])
@pytest.mark.parametrize(
    "experiment",
    [
        BATCHES,
        line(training={"epochs": 400}),
        line(training={"epochs": 400}).with_values(FINITE_DIFFERENCES),
        noisy(problem={"hidden": [5]}, training={"epochs": 300}),
    ],
)
def test_resuming_is_the_same_as_not_stopping(experiment: Experiment, stop: int) -> None:
    whole = train(experiment)
    trainer = trainer_of(experiment)
    exhaust(trainer, stop)
    assert len(trainer.history) == stop + 1
    # Another trainer goes on with the history, as after a change of the epochs.
    resumed = exhaust(Trainer(trainer.descent, trainer.history))
    assert same(resumed, whole)


def test_one_more_step() -> None:
    whole, trainer = train(BATCHES), trainer_of(BATCHES)
    for last_step in range(20):
        history = exhaust(trainer, last_step)
        assert len(history) == last_step + 1
        assert history.ending is not None
        assert (history.theta(last_step) == whole.theta(last_step)).all()


def test_stopping_is_asked_often_and_can_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine steps are slow, and the question comes more often.
    monkeypatch.setattr("visualizer.core.training.FLUSH_SECONDS", 60.0)
    trainer = trainer_of(line(training={"epochs": 1000}))
    answers = iter([False, False, True])
    history = trainer.history
    with cancellable(lambda: next(answers)), pytest.raises(Cancelled):
        exhaust(trainer)
    assert len(history) == 2 * ASK_EVERY
    assert history.ending is not None
    assert history.ending.kind == "stopped"
    assert history.ending.text == f"stopped at step {2 * ASK_EVERY - 1}"
    assert same(exhaust(trainer), train(trainer.descent.experiment))
    assert history.ending.kind == "finished"


def test_stopping_before_the_first_step_leaves_no_rows() -> None:
    trainer = trainer_of(line())
    history = trainer.history
    with cancellable(lambda: True), pytest.raises(Cancelled):
        exhaust(trainer)
    assert len(history) == 0
    assert history.ending is not None
    assert history.ending.kind == "stopped"
    assert len(exhaust(trainer)) == 61


def test_the_last_row_inside_an_epoch_has_its_losses_until_the_run_goes_on() -> None:
    trainer, whole = trainer_of(BATCHES), train(BATCHES)
    history = exhaust(trainer, 7)
    row = history.row(7)
    problem = trainer.descent.problem
    assert row.loss == problem.loss(row.theta)
    assert row.validation_loss == problem.validation_loss(row.theta)
    assert history.column("loss")[7] == row.loss
    x, y = history.view("loss", 0, 7, 100)
    assert (x.tolist(), y[-1]) == ([0, 5, 7], row.loss)
    assert np.isnan(history.row(6).loss)
    exhaust(trainer)
    assert np.isnan(history.row(7).loss)
    assert same(history, whole)


def test_rows_are_flushed_while_steps_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizer.core.training.FLUSH_SECONDS", 0.0)
    seen: list[tuple[int, int]] = []
    train(line(training={"epochs": 9}), progress=lambda *place: seen.append(place))
    assert seen == [(row, 10) for row in range(1, 11)]


def test_a_run_that_diverges_is_a_result() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(line(optimizer={"learning_rate": 1.0}, training={"epochs": 1000}))
    assert history.ending is not None
    step = history.ending.step
    assert history.ending[:3] == ("diverged", step, f"diverged at step {step}")
    assert len(history) == step
    assert history.resume is None
    assert np.isfinite(table(history)[[0, 1, 2, 3, 5, 6]]).all()
    assert np.isfinite(history.theta(step - 1)).all()
    # The next row is indeed the first that is not finite.
    last = history.row(step - 1)
    with np.errstate(all="ignore"):
        theta = last.theta - 1.0 * last.gradient
        loss, gradient = build(line()).loss_and_gradient(theta)
    assert not (np.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(theta).all())


def test_a_diverged_run_does_not_go_on() -> None:
    trainer = trainer_of(line(optimizer={"learning_rate": 1.0}, training={"epochs": 1000}))
    ending, rows = exhaust(trainer).ending, len(trainer.history)
    assert exhaust(trainer, 2000).ending == ending
    assert len(trainer.history) == rows


def test_divergence_inside_an_epoch() -> None:
    experiment = BATCHES.with_values({"optimizer.learning_rate": 50, "training.epochs": 100})
    history = train(experiment)
    assert history.ending is not None
    assert history.ending.kind == "diverged"
    last = len(history) - 1
    assert history.ending.step == last + 1
    assert last % history.steps_per_epoch
    assert np.isfinite(history.column("batch_loss")).all()
    assert history.row(last).loss == history.ending.loss


def test_a_start_without_a_finite_loss_leaves_no_rows() -> None:
    experiment = Experiment.from_dict(
        {"problem": {"function": "sphere"}, "start": {"parameters": [1e300, 0]}}
    )
    history = train(experiment)
    assert len(history) == 0
    assert history.ending is not None
    assert history.ending[:2] == ("diverged", 0)


def test_the_callers_warnings_stay_on_between_blocks() -> None:
    run = trainer_of(line(training={"epochs": 1000})).run(1000)
    next(run)
    with pytest.warns(RuntimeWarning, match="overflow"):
        np.float64(1e308) * 10
    run.close()


def test_two_trainers_of_one_history_follow_each_other() -> None:
    # The window makes the next trainer while the former still has its last block to do.
    first = trainer_of(line(training={"epochs": 500}))
    second = Trainer(first.descent, first.history)
    exhaust(first, 300)
    assert same(exhaust(second), train(first.descent.experiment))


def test_evaluations_count_the_losses(tmp_path: Path) -> None:
    experiment = network(tmp_path, epochs=3).with_values(FINITE_DIFFERENCES)
    assert train(experiment).column("evaluations").tolist() == [14, 28, 42, 56]


def test_changes_of_the_gradient_in_a_run() -> None:
    experiment = line(
        training={"epochs": 8},
        changes=[{"step": 5, "training.gradient": "forward difference"}],
    )
    history = train(experiment)
    assert len(history) == 9
    assert history.row(4).loss_plus is None
    assert history.row(5).loss_plus is not None
    plus = history.column("loss_plus:w")
    assert np.isnan(plus).tolist() == [True] * 5 + [False] * 4
    assert history.view("loss_plus:w", 0, 8, 50)[0].tolist() == [5, 6, 7, 8]
    assert history.column("evaluations").tolist() == [1, 2, 3, 4, 5, 8, 11, 14, 17]
