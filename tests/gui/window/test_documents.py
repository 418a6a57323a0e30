"""Opening and saving in the real window: nothing is lost."""

from hashlib import sha256

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.windows import change, sentence, settle, wait_until
from visualizer.app.intents import ChangeSettings, RenameRun, SelectRun, SetOption
from visualizer.core.building import build
from visualizer.core.experiment import load_experiment
from visualizer.gui.dialogs.gallery import Gallery
from visualizer.gui.dialogs.import_data import ImportDialog
from visualizer.storage.experiments import save_experiment
from visualizer.storage.lessons import find_lesson, lesson_files, lessons


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
    wait_until(lambda: len(window.session.state.runs) == 2)
    settle(window)
    assert window.session.state.experiment.optimizer.learning_rate == 0.04


def test_saving_reads_no_data_and_knows_those_that_were_trained_on(
    window, choose, tmp_path, table, monkeypatch
):
    window.documents.open_path(str(table))
    wait_until(lambda: window.session.state.run.name == "rooms")
    read = sha256(table.read_bytes()).hexdigest()
    # Another program writes the table after it was read: what is saved was trained without it.
    table.write_bytes(table.read_bytes() + b"30,5;92,25\r\n")
    monkeypatch.setattr("visualizer.core.data.options.opened", lambda *_: 1 / 0)
    choose(tmp_path / "mine.toml")
    window.actions_by_name["save"].trigger()
    assert not window.isWindowModified()
    monkeypatch.undo()
    saved = load_experiment(tmp_path / "mine.toml")
    assert saved.data.fingerprint == read
    assert build(saved).notes[-1] == "rooms.csv has changed since the experiment was saved"


def test_a_run_is_saved_under_the_name_that_it_was_given(window, choose, tmp_path):
    run = window.session.state.run
    window.session.apply(RenameRun(run.document, "Too slow"))
    choose(tmp_path / "slow.toml")
    window.actions_by_name["save"].trigger()
    saved = load_experiment(tmp_path / "slow.toml")
    assert saved.name == "Too slow"
    assert saved.optimizer == run.experiment.optimizer
    assert not window.isWindowModified()


def test_nothing_chosen_changes_nothing(window, choose):
    choose(None)
    before = window.session.state
    window.actions_by_name["open"].trigger()
    window.actions_by_name["save_as"].trigger()
    assert window.session.state is before


MIMES = []


