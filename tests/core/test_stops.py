"""Stops: the row at which a run ends is the first one at which the condition holds."""

import math
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from tests.core.test_training import exhaust, same, trainer_of
from visualizer.core import Experiment, InputError, train, train_together
from visualizer.core.recording.history import History
from visualizer.core.stops import reason
from visualizer.core.training import Trainer

LONG = {"epochs": 900}
PLAIN = line(training=LONG)
BATCHES = noisy(50, training={"batch_size": 8, "epochs": 120, "validation_fraction": 0.2})
BOUNCING = Experiment.from_dict(
    {
        "problem": {"function": "himmelblau"},
        "optimizer": {"learning_rate": 0.03},
        "training": {"epochs": 300},
    }
)
NOISY_SLOPE = Experiment.from_dict(
    {
        "problem": {"function": "himmelblau"},
        "training": {"epochs": 700, "gradient_noise": 5.0, "seed": 3},
    }
)
CASES: list[tuple[Experiment, dict[str, float]]] = [
    (PLAIN, {"stop_loss": 1e-3}),
    (PLAIN, {"stop_gradient": 0.02}),
    (PLAIN, {"stop_gradient": 0.02, "stop_loss": 1e-4}),
    (BATCHES, {"stop_loss": 0.095}),
    (BATCHES, {"stop_gradient": 0.05}),
    (BATCHES, {"stop_patience": 3}),
    (BATCHES, {"stop_patience": 1}),
    (BOUNCING, {"stop_patience": 1}),
    (NOISY_SLOPE, {"stop_patience": 40}),
    (NOISY_SLOPE, {"stop_patience": 7, "stop_loss": -1.0}),
]


def stopped(experiment: Experiment, stops: dict[str, float]) -> Experiment:
    return experiment.with_values({f"training.{name}": value for name, value in stops.items()})


def first_row(history: History, stops: dict[str, float], validated: bool) -> int | None:
    """The row of a whole run at which one of the stops first holds, read row by row."""
    best, best_epoch = math.inf, 0
    for step in range(len(history)):
        row = history.row(step)
        if "stop_loss" in stops and row.loss < stops["stop_loss"]:
            return step
        if "stop_gradient" in stops and row.gradient_norm < stops["stop_gradient"]:
            return step
        if "stop_patience" in stops and step % history.steps_per_epoch == 0:
            metric = row.validation_loss if validated else row.loss
            if metric < best:
                best, best_epoch = metric, row.epoch
            if row.epoch - best_epoch == stops["stop_patience"]:
                return step
    return None


def assert_beginning(part: History, whole: History) -> None:
    """The rows of a run are the first ones of another; what stands at its last row is known."""
    rows = len(part)
    for name in part.columns:
        ours, theirs = part.column(name), whole.column(name)[:rows]
        assert np.array_equal(ours[:-1], theirs[:-1], equal_nan=True), name
        assert ours[-1] == theirs[-1] or np.isnan(theirs[-1]), name


@pytest.mark.parametrize(("experiment", "stops"), CASES)
def test_a_run_ends_at_the_first_row_at_which_a_stop_holds(
    experiment: Experiment, stops: dict[str, float]
) -> None:
    whole, history = train(experiment), train(stopped(experiment, stops))
    last = first_row(whole, stops, whole.layout.validation)
    assert last is not None
    assert 0 < last < len(whole) - 1
    assert len(history) == last + 1
    assert history.ending is not None
    assert history.ending[:2] == ("early", last)
    assert history.ending.text.startswith(f"stopped at step {last}: ")
    assert_beginning(history, whole)


@pytest.mark.parametrize(("experiment", "stops"), CASES)
@pytest.mark.parametrize("pause", [1, 5, 64, 199])
def test_an_interruption_changes_nothing(
    experiment: Experiment, stops: dict[str, float], pause: int
) -> None:
    chosen = stopped(experiment, stops)
    whole, trainer = train(chosen), trainer_of(chosen)
    exhaust(trainer, pause)
    resumed = exhaust(Trainer(trainer.descent, trainer.history))
    assert same(resumed, whole)
    assert resumed.ending is not None
    assert resumed.ending == whole.ending


def test_a_stopped_run_knows_the_state_after_its_last_row() -> None:
    history = train(stopped(PLAIN, {"stop_loss": 1e-3}))
    state = history.resume
    assert state is not None
    assert state.step == len(history)
    assert (state.theta == train(PLAIN).theta(len(history))).all()


