"""Changes from here on, and runs that a stop has ended, in the session."""

import pytest

from tests.app.sessions import ENDLESS, assert_exact, line, opened, settle, wait_rows
from visualizer.app.intents import (
    ChangeFromHere,
    ChangeSettings,
    ExtendRun,
    MovePlayhead,
    SetOption,
    Train,
)

RATE = "optimizer.learning_rate"


def steps(session):
    return [change.step for change in session.state.run.experiment.changes]


def test_the_rate_changes_from_the_playhead_on(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    before = session.state.run
    session.apply(MovePlayhead(20))
    session.apply(ChangeFromHere(session.state.row, {RATE: 0.02}))
    run = session.state.run
    assert run.count >= 20, "the rows before the change are kept"
    settle(qtbot, session)
    assert_exact(run)
    assert session.state.row == 20
    assert session.state.former is before
    assert run.document == before.document
    session.undo()
    assert session.state.run is before
    session.redo()
    assert session.state.run is run


def test_the_rate_changes_while_a_run_trains(session, qtbot):
    opened(session, line(0.01, ENDLESS))
    wait_rows(qtbot, session, 3000)
    before = session.state.run
    step = before.count
    session.apply(ChangeFromHere(step, {RATE: 0.02}))
    run = session.state.run
    assert run.history is not before.history
    wait_rows(qtbot, session, step + 2000)
    assert not session.training.is_training(before.number)
    rates = run.history.column("learning_rate")
    assert (rates[:step] == 0.01).all()
    assert (rates[step:] == 0.02).all()
    shown = run.experiment.with_values({"training.epochs": step + 1000})
    session.apply(ChangeSettings({"training.epochs": step + 1000}))
    settle(qtbot, session)
    assert session.state.run.experiment == shown
    assert_exact(session.state.run)
    for _ in range(2):
        session.undo()
    assert session.state.run is before
    wait_rows(qtbot, session, step + 4000)


def test_a_drag_is_one_change(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    for rate in (0.05, 0.04, 0.03):
        session.apply(ChangeFromHere(30, {RATE: rate}, "drag"))
    settle(qtbot, session)
    assert steps(session) == [30]
    assert_exact(session.state.run)
    session.undo()
    assert steps(session) == []
    assert not session.can_undo


def test_at_the_start_the_settings_change(session, qtbot):
    opened(session, line())
    session.apply(ChangeFromHere(0, {RATE: 0.02}))
    settle(qtbot, session)
    assert session.state.experiment.optimizer.learning_rate == 0.02
    assert steps(session) == []
    assert_exact(session.state.run)


def test_a_refused_change_leaves_all_as_it_was(session, qtbot, heard):
    opened(session, line(schedule={"kind": "cyclical"}))
    settle(qtbot, session)
    before = session.state
    assert not session.apply(ChangeFromHere(5, {RATE: 0.02}))
    assert session.state is before
    assert heard.errors[0].key == RATE


def test_settings_that_wait_take_the_change_too(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(SetOption("update_as_change", False))
    session.apply(ChangeSettings({"training.epochs": 90}))
    session.apply(ChangeFromHere(30, {RATE: 0.02}))
    settle(qtbot, session)
    assert session.state.run.count == 61
    assert session.state.edited.training.epochs == 90
    session.apply(Train())
    settle(qtbot, session)
    assert session.state.run.count == 91
    assert steps(session) == [30]
    assert_exact(session.state.run)


def test_removing_a_change_keeps_the_rows_before_it(session, qtbot):
    opened(session, line(changes=[{"step": 20, RATE: 0.01}, {"step": 40, RATE: 0.1}]))
    settle(qtbot, session)
    session.apply(ChangeSettings({"changes": [{"step": 20, RATE: 0.01}]}))
    assert session.state.run.count >= 40
    settle(qtbot, session)
    assert_exact(session.state.run)


def test_fewer_epochs_keep_the_rows(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(ChangeSettings({"training.epochs": 30}))
    assert session.state.run.count == 31
    assert session.state.run.complete
    assert session.state.run.ending[:2] == ("finished", 30)
    assert_exact(session.state.run)


@pytest.mark.parametrize(
    "stops", [{"stop_loss": 0.5}, {"stop_gradient": 0.9}, {"stop_loss": 0.5, "stop_gradient": 3.0}]
)
def test_one_more_step_goes_beyond_a_stop(session, qtbot, stops):
    opened(session, line(training=stops))
    settle(qtbot, session)
    stopped = session.state.run
    assert stopped.ending.kind == "early"
    assert stopped.complete
    assert not session.training_now
    last = stopped.count - 1
    assert last < 60
    session.apply(Train())
    assert session.state.run is stopped
    session.apply(ExtendRun())
    settle(qtbot, session)
    run = session.state.run
    assert run.count == last + 2
    assert run.ending[:2] == ("finished", last + 1)
    assert_exact(run)
    session.apply(ExtendRun(3))
    settle(qtbot, session)
    assert session.state.run.count == last + 5
    assert_exact(session.state.run)
    session.undo()
    assert session.state.run is stopped
    assert stopped.count == last + 1
    assert stopped.ending.kind == "early"


def test_a_stop_that_is_set_trains_again(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(ChangeSettings({"training.stop_loss": 0.5}))
    settle(qtbot, session)
    assert session.state.run.ending.kind == "early"
    assert_exact(session.state.run)
    session.apply(ChangeSettings({"training.epochs": 200}))
    settle(qtbot, session)
    assert session.state.run.ending.kind == "early"
    assert_exact(session.state.run)
