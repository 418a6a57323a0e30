import pytest
from PySide6.QtCore import Qt

from visualizer.gui.look.colours import contrast
from visualizer.gui.widgets.chips import ChipRow, Pill, VerdictLine

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot):
    row = ChipRow()
    qtbot.addWidget(row)
    row.set_chips("Try", [(text, f"Learning rate {text}") for text in ("0.01", "0.1", "1")])
    row.show()
    return row


def test_a_click_tells_which(row, qtbot):
    with qtbot.waitSignal(row.chosen) as signal:
        qtbot.mouseClick(row.button(1), LEFT)
    assert signal.args == [1]
    assert row.button(1).toolTip() == "Learning rate 0.1"
    assert row.button(1).accessibleName() == "Try 0.1"


def test_what_is_let_go_counts_only_where_it_was_pressed(row, qtbot):
    chosen = []
    row.chosen.connect(chosen.append)
    same, other, gone = (row.button(index) for index in range(3))
    for chip in (same, other, gone):
        qtbot.mousePress(chip, LEFT)
        row.set_chips("Try", [("0.01", ""), (f"{chip is other}", ""), *[("1", "")][chip is gone :]])
        qtbot.mouseRelease(chip, LEFT)
    assert chosen == [0]


def test_a_chip_that_is_gone_takes_no_second_click(row, qtbot):
    chosen, gone = [], row.button(2)
    row.chosen.connect(chosen.append)
    row.set_chips("Try", [("0.01", "")])
    qtbot.mouseClick(gone, LEFT)
    assert chosen == []
    assert not gone.isVisible()


def test_other_suggestions(row, qtbot):
    kept = row.button(0)
    row.set_chips("Try", [("Adam", "")])
    assert row.chips() == ("Adam",)
    assert row.button(0) is kept
    row.set_chips("Try", [("a", ""), ("b", ""), ("c", ""), ("d", "")])
    assert row.chips() == ("a", "b", "c", "d")
    with qtbot.waitSignal(row.chosen) as signal:
        qtbot.mouseClick(row.button(3), LEFT)
    assert signal.args == [3]
    row.set_chips("", [])
    assert not row.isVisible()


@pytest.mark.parametrize("colour", ["#9a6200", "#e0a42a", "#1b8354", "#3dba7f", "#ff7a66"])
def test_the_pill_is_readable(qtbot, colour):
    pill = Pill()
    qtbot.addWidget(pill)
    pill.set_pill("Zig-zag", colour)
    text = pill.styleSheet().split("; color: ")[1][:7]
    assert contrast(text, colour) >= 4.5


def test_the_reason_unfolds(qtbot):
    line = VerdictLine()
    qtbot.addWidget(line)
    line.show()
    line.set_verdict("Zig-zag", "Every step overshoots.", "#9a6200", "The product is 1.67.")
    assert line.accessibleName() == "Zig-zag: Every step overshoots."
    assert not line.reason.isVisible()
    qtbot.mouseClick(line.why, LEFT)
    assert line.reason.isVisible()
    assert line.why.toolTip() == "The product is 1.67."
    line.set_verdict("", "No clear pattern yet.", "#5b6470")
    assert not line.pill.isVisible()
    assert not line.why.isVisible()
    assert not line.reason.isVisible()
