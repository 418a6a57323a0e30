"""Which runs stand beside the one in front, and where the playhead is in each of them."""

from dataclasses import replace

import pytest

from tests.app.sessions import function, line, opened, settle
from visualizer.app.intents import (
    ChangeSettings,
    MeasureBy,
    MovePlayhead,
    RenameRun,
    SelectRun,
    SetOption,
    ShowRun,
)
from visualizer.app.panes import beside, called, differing, in_front, labels, row_of
from visualizer.app.state import EPOCH, EVALUATION, STEP

TABLE = {"problem": {"data": "noisy-line"}, "data": {"n": 100}}


@pytest.fixture
def two(session, qtbot):
    """Runs with 1 and with 4 steps an epoch, of which the second needs three evaluations a step."""
    opened(session, line(0.01, 30, **TABLE))
    settle(qtbot, session)
    rule = {"kind": "sgd", "learning_rate": 0.01}
    training = {"batch_size": 25, "gradient": "forward difference"}
    opened(session, line(0.01, 10, **TABLE, optimizer=rule, training=training))
    settle(qtbot, session)
    session.apply(SelectRun(0))
    return session


@pytest.mark.parametrize(
    ("axis", "row"),
    # Forward differences of two parameters take three losses for each row, and row 6 of the
    # other is the seventh that is measured.
    [(EPOCH, 24), (STEP, 6), (EVALUATION, 1)],
)
def test_the_playhead_is_at_the_same_place_of_every_run(two, axis, row):
    two.apply(MovePlayhead(6.0))
    two.apply(MeasureBy(axis))
    state = two.state
    other = state.runs[1]
    assert [other.history.evaluations(row) for row in (1, 2)] == [6, 9]
    assert row_of(state, other) == row
    assert row_of(state, state.run) == 6
    seen = in_front(state, 1)
    assert seen.run is other
    assert seen.row == row
    # And in the window, when that run comes to the front.
    two.apply(SelectRun(1))
    assert two.state.row == row


def test_a_run_that_ended_before_the_playhead_stands_at_its_end(two):
    two.apply(MovePlayhead(25.0))
    assert row_of(two.state, two.state.runs[1]) == 40
    assert row_of(two.state, two.state.runs[0]) == 25


def test_former_runs_stand_beside_and_end_where_the_future_begins(session, qtbot):
    opened(session, line(0.01, 30, **TABLE))
    settle(qtbot, session)
    session.apply(ChangeSettings({"training.batch_size": 50}))
    settle(qtbot, session)
    session.apply(MovePlayhead(4.5))
    (former,) = beside(session.state)
    assert former.run is session.state.former
    assert (former.row, former.last, former.ghost) == (4, 30, True)
    session.apply(SetOption("hide_future", True))
    (former,) = beside(session.state)
    assert former.last == 4


def test_runs_whose_losses_can_be_compared_are_shown_beside_unless_it_is_said_otherwise(
    session, qtbot
):
    for rate in (0.01, 0.1):
        opened(session, line(rate, 5))
        settle(qtbot, session)
    opened(session, line(0.05, 5, problem={"kind": "model", "data": "noisy-line"}))
    settle(qtbot, session)
    assert beside(session.state) == ()
    session.apply(SelectRun(0))
    (other,) = beside(session.state)
    assert (other.run.number, other.label, other.ghost) == (2, "rate 0.1", False)
    assert labels(session.state) == {1: "rate 0.01", 2: "rate 0.1"}
    runs = session.state.runs
    hidden = replace(session.state, runs=(runs[0], replace(runs[1], shown=False), runs[2]))
    assert beside(hidden) == ()
    all_shown = replace(hidden, runs=(runs[0], runs[1], replace(runs[2], shown=True)))
    assert [one.same_plane for one in beside(all_shown)] == [True, False]
    named = replace(hidden, runs=(replace(runs[0], title="Slow"), *runs[1:]))
    assert labels(named) == {1: "Slow", 2: "rate 0.1"}


def test_an_axis_that_there_is_not_is_refused(two, heard):
    assert not two.apply(MeasureBy("seconds"))
    assert "allowed are epoch, step, evaluation" in str(heard.errors[-1])


def test_what_runs_are_called_where_they_are_listed(session, qtbot):
    valley = function().with_values({"name": "Valley"})
    opened(session, line(0.01, 5), line(0.1, 5), line(0.1, 5), valley)
    settle(qtbot, session)
    name = line().name
    assert called(session.state) == (name, f"{name} (2)", f"{name} (3)", "Valley")
    # Those of equal settings in the plots, too.
    session.apply(SelectRun(1))
    session.apply(ShowRun(1, False))
    assert sorted(labels(session.state).values()) == [name, f"{name} (2)"]
    session.apply(ShowRun(1, True))
    session.apply(SelectRun(1))
    # Hidden ones by how they differ from that in front.
    session.apply(ShowRun(1, False))
    session.apply(RenameRun(3, "mine"))
    assert called(session.state) == ("Rate 0.01", name, "mine", "Valley")
    assert [differing(session.state, run) for run in session.state.runs] == [
        "rate 0.01",
        "",
        "",
        "",
    ]
