import os

import numpy as np
import pytest

from tests.app.sessions import assert_exact, function, line, opened, settle, table_of
from visualizer.app.intents import (
    ChangeSettings,
    CloseRun,
    OpenExperiment,
    SelectRun,
    SetOption,
    StopTraining,
    Train,
)
from visualizer.app.session import Session

DATA = "problem.data"
RATE = "optimizer.learning_rate"


def wait_loaded(qtbot, session):
    qtbot.waitUntil(lambda: session.loading_progress is None, timeout=20_000)


def data_of(session):
    return session.state.run.experiment.problem.data


@pytest.fixture
def broken_file(large_file, tmp_path):
    """As large, and wrong in its last line."""
    path = tmp_path / "broken.csv"
    path.write_text(large_file.read_text() + "1,text\n")
    return path


def test_large_file_is_opened_in_the_background(session, large_file, qtbot):
    seen = []
    assert session.apply(OpenExperiment(table_of(large_file)))
    assert not session.state.runs
    while session.loading_progress is not None:
        seen.append(session.loading_progress)
        qtbot.wait(5)
    done = [done for done, _ in seen]
    assert done == sorted(done)
    assert any(0 < done < total for done, total in seen)
    assert seen[-1][1] >= large_file.stat().st_size
    assert session.state.run.problem.rows == 400_000


def test_once_read_it_is_at_hand(session, large_file, qtbot):
    session.apply(OpenExperiment(table_of(large_file)))
    wait_loaded(qtbot, session)
    session.apply(ChangeSettings({RATE: 0.001}))
    assert session.loading_progress is None
    assert session.state.run.experiment.optimizer.learning_rate == 0.001


def test_change_to_a_large_file_and_undo(session, large_file, qtbot):
    opened(session, line())
    settle(qtbot, session)
    former = session.state.run
    with qtbot.waitSignal(session.changed):
        session.apply(ChangeSettings({DATA: str(large_file)}))
    assert session.state.run is former
    wait_loaded(qtbot, session)
    assert data_of(session) == str(large_file)
    session.undo()
    assert session.state.run is former


def test_stop_cancels_and_leaves_training_alone(session, large_file, qtbot):
    opened(session, line(0.01, 100_000_000))
    state = session.state
    session.apply(ChangeSettings({DATA: str(large_file)}))
    with qtbot.waitSignal(session.changed):
        session.apply(StopTraining())
    assert session.loading_progress is None
    assert session.state is state
    assert session.training_now
    qtbot.wait(50)
    assert session.state is state
    assert session.loading_progress is None


def test_cancelled_and_begun_again(session, large_file, qtbot):
    """What the first of two loads still tells must not be taken for the second's."""
    opened(session, line())
    for _ in range(5):
        session.apply(ChangeSettings({DATA: str(large_file), RATE: 0.3}))
        qtbot.wait(3)
        session.cancel_loading()
    session.apply(ChangeSettings({DATA: str(large_file), RATE: 0.001}))
    assert session.loading_progress is not None
    wait_loaded(qtbot, session)
    assert session.state.run.experiment.optimizer.learning_rate == 0.001


def test_what_was_read_before_it_was_cancelled_is_dropped(session, large_file, tmp_path, qtbot):
    """Its signal is on its way already when the next load begins."""
    other = tmp_path / "other.csv"
    other.write_text(large_file.read_text())
    opened(session, line())
    session.apply(ChangeSettings({DATA: str(large_file)}))
    assert session._loader._worker.wait(10)
    session.apply(ChangeSettings({DATA: str(other)}))
    qtbot.wait(1)
    assert data_of(session) == "line"
    assert session.loading_progress is not None
    wait_loaded(qtbot, session)
    assert data_of(session) == str(other)


def test_newer_load_supersedes(session, large_file, tmp_path, qtbot):
    other = tmp_path / "other.csv"
    other.write_text(large_file.read_text())
    opened(session, line())
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.apply(ChangeSettings({DATA: str(other)}))
    wait_loaded(qtbot, session)
    assert data_of(session) == str(other)
    session.undo()
    assert data_of(session) == "line"


def test_choice_of_small_data_supersedes(session, large_file, qtbot):
    opened(session, line())
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.apply(ChangeSettings({DATA: "noisy-line"}))
    assert session.loading_progress is None
    qtbot.wait(30)
    assert data_of(session) == "noisy-line"


def test_dragging_the_rate_meanwhile_leaves_it_alone(session, large_file, qtbot):
    opened(session, line())
    session.apply(ChangeSettings({DATA: str(large_file)}))
    for rate in (0.05, 0.02):
        session.apply(ChangeSettings({RATE: rate}, "drag"))
    assert session.loading_progress is not None
    assert session.state.run.experiment.optimizer.learning_rate == 0.02
    wait_loaded(qtbot, session)
    assert data_of(session) == str(large_file)


