import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from tests.gui.frames import frame_of, function_run, line_run, run_of
from tests.gui.panels.printed_lines import PRINTED
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.look.numbers import plain
from visualizer.gui.panels.epoch_table import ALL, EpochTable, _next_round

LEFT = Qt.MouseButton.LeftButton
BOOK = {"gradient": "forward difference", "precision": "float32"}


@pytest.fixture(scope="module")
def line():
    return line_run()


@pytest.fixture
def table(qtbot):
    table = EpochTable(LIGHT)
    qtbot.addWidget(table)
    table.resize(460, 300)
    table.show()
    return table


def texts(table, row):
    model = table.model
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def words(table):
    return [heading.words for heading in table.model.headings]


@pytest.mark.parametrize("rate", PRINTED)
def test_it_shows_the_printed_lines(table, rate):
    run = line_run(rate, len(PRINTED[rate]), training=BOOK)
    table.draw(frame_of(run, 0, None))
    table.format.set_value("2d")
    table._refresh()
    assert words(table) == ["epoch", "w", "loss", "loss, w + h", "∂L/∂w", "new w"]
    for epoch, printed in enumerate(PRINTED[rate]):
        shown = texts(table, epoch)
        assert shown[0] == f"{epoch} → {epoch + 1}"
        assert " ".join(plain(text) for text in shown[1:]) == printed


def test_without_differences_there_is_no_moved_loss(table, line):
    table.draw(frame_of(line, 6, None))
    assert words(table) == ["epoch", "w", "loss", "∂L/∂w", "new w"]
    assert texts(table, 6) == ["6 → 7", "2.49742", "0.648792", "−4.14203", "2.91163"]


def test_the_last_row_has_no_update(table, line):
    table.draw(frame_of(line, 6, None))
    assert table.model.rowCount() == 61
    assert texts(table, 60)[0] == "60"
    assert texts(table, 60)[-1] == "–"


def test_nothing_is_given_away(table, line):
    table.draw(frame_of(line, 6, None, hide_future=True))
    assert table.model.rowCount() == 7
    assert texts(table, 6)[0] == "6 → 7"
    assert texts(table, 6)[-1] == "?"
    assert texts(table, 5)[-1] == texts(table, 6)[1]
    table.draw(frame_of(line, 3, None, hide_future=True))
    assert table.model.rowCount() == 4
    table.draw(frame_of(line, 4, None, hide_future=True))
    assert texts(table, 3)[-1] == texts(table, 4)[1]


def test_a_run_that_diverges(table):
    run = line_run(1.0, 400)
    last = len(run.history) - 1
    table.draw(frame_of(run, last, None))
    assert texts(table, last)[-1] == "not finite"


def test_other_parameters_and_all(table, line):
    table.draw(frame_of(line, 6, None))
    table.parameter.set_value("1")
    table._refresh()
    assert words(table)[1] == "b"
    assert texts(table, 6)[1] == "0.679320"
    table.parameter.set_value(ALL)
    table._refresh()
    assert words(table) == ["epoch", "w", "loss", "∂L/∂w", "new w", "b", "loss", "∂L/∂b", "new b"]


def test_another_problem_offers_its_parameters(table, line):
    table.draw(frame_of(line, 6, None))
    table.draw(frame_of(function_run("sphere", 0.1, 5), 1, None))
    assert words(table) == ["epoch", "x", "loss", "∂f/∂x", "new x"]


def test_many_parameters_are_not_all_listed(table):
    run = run_of(
        {
            "problem": {"kind": "model", "data": "line", "hidden": [30, 30]},
            "training": {"epochs": 1},
        }
    )
    table.draw(frame_of(run, 1, None, lines=(900,)))
    assert table.parameters() == (900,)
    assert table.parameter.count() <= 502


def test_every_nth_row(table, line):
    table.every.setValue(10)
    table.draw(frame_of(line, 25, None))
    assert table.model.rowCount() == 7
    assert texts(table, 2)[0] == "20 → 21"
    assert table.model.playhead_line == 2


def test_long_runs_leave_rows_out_and_read_few(table):
    run = line_run(0.01, 100_000)
    reads = []
    original = run.history.row
    run.history.row = lambda k: reads.append(k) or original(k)
    table.draw(frame_of(run, 70_000, None))
    table.grab()
    assert table.model.every == 50
    assert len(reads) < 200
    table.every.setValue(1)
    table.grab()
    assert table.model.rowCount() == 100_001
    assert len(reads) < 400


