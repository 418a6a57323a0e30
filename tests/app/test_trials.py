"""Remedies are tried beside the run, and remembered."""

import pytest

from tests.app.sessions import ENDLESS, line, opened, settle, wait_rows
from visualizer.app.intents import ChangeSettings, ExtendRun
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.trials import Trials
from visualizer.core.analysis.verdict import judge

SECONDS = 10.0


@pytest.fixture
def trials():
    made = Trials(Scheduler())
    yield made
    made.close()


def tried(trials, session, row):
    """The labels of what is offered for a row, after all was tried."""
    run = session.state.run
    verdict = judge(run.problem, run.history, row)
    trials.update(run, verdict)
    assert trials.wait(SECONDS)
    assert trials.error == ""
    return [one.label for one in trials.offered(run, verdict)]


def test_what_helps_is_offered_and_what_does_not_is_not(session, trials, qtbot):
    opened(session, line(0.1))
    settle(qtbot, session)
    assert tried(trials, session, 8) == ["Scale the inputs"]
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.125}))
    settle(qtbot, session)
    assert "Use rate 0.08" in tried(trials, session, 20)


def test_nothing_is_offered_before_it_was_tried(session, trials, qtbot):
    opened(session, line(0.125))
    settle(qtbot, session)
    run = session.state.run
    verdict = judge(run.problem, run.history, 20)
    assert verdict.remedies
    assert trials.offered(run, verdict) == ()


def test_a_run_in_training_has_no_end_to_compare_with(session, trials, qtbot):
    opened(session, line(0.001, ENDLESS))
    wait_rows(qtbot, session, 100)
    assert tried(trials, session, 60) == []
    assert trials.count(session.state.run) == 0


def test_a_longer_run_is_another_matter(session, trials, qtbot):
    opened(session, line(0.125))
    settle(qtbot, session)
    tried(trials, session, 20)
    before = trials.count(session.state.run)
    assert before > 0
    session.apply(ExtendRun(40))
    settle(qtbot, session)
    assert trials.count(session.state.run) == 0


def test_a_remedy_is_tried_once(session, trials, qtbot):
    opened(session, line(0.125))
    settle(qtbot, session)
    for row in (20, 21, 22):
        tried(trials, session, row)
        known = dict(trials._known.results)
    assert trials._known.results == known
    assert trials.count(session.state.run) == len(known) <= 3


def test_a_trial_that_takes_too_long_is_given_up(session, qtbot, monkeypatch):
    monkeypatch.setattr("visualizer.app.trials.MOST_SECONDS", -1.0)
    opened(session, line(0.125))
    settle(qtbot, session)
    session.state.run.history.seconds = -2.0
    made = Trials(Scheduler())
    try:
        assert tried(made, session, 20) == []
        assert made.count(session.state.run) > 0
    finally:
        made.close()
