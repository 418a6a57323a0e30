import json

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Experiment, train
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.recording.codec import packed, recording_from, unpacked
from visualizer.core.recording.history import History, Recording
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Trainer

ROWS = 7
THETA = np.arange(2.0 * ROWS).reshape(ROWS, 2) ** 2
LOSS = np.linspace(3, 1, ROWS)
RATE = np.full(ROWS, 0.1)


def through_text(history: History, descent: Descent | None = None) -> Recording:
    """A history stored and read back: the description as JSON, the arrays as they are."""
    description, arrays = unpacked(history)
    copies = {name: values.copy() for name, values in arrays.items()}
    told = json.loads(json.dumps(description, allow_nan=False))
    return packed(told, copies, descent.replay if descent else None)


def trained(experiment: Experiment, last: int, **options: int) -> tuple[Descent, Recorder]:
    descent = Descent(experiment, build(experiment))
    recorder = Recorder(descent.layout(), descent.replay, **options)
    for _ in Trainer(descent, recorder).run(last):
        pass
    return descent, recorder


def assert_equal(one: History, other: History) -> None:
    assert one.columns == other.columns
    for first, second in zip(
        one.blocks(one.columns, 0, len(one)), other.blocks(one.columns, 0, len(one)), strict=True
    ):
        assert np.array_equal(first, second, equal_nan=True)


def test_three_arrays_make_a_recording() -> None:
    made = recording_from({"loss": LOSS, "theta": THETA, "learning_rate": RATE})
    assert len(made) == ROWS
    assert made.parameters == ("theta1", "theta2")
    row = made.row(3)
    assert (row.loss, row.learning_rate) == (LOSS[3], 0.1)
    assert (row.theta == THETA[3]).all()
    assert np.isnan(row.gradient).all()
    assert np.isnan(row.validation_loss)
    assert (made.column("theta2") == THETA[:, 1]).all()
    assert made.view("loss", 0, ROWS - 1, 100)[1].tolist() == LOSS.tolist()
    assert (made.path(0, 1, 0, ROWS - 1) == THETA).all()
    assert made.ending is not None
    assert made.ending.last_row == ROWS - 1
    assert not made.replays


def test_gradients_give_their_length() -> None:
    made = recording_from({"theta": THETA, "gradient": THETA - 3, "loss": LOSS}, ("a", "b"))
    assert made.row(2).gradient_norm == np.hypot(*(THETA[2] - 3))
    assert made.column("gradient:b").tolist() == (THETA[:, 1] - 3).tolist()


@pytest.mark.parametrize(
    ("columns", "names", "message"),
    [
        ({"loss": LOSS}, (), "theta: theta is needed, as an array of rows x parameters"),
        ({"theta": LOSS}, (), "theta: theta is needed, as an array of rows x parameters"),
        ({"theta": THETA, "loss": LOSS[1:]}, (), "loss: has the shape (6,); theta asks for (7,)"),
        ({"theta": THETA}, ("a",), "theta: 2 different names are needed, one for each parameter"),
        ({"theta": THETA, "lost": LOSS}, (), "lost: unknown; allowed are theta, gradient, "),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(columns, names, message) -> None:
    with pytest.raises(InputError) as caught:
        recording_from(columns, names)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("column", ["theta", "loss"])
def test_a_recording_ends_before_what_is_not_finite(column: str) -> None:
    columns = {"theta": THETA.copy(), "loss": LOSS.copy(), "learning_rate": RATE}
    columns[column][4:] = np.inf
    made = recording_from(columns)
    assert len(made) == 4
    assert made.ending is not None
    assert made.ending[:3] == ("diverged", 4, "diverged at step 4")
    assert made.ending.last_row == 3
    assert (made.column("theta1") == THETA[:4, 0]).all()
    columns[column][0] = np.inf
    with pytest.raises(InputError, match="theta: the first row has to be finite"):
        recording_from(columns)


def test_what_was_not_recorded_is_stored_as_missing_and_not_as_numbers() -> None:
    made = recording_from({"theta": THETA, "loss": LOSS})
    assert made.layout.missing == ("learning_rate", "gradient_norm")
    assert set(unpacked(made)[1]) == {"theta", "loss"}
    stored = through_text(made)
    assert stored.layout == made.layout
    assert_equal(made, stored)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_stored_run_goes_on_to_the_same_numbers(kind: str) -> None:
    experiment = line(optimizer={"kind": kind, "learning_rate": 0.01}, training={"epochs": 30})
    _, whole = trained(experiment, 30)
    descent, half = trained(experiment, 11)
    stored = through_text(half, descent)
    assert_equal(half, stored)
    again = Recorder.continuing(stored, len(stored), descent.layout(), descent.replay, 1 << 24)
    for _ in Trainer(descent, again).run(30):
        pass
    assert_equal(whole, again)


def test_states_of_schedules_batches_and_metrics_are_stored_too() -> None:
    experiment = noisy(
        40,
        schedule={"kind": "plateau", "patience": 1},
        training={"epochs": 12, "batch_size": 7, "validation_fraction": 0.2},
    )
    _, whole = trained(experiment, 12 * 5)
    descent, part = trained(experiment, 33)
    stored = through_text(part, descent)
    assert stored.ending is not None
    assert part.ending is not None
    assert stored.ending.metrics.keys() == part.ending.metrics.keys()
    again = Recorder.continuing(stored, len(stored), descent.layout(), descent.replay, 1 << 24)
    for _ in Trainer(descent, again).run(descent.last_step):
        pass
    assert_equal(whole, again)


def test_thinned_rows_are_recomputed_where_the_experiment_is_known() -> None:
    experiment = line(training={"epochs": 3000})
    descent, short = trained(experiment, 3000, budget=150_000)
    assert short.thinning > 1
    stored = through_text(short, descent)
    assert_equal(train(experiment), stored)
    assert stored.nearest(1001) == 1001


def test_thinned_rows_of_a_foreign_recording_are_missing_and_said_so() -> None:
    _, short = trained(line(training={"epochs": 3000}), 3000, budget=150_000)
    stored, every = through_text(short), short.thinning
    assert stored.nearest(1001) == 1001 - 1001 % every
    assert (stored.row(stored.nearest(1001)).theta == short.theta(1001 - 1001 % every)).all()
    with pytest.raises(LookupError, match="row 1001 was not kept; the last one before it is 1"):
        stored.row(1001)
    column = stored.column("w")
    assert np.isnan(column[1::every]).all()
    assert (column[::every] == short.column("w")[::every]).all()
    assert (stored.column("loss") == short.column("loss")).all()


def test_a_recording_does_not_change_while_its_recorder_goes_on() -> None:
    descent, recorder = trained(line(training={"epochs": 30}), 11)
    kept = recorder.recording()
    before = kept.column("w").copy()
    for _ in Trainer(descent, recorder).run(30):
        pass
    assert (len(kept), len(recorder)) == (12, 31)
    assert (kept.column("w") == before).all()
    assert kept.ending is not None
    assert kept.ending.kind == "finished"
    assert kept.resume is not None
    assert kept.resume.step == 12
