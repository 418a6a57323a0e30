"""The field of a formula: what it tells while somebody types, and what it marks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.gui.frames import frame_of, run_of
from visualizer.core.problems.formula import Formula
from visualizer.core.settings import declarations
from visualizer.gui.widgets.form_row import FormRow
from visualizer.gui.widgets.formula_field import MOST_LINES, FormulaField

(DECLARED,) = declarations(Formula)
SHORT = "x**2"


class Host(QWidget):
    """A row of the form and another field, and all that was told."""

    def __init__(self) -> None:
        super().__init__()
        self.field = FormulaField(DECLARED)
        self.row = FormRow(self.field, "problem.formula")
        self.other = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.row)
        layout.addWidget(self.other)
        layout.addStretch(1)
        self.told: list[str] = []
        self.settled = 0
        self.field.edited.connect(self.told.append)
        self.field.settled.connect(self._on_settled)

    def _on_settled(self) -> None:
        self.settled += 1


@pytest.fixture
def host(qtbot):
    host = Host()
    qtbot.addWidget(host)
    host.field.set_value(SHORT)
    host.resize(240, 300)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    host.field.edit.setFocus()
    host.field.edit.selectAll()
    return host


def marked(host) -> str:
    """The underlined text."""
    selections = host.field.edit.extraSelections()
    return "".join(selection.cursor.selectedText() for selection in selections)


def test_showing_a_formula_tells_nothing(host, qtbot):
    assert host.field.set_value("x + y")
    assert not host.field.set_value("x + y")
    assert host.field.edit.toPlainText() == "x + y"
    qtbot.wait(200)
    assert host.told == []


def test_a_valid_formula_is_told_while_it_is_typed(host, qtbot):
    QTest.keyClicks(host.field.edit, "x**2 + y**2")
    assert host.told == []  # not every letter
    qtbot.waitUntil(lambda: host.told == ["x**2 + y**2"])
    assert host.settled == 0
    QTest.keyClick(host.field.edit, Qt.Key.Key_Return)
    assert host.settled == 1
    assert host.field.edit.toPlainText() == "x**2 + y**2"


def test_a_mistake_is_marked_at_once_and_told_after_a_while(host, qtbot):
    QTest.keyClicks(host.field.edit, "y + 3(x)y")
    assert marked(host) == ")y"
    assert host.row.error == ""
    qtbot.waitUntil(lambda: host.row.error == "Write * between ) and y (character 8).")
    assert host.told == []
    assert host.field.edit.property("wrong")
    QTest.keyClick(host.field.edit, Qt.Key.Key_Left)
    QTest.keyClicks(host.field.edit, "*")
    assert marked(host) == ""
    assert host.row.error == ""
    qtbot.waitUntil(lambda: host.told == ["y + 3(x)*y"])


def test_the_mark_is_right_behind_letters_of_two_halves(host):
    QTest.keyClicks(host.field.edit, "x")
    host.field.edit.setPlainText("𝐱 + 𝐲 + 1/3y")
    assert marked(host) == "3y"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_leaving_tells_at_once(host, key):
    QTest.keyClicks(host.field.edit, "y - x")
    QTest.keyClick(host.field.edit, key)
    assert host.told == ["y - x"]
    assert host.settled == 1


def test_leaving_with_a_mistake_says_what_is_wrong_and_keeps_the_text(host):
    QTest.keyClicks(host.field.edit, "x^")
    QTest.keyClick(host.field.edit, Qt.Key.Key_Tab)
    assert host.other.hasFocus()
    assert host.row.error == "Something is missing after ^ (character 2)."
    host.field.set_value(SHORT)
    assert host.field.edit.toPlainText() == "x^"
    host.field.set_value("x + 1")
    assert host.field.edit.toPlainText() == "x + 1"
    assert marked(host) == ""


def test_escape_brings_the_shown_formula_back(host, qtbot):
    QTest.keyClicks(host.field.edit, "x +")
    QTest.keyClick(host.field.edit, Qt.Key.Key_Escape)
    assert host.field.edit.toPlainText() == SHORT
    assert marked(host) == ""
    qtbot.wait(200)
    assert host.told == []


def test_what_is_being_typed_stays(host):
    QTest.keyClicks(host.field.edit, "x*y")
    host.field.set_value("y")
    assert host.field.edit.toPlainText() == "x*y"


def test_it_grows_with_its_lines(host, qtbot):
    heights = []
    for text in (SHORT, "x + " * 20 + "y", "x + " * 200 + "y"):
        host.field.edit.setPlainText(text)
        qtbot.wait(50)
        heights.append(host.field.edit.height())
    line = host.field.edit.fontMetrics().lineSpacing()
    assert heights[0] < 2.5 * line
    assert heights[1] > heights[0] + line
    assert MOST_LINES * line <= heights[2] < (MOST_LINES + 2) * line


def test_slopes_are_checked_once_the_playhead_rests(host, qtbot):
    run = run_of({"problem": {"formula": "x**2 + sin(y)"}})
    for row in range(5):
        host.field.draw(frame_of(run, row, None))
    assert host.field.check.isHidden()
    qtbot.waitUntil(host.field.check.isVisible)
    assert host.field.check.text().startswith("Gradient checked: largest difference ")
    # It says nothing good of a formula that is refused.
    host.field.set_value("x**2 + sin(y)")
    host.field.edit.setFocus()
    host.field.edit.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(host.field.edit, " + (")
    qtbot.waitUntil(host.field.check.isHidden)
    qtbot.keyClick(host.field.edit, Qt.Key.Key_Escape)
    assert host.field.check.isVisible()
    assert host.field.check.text().startswith("Gradient checked")
    # Nor of one that is valid, but not minimised yet: its start may be refused.
    qtbot.keyClicks(host.field.edit, " + x")
    assert host.field.check.text() == "Gradient not checked yet"
    qtbot.keyClick(host.field.edit, Qt.Key.Key_Escape)
    assert host.field.check.text().startswith("Gradient checked")
    kink = run_of({"problem": {"formula": "abs(x) + y**2"}, "start": {"parameters": [3e-6, 1.0]}})
    host.field.draw(frame_of(kink, 0, None))
    qtbot.waitUntil(lambda: "a kink or an edge is near" in host.field.check.text())
