"""Runs beside others: kept, duplicated, forked, and opened to be compared."""

import pytest

from tests.app.sessions import (
    ENDLESS,
    assert_exact,
    assert_same_rows,
    function,
    line,
    opened,
    settle,
    wait_rows,
)
from visualizer.app.copies import rates_around
from visualizer.app.intents import (
    ChangeFromHere,
    ChangeSettings,
    CloseRun,
    CompareSettings,
    DuplicateRun,
    ForkRun,
    KeepRun,
    LockRun,
    MovePlayhead,
    OpenRecording,
    PauseTraining,
    RenameRun,
    SelectRun,
    SetOption,
    ShowOnly,
    ShowRun,
    Train,
)
from visualizer.app.panes import labels
from visualizer.core.experiment import Experiment
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import train

RATE = "optimizer.learning_rate"
EPOCHS = "training.epochs"


def rates(session):
    return [run.rule.learning_rate for run in session.state.runs]


@pytest.fixture
def told(session):
    heard = []
    session.told.connect(heard.append)
    return heard


def test_a_kept_run_stays_locked_and_shown_beside_what_changes(session, qtbot, told):
    opened(session, line())
    settle(qtbot, session)
    first = session.state.run
    session.apply(RenameRun(first.document, "The book's"))
    session.apply(KeepRun())
    kept, front = session.state.runs
    assert session.state.run is front
    assert (kept.locked, kept.shown, kept.title) == (True, True, "The book's")
    assert (front.locked, front.number, front.title) == (False, first.number, "")
    assert_same_rows(kept.history, front.history, 61)
    # Once for the same settings, and it is said why no more comes of it.
    assert told == []
    session.apply(KeepRun())
    assert len(session.state.runs) == 2
    assert told == ["This run is kept already, as The book's"]
    session.apply(SelectRun(0))
    session.apply(KeepRun())
    assert len(session.state.runs) == 2
    assert told[1:] == [
        "This run is kept already: it is locked, and what you change becomes another run"
    ]
    session.apply(SelectRun(1))
    session.apply(ChangeSettings({RATE: 0.05}))
    settle(qtbot, session)
    assert session.state.runs[0] is kept
    assert list(labels(session.state).values()) == ["The book's", "rate 0.05"]
    for run in session.state.runs:
        assert_exact(run)
    session.apply(KeepRun())
    assert rates(session) == [0.1, 0.05, 0.05]
    for left in (2, 2, 1):
        session.undo()
        assert len(session.state.runs) == left
    for _ in range(3):
        session.redo()
    assert [run.locked for run in session.state.runs] == [True, True, False]


def test_a_run_is_kept_as_paused_as_it_is(session, qtbot):
    """The copy has the rows so far; each has a history of its own to go on with."""
    opened(session, line(1e-6, ENDLESS))
    wait_rows(qtbot, session, 300)
    session.apply(PauseTraining())
    assert session.training.wait_idle(session.state.run.number, 5)
    rows = session.state.run.count
    session.apply(KeepRun())
    kept, front = session.state.runs
    assert kept.history is not front.history
    assert session.state.paused == {kept.number, front.number}
    assert (kept.count, front.count) == (rows, rows)
    session.apply(Train())
    qtbot.waitUntil(lambda: front.count > rows)
    assert kept.count == rows


@pytest.mark.parametrize("title", ["", "Mine"])
def test_a_duplicate_is_a_run_of_its_own_in_front(session, qtbot, title):
    opened(session, line(), line(0.05))
    settle(qtbot, session)
    session.apply(LockRun(1))
    session.apply(RenameRun(1, title))
    session.apply(MovePlayhead(7))
    session.apply(DuplicateRun(1))
    assert rates(session) == [0.1, 0.1, 0.05]
    assert session.state.current == 1
    copy = session.state.run
    assert (copy.locked, copy.title, copy.document) == (False, "", copy.number)
    assert copy.complete
    assert session.state.playhead == 7
    session.apply(ChangeSettings({RATE: 0.02}))
    assert rates(session) == [0.1, 0.02, 0.05]
    session.apply(DuplicateRun(77))
    assert len(session.state.runs) == 3


def test_a_fork_shares_the_rows_before_and_is_exact(session, qtbot):
    opened(session, line(0.01, 12_000))
    settle(qtbot, session)
    old = session.state.run
    session.apply(MovePlayhead(9000))
    session.apply(ForkRun(9000, {RATE: 0.05}))
    settle(qtbot, session)
    fork = session.state.run
    assert session.state.runs == (old, fork)
    assert session.state.playhead == 9000
    assert fork.changes[0].step == 9000
    shared = set(old.history.pieces) & set(fork.history.pieces)
    assert len(shared) == 4
    assert_exact(fork)
    assert_same_rows(old.history, train(old.experiment, old.problem), old.count)
    assert session.state.from_here is False
    session.undo()
    assert session.state.runs == (old,)


