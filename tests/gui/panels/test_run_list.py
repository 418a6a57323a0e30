"""The list of runs, by pointer and keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.windows import LEFT, wait_until
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.panels.run_delegate import EYE, LOCK
from visualizer.gui.panels.run_list import RunList
from visualizer.gui.panels.run_model import RunRow

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SIGNALS = ("chosen", "closed", "show_wanted", "lock_wanted", "moved", "menu_wanted")


def row(document, **values):
    cells = (("final loss", "0.1"), ("best loss", "0.1"), ("steps", "60"))
    return RunRow(
        document, document, f"Rate {document}", "differs", "Valley", "good", cells, **values
    )


@pytest.fixture
def runs(qtbot):
    made = RunList(LIGHT)
    qtbot.addWidget(made)
    made.resize(290, 600)
    made.show_rows([row(5, front=True), row(6, shown=False), row(7, locked=True)])
    made.heard = []
    for name in SIGNALS:
        getattr(made, name).connect(lambda *told, name=name: made.heard.append((name, *told)))
    made.runs.renamed.connect(lambda *told: made.heard.append(("renamed", *told)))
    made.show()
    made.setFocus()
    return made


def click(runs, document, part=""):
    QTest.mouseClick(runs.viewport(), LEFT, pos=runs.rect_of(document, part).center())


def test_a_click_chooses_a_run_or_presses_its_eye_or_lock(runs):
    click(runs, 6)
    click(runs, 6, EYE)
    click(runs, 5, EYE)
    click(runs, 7, LOCK)
    click(runs, 5, LOCK)
    assert runs.heard == [
        ("chosen", 6),
        ("show_wanted", 6, True),
        ("show_wanted", 5, False),
        ("lock_wanted", 7, False),
        ("lock_wanted", 5, True),
    ]
    runs.heard.clear()
    # What is let go elsewhere was no click, and below the last row there is nothing.
    QTest.mousePress(runs.viewport(), LEFT, pos=runs.rect_of(5, EYE).center())
    QTest.mouseRelease(runs.viewport(), LEFT, pos=runs.rect_of(6, EYE).center())
    QTest.mouseClick(runs.viewport(), LEFT, pos=QPoint(50, 590))
    assert runs.heard == []


def test_the_eye_and_the_lock_say_what_they_do(runs):
    def words(document, part=""):
        return runs.words_at(runs.rect_of(document, part).center())

    assert words(5, EYE) == "The run in front is always drawn"
    assert words(6, EYE).startswith("Show it beside the run in front")
    assert words(7, EYE).startswith("Hide it")
    assert words(6, LOCK).startswith("Not locked: what you change")
    assert words(7, LOCK).startswith("Locked: what you change")
    assert words(5) == ""
    assert runs.words_at(QPoint(50, 590)) == ""


def test_keys_go_to_a_run_and_do_everything_with_it(runs):
    QTest.keyClick(runs, Key.Key_Down)
    QTest.keyClick(runs, Key.Key_Return)
    QTest.keyClick(runs, Key.Key_Space, CONTROL)
    QTest.keyClick(runs, Key.Key_Up, ALT)
    QTest.keyClick(runs, Key.Key_Down, ALT)
    QTest.keyClick(runs, Key.Key_Delete)
    assert runs.heard == [
        ("chosen", 6),
        ("show_wanted", 6, True),
        ("moved", 6, 0),
        ("moved", 6, 2),
        ("closed", 6),
    ]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(runs.viewport(), event)
    assert runs.heard[-1][:2] == ("menu_wanted", 6)


def test_a_drag_puts_a_run_elsewhere(runs):
    def drag(document, end):
        start = runs.rect_of(document).center()
        QTest.mousePress(runs.viewport(), LEFT, pos=start)
        for part in (0.3, 0.6, 1.0):
            QTest.mouseMove(runs.viewport(), start + (end - start) * part)
        QTest.mouseRelease(runs.viewport(), LEFT, pos=end)

    drag(5, runs.rect_of(7).bottomLeft() + QPoint(40, 30))
    drag(7, runs.rect_of(5).topLeft() + QPoint(40, 2))
    drag(5, runs.rect_of(6).center() + QPoint(0, 10))
    assert runs.heard == [("moved", 5, 2), ("moved", 7, 0), ("moved", 5, 1)]


def test_a_name_is_edited_where_it_stands(runs):
    QTest.keyClick(runs, Key.Key_F2)
    editor = runs.findChild(QLineEdit)
    assert editor.text() == "Rate 5"
    editor.selectAll()
    QTest.keyClicks(editor, "Slow")
    QTest.keyClick(editor, Key.Key_Return)
    wait_until(lambda: runs.heard == [("renamed", 5, "Slow")])
    # A double click on a row does the same; Escape leaves the name as it is.
    QTest.mouseDClick(runs.viewport(), LEFT, pos=runs.rect_of(7).center())
    wait_until(lambda: runs.findChild(QLineEdit) not in (None, editor))
    QTest.keyClick(runs.findChild(QLineEdit), Key.Key_Escape)
    assert ("renamed", 7, "Rate 7") not in runs.heard


def test_the_keyboard_stays_at_its_run_and_only_what_differs_is_painted_again(runs):
    runs.go_to(2)
    runs.show_rows([row(7), row(5, front=True), row(6)])
    assert runs.currentIndex().row() == 0
    runs.show_rows([row(5, front=True), row(6)])
    assert runs.currentIndex().row() == 0
    changed = []
    runs.runs.dataChanged.connect(lambda first, last, roles: changed.append(first.row()))
    runs.show_rows([row(5, front=True), row(6, locked=True)])
    assert changed == [1]


def test_the_run_in_front_comes_into_sight(runs):
    runs.resize(290, 120)
    runs.show_rows([row(5), row(6), row(7, front=True)])
    wait_until(lambda: runs.viewport().rect().contains(runs.rect_of(7).center()))
    runs.show_rows([row(5, front=True), row(6), row(7)])
    wait_until(lambda: runs.viewport().rect().contains(runs.rect_of(5).center()))


def test_a_screen_reader_hears_the_whole_row(runs):
    index = runs.runs.index(1)
    spoken = runs.runs.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == ("Rate 6, Valley, differs, final loss 0.1, best loss 0.1, steps 60, hidden")
    assert runs.runs.rows[2].spoken.endswith("shown, locked")


@pytest.mark.parametrize("look", [LIGHT, DARK.scaled(2.0)], ids=["light", "dark"])
def test_pictures_of_rows_differ_in_what_they_say(runs, look):
    """Hidden, locked and in front are seen; nothing is painted beyond the row."""
    runs.restyle(look)
    pictures = []
    for values in ({}, {"shown": False}, {"locked": True}, {"front": True}):
        runs.show_rows([row(5, **values)])
        pictures.append(runs.grab(runs.rect_of(5)).toImage())
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[:n])
    assert runs.rect_of(5).height() == round(look.scale * (16 + 6 + 22 + 17 + 34))


def test_the_verdict_gives_way_to_the_name(runs):
    """It stands beside a name that leaves room, else a line below, within the card."""
    delegate, rect = runs.itemDelegate(), QRectF(0, 0, 260, 95)
    eye, lock = (delegate.button(rect, part) for part in (EYE, LOCK))
    for name, verdict in (("Rate 0.1", "Valley"), ("Momentum, rate 0.01389", "At the minimum")):
        pill = delegate.pill(rect, replace(row(5), name=name, verdict=verdict))
        assert (pill.top() >= eye.bottom()) == (verdict != "Valley")
        assert pill.left() > 100
        assert rect.contains(pill)
        assert not any(map(pill.intersects, (eye, lock)))
    assert delegate.pill(rect, replace(row(5), verdict="")).isNull()
