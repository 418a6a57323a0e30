import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import LEFT
from visualizer.core.differences import differences, settings_of
from visualizer.core.experiment import Experiment
from visualizer.gui.look.look import LIGHT
from visualizer.gui.panels.difference_table import (
    FORMATS,
    Compared,
    DifferenceModel,
    DifferenceTable,
)
from visualizer.storage.text_tables import WRITERS

SLOW = Experiment()
MOMENTUM = SLOW.with_values({"optimizer.kind": "momentum", "optimizer.learning_rate": 0.02})


@pytest.fixture
def table(qtbot):
    made = DifferenceTable(LIGHT)
    qtbot.addWidget(made)
    made.resize(290, 300)
    made.show()
    return made


def show(table, of, all_settings=False, alike="The same: data."):
    settings = of((SLOW, MOMENTUM))
    table.show_runs(Compared(("One", "Two"), (3, 4), settings, all_settings), alike)


def test_a_row_for_each_setting_that_differs_and_all_of_them_with_one_click(table):
    show(table, differences)
    model = table.model
    assert model.compared.head == ("Setting", "One", "Two")
    words = {line[0]: line[1:] for line in model.compared.lines}
    assert words["Learning rate"] == ("0.1", "0.02")
    # What an experiment has no such setting of has a dash.
    assert words["Momentum"] == ("–", "0.9")
    assert table.title.text() == f"{len(words)} settings differ"
    assert table.alike.isVisible()
    assert model.data(model.index(0, 0)) == model.compared.lines[0][0]
    row = list(words).index("Learning rate")
    spoken = model.data(model.index(row, 2), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Learning rate of Two: 0.02"
    wanted = []
    table.all_wanted.connect(wanted.append)
    QTest.mouseClick(table.everything, LEFT)
    assert wanted == [True]
    show(table, settings_of, all_settings=True)
    assert len(model.compared.lines) > 2 * len(words)
    assert table.title.text() == "All settings"
    assert not table.alike.isVisible()
    # Those that differ are marked among the others.
    brush = Qt.ItemDataRole.BackgroundRole
    marked = [n for n in range(model.rowCount()) if model.data(model.index(n, 0), brush)]
    assert len(marked) == len(words)


@pytest.mark.parametrize("kind", FORMATS)
def test_it_is_copied_in_every_format(table, kind):
    show(table, differences)
    table.copy(kind)
    compared = table.model.compared
    assert QApplication.clipboard().text() == WRITERS[kind](compared.head, compared.lines)
    assert "0.02" in QApplication.clipboard().text()


def test_what_is_the_same_is_never_cut_however_many_lines_it_takes(table):
    show(table, differences, alike="The same in all: " + 12 * "one more setting, ")
    for width in (290, 220):
        table.resize(width, 60)  # it becomes no lower than what stands in it
        table.layout().activate()
        needed = table.alike.heightForWidth(table.alike.width())
        assert needed > 4 * table.alike.fontMetrics().height()
        assert table.minimumSizeHint().height() >= needed + table.table.minimumHeight()
        table.resize(width, table.minimumSizeHint().height())
        table.layout().activate()
        assert table.alike.height() >= needed
        assert table.table.geometry().bottom() < table.alike.geometry().top()


def test_a_hundred_runs_are_not_measured_one_by_one(table, monkeypatch):
    asked, given = [], DifferenceModel.data

    def data(model, index, role=0):
        asked.append(index.column())
        return given(model, index, role)

    monkeypatch.setattr(DifferenceModel, "data", data)
    runs = [SLOW.with_values({"optimizer.learning_rate": 0.001 * n}) for n in range(1, 101)]
    names = tuple(f"Run {n}" for n in range(100))
    table.show_runs(Compared(names, tuple(range(100)), differences(runs)))
    QApplication.processEvents()
    # Those that are seen, and no others.
    assert asked
    assert max(asked) < 10
    header = table.table.horizontalHeader()
    assert len({header.sectionSize(column) for column in range(1, 101)}) == 1
    room = header.sectionSize(1)
    assert table.table.fontMetrics().horizontalAdvance("0.001") < room < 97