def test_round_numbers():
    found = [1]
    for _ in range(6):
        found.append(_next_round(found[-1]))
    assert found == [1, 2, 5, 10, 20, 50, 100]


def test_a_click_goes_to_the_row(table, line, qtbot):
    table.draw(frame_of(line, 2, None))
    rect = table.table.visualRect(table.model.index(4, 1))
    with qtbot.waitSignal(table.row_selected) as signal:
        qtbot.mouseClick(table.table.viewport(), LEFT, pos=rect.center())
    assert signal.args == [4]


def test_the_keys_go_to_the_row(table, line, qtbot):
    table.every.setValue(2)
    table.draw(frame_of(line, 2, None))
    with qtbot.waitSignal(table.row_selected) as signal:
        qtbot.keyClick(table.table, Qt.Key.Key_Down)
    assert signal.args == [4]


def test_the_playhead_stays_in_sight_and_tells_nobody(table, line, qtbot):
    with qtbot.assertNotEmitted(table.row_selected):
        for row in (0, 50, 60, 3):
            table.draw(frame_of(line, row, None))
            rect = table.table.visualRect(table.model.index(row, 0))
            assert table.table.viewport().rect().contains(rect)
            mark = table.model.data(table.model.index(row, 0), Qt.ItemDataRole.BackgroundRole)
            assert mark is not None
    other = table.model.data(table.model.index(4, 0), Qt.ItemDataRole.BackgroundRole)
    assert other is None


def test_copy_as_it_is_shown(table, line, qtbot):
    table.draw(frame_of(line, 0, None))
    table.table.selectRow(1)
    qtbot.keyClick(table.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == "epoch\tw\tloss\t∂L/∂w\tnew w\n1 → 2\t4.50000\t30.3750\t30.0000\t1.50000\n"
    table.table.clearSelection()
    table.copying.click()
    assert QGuiApplication.clipboard().text().count("\n") == 62


def test_saving_is_asked_for(table, line, qtbot):
    table.draw(frame_of(line, 0, None))
    table.every.setValue(3)
    with qtbot.waitSignal(table.save_requested) as signal:
        table.saving_menu.actions()[0].trigger()
    assert signal.args == [("w",), 3]


def test_steps_of_batches(table):
    run = line_run(0.05, 3, training={"batch_size": 2})
    table.draw(frame_of(run, 3, None))
    assert words(table)[:3] == ["step", "w", "batch loss"]
    assert table.model.value(3, 2) == run.history.row(3).batch_loss


def test_tooltips_have_all_digits(table, line):
    table.draw(frame_of(line, 6, None))
    tip = table.model.data(table.model.index(6, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == f"w before the step: {float(line.history.theta(6)[0])!r}"


def test_the_model_has_no_children(table, line):
    table.draw(frame_of(line, 6, None))
    cell = table.model.index(0, 0)
    assert table.model.rowCount(cell) == table.model.columnCount(cell) == 0
    assert table.model.rowCount(QModelIndex()) == 61


def test_it_takes_other_looks(table, line):
    table.draw(frame_of(line, 6, None))
    table.restyle(DARK.scaled(1.5))
    table.draw(frame_of(line, 7, None))
    table.grab()


@pytest.mark.parametrize("look", [LIGHT, LIGHT.scaled(1.5)])
def test_no_number_that_is_seen_is_cut(qtbot, look):
    """The gradient falls from tens to powers of ten between the lines that are looked at first."""
    table = EpochTable(look)
    qtbot.addWidget(table)
    table.resize(460, 300)
    table.show()
    run = function_run("rosenbrock", 0.001, 2000)
    table.draw(frame_of(run, 0, None))
    figures = QFontMetricsF(look.mono(12.5))
    for row in (0, 700, 780, 800, 900, 2000):
        table.draw(frame_of(run, row, None))
        for line in table.table.lines_seen():
            for column in range(table.model.columnCount()):
                needed = figures.horizontalAdvance(table.model.text(line, column))
                assert needed + 14 <= table.table.columnWidth(column), (line, column)
