"""The explorer beside the real window: curves, softmax and the table of the cross-entropy."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.windows import change, settle, wait_until
from visualizer.gui.dialogs.explorer import show_explorer
from visualizer.gui.dialogs.explorer_tables import SoftmaxPage


def texts(table, row):
    return [table.item(row, column).text() for column in range(table.columnCount())]


def typed(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_there_is_one_for_a_window(window):
    explorer = show_explorer(window.bench)
    assert show_explorer(window.bench) is explorer


def test_choice_and_place_change_curve_formula_and_numbers(window):
    explorer = show_explorer(window.bench)
    page = explorer.activations
    wait_until(lambda: page.plot.curve is not None)
    page.choice.setCurrentIndex(page.choice.findData("relu"))
    page.choice.activated.emit(page.choice.currentIndex())
    typed(page.place, "2")
    wait_until(lambda: page.formula.text().startswith("a = max(0, z)"))
    wait_until(lambda: page.numbers.text() == "z = 2.000:   a = 2.0000,   da/dz = 1.0000")
    page.plot.on_place_chosen(-1.0)
    assert page.place.text() == "-1"
    wait_until(lambda: page.numbers.text() == "z = −1.000:   a = 0,   da/dz = 0")


def test_the_true_value_moves_the_loss(window):
    explorer = show_explorer(window.bench)
    explorer.tabs.setCurrentWidget(explorer.losses)
    page = explorer.losses
    wait_until(lambda: page.plot.curve is not None)
    typed(page.place, "0")
    typed(page.target, "2.0")
    wait_until(lambda: "L = 4.0000" in page.numbers.text())


@pytest.mark.usefixtures("qapp")
def test_softmax_step_by_step():
    page = SoftmaxPage()
    page.values.setText("0, 0")
    assert texts(page.table, 0) == ["0", "0", "1.0000", "0.50000"]
    assert texts(page.table, 2) == ["sum", "", "2.0000", "1"]
    page.values.setText("1, x")
    assert page.error.text()
    assert page.table.rowCount() == 3
    page.deleteLater()


def test_made_up_probabilities(window):
    explorer = show_explorer(window.bench)
    table = explorer.entropy.table
    assert texts(table, 0) == ["1", "cat", "0.7000", "0.2000", "0.1000", "1.0000", "0.3567"]
    marked = [table.item(1, column).font().bold() for column in range(7)]
    assert marked == [False, False, False, True, False, False, False]
    mean = -np.log([0.7, 0.8, 0.3, 0.9]).mean()
    assert explorer.entropy.mean.text() == f"mean of −ln p = {mean:.6f}"


def test_made_up_probabilities_can_be_changed(window):
    page = show_explorer(window.bench).entropy
    page.table.item(0, 2).setText("0.5")
    assert texts(page.table, 0)[2:] == ["0.5000", "0.2000", "0.1000", "0.8000", "0.6931"]
    page.table.item(0, 1).setText("Dog")
    assert texts(page.table, 0)[1] == "dog"
    mean = -np.log([0.2, 0.8, 0.3, 0.9]).mean()
    assert float(page.mean.text().rpartition("= ")[2]) == pytest.approx(mean, abs=1e-5)
    page.table.item(0, 2).setText("2")
    assert "allowed" in page.error.text()
    assert texts(page.table, 0)[2] == "0.5000"
    page.table.item(0, 1).setText("cow")
    assert "cat, dog, fish" in page.error.text()


def test_the_run_at_the_playhead(window):
    explorer = show_explorer(window.bench)
    explorer.tabs.setCurrentWidget(explorer.entropy)
    page = explorer.entropy
    page.source.setCurrentIndex(1)
    page.source.activated.emit(1)
    assert page.mean.text() == "The run in front does not tell classes apart."
    values = {"problem__data": "two-moons", "problem__output": "softmax", "data__n": 20}
    change(window, problem__inputs=(), problem__targets=(), **values)
    change(window, problem__loss="categorical_cross_entropy")
    settle(window)
    wait_until(lambda: page.table.rowCount() == 20)
    run, row = window.session.state.run, window.session.state.row
    loss = run.history.row(row).loss
    wait_until(lambda: abs(float(page.mean.text().rpartition("= ")[2]) - loss) < 1e-5)
