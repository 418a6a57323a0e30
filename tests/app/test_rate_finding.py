"""The learning-rate finder in the background: what it finds, and that it changes nothing."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.app.sessions import assert_exact, line, opened, settle
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.rate_finding import RateFinding, Wanted
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.building import build

PATIENCE = 20.0


@pytest.fixture
def finding() -> Iterator[RateFinding]:
    made = RateFinding(Scheduler())
    yield made
    made.close()


def test_finds_what_the_core_finds(finding):
    experiment = line(training={"batch_size": 2})
    finding.start(Wanted(experiment, Finder(steps=50)))
    assert finding.wait(PATIENCE)
    curve = finding.found.curve
    expected = find_rates(experiment, build(experiment), Finder(steps=50))
    np.testing.assert_array_equal(curve.losses, expected.losses)
    np.testing.assert_array_equal(curve.rates, expected.rates)
    assert finding.found.done == len(expected.rates)
    assert not finding.running


def test_a_run_in_training_is_as_if_nothing_had_been_tried(qtbot, session, finding):
    opened(session, line(epochs=5_000, training={"batch_size": 2}))
    state = session.state
    finding.start(Wanted(state.experiment, Finder(steps=2000, end=0.01), state.problem))
    assert finding.wait(PATIENCE)
    assert len(finding.found.curve.rates) == 2000
    assert session.state is state
    settle(qtbot, session)
    assert_exact(session.state.run)
    assert not session.can_undo


def test_begins_at_given_parameters(finding):
    experiment = line()
    finding.start(Wanted(experiment, Finder(), theta=np.array([3.0, 1.0])))
    assert finding.wait(PATIENCE)
    # L = mean (3x + 1 - 3x)^2
    assert finding.found.curve.losses[0] == pytest.approx(1.0)


def test_what_was_given_up_is_not_shown(finding):
    finding.start(Wanted(line(), Finder(steps=100_000, end=1e-5)))
    finding.cancel()
    assert not finding.running
    assert finding.found is None
    assert finding.wait(PATIENCE)
    assert finding.found is None
    newer = Wanted(line(), Finder(steps=20))
    finding.start(Wanted(line(), Finder(steps=100_000, end=1e-5)))
    finding.start(newer)
    assert finding.wait(PATIENCE)
    assert len(finding.found.curve.rates) <= 20


def test_a_problem_that_cannot_be_built_is_told(finding, tmp_path):
    experiment = line(problem={"data": str(tmp_path / "missing.csv")})
    finding.start(Wanted(experiment, Finder()))
    assert finding.wait(PATIENCE)
    assert "missing.csv" in str(finding.found.error)
    assert finding.error == ""
