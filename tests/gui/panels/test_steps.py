from dataclasses import replace

import numpy as np
import pytest

from tests.gui.frames import frame_of, function_run, line_run, recorded_run
from visualizer.core.training import Descent
from visualizer.gui.panels.step_columns import columns_of
from visualizer.gui.panels.steps import DIVERGED, HIDDEN, KNOWN, NOT_MADE, step_of


@pytest.fixture(scope="module")
def line():
    return line_run()


def test_what_comes_is_the_next_row(line):
    step = step_of(frame_of(line, 6, None))
    assert step.outcome == KNOWN
    np.testing.assert_array_equal(step.following, line.history.theta(7))
    assert step.loss_after == line.history.row(7).loss
    np.testing.assert_allclose(step.row.theta - step.update, step.following, rtol=1e-15)


def test_the_last_step_is_the_one_that_would_be_made(line):
    step = step_of(frame_of(line, 60, None))
    longer = line_run(epochs=61)
    np.testing.assert_array_equal(step.following, longer.history.theta(61))
    assert step.loss_after == longer.history.row(61).loss


def test_nothing_is_given_away(line):
    step = step_of(frame_of(line, 6, None, hide_future=True))
    assert (step.outcome, step.following, step.loss_after) == (HIDDEN, None, None)
    np.testing.assert_array_equal(step.update, 0.1 * step.row.gradient)


def test_a_run_that_diverges():
    run = line_run(1.0, 400)
    step = step_of(frame_of(run, len(run.history) - 1, None))
    assert (step.outcome, step.following) == (DIVERGED, None)


def test_a_run_that_still_trains(line):
    run = line_run(epochs=5)
    longer = run.experiment.with_values({"training.epochs": 50})
    run = replace(run, experiment=longer, descent=Descent(longer, run.problem))
    run.history.ending = None
    assert step_of(frame_of(run, 5, None)).outcome == NOT_MADE


def test_losses_of_batches_are_not_compared():
    run = line_run(0.05, 3, training={"batch_size": 2})
    step = step_of(frame_of(run, 3, None))
    assert not step.whole
    assert step.row.batch_loss == run.history.row(3).batch_loss


def test_functions_are_called_f():
    assert step_of(frame_of(function_run("sphere", 0.1, 3), 1, None)).letter == "f"


def test_of_a_recording_the_step_is_what_was_recorded():
    run = recorded_run()
    step = step_of(frame_of(run, 6, None))
    assert (step.outcome, step.plain, step.letter, step.row.quantities) == (KNOWN, False, "L", {})
    np.testing.assert_array_equal(step.update, run.history.theta(6) - run.history.theta(7))
    keys = {column.key for column in columns_of(step, (0, 1)) if column.texts}
    assert keys == {"value", "update", "following", "loss"}
    assert step_of(frame_of(run, 39, None)).outcome == NOT_MADE
