"""Opening and saving in the real window: nothing is lost."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.windows import change, settle, wait_until
from visualizer.core.experiment import load_experiment
from visualizer.storage.experiments import save_experiment
from visualizer.storage.lessons import lessons


@pytest.fixture
def choose(monkeypatch):
    """The files that the dialogs give, as if the user had chosen them."""

    def answer(path):
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path) if path else "", ""))

    return answer


def test_save_open_and_recent(window, choose, tmp_path):
    file = tmp_path / "mine.toml"
    change(window, optimizer__learning_rate=0.03)
    choose(tmp_path / "mine")  # without an ending
    window.actions_by_name["save"].trigger()
    assert load_experiment(file).optimizer.learning_rate == 0.03
    assert window.session.state.run.path == str(file)
    assert not window.isWindowModified()
    change(window, optimizer__learning_rate=0.04)
    assert window.isWindowModified()
    choose(None)  # the file is known: nothing is asked
    window.actions_by_name["save"].trigger()
    assert load_experiment(file).optimizer.learning_rate == 0.04
    assert not window.isWindowModified()
    menu = window.menus["File/Open recent"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["mine.toml"]
    menu.actions()[0].trigger()
    settle(window)
    assert len(window.session.state.runs) == 2
    assert window.session.state.experiment.optimizer.learning_rate == 0.04


def test_nothing_chosen_changes_nothing(window, choose):
    choose(None)
    before = window.session.state
    window.actions_by_name["open"].trigger()
    window.actions_by_name["save_as"].trigger()
    assert window.session.state is before


def test_a_bad_file_leaves_what_is_open(window, tmp_path):
    bad = (
        ("key.toml", "format = 1\n[optimizer]\nlearning_rat = 3\n", "learning_rat"),
        ("later.toml", "format = 99\n", "later version"),
        ("broken.toml", "format = ", "broken.toml"),
        ("missing.toml", None, "no such file"),
    )
    before = window.session.state
    for name, content, words in bad:
        if content is not None:
            (tmp_path / name).write_text(content)
        assert not window.documents.open_path(str(tmp_path / name))
        assert window.session.state is before
        assert words in window.statusBar().currentMessage()
    assert window.documents.recent() == []


def test_a_folder_that_cannot_be_written(window, choose, tmp_path):
    choose(tmp_path / "missing" / "mine.toml")
    assert not window.documents.save_as()
    assert "mine.toml" in window.statusBar().currentMessage()
    assert window.session.state.run.path == ""


def test_a_table_with_decimal_commas(window, table):
    assert window.documents.open_path(str(table))
    wait_until(lambda: len(window.session.state.runs) == 2)
    settle(window)
    state = window.session.state
    assert state.run.problem.input_names == ("Größe",)
    assert state.run.problem.rows == 20
    assert state.experiment.problem.data == str(table)
    assert window.tabs.isVisible()


def test_what_was_wrong_is_past_when_another_run_is_in_front(window, table, tmp_path):
    window.documents.open_path(str(tmp_path / "missing.csv"))
    assert window.statusBar().currentMessage()
    window.documents.open_path(str(table))
    wait_until(lambda: len(window.session.state.runs) == 2)
    wait_until(lambda: not window.statusBar().currentMessage())


def test_a_large_table_shows_its_progress_and_can_be_stopped(window, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("w") as file:
        file.write("a,b,y\n")
        block = "".join(f"0.{k:06d},0.25,{k}\n" for k in range(20_000))
        for _ in range(120):
            file.write(block)
    window.documents.open_path(str(large))
    wait_until(lambda: window.status.words.text().startswith("Reading"))
    assert window.status.stop.isVisible()
    # The window works on meanwhile.
    window.playback.seek(5)
    settle(window)
    window.status.stop.click()
    assert window.session.loading_progress is None
    wait_until(lambda: not window.status.stop.isVisible())
    QTest.qWait(50)
    assert len(window.session.state.runs) == 1


def test_experiments_are_dropped(window, tmp_path):
    save_experiment(lessons()[4].experiment, tmp_path / "bowl.toml")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "bowl.toml"))])
    event = QDropEvent(
        QPointF(500, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    wait_until(lambda: len(window.session.state.runs) == 2)
    assert event.isAccepted()


def test_lessons_are_one_click_away(window):
    menu = window.menus["File/Open lesson"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [one.title for one in lessons()]
    menu.actions()[9].trigger()
    settle(window)
    assert window.session.state.experiment == lessons()[9].experiment


@pytest.mark.parametrize(
    ("button", "closed"),
    [(QMessageBox.StandardButton.Cancel, False), (QMessageBox.StandardButton.Discard, True)],
)
def test_closing_asks_about_what_was_not_saved(
    window, choose, tmp_path, monkeypatch, button, closed
):
    asked = []
    answer = lambda *arguments: asked.append(arguments) or button  # noqa: E731
    monkeypatch.setattr(QMessageBox, "question", answer)
    choose(tmp_path / "mine.toml")
    window.documents.save()
    assert window.documents.may_close()
    assert asked == []
    change(window, optimizer__learning_rate=0.03)
    assert window.documents.may_close() is closed
    assert len(asked) == 1
    window.session.undo()