def test_a_run_that_a_stop_has_ended_stays_ended() -> None:
    trainer = trainer_of(stopped(PLAIN, {"stop_loss": 1e-3}))
    rows = len(exhaust(trainer))
    assert len(exhaust(trainer)) == rows


def test_a_stop_at_the_last_row_is_one() -> None:
    """Or a run of more epochs would go on from there, and not end where it ends alone."""
    loss = train(line()).row(60).loss
    experiment = line(training={"stop_loss": 1.001 * loss})
    for epochs in (60, 61):
        history = train(experiment.with_values({"training.epochs": epochs}))
        assert history.ending is not None
        assert history.ending[:2] == ("early", 60)
        assert len(history) == 61
    assert train_together([experiment]).stopped_at.tolist() == [60]


def test_a_run_that_diverges_is_not_stopped() -> None:
    history = train(
        Experiment.from_dict(
            {
                "problem": {"function": "mccormick"},
                "optimizer": {"learning_rate": 1e5},
                "training": {"epochs": 500, "stop_loss": -1e300},
            }
        )
    )
    assert history.ending is not None
    assert history.ending.kind in ("diverged", "finished")
    diverging = train(
        line(optimizer={"learning_rate": 1.0}, training={**LONG, "stop_patience": 800})
    )
    assert diverging.ending is not None
    assert diverging.ending.kind == "diverged"


@pytest.mark.parametrize(("experiment", "stops"), CASES)
def test_together_each_stops_where_it_stops_alone(
    experiment: Experiment, stops: dict[str, float]
) -> None:
    chosen = stopped(experiment, stops)
    rate = chosen.optimizer.learning_rate
    factors = [1.0, 0.3, 0.9, 1.01, 30.0]
    runs = [chosen.with_values({"optimizer.learning_rate": rate * factor}) for factor in factors]
    together = train_together(runs)
    for place, run in enumerate(runs):
        alone = train(run)
        ending, rows = alone.ending, len(alone)
        assert ending is not None
        early = ending.kind == "early"
        assert together.stopped_at[place] == (ending.step if early else -1)
        assert together.diverged_at[place] == (rows if ending.kind == "diverged" else -1)
        norms = together.gradient_norm[:, place]
        assert (norms[:rows] == alone.column("gradient_norm")).all()
        assert np.isnan(norms[rows:]).all()
        assert (together.theta[place] == alone.theta(rows - 1)).all()
    assert (together.stopped_at >= 0).any()


def test_a_time_limit_ends_a_run_that_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = trainer_of(line(training={"epochs": 10**9, "stop_seconds": 0.02}))
    history = exhaust(trainer)
    assert history.ending is not None
    assert history.ending.kind == "early"
    assert history.ending.stops == ("stop_seconds",)
    assert history.ending.text.endswith("the time limit of 0.02 s is over")
    assert history.seconds >= 0.02
    whole = train(line(training={"epochs": len(history) - 1}))
    assert same(history, whole)


def test_together_a_time_limit_holds_for_all() -> None:
    runs = [
        line(training={"epochs": 200_000, "stop_seconds": 1e-3}).with_values(
            {"optimizer.learning_rate": rate}
        )
        for rate in (0.01, 0.02, 5.0)
    ]
    sweep = train_together(runs)
    assert sweep.stopped_at[0] == sweep.stopped_at[1] > 0
    assert sweep.stopped_at[2] == -1
    assert sweep.diverged_at[2] > 0


@pytest.mark.parametrize(
    ("stops", "words"),
    [
        ({"stop_loss": 0.25}, "the loss is below 0.25"),
        ({"stop_gradient": 1e-6}, "the gradient's length is below 1e-06"),
        ({"stop_patience": 1}, "no improvement for 1 epoch"),
        ({"stop_patience": 12}, "no improvement for 12 epochs"),
        ({"stop_seconds": 2.5}, "the time limit of 2.5 s is over"),
    ],
)
def test_the_reason_is_a_sentence(stops: dict[str, Any], words: str) -> None:
    assert reason(line(training=stops).training, next(iter(stops))) == words


@pytest.mark.parametrize("name", ["stop_gradient", "stop_patience", "stop_seconds"])
def test_limits_below_zero_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"training\.{name}: -1 is not allowed"):
        line(training={name: -1})
