"""What the program shows first."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from tests.gui.frames import recorded_run
from tests.gui.windows import change, close_window, new_window, settle, wait_until
from visualizer.app.intents import MovePlayhead, OpenRecording, SetOption
from visualizer.gui.dialogs.import_data import ImportDialog
from visualizer.gui.window import application
from visualizer.gui.window.application import FirstPlay, show_first, show_first_lesson
from visualizer.storage.lessons import find_lesson


@pytest.fixture
def soon(monkeypatch):
    """The first start plays at once, and the desktop allows motion."""
    monkeypatch.setattr(application, "FIRST_PLAY_MILLISECONDS", 10)
    monkeypatch.setattr(application, "reduced_motion", lambda: False)


def test_the_first_start_plays_once_with_the_future_hidden(window, soon):
    show_first_lesson(window, play=True)
    assert window.session.state.hide_future
    wait_until(lambda: window.playback.playing)
    assert window.playback.speed == 4.0
    window.playback.set_speed(60.0)
    wait_until(lambda: window.session.state.row == 60 and not window.playback.playing)
    assert not window.session.state.loop


def test_nothing_moves_where_the_desktop_asks_for_less(window, soon, monkeypatch):
    monkeypatch.setattr(application, "reduced_motion", lambda: True)
    show_first_lesson(window, play=True)
    QTest.qWait(100)
    assert not window.playback.playing
    assert window.session.state.row == 0


def test_a_user_who_was_faster_is_not_disturbed(window, soon):
    # Without the timer that would play: a busy machine might be slower than it.
    show_first_lesson(window, play=False)
    settle(window)
    window.playback.seek(3)
    FirstPlay(window).begin()
    assert not window.playback.playing
    assert window.session.state.row == 3


def test_a_table_takes_the_place_of_the_lesson(window, table):
    show_first(window, str(table))
    wait_until(lambda: window.session.state.run.name == "rooms")
    settle(window)
    assert window.session.state.run.history.parameters == ("w", "b")
    # Beside it is only what the fixture had opened.
    assert len(window.session.state.runs) in (1, 2)


def test_a_script_opens_its_own_recording_and_no_lesson(window):
    before = window.session.state.runs
    recording = recorded_run().history
    show_first(window, "", [OpenRecording(recording, "Mine"), MovePlayhead(7)])
    state = window.session.state
    assert state.runs[:-1] == before
    assert (state.run.history, state.run.name, state.row) == (recording, "Mine", 7)


def test_a_table_that_cannot_be_read_leaves_the_lesson(window, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n3\n")
    show_first(window, str(broken))
    wait_until(lambda: "line 3" in window.statusBar().currentMessage())
    assert window.session.state.run.name == window.session.state.runs[0].name
    assert not window.playback.playing
    wait_until(lambda: window.findChildren(ImportDialog))


def test_how_a_table_with_empty_cells_is_read_is_asked(window, tmp_path):
    table = tmp_path / "gaps.csv"
    table.write_text("a,b\n1,2\n,3\n4,5\n5,7\n")
    show_first(window, str(table))
    wait_until(lambda: window.findChildren(ImportDialog))
    (dialog,) = window.findChildren(ImportDialog)
    dialog.reject()
    # The name of the file is written as it is; the fields are those of the lesson.
    assert "gaps.csv" in window.statusBar().currentMessage()
    assert window.setup.form.row("problem.data").error == ""
    # What fails later is told beneath its field as ever.
    wait_until(lambda: not window.findChildren(ImportDialog))
    change(window, problem__data=str(tmp_path / "none.csv"))
    wait_until(lambda: "none.csv" in window.setup.form.row("problem.data").error)
    assert not window.findChildren(ImportDialog)


def test_a_file_of_the_start_that_cannot_be_opened_is_told_in_a_message(window, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('[problem]\ndata = "line"\nloss = "cross_entropy"\n')
    for path, words in ((bad, "categorical_cross_entropy"), (tmp_path / "none.toml", "no such")):
        show_first(window, str(path))
        wait_until(lambda: window.findChildren(QMessageBox))
        (box,) = window.findChildren(QMessageBox)
        assert path.name in box.text()
        assert words in box.informativeText()
        box.accept()
        wait_until(lambda: not window.findChildren(QMessageBox))


def test_a_lesson_by_its_name(window):
    show_first(window, "rosenbrock")
    assert window.session.state.experiment.problem.function == "rosenbrock"


def test_a_lesson_with_questions_by_its_name(settings):
    """Nothing is open yet, and nothing else can be done then."""
    window = new_window(settings, lesson="level-ground")
    try:
        attended = window.session.state.lesson
        assert attended is not None
        assert attended.lesson.name == "level-ground"
        assert window.session.state.experiment == find_lesson("level-ground").experiment
        settle(window)
    finally:
        close_window(window)


def test_only_of_the_first_lesson_the_future_is_hidden(window, table, soon):
    show_first_lesson(window, play=True)
    change(window, optimizer__learning_rate=0.05)
    assert window.session.state.hide_future
    window.documents.open_path(str(table))
    wait_until(lambda: not window.session.state.hide_future)
    window.session.apply(SetOption("hide_future", True))
    show_first(window, "")
    settle(window)
    assert window.session.state.hide_future


def test_a_future_that_the_user_hides_stays_hidden(window, table, soon):
    show_first_lesson(window, play=True)
    for on in (False, True):
        window.session.apply(SetOption("hide_future", on))
    window.documents.open_path(str(table))
    settle(window)
    QTest.qWait(50)
    assert window.session.state.hide_future
