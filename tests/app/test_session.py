import math

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
from visualizer.app.intents import (
    ChangeSettings,
    CloseRun,
    ExtendRun,
    MarkSaved,
    MovePlayhead,
    OpenExperiment,
    OpenRecording,
    PauseTraining,
    SelectRun,
    SetOption,
    ShowOnly,
    StopTraining,
    Train,
)
from visualizer.app.session import Session
from visualizer.core.recording.codec import recording_from
from visualizer.core.recording.history import Recording
from visualizer.core.training import train

RATE = "optimizer.learning_rate"
EPOCHS = "training.epochs"


def rate_of(session):
    return session.state.run.experiment.optimizer.learning_rate


# Opening.


def test_nothing_but_opening_before_the_first_run(session, qtbot):
    for intent in (Train(), ChangeSettings({RATE: 0.2}), MovePlayhead(3), ShowOnly()):
        assert not session.apply(intent)
    assert session.apply(SetOption("hide_future", True))
    session.undo()
    session.redo()
    assert not session.training_now
    opened(session, line())
    assert session.state.hide_future
    assert not session.can_undo


def test_opened_run_is_trained_exactly(session, qtbot):
    session.training.gate.clear()
    opened(session, line())
    assert session.training_now
    session.training.gate.set()
    settle(qtbot, session)
    assert not session.training_now
    assert session.state.run.ending.kind == "finished"
    assert_exact(session.state.run)


def test_runs_open_beside_each_other_with_colours_of_their_own(session, qtbot):
    opened(session, line(), line(0.05), line(0.01))
    assert session.state.current == 2
    session.apply(CloseRun(0))
    opened(session, function())
    assert sorted(run.colour for run in session.state.runs) == [0, 1, 2]
    settle(qtbot, session)
    for run in session.state.runs:
        assert_exact(run)


def test_replacing_closes_the_others_and_can_be_undone(session, qtbot):
    opened(session, line(0.1, ENDLESS), line(0.05))
    session.apply(OpenExperiment(function(), "/tmp/f.toml", replace=True))
    assert [run.path for run in session.state.runs] == ["/tmp/f.toml"]
    settle(qtbot, session)
    session.undo()
    assert len(session.state.runs) == 2
    before = session.state.runs[0].count
    qtbot.waitUntil(lambda: session.state.runs[0].count > before)


def test_run_in_front_is_trained_first(session, qtbot):
    opened(session, line(0.1, ENDLESS), line(0.05, ENDLESS))
    wait_rows(qtbot, session, 1)
    session.apply(SelectRun(0))
    before = session.state.run.count
    qtbot.waitUntil(lambda: session.state.run.count > before)


# Changes, undo and redo.