def dropped(path, action=Qt.DropAction.CopyAction):
    """The event of a file that is dropped on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    MIMES.append(mime)  # the event does not hold it
    place, left = QPointF(500, 300), Qt.MouseButton.LeftButton
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(place, both, mime, left, Qt.KeyboardModifier.NoModifier)
    event.setDropAction(action)
    return event


def message(window, name, done):
    """Why something was not done with a file, from the message that says so; it is closed."""
    wait_until(lambda: window.findChildren(QMessageBox))
    (box,) = window.findChildren(QMessageBox)
    assert box.isVisible()
    assert box.text() == f"{name} was not {done}."
    words = box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    wait_until(lambda: not window.findChildren(QMessageBox))
    return words


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
        window.documents.open_path(str(tmp_path / name))
        assert words in message(window, name, "opened")
        assert words in window.statusBar().currentMessage()
        assert window.session.state is before
    assert window.documents.recent() == []


def test_a_folder_that_cannot_be_written(window, choose, tmp_path):
    choose(tmp_path / "missing" / "mine.toml")
    assert not window.documents.save_as()
    assert "mine.toml" in window.statusBar().currentMessage()
    assert "mine.toml" in message(window, "mine.toml", "saved")
    assert window.session.state.run.path == ""


def test_a_table_with_decimal_commas(window, table):
    window.documents.open_path(str(table))
    wait_until(lambda: len(window.session.state.runs) == 2)
    settle(window)
    state = window.session.state
    assert state.run.problem.input_names == ("Größe",)
    assert state.run.problem.rows == 20
    assert state.experiment.problem.data == str(table)
    assert window.tabs.isVisible()


def test_what_was_wrong_is_past_when_another_run_is_in_front(window, table, tmp_path):
    window.documents.open_path(str(tmp_path / "missing.csv"))
    message(window, "missing.csv", "opened")
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


def test_files_that_the_user_names_in_any_way_are_told_when_they_fail(window, choose, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[optimizer]\nlearning_rate = -1\n")
    window.documents.remember(str(bad))
    menu = window.menus["File/Open recent"]
    menu.aboutToShow.emit()
    choose(bad)
    for way in (
        window.actions_by_name["open"].trigger,
        menu.actions()[0].trigger,
        lambda: window.dropEvent(dropped(bad)),
    ):
        way()
        assert "learning_rate" in message(window, "bad.toml", "opened")
    assert len(window.session.state.runs) == 1


def test_a_table_that_may_be_read_in_two_ways_is_asked_about(window, tmp_path):
    table = tmp_path / "unclear.csv"
    table.write_text("price;size\n1.250;3\n2.500;4\n3.125;5\n")
    window.documents.open_path(str(table))
    wait_until(lambda: window.findChildren(ImportDialog))
    (dialog,) = window.findChildren(ImportDialog)
    wait_until(lambda: dialog.form.isVisible() and not dialog.open_button.isEnabled())
    dialog.reject()
    wait_until(lambda: not window.findChildren(ImportDialog))


def test_what_is_dropped_is_never_moved(window, tmp_path):
    """Whoever moves a file deletes it afterwards."""
    save_experiment(lessons()[4].experiment, tmp_path / "bowl.toml")
    event = dropped(tmp_path / "bowl.toml", Qt.DropAction.MoveAction)
    window.dropEvent(event)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    wait_until(lambda: len(window.session.state.runs) == 2)


def test_experiments_are_dropped(window, tmp_path):
    save_experiment(lessons()[4].experiment, tmp_path / "bowl.toml")
    event = dropped(tmp_path / "bowl.toml")
    window.dropEvent(event)
    wait_until(lambda: len(window.session.state.runs) == 2)
    assert event.isAccepted()


def test_the_gallery_begins_a_lesson(window):
    window.actions_by_name["lessons"].trigger()
    gallery = window.findChild(Gallery)
    assert {card.lesson.name for card in gallery.cards} == set(lesson_files())
    assert all(not card.icon().isNull() for card in gallery.cards)
    QTest.keyClicks(gallery.search, "mccormick")
    (card,) = gallery.shown
    assert card.lesson.name == "mccormick"
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    settle(window)
    assert window.session.state.experiment == find_lesson("mccormick").experiment
    assert window.session.state.lesson is None


@pytest.fixture
def answer(monkeypatch):
    """Answers questions with the button of these words; keeps what was asked."""
    asked = []

    def answer_with(words):
        def execute(box):
            asked.append(f"{box.text()}\n{box.informativeText()}")
            (button,) = [one for one in box.buttons() if words in one.text()]
            button.click()
            return box.standardButton(button).value

        monkeypatch.setattr(QMessageBox, "exec", execute)
        return asked

    return answer_with


def test_the_untouched_lesson_is_closed_without_a_question(window, answer):
    asked = answer("Cancel")
    window.actions_by_name["new"].trigger()
    window.playback.seek(3)
    assert window.documents.may_close()
    window.close()
    assert not window.isVisible()
    assert asked == []


def edited(window, table, tmp_path):
    change(window, optimizer__learning_rate=0.03)


def edited_without_training(window, table, tmp_path):
    window.session.apply(SetOption("update_as_change", False))
    window.session.apply(ChangeSettings({"optimizer.learning_rate": 0.03}))


def imported(window, table, tmp_path):
    window.documents.open_file(str(table))
    (dialog,) = window.findChildren(ImportDialog)
    wait_until(lambda: dialog.open_button.isEnabled())
    dialog.open_button.click()
    wait_until(lambda: len(window.session.state.runs) == 2)


def changed_after_saving(window, table, tmp_path):
    change(window, optimizer__learning_rate=0.03)
    window.documents.save()
    change(window, optimizer__learning_rate=0.04)


@pytest.mark.parametrize("work", [edited, edited_without_training, imported, changed_after_saving])
def test_closing_asks_about_unsaved_work_of_every_kind(
    window, table, tmp_path, choose, answer, work
):
    choose(tmp_path / "mine.toml")
    work(window, table, tmp_path)
    name = window.session.state.run.name
    asked = answer("Cancel")
    window.close()
    assert window.isVisible()
    assert asked == [f"Save “{name}” before it is closed?\n"]
    answer("Save")
    experiment = window.session.state.experiment
    window.close()
    assert not window.isVisible()
    found = load_experiment(tmp_path / "mine.toml")
    assert found.optimizer == experiment.optimizer
    assert found.problem == experiment.problem
    assert len(asked) == 2


def test_one_question_for_the_window_lists_the_runs(window, choose, answer, tmp_path):
    for rate in (0.01, 0.02):
        change(window, optimizer__learning_rate=rate)
        window.documents.open_lesson(lessons()[4])
        settle(window)
    change(window, optimizer__learning_rate=0.015)
    assert len(window.session.state.runs) == 3
    window.session.apply(SelectRun(1))
    change(window, optimizer__learning_rate=0.017)
    names = [run.name for run in window.session.state.runs]
    # A dialog that is dismissed keeps the window open.
    choose(None)
    asked = answer("Save")
    window.close()
    assert window.isVisible()
    listed = "\n".join(f"• {name}" for name in names)
    assert asked == [f"Save these 3 experiments before they are closed?\n{listed}"]
    answer("Discard")
    window.close()
    assert not window.isVisible()


def test_closing_a_run_asks_about_it_alone(window, choose, answer, tmp_path):
    change(window, optimizer__learning_rate=0.03)
    window.documents.open_lesson(lessons()[4])
    settle(window)
    change(window, optimizer__learning_rate=0.015)
    asked = answer("Cancel")
    window.actions_by_name["close_run"].trigger()
    assert len(window.session.state.runs) == 2
    # By the cross of its tab, while another is in front.
    window.tabs.closed.emit(0)
    assert len(window.session.state.runs) == 2
    assert len(asked) == 2
    answer("Save")
    choose(tmp_path / "first.toml")
    window.tabs.closed.emit(0)
    assert len(window.session.state.runs) == 1
    assert load_experiment(tmp_path / "first.toml").optimizer.learning_rate == 0.03
    assert window.session.state.experiment.optimizer.learning_rate == 0.015
    window.session.undo()


def test_a_file_that_another_window_has_changed_is_not_replaced_silently(
    window, choose, answer, tmp_path
):
    file, other = tmp_path / "mine.toml", tmp_path / "other.toml"
    save_experiment(lessons()[0].experiment, file)
    window.documents.open_path(str(file))
    wait_until(lambda: len(window.session.state.runs) == 2)
    change(window, optimizer__learning_rate=0.03)
    theirs = lessons()[4].experiment
    save_experiment(theirs, file)
    asked = answer("Cancel")
    assert not window.documents.save()
    assert load_experiment(file) == theirs
    assert asked == [
        "mine.toml was changed by another window or program.\n"
        "Saving here replaces what was written there."
    ]
    answer("Save as")
    choose(other)
    assert window.documents.save()
    assert load_experiment(file) == theirs
    assert load_experiment(other).optimizer.learning_rate == 0.03
    # The run has moved to the other file, which nobody else has written to.
    change(window, optimizer__learning_rate=0.04)
    assert window.documents.save()
    save_experiment(theirs, other)
    answer("Replace")
    assert window.documents.save()
    assert load_experiment(other).optimizer.learning_rate == 0.04
    assert len(asked) == 3


def test_errors_of_another_file_are_not_shown_beside_fields_of_this_run(window, tmp_path):
    bad = tmp_path / "bad.toml"
    for content in (
        '[problem]\ndata = "none.csv"\n',
        "[optimizer]\nlearning_rate = -1\n",
    ):
        bad.write_text(content)
        window.documents.open_path(str(bad))
        message(window, "bad.toml", "opened")
        assert sentence(window, "problem.data") == sentence(window, "optimizer.learning_rate") == ""
        window.statusBar().clearMessage()


def test_a_lesson_of_ones_own_shows_its_text(window, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(lesson_files()["sphere"].read_bytes())
    window.documents.open_path(str(file))
    wait_until(lambda: len(window.session.state.runs) == 2)
    assert window.strip._lesson.text == find_lesson("sphere").text
    assert window.session.state.run.path == ""


def test_recent_files_are_those_that_still_exist(window, tmp_path):
    paths = [tmp_path / f"{number}.toml" for number in range(12)]
    for path in paths:
        save_experiment(window.session.state.experiment, path)
        window.documents.remember(str(path))
    assert window.documents.recent() == [str(path) for path in paths[:1:-1]]
    paths[11].unlink()
    assert window.documents.recent() == [str(path) for path in paths[10:1:-1]]
    menu = window.menus["File/Open recent"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [path.name for path in paths[10:1:-1]]
