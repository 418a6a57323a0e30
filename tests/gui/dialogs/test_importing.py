"""Data files in the real window: opened, dropped, corrected afterwards."""

import csv

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.gui.windows import change, settle, wait_until
from visualizer.cli import main
from visualizer.gui.dialogs.import_data import ImportDialog


def dialog_of(window):
    """The dialog that is open, once it knows the file."""
    wait_until(lambda: window.findChildren(ImportDialog))
    (dialog,) = window.findChildren(ImportDialog)

    def known():
        dialog.update_answer()
        return dialog._shown is not None and dialog._shown.checked

    wait_until(known)
    return dialog


def drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(500, 300), Qt.DropAction.CopyAction, mime, button, none)
    window.dropEvent(event)
    return event


def test_a_dropped_table_is_shown_then_opened(window, table):
    event = drop(window, table)
    assert event.isAccepted()
    dialog = dialog_of(window)
    assert len(window.session.state.runs) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(window)
    state = window.session.state
    assert len(state.runs) == 2
    assert state.experiment.problem.data == str(table)
    # What the dialog had read is not read again.
    assert state.run.problem is dialog._shown.model
    assert window.documents.recent() == [str(table)]


def test_open_data_asks_for_a_file(window, table, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    for name in ("open_data", "open"):
        window.actions_by_name[name].trigger()
        dialog_of(window).reject()
        wait_until(lambda: not window.findChildren(ImportDialog))
    assert len(window.session.state.runs) == 1


def test_options_of_the_data_can_be_changed_afterwards(window, table):
    assert not window.actions_by_name["data_options"].isEnabled()
    window.documents.open_path(str(table))
    wait_until(lambda: len(window.session.state.runs) == 2)
    settle(window)
    change(window, problem__hidden=(3,), problem__output="tanh")
    assert window.actions_by_name["data_options"].isEnabled()
    window.actions_by_name["data_options"].trigger()
    dialog = dialog_of(window)
    assert dialog.found.options == window.session.state.experiment.data
    box = dialog.form.boxes["scaling"]
    box.setCurrentIndex(box.findData("min-max"))
    box.activated.emit(box.currentIndex())
    wait_until(lambda: dialog._shown.checked and dialog.found.options.scaling == "min-max")
    dialog.accept()
    settle(window)
    experiment = window.session.state.experiment
    assert experiment.data.scaling == "min-max"
    assert (experiment.problem.hidden, experiment.problem.output) == ((3,), "tanh")
    window.session.undo()
    assert window.session.state.experiment.data.scaling == "standardise"


def test_what_is_chosen_is_meant_for_the_run_that_was_asked_about(window, table, tmp_path):
    """Not for one that comes to the front behind the dialog."""
    drop(window, table)
    QTest.keyClick(dialog_of(window), Qt.Key.Key_Return)
    settle(window)
    asked = window.session.state.run.document
    other = tmp_path / "other.csv"
    other.write_text("a,b\n" + "".join(f"{x},{2 * x}\n" for x in range(9)))
    wait_until(lambda: not window.findChildren(ImportDialog))
    window.actions_by_name["data_options"].trigger()
    dialog = dialog_of(window)
    window.documents.open_path(str(other))
    wait_until(lambda: window.session.state.run.document != asked)
    before = window.session.state.experiment
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(window)
    state = window.session.state
    assert state.run.document == asked
    assert state.experiment.problem.data == str(table)
    assert before in [run.experiment for run in state.runs]


def test_a_file_chosen_in_the_setup_is_asked_about_too(window, table):
    window.setup.setting_edited.emit("problem.data", str(table), "")
    dialog = dialog_of(window)
    dialog.accept()
    settle(window)
    assert len(window.session.state.runs) == 1
    assert window.session.state.experiment.problem.data == str(table)
    assert window.session.state.experiment.data.scaling == "standardise"


def test_the_shell_reads_what_was_chosen(window, tmp_path, capsys):
    path = tmp_path / "shop.csv"
    rows = (f"{k};{'red' if k % 3 else 'blue'};{k % 7},5;{k if k % 4 else ''}" for k in range(40))
    path.write_text("id;colour;size;price\n" + "\n".join(rows))
    drop(window, path)
    dialog = dialog_of(window)
    dialog.columns.table.selectRow(1)
    dialog.columns.role.chosen.emit("target")
    wait_until(lambda: dialog.found.targets == ("colour",))
    dialog.accept()
    wait_until(lambda: len(window.session.state.runs) == 2)
    settle(window)
    history = window.session.state.run.history
    assert window.documents._write(window.session.state.run, str(tmp_path / "shop.toml"))
    words = ["run", str(tmp_path / "shop.toml"), "--history", str(tmp_path / "h.csv")]
    assert main(words) == 0
    assert "shop: 10 empty cells filled with the mean" in capsys.readouterr().out
    with (tmp_path / "h.csv").open(newline="") as file:
        losses = [float(row["loss"]) for row in csv.DictReader(file)]
    assert losses == history.column("loss").tolist()


@pytest.mark.parametrize("how", ["close", "reject"])
def test_nothing_is_left_behind(window, table, how):
    drop(window, table)
    dialog = window.findChildren(ImportDialog)[0]
    window.close_unasked() if how == "close" else dialog.close()
    assert not dialog.isVisible()