def test_change_is_never_made_to_another_run(session, large_file, qtbot):
    opened(session, function(), line())
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.apply(SelectRun(0))
    assert session.loading_progress is None
    session.apply(SelectRun(1))
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.apply(CloseRun(1))
    assert session.loading_progress is None
    qtbot.wait(30)
    assert session.state.run.experiment == function()


def test_opening_goes_on_whatever_is_in_front(session, large_file, qtbot):
    opened(session, function(), line())
    session.apply(OpenExperiment(table_of(large_file)))
    session.apply(SelectRun(0))
    wait_loaded(qtbot, session)
    assert len(session.state.runs) == 3
    assert data_of(session) == str(large_file)


def test_undo_and_redo_cancel(session, large_file, qtbot):
    opened(session, line())
    session.apply(ChangeSettings({RATE: 0.05}))
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.undo()
    assert session.loading_progress is None
    session.apply(ChangeSettings({DATA: str(large_file)}))
    session.redo()
    assert session.loading_progress is None
    assert session.state.run.experiment.optimizer.learning_rate == 0.05


def test_wrong_large_file_is_told_and_changes_nothing(session, heard, broken_file, qtbot):
    opened(session, line())
    settle(qtbot, session)
    state = session.state
    session.apply(ChangeSettings({DATA: str(broken_file)}))
    wait_loaded(qtbot, session)
    assert session.state is state
    assert not session.can_undo
    assert len(heard.errors) == 1
    assert heard.errors[0].key == "problem.data"
    assert "400,002" in heard.errors[0].message or "400002" in heard.errors[0].message


def test_wrong_first_file_leaves_nothing_open(session, heard, broken_file, qtbot):
    session.apply(OpenExperiment(table_of(broken_file)))
    wait_loaded(qtbot, session)
    assert len(heard.errors) == 1
    assert not session.state.runs


def test_train_waits_for_a_large_file(session, large_file, qtbot):
    opened(session, line())
    session.apply(SetOption("update_as_change", False))
    session.apply(ChangeSettings({DATA: str(large_file)}))
    assert session.loading_progress is None
    session.apply(Train())
    assert session.loading_progress is not None
    wait_loaded(qtbot, session)
    assert session.state.edited is None
    assert data_of(session) == str(large_file)


def test_train_reads_a_changed_file_again(session, tmp_path, qtbot):
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,2\n2,4\n")
    opened(session, table_of(path))
    settle(qtbot, session)
    former = session.state.run
    path.write_text("x,y\n1,3\n2,6\n3,9\n")
    os.utime(path, ns=(1, 1))
    session.apply(Train())
    settle(qtbot, session)
    assert session.state.run.problem.rows == 3
    assert_exact(session.state.run)
    session.undo()
    assert session.state.run is former
    np.testing.assert_array_equal(former.problem.targets.ravel(), [2, 4])


def test_more_epochs_on_changed_data_are_a_run_of_their_own(session, tmp_path, qtbot):
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,2\n2,4\n")
    opened(session, table_of(path))
    settle(qtbot, session)
    former = session.state.run
    path.write_text("x,y\n1,3\n2,6\n3,9\n")
    os.utime(path, ns=(1, 1))
    session.apply(ChangeSettings({"training.epochs": former.experiment.training.epochs + 1}))
    settle(qtbot, session)
    assert session.state.run.history is not former.history
    assert_exact(session.state.run)


def test_file_that_grows_is_read_once(session, large_file, tmp_path, qtbot):
    growing = tmp_path / "growing.csv"
    growing.write_bytes(large_file.read_bytes())
    session.apply(OpenExperiment(table_of(growing)))
    while session.loading_progress is not None:
        with growing.open("a") as file:
            file.write("1,2\n")
        qtbot.wait(2)
    assert session.state.runs
    assert session.loading_progress is None


def test_unexpected_error_is_no_silence(session, large_file, qtbot, monkeypatch):
    def fail(self, experiment, progress=None):
        raise RuntimeError("a mistake in the program")

    opened(session, line())
    state = session.state
    monkeypatch.setattr("visualizer.core.building.ProblemCache.build", fail)
    with qtbot.capture_exceptions() as exceptions:
        session.apply(ChangeSettings({DATA: str(large_file)}))
        wait_loaded(qtbot, session)
    assert "a mistake in the program" in str(exceptions[0][1])
    assert session.state is state


def test_too_little_memory_is_a_sentence(session, heard, large_file, qtbot, monkeypatch):
    def fail(self, experiment, progress=None):
        raise MemoryError

    opened(session, line())
    monkeypatch.setattr("visualizer.core.building.ProblemCache.build", fail)
    session.apply(ChangeSettings({DATA: str(large_file)}))
    wait_loaded(qtbot, session)
    assert "memory" in heard.errors[0].message


def test_closing_while_reading(large_file, qtbot):
    session = Session()
    opened(session, line())
    state = session.state
    session.apply(ChangeSettings({DATA: str(large_file)}))
    qtbot.wait(5)
    session.close()
    qtbot.wait(20)
    assert session.state is state
