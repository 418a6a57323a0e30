"""The noise of the gradient in the background: what is measured when, and what is dropped."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.app.sessions import function, line, opened, settle
from visualizer.app.gradient_noise import CLOUD, ERROR, NoiseWatch, noise_at
from visualizer.app.intents import ChangeSettings, MovePlayhead
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.batch_noise import gradient_cloud

PATIENCE = 20.0
BOTH = frozenset({CLOUD, ERROR})


@pytest.fixture
def watch() -> Iterator[NoiseWatch]:
    made = NoiseWatch(Scheduler())
    yield made
    made.close()


def seen(watch, session, wanted=BOTH, moving=False):
    watch.update(session.state, wanted, moving)
    assert watch.wait(PATIENCE)
    return watch.noise_of(session.state.run)


@pytest.fixture
def batches(qtbot, session):
    opened(session, line(epochs=10, training={"batch_size": 2}))
    settle(qtbot, session)
    return session


def test_measures_at_the_playhead(watch, batches):
    batches.apply(MovePlayhead(2.5))
    found = seen(watch, batches)
    run = batches.state.run
    assert found.cloud.step == found.error.step == 5
    expected = gradient_cloud(run.descent, 5, run.history.theta(5))
    np.testing.assert_array_equal(found.cloud.gradients, expected.gradients)
    assert found.error.sizes.tolist() == [1, 2, 3, 4]


def test_while_the_playhead_moves_the_error_stays(watch, batches):
    seen(watch, batches)
    batches.apply(MovePlayhead(3))
    found = seen(watch, batches, moving=True)
    assert (found.cloud.step, found.error.step) == (6, 0)
    assert seen(watch, batches).error.step == 6


def test_what_belongs_to_another_run_is_dropped(qtbot, watch, batches):
    former = batches.state.run
    assert seen(watch, batches) is not None
    batches.apply(ChangeSettings({"optimizer.learning_rate": 0.02}))
    settle(qtbot, batches)
    assert watch.noise_of(batches.state.run) is None
    assert watch.noise_of(former) is not None
    assert seen(watch, batches).history is batches.state.run.history
    assert watch.noise_of(former) is None


def test_nothing_is_measured_without_a_wish(qtbot, watch, session):
    opened(session, line(epochs=3))
    settle(qtbot, session)
    watch.update(session.state, frozenset(), False)
    # Every update of this run uses all rows: there is no cloud.
    watch.update(session.state, frozenset({CLOUD}), False)
    assert not watch._worker.busy
    found = seen(watch, session)
    assert found.cloud is None
    assert found.error.rows == 4


def test_functions_have_the_cloud_of_their_noise_but_no_batches(qtbot, watch, session):
    opened(session, function("sphere", training={"gradient_noise": 0.1, "epochs": 5}))
    settle(qtbot, session)
    found = seen(watch, session)
    assert found.cloud.size == 0
    assert found.error is None


def test_at_once_for_figures(batches):
    run = batches.state.run
    found = noise_at(run, 7, BOTH)
    assert (found.cloud.step, found.error.step) == (7, 7)
    assert noise_at(run, 7, frozenset({ERROR})).cloud is None
