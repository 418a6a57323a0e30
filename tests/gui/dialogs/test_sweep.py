"""The sweep over the real window: asked for, made, looked at, opened and saved."""

import csv

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.gui.windows import settle, wait_until
from visualizer.core.sweeps.results import result_of
from visualizer.gui.dialogs.sweep import SweepDialog
from visualizer.gui.dialogs.sweep_form import FIRST, RATE, RULE, SECOND


@pytest.fixture
def dialog(window):
    window.actions_by_name["sweep"].trigger()
    found = window.findChild(SweepDialog)
    yield found
    if shiboken6.isValid(found):
        found.reject()


def made(dialog):
    dialog.begin.click()
    wait_until(lambda: not dialog._timer.isActive())
    return dialog.outcome


def type_values(dialog, place, text):
    line = dialog.form.values[place]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def test_the_run_of_a_cell_is_opened_with_the_numbers_that_the_table_has(window, dialog):
    before = window.session.state.run
    type_values(dialog, FIRST, "0.01:0.2:5:log")
    outcome = made(dialog)
    assert len(outcome.results) == 5
    # The same once more, as a hand does that was not sure: it is there again.
    outcome = made(dialog)
    assert len(outcome.results) == 5
    assert dialog.answer.text().startswith("Best by final loss: learning rate ")
    # The table is sorted by result; the first row is the best one.
    model = dialog.table.model()
    assert model.index(0, 0).data() == f"{outcome.settings[outcome.best][0]:.6g}"
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    wait_until(lambda: window.session.state.run is not before)
    settle(window)
    run = window.session.state.run
    assert repr(result_of(run.history)) == repr(outcome.results[outcome.best])


def test_what_is_chosen_on_an_axis_is_what_the_table_shows(dialog):
    dialog.form._choose(SECOND, "training.epochs")
    type_values(dialog, FIRST, "0.01,0.03,0.05")
    type_values(dialog, SECOND, "10,20")
    made(dialog)
    assert dialog.kind.isVisible()
    dialog.kind.setFocus()
    QTest.keyClick(dialog.kind, Qt.Key.Key_End)
    assert dialog.picture == "sweep-parallel"
    dialog.parallel.on_brushed([1, 4])
    assert dialog.table.model().rowCount() == 2
    dialog.parallel.on_brushed(None)
    assert dialog.table.model().rowCount() == 6


def test_several_rows_are_opened_to_be_compared(window, dialog):
    before = window.session.state.run
    type_values(dialog, FIRST, "0.01,0.03,0.05")
    made(dialog)
    dialog.table.selectAll()
    dialog.open_run.click()
    wait_until(lambda: len(window.session.state.runs) == 4)
    rates = {run.experiment.optimizer.learning_rate for run in window.session.state.shown}
    assert rates == {0.01, 0.03, 0.05, before.experiment.optimizer.learning_rate}
    window.session.undo()
    assert window.session.state.runs == (before,)


def test_a_row_that_is_looked_at_shows_its_run(dialog):
    type_values(dialog, FIRST, "0.01,0.05")
    # Before there is anything to be seen there are no empty axes, and nothing to choose from.
    assert not dialog.views[-1].isVisible()
    assert not dialog.kind.isVisible()
    outcome = made(dialog)
    assert not dialog.views[-1].isVisible()
    dialog.see(1)
    wait_until(lambda: dialog.views[-1].plot.drawn is not None)
    shown = dialog.views[-1].plot.drawn.run
    assert shown.experiment == outcome.plan.cells[1].experiment
    assert "0.05" in dialog.cell.text()
    # While it goes on it is said how far it is.
    dialog._take(dialog.found._replace(done=1, seconds=3.0))
    assert dialog.answer.text() == "1 of 2 runs, 3 s left."
    # Of another sweep nothing is known yet.
    type_values(dialog, FIRST, "0.02,0.04")
    dialog.begin.click()
    assert not dialog.views[-1].isVisible()
    assert "0.05" not in dialog.cell.text()
    made(dialog)


def test_wrong_values_are_refused_beneath_their_field(dialog):
    for text, words in (
        ("0.1:0.01:5:log", "lower end stands first"),
        ("-1,2", "allowed"),
        ("", "no values are given"),
    ):
        type_values(dialog, FIRST, text)
        if not text:
            dialog.form.values[FIRST].clear()
        dialog.begin.click()
        assert words in dialog.form.rows["first values"].error.text()
        assert dialog.outcome is None
    dialog.form._choose(SECOND, RULE)
    type_values(dialog, FIRST, "0.1,0.2")
    dialog.form.values[SECOND].setText("sgd,unheard")
    dialog.begin.click()
    assert "unheard" in dialog.form.rows["second values"].error.text()
    dialog.form.seeds.setText("none")
    assert dialog.form.plan() is None
    assert "whole number" in dialog.form.rows["seeds"].error.text()


def test_table_and_picture_are_saved(dialog, tmp_path, monkeypatch):
    type_values(dialog, FIRST, "0.01,0.05,3")
    outcome = made(dialog)
    for name, button in (("a.csv", dialog.save_table), ("b", dialog.save_picture)):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        button.click()
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row[RATE]) for row in rows] == [0.01, 0.05, 3.0]
    np.testing.assert_array_equal(
        [float(row["final_loss"] or "nan") for row in rows], outcome.values("final_loss")[:, 0]
    )
    assert (tmp_path / "b.png").stat().st_size > 5000


def test_what_was_asked_for_is_asked_for_again(window, dialog):
    type_values(dialog, FIRST, "0.01,0.05")
    dialog.form.seeds.setText("2")
    dialog.reject()
    window.actions_by_name["sweep"].trigger()
    (again,) = [one for one in window.findChildren(SweepDialog) if one.isVisible()]
    assert again.form.values[FIRST].text() == "0.01,0.05"
    assert again.form.seeds.text() == "2"
    again.reject()