def test_a_fork_without_settings_waits_for_the_rate_to_be_changed_from_there_on(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(ForkRun(20))
    assert len(session.state.runs) == 2
    assert session.state.from_here
    session.apply(ChangeFromHere(20, {RATE: 0.05}))
    settle(qtbot, session)
    assert [len(run.changes) for run in session.state.runs] == [0, 1]
    assert_exact(session.state.run)


def test_a_locked_run_is_never_replaced(session, qtbot, told):
    opened(session, line())
    settle(qtbot, session)
    locked = session.state.run
    session.apply(LockRun(1))
    # A whole drag leads to one run more, and is one step of undo.
    for rate in (0.09, 0.08, 0.07):
        session.apply(ChangeSettings({RATE: rate}, "drag"))
    assert rates(session) == [0.1, 0.07]
    assert session.state.runs[0].history is locked.history
    assert len(told) == 1
    assert "locked" in told[0]
    front = session.state.run
    assert (front.locked, session.state.current, front.colour) == (False, 1, 1)
    assert front.modified
    assert not session.state.runs[0].modified
    session.undo()
    assert session.state.runs == (session.state.run,)
    assert session.state.run.locked


def test_nor_by_more_epochs_another_rate_from_here_on_or_what_waited_for_train(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(LockRun(1))
    session.apply(ChangeSettings({EPOCHS: 90}))
    settle(qtbot, session)
    assert [run.count for run in session.state.runs] == [61, 91]
    session.undo()
    session.apply(ChangeFromHere(20, {RATE: 0.02}))
    assert [len(run.changes) for run in session.state.runs] == [0, 1]
    session.undo()
    session.apply(SetOption("update_as_change", False))
    session.apply(ChangeSettings({RATE: 0.03}))
    assert len(session.state.runs) == 1
    session.apply(Train())
    settle(qtbot, session)
    assert rates(session) == [0.1, 0.03]
    assert session.state.runs[0].edited is None
    for run in session.state.runs:
        assert_exact(run)


def test_three_rates_stand_around_that_in_front(session, qtbot, told):
    opened(session, function(), line(0.05))
    settle(qtbot, session)
    front = session.state.run
    session.apply(rates_around(front.experiment))
    settle(qtbot, session)
    assert rates(session)[1:] == [0.005, 0.05, 0.5]
    assert session.state.run is front
    assert list(labels(session.state).values()) == ["rate 0.005", "rate 0.05", "rate 0.5"]
    for run in session.state.shown:
        assert_exact(run)
    # Again: they are open already, and only what was hidden is shown.
    session.apply(ShowRun(session.state.runs[3].document, False))
    session.apply(rates_around(front.experiment))
    assert [len(session.state.runs), len(session.state.shown)] == [4, 3]
    assert told == []
    session.apply(rates_around(front.experiment))
    assert told == ["These runs are open already, and shown"]
    session.undo()
    session.undo()
    session.undo()
    assert [run.number for run in session.state.runs] == [1, 2]


def test_equal_settings_open_one_run_and_all_are_shown_again(session, qtbot):
    opened(session, line())
    session.apply(CompareSettings(({RATE: 0.2}, {RATE: 0.2}, {})))
    assert rates(session) == [0.2, 0.1]
    session.apply(ShowOnly())
    assert len(session.state.shown) == 1
    session.apply(CompareSettings(({RATE: 0.2}, {})))
    assert [len(session.state.runs), len(session.state.shown)] == [2, 2]


def test_rates_are_written_as_a_person_would_and_only_those_that_are_allowed():
    for rate, others in ((0.07, [0.007, 0.07, 0.7]), (0.3, [0.03, 0.3, 3.0])):
        found = rates_around(Experiment().with_values({RATE: rate}))
        assert [values[RATE] for values in found.variants] == others
    # Ten times of this one is more than is allowed.
    huge = rates_around(Experiment().with_values({RATE: 1e6}))
    assert [values[RATE] for values in huge.variants] == [1e5, 1e6]


def test_settings_that_are_not_allowed_open_nothing(session, heard):
    opened(session, line())
    assert not session.apply(CompareSettings(({RATE: 0.2}, {RATE: -1.0})))
    assert len(session.state.runs) == 1
    assert heard.errors[-1].key == RATE


def test_what_is_asked_of_another_run_is_asked_of_that_one(session, heard):
    """A recording in front does not keep another run from being duplicated, nor the reverse."""
    opened(session, line())
    session.apply(OpenRecording(recording_from({"theta": [[3.0], [1.5]], "loss": [2.0, 1.0]})))
    recording = session.state.run.document
    assert session.apply(DuplicateRun(1))
    assert not session.apply(DuplicateRun(recording))
    assert not session.apply(ForkRun(1, document=recording))
    assert len(session.state.runs) == 3


def test_a_closed_run_comes_back_as_it_was(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(KeepRun())
    kept = session.state.runs[0]
    session.apply(RenameRun(kept.document, "Before"))
    session.apply(CloseRun(document=kept.document))
    assert len(session.state.runs) == 1
    session.undo()
    back = session.state.runs[0]
    assert (back.title, back.locked, back.shown, back.colour) == ("Before", True, True, 1)