def test_change_retrains_and_leaves_a_ghost(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    former = session.state.run
    assert session.apply(ChangeSettings({RATE: 0.05}))
    assert session.state.ghosts == (former,)
    settle(qtbot, session)
    assert_exact(session.state.run)
    assert_exact(former)


def test_change_to_the_same_value_is_none(session, qtbot):
    opened(session, line())
    run = session.state.run
    assert session.apply(ChangeSettings({RATE: 0.1}))
    assert session.state.run is run
    assert not session.can_undo


def test_gesture_counts_as_one_and_keeps_the_first_ghost(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    first = session.state.run
    for rate in (0.09, 0.08, 0.07):
        session.apply(ChangeSettings({RATE: rate}, "drag 1"))
        assert session.state.former is first
    second = session.state.run
    for rate in (0.06, 0.05):
        session.apply(ChangeSettings({RATE: rate}, "drag 2"))
        assert session.state.former is second
    session.undo()
    assert rate_of(session) == 0.07
    assert session.state.former is first
    session.undo()
    assert session.state.run is first
    assert not session.can_undo
    session.redo()
    session.redo()
    assert rate_of(session) == 0.05
    assert not session.can_redo
    settle(qtbot, session)
    assert_exact(session.state.run)


def test_same_gesture_after_undo_begins_anew(session):
    opened(session, line())
    session.apply(ChangeSettings({RATE: 0.09}, "drag"))
    session.undo()
    session.apply(ChangeSettings({RATE: 0.08}, "drag"))
    session.undo()
    assert rate_of(session) == 0.1
    assert not session.can_undo


def test_new_change_forgets_what_was_undone(session):
    opened(session, line())
    session.apply(ChangeSettings({RATE: 0.09}))
    session.undo()
    assert session.can_redo
    session.apply(ChangeSettings({RATE: 0.08}))
    assert not session.can_redo


def test_undo_in_the_middle_of_training_goes_on_with_the_former_run(session, qtbot):
    opened(session, line(0.01, 25_000))
    wait_rows(qtbot, session, 100)
    former = session.state.run
    session.apply(ChangeSettings({RATE: 0.02}))
    wait_rows(qtbot, session, 100)
    left = session.state.run
    session.undo()
    assert session.state.run is former
    settle(qtbot, session)
    assert_exact(former)
    assert not left.complete
    session.redo()
    settle(qtbot, session)
    assert_exact(left)


def test_undo_leaves_playhead_and_options(session):
    opened(session, line())
    session.apply(ChangeSettings({RATE: 0.09}))
    session.apply(MovePlayhead(7))
    session.apply(SetOption("loop", True))
    session.undo()
    assert session.state.playhead == 7
    assert session.state.loop


def test_switches_and_moves_are_no_changes(session, qtbot):
    opened(session, line(), line(0.05))
    assert session.can_undo
    session.undo()
    for intent in (
        MovePlayhead(3),
        SetOption("follow", True),
        SelectRun(0),
        ShowOnly(),
        StopTraining(),
        Train(),
        MarkSaved("/tmp/x.toml"),
    ):
        assert session.apply(intent)
        assert not session.can_undo, intent


def test_refused_change_leaves_all_as_it_was(session, heard, qtbot):
    opened(session, line())
    settle(qtbot, session)
    state = session.state
    for values in (
        {RATE: -1.0},
        {"training.batch_size": 1000},
        {"start.parameters": (1.0,)},
        {"problem.data": "/nowhere/none.csv"},
        {"problem.nothing": 1},
    ):
        assert not session.apply(ChangeSettings(values))
        assert session.state is state
    assert [error.key for error in heard.errors] == [
        RATE,
        "training.batch_size",
        "start.parameters",
        "problem.data",
        "problem.nothing",
    ]
    assert not session.can_undo
    assert not session.apply(OpenExperiment(line(training={"batch_size": 1000})))
    assert session.state is state


def test_another_kind_of_problem_and_back(session, qtbot):
    opened(session, line())
    session.apply(ChangeSettings({"problem.kind": "function", "problem.function": "beale"}))
    settle(qtbot, session)
    assert session.state.run.problem.names == ("x", "y")
    assert session.state.ghosts == ()
    assert_exact(session.state.run)
    session.undo()
    assert session.state.run.problem.names == ("w", "b")


# Longer and shorter runs.


def test_more_epochs_go_on_with_the_same_history(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    short = session.state.run
    session.apply(ChangeSettings({EPOCHS: 90}))
    assert session.state.run.history is short.history
    assert session.state.ghosts == ()
    settle(qtbot, session)
    assert_exact(session.state.run)
    session.undo()
    assert session.state.run is short
    assert short.count == 61
    assert len(short.history) == 91
    assert short.ending.step == 60
    assert session.state.row <= 60
    session.redo()
    assert session.state.run.count == 91


def test_fewer_epochs_are_another_run(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(ChangeSettings({EPOCHS: 30}))
    settle(qtbot, session)
    assert_exact(session.state.run)


def test_extending_again_and_again_is_undone_at_once(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    for _ in range(5):
        session.apply(ExtendRun())
        settle(qtbot, session)
        session.apply(MovePlayhead(session.state.run.epochs))
    assert session.state.run.count == 66
    assert_exact(session.state.run)
    session.undo()
    assert session.state.run.count == 61
    assert not session.can_undo


def test_extending_after_undo_of_an_extension_under_way(session, qtbot):
    """The history then ends as "stopped", somewhere behind the run's own end."""
    opened(session, line(0.01))
    settle(qtbot, session)
    session.apply(ExtendRun(ENDLESS - 60))
    wait_rows(qtbot, session, 200)
    session.undo()
    settle(qtbot, session)
    assert session.state.run.ending == (
        *("finished", 60, "finished at step 60"),
        *session.state.run.ending[3:],
    )
    session.apply(ExtendRun())
    settle(qtbot, session)
    assert session.state.run.count == 62
    assert_same_rows(session.state.run.history, train(line(0.01, 61)), 62)


def test_extending_while_training_changes_nothing(session, qtbot):
    opened(session, line(0.01, ENDLESS))
    wait_rows(qtbot, session, 10)
    run = session.state.run
    session.apply(ExtendRun())
    assert session.state.run is run


def test_diverged_run_cannot_be_extended(session, qtbot):
    opened(session, line(100.0, 500))
    settle(qtbot, session)
    run = session.state.run
    assert run.ending.kind == "diverged"
    session.apply(ExtendRun())
    assert session.state.run is run
    session.apply(ChangeSettings({EPOCHS: 600}))
    settle(qtbot, session)
    assert session.state.run.ending.kind == "diverged"
    assert session.state.run.count == run.count


def test_undo_of_an_extension_that_diverged(session, qtbot):
    """Behind its own end the run has not diverged, and may be extended again."""
    alone = train(line(0.2, 2000))
    assert alone.ending.kind == "diverged"
    opened(session, line(0.2, alone.ending.step - 10))
    settle(qtbot, session)
    session.apply(ExtendRun(100))
    settle(qtbot, session)
    assert session.state.run.ending.kind == "diverged"
    session.undo()
    assert session.state.run.ending.kind == "finished"
    session.apply(ExtendRun(5))
    assert session.state.run.ending.kind == "finished"
    assert session.state.run.count == alone.ending.step - 4


def test_run_with_batches_is_extended_by_epochs(session, qtbot):
    batches = line(0.01, 5, training={"batch_size": 2})
    opened(session, batches)
    settle(qtbot, session)
    steps = session.state.run.history.steps_per_epoch
    assert steps > 1
    session.apply(ExtendRun(2))
    settle(qtbot, session)
    assert session.state.run.count == 7 * steps + 1
    assert_exact(session.state.run)


# Pause, stop, go on.


def test_pause_and_train_go_on_bit_by_bit(session, qtbot):
    opened(session, line(0.01, 30_000))
    for rows in (10, 2000, 9000):
        wait_rows(qtbot, session, rows)
        session.apply(PauseTraining())
        assert session.state.is_paused
        assert not session.training_now
        session.apply(Train())
        assert not session.state.is_paused
    settle(qtbot, session)
    assert_exact(session.state.run)


def test_paused_run_rests(session, qtbot):
    opened(session, line(0.01, ENDLESS))
    wait_rows(qtbot, session, 10)
    session.apply(PauseTraining())
    run = session.state.run
    assert session.training.wait_idle(run.number, 5)
    rows = run.count
    session.apply(MovePlayhead(3))
    session.apply(SetOption("loop", True))
    qtbot.wait(20)
    assert run.count == rows
    assert run.ending.kind == "stopped"


def test_pause_of_a_finished_run_is_none(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(PauseTraining())
    session.apply(StopTraining())
    assert not session.state.paused
    session.apply(ExtendRun())
    settle(qtbot, session)
    assert session.state.run.count == 62


def test_paused_run_goes_on_step_by_step(session, qtbot):
    opened(session, line(0.01, 10_000_000))
    wait_rows(qtbot, session, 10)
    session.apply(StopTraining())
    run = session.state.run
    assert session.training.wait_idle(run.number, 5)
    rows = run.count
    for more in (1, 2, 3):
        session.apply(ExtendRun())
        settle(qtbot, session)
        assert run.count == rows + more
    assert session.state.is_paused
    assert session.state.run is run
    assert run.ending.kind == "stopped"
    assert_same_rows(run.history, train(line(0.01, run.count - 1)), run.count)


def test_paused_run_that_is_extended_to_its_end_is_complete(session, qtbot):
    session.training.gate.clear()
    opened(session, line(0.01, 40))
    session.apply(PauseTraining())
    assert session.state.is_paused
    session.apply(ExtendRun(40))
    session.training.gate.set()
    settle(qtbot, session)
    assert not session.state.is_paused
    assert session.state.run.ending.kind == "finished"
    assert_exact(session.state.run)


def test_pause_of_one_run_survives_undo_in_another(session, qtbot):
    opened(session, line(0.01, ENDLESS), line())
    session.apply(ChangeSettings({RATE: 0.05}))
    session.apply(SelectRun(0))
    session.apply(PauseTraining())
    number = session.state.run.number
    session.undo()
    assert number in session.state.paused
    assert not session.training.is_training(number)


def test_train_of_a_finished_unchanged_run_keeps_it(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    run = session.state.run
    session.apply(Train())
    assert session.state.run is run
    assert not session.training.busy


def test_broken_run_is_not_tried_again_by_itself(session, heard, qtbot, monkeypatch):
    from visualizer.core.descent import Descent

    def fail(self, state):
        raise RuntimeError("a mistake in the program")

    with monkeypatch.context() as broken:
        broken.setattr(Descent, "advance", fail)
        opened(session, line())
        qtbot.waitUntil(lambda: bool(heard.crashes))
        for epoch in range(1, 20):
            session.apply(MovePlayhead(epoch))
            session.apply(SetOption("loop", bool(epoch % 2)))
            qtbot.wait(1)
        assert len(heard.crashes) == 1
    session.apply(Train())
    settle(qtbot, session)
    assert_exact(session.state.run)


# Editing without training.


@pytest.fixture
def edited(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    session.apply(SetOption("update_as_change", False))
    session.apply(ChangeSettings({RATE: 0.05}))
    return session


def test_edits_wait_for_train(edited, qtbot):
    session = edited
    run = session.state.run
    assert rate_of(session) == 0.1
    assert session.state.experiment.optimizer.learning_rate == 0.05
    assert not session.training.busy
    session.apply(Train())
    assert rate_of(session) == 0.05
    assert session.state.edited is None
    assert session.state.former.number == run.number
    settle(qtbot, session)
    assert_exact(session.state.run)


def test_train_of_edits_is_undone_to_the_edits(edited):
    edited.apply(Train())
    edited.undo()
    assert rate_of(edited) == 0.1
    assert edited.state.edited.optimizer.learning_rate == 0.05
    edited.undo()
    assert edited.state.edited is None
    edited.redo()
    edited.redo()
    assert rate_of(edited) == 0.05


def test_edits_that_are_taken_back_by_hand_are_none(edited):
    edited.apply(ChangeSettings({RATE: 0.1}))
    assert edited.state.edited is None


def test_switching_on_trains_the_edits(edited, qtbot):
    edited.apply(SetOption("update_as_change", True))
    assert edited.state.update_as_change
    assert rate_of(edited) == 0.05
    settle(qtbot, edited)
    assert_exact(edited.state.run)


def test_switch_stays_on_when_the_edits_cannot_be_trained(edited, heard):
    edited.apply(ChangeSettings({"training.batch_size": 1000}))
    assert not heard.errors
    edited.apply(SetOption("update_as_change", True))
    assert edited.state.update_as_change
    assert edited.state.edited.training.batch_size == 1000
    edited.apply(SetOption("loop", True))
    assert [error.key for error in heard.errors] == ["training.batch_size"]
    edited.apply(ChangeSettings({"training.batch_size": 1}))
    assert edited.state.edited is None
    assert edited.state.run.experiment.training.batch_size == 1


def test_edits_survive_another_run_in_front_and_an_extension(edited, qtbot):
    edited.apply(OpenExperiment(function()))
    assert edited.state.edited is None
    edited.apply(SelectRun(0))
    assert edited.state.edited.optimizer.learning_rate == 0.05
    settle(qtbot, edited)
    edited.apply(ExtendRun(2))
    settle(qtbot, edited)
    assert edited.state.run.count == 63
    assert edited.state.edited.optimizer.learning_rate == 0.05
    assert edited.state.edited.training.epochs == 62


def test_extension_leaves_edited_epochs_alone(edited, qtbot):
    edited.apply(ChangeSettings({RATE: 0.1, EPOCHS: 62}))
    edited.apply(ExtendRun(1))
    assert edited.state.edited.training.epochs == 62
    settle(qtbot, edited)
    edited.apply(ExtendRun(1))
    assert edited.state.edited is None


def test_problem_of_edits_is_unknown_until_built(edited):
    assert edited.state.problem is edited.state.run.problem
    edited.apply(ChangeSettings({"problem.kind": "function"}))
    assert edited.state.problem is None


# Runs.


def test_selecting_beyond_the_ends(session):
    opened(session, line(), function(), line(0.05))
    for index, expected in ((-5, 0), (1, 1), (99, 2)):
        session.apply(SelectRun(index))
        assert session.state.current == expected


@pytest.mark.parametrize("current", [0, 1, 2])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_closing_keeps_the_others_in_place(session, current, index):
    opened(session, line(), function(), line(0.05))
    session.apply(SelectRun(current))
    runs, front = session.state.runs, session.state.run
    session.apply(CloseRun(index))
    assert session.state.runs == tuple(run for run in runs if run is not runs[index])
    if index != current:
        assert session.state.run is front
    session.undo()
    assert session.state.runs == runs
    assert session.state.current == current


def test_last_run_stays_and_wrong_indices_are_ignored(session):
    opened(session, line())
    session.apply(CloseRun(0))
    assert len(session.state.runs) == 1
    opened(session, function())
    for index in (-1, 2):
        session.apply(CloseRun(index))
    assert len(session.state.runs) == 2


def test_closed_run_is_trained_no_more_until_it_is_back(session, qtbot):
    opened(session, line(0.01, ENDLESS), line())
    closed = session.state.runs[0]
    qtbot.waitUntil(lambda: closed.count > 0)
    session.apply(CloseRun(0))
    assert session.training.wait_idle(closed.number, 5)
    rows = closed.count
    session.undo()
    assert session.state.current == 1
    qtbot.waitUntil(lambda: closed.count > rows)


def test_closing_another_run_keeps_the_ghost(session):
    opened(session, function(), line())
    session.apply(ChangeSettings({RATE: 0.05}))
    former = session.state.former
    session.apply(CloseRun(0))
    assert session.state.former is former


# Ghosts.


def test_ghosts_are_of_the_same_problem_and_data(session):
    opened(session, line())
    session.apply(ChangeSettings({"data.scaling": "standardise"}))
    assert session.state.former is None
    assert session.state.ghosts == ()


# The playhead.


def test_playhead_is_brought_inside_the_planned_run(session, qtbot):
    opened(session, line())
    for epoch, expected in ((-1, 0), (12.5, 12.5), (1e9, 60), (math.inf, 60), (math.nan, 0)):
        session.apply(MovePlayhead(epoch))
        assert session.state.playhead == expected
    settle(qtbot, session)
    session.apply(MovePlayhead(60))
    assert session.state.row == 60


# Files.


def test_saved_run_is_modified_by_changes_and_not_by_undo_of_them(session):
    opened(session, line())
    session.apply(ChangeSettings({RATE: 0.05}))
    assert session.state.run.modified
    session.apply(MarkSaved("/tmp/x.toml"))
    assert not session.state.run.modified
    session.apply(ChangeSettings({RATE: 0.02}))
    assert session.state.run.modified
    session.undo()
    assert not session.state.run.modified
    session.undo()
    # The file holds the rate 0.05, whatever was undone since.
    assert rate_of(session) == 0.1
    assert session.state.run.modified
    assert session.state.run.path == "/tmp/x.toml"


def test_saving_edits_saves_what_the_panel_shows(edited):
    edited.apply(MarkSaved("/tmp/x.toml"))
    assert not edited.state.run.modified
    edited.apply(Train())
    assert not edited.state.run.modified


# Memory and closing.


def test_histories_share_the_budget(qtbot):
    session = Session(budget=400 << 20)
    try:
        opened(session, line())
        # Half of the three quarters that are not set aside for later runs.
        assert session.state.run.history.budget == pytest.approx(150 << 20, rel=1e-5)
        opened(session, line(0.05, 1_500_000))
        expected = session.state.run.bytes_expected
        assert expected > 50 << 20
        opened(session, line(0.02))
        left = session.state.run.history.budget
        assert (300 << 20) - 2 * expected < 2 * left < (300 << 20) - expected
        session.apply(SelectRun(1))
        session.apply(ChangeSettings({RATE: 0.01}))
        assert session.state.run.history.budget > 145 << 20
    finally:
        session.close()


def test_a_change_that_cannot_be_undone_is_told(session, qtbot, monkeypatch):
    told = []
    session.told.connect(told.append)
    opened(session, line(0.01, 9000))
    settle(qtbot, session)
    session.apply(ChangeSettings({RATE: 0.02}))
    assert session.can_undo
    assert not told
    settle(qtbot, session)
    monkeypatch.setattr("visualizer.app.past.LAST_BYTES", 1000)
    monkeypatch.setattr("visualizer.app.past.UNDO_BYTES", 1000)
    session.apply(ChangeSettings({RATE: 0.03}))
    assert not session.can_undo
    (words,) = told
    assert words.startswith("This change cannot be undone: what it replaced took 1 MB, more than ")
    # The run that is replaced has hardly begun: this change can be taken back, without a word.
    session.undo()
    assert rate_of(session) == 0.03


def test_undo_forgets_what_takes_too_much_memory(session, qtbot, monkeypatch):
    monkeypatch.setattr("visualizer.app.past.UNDO_BYTES", 1 << 20)
    opened(session, line(0.01, 3000))
    for number in range(12):
        settle(qtbot, session)
        session.apply(ChangeSettings({RATE: 0.01 + number / 1000 + 0.001}))
    count = 0
    while session.can_undo:
        session.undo()
        count += 1
    assert 1 <= count < 11


def test_undo_has_a_last_step(session):
    opened(session, line(0.1, 1))
    session.apply(SetOption("update_as_change", False))
    for number in range(130):
        session.apply(ChangeSettings({RATE: 0.2 + number / 1000}))
    count = 0
    while session.can_undo:
        session.undo()
        count += 1
    assert count == 100


def test_closing_while_training(qtbot):
    session = Session()
    opened(session, line(0.01, ENDLESS), function())
    wait_rows(qtbot, session, 1)
    session.close()
    session.close()
    qtbot.wait(1)
    rows = [run.count for run in session.state.runs]
    qtbot.wait(10)
    assert [run.count for run in session.state.runs] == rows


def test_views_are_told_of_every_change(session, qtbot):
    opened(session, line())
    for intent in (ChangeSettings({RATE: 0.05}), SetOption("loop", True)):
        with qtbot.waitSignal(session.changed, timeout=1000):
            session.apply(intent)
    # It moves with every frame: only who shows it is told.
    with qtbot.assertNotEmitted(session.changed):
        with qtbot.waitSignal(session.moved, timeout=1000):
            session.apply(MovePlayhead(3))
        with qtbot.assertNotEmitted(session.moved):
            session.apply(MovePlayhead(3))


def test_going_on_while_a_paused_run_makes_a_few_steps(session, qtbot):
    """The few steps must not be all that is done."""
    session.training.gate.clear()
    opened(session, line(0.01, 500))
    session.apply(PauseTraining())
    session.apply(ExtendRun(20))
    session.apply(Train())
    session.training.gate.set()
    settle(qtbot, session)
    assert_exact(session.state.run)


# Recordings.


def test_a_recording_stands_beside_runs_and_is_never_trained(session, qtbot):
    opened(session, line())
    settle(qtbot, session)
    recording = recording_from({"theta": [[3.0], [2.0], [1.0]], "loss": [9.0, 4.0, 1.0]})
    assert session.apply(OpenRecording(recording, "By hand"))
    state = session.state
    run = state.run
    assert run.history is recording
    assert (run.name, run.count, run.last_step, run.epochs) == ("By hand", 3, 2, 2.0)
    assert (state.experiment, state.problem, run.experiment) == (None, None, None)
    assert run.complete
    assert not run.modified
    assert run.ending.text == "ends at step 2"
    assert run.colour != state.runs[0].colour
    assert not session.training_now
    session.apply(MovePlayhead(7))
    assert session.state.row == 2
    assert recording.pieces.items() <= state.memory.items()
    assert sum(recording.pieces.values()) == recording.bytes
    session.undo()
    assert len(session.state.runs) == 1
    session.redo()
    assert session.state.run.history is recording
    session.apply(SelectRun(0))
    assert session.apply(ChangeSettings({RATE: 0.05}))
    session.apply(CloseRun(0))
    assert session.state.run.history is recording


def test_the_playhead_rests_on_rows_of_a_recording_that_can_be_shown(session):
    full = recording_from({"theta": [[float(row)] for row in range(64)]})
    vectors = full.snapshot.vectors
    kept = vectors._replace(chunks=(vectors.chunks[0][:, ::4].copy(),), size=16, stride=4)
    thinned = Recording(full.layout, full.snapshot._replace(vectors=kept), ending=full.ending)
    assert session.apply(OpenRecording(thinned))
    session.apply(MovePlayhead(7))
    assert session.state.row == 4
