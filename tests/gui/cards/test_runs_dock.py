"""The dock of the runs in the real window, by pointer and keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QTabBar

from tests.gui.windows import LEFT, change, press, wait_until
from visualizer.app.intents import CompareSettings, SetOption, ShowApart
from visualizer.gui.cards.runs_dock import MANY, RunsBody
from visualizer.gui.panels.run_delegate import EYE, LOCK

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
RATE = "optimizer.learning_rate"
popup = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagate)")


@pytest.fixture
def dock(window):
    """The dock after a click on its tab; the future is not hidden."""
    window.session.apply(SetOption("hide_future", False))
    for bar in window.findChildren(QTabBar):
        for place in range(bar.count()):
            if bar.tabText(place) == "Runs":
                QTest.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())
    wait_until(lambda: window.docks["runs"].findChild(RunsBody) is not None)
    body = window.docks["runs"].findChild(RunsBody)
    wait_until(body.isVisible)
    return body


def click(dock, document, part=""):
    runs = dock.list
    QTest.mouseClick(runs.viewport(), LEFT, pos=runs.rect_of(document, part).center())


def names(dock):
    return [row.name for row in dock.list.runs.rows]


def test_three_rates_stand_side_by_side_after_three_clicks(window, dock):
    """The first click was that on the tab of the dock."""
    QTest.mouseClick(dock.rates, LEFT)
    assert names(dock) == ["Rate 0.01", "Rate 0.1", "Rate 1"]
    assert dock.count.text() == "3 of 3 shown"
    wait_until(lambda: all(row.verdict for row in dock.list.runs.rows))
    assert [row.verdict for row in dock.list.runs.rows] == ["Crawling", "Valley", "Diverging"]
    notes = [row.note for row in dock.list.runs.rows]
    assert notes == ["differs: rate 0.01", "base of the comparison", "differs: rate 1"]
    assert dict(dock.list.runs.rows[0].cells)["final loss"] == "0.09748"
    # "Best" of the one that diverges was its start.
    assert dict(dock.list.runs.rows[2].cells)["best, at 0"] == "67.50"
    table = dock.table.model.compared
    assert table.head == ("Setting", "Rate 0.01", "Rate 0.1", "Rate 1")
    assert table.lines == [("Learning rate", "0.01", "0.1", "1")]
    assert dock.table.alike.text().startswith("The same in all: ")
    QTest.mouseClick(dock.apart, LEFT)
    assert window.session.state.apart == "parameters"
    window.session.apply(ShowApart())


def test_the_pointer_does_everything_with_a_run(window, dock):
    press(window, Key.Key_C)
    slow, front, fast = (run.document for run in window.session.state.runs)
    click(dock, slow)
    assert window.session.state.run.document == slow
    click(dock, fast, EYE)
    click(dock, slow, LOCK)
    assert [run.document for run in window.session.state.shown] == [slow, front]
    assert window.session.state.run.locked
    # The locked run stays, and what is changed is another one.
    change(window, optimizer__learning_rate=0.05)
    assert names(dock) == ["Rate 0.01", "Rate 0.05", "Rate 0.1", "Rate 1"]
    assert window.session.state.current == 1
    runs = dock.list
    start, end = runs.rect_of(slow).center(), runs.rect_of(front).center() - QPoint(0, 9)
    QTest.mousePress(runs.viewport(), LEFT, pos=start)
    QTest.mouseMove(runs.viewport(), (start + end) / 2)
    QTest.mouseMove(runs.viewport(), end)
    QTest.mouseRelease(runs.viewport(), LEFT, pos=end)
    assert [run.document for run in window.session.state.runs].index(slow) == 1
    window.session.undo()
    assert window.session.state.runs[0].document == slow


def test_so_does_the_keyboard(window, dock):
    press(window, Key.Key_C)
    slow, front, fast = (run.document for run in window.session.state.runs)
    dock.list.setFocus()
    press(window, Key.Key_Down)
    press(window, Key.Key_Space, modifiers=CONTROL)
    assert [run.document for run in window.session.state.shown] == [slow, front]
    press(window, Key.Key_Up, modifiers=ALT)
    assert [run.document for run in window.session.state.runs] == [slow, fast, front]
    press(window, Key.Key_Return)
    assert window.session.state.run.document == fast
    press(window, Key.Key_F2)
    editor = dock.list.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Too fast")
    QTest.keyClick(editor, Key.Key_Return)
    wait_until(lambda: window.session.state.run.title == "Too fast")
    assert window.tabs.tabText(1) == "Too fast"
    dock.list.setFocus()
    press(window, Key.Key_Delete)
    assert [run.document for run in window.session.state.runs] == [slow, front]
    press(window, Key.Key_Z, modifiers=CONTROL)
    assert window.session.state.runs[1].title == "Too fast"
    # The space bar goes on to play, also from the list.
    press(window, Key.Key_Space)
    assert window.playback.playing
    window.playback.pause()


@popup
def test_the_menu_of_a_run(window, dock):
    press(window, Key.Key_C)
    slow = window.session.state.runs[0].document
    window.playback.seek(5)

    def choose(words):
        dock._offer(slow, dock.mapToGlobal(dock.rect().center()))
        menu = next(menu for menu in dock.findChildren(QMenu) if menu.isVisible())
        entries = {entry.text().split("\t")[0]: entry for entry in menu.actions()}
        assert list(entries) == list(dict.fromkeys(entries))
        entries[words].trigger()
        menu.close()
        return list(entries)

    offered = choose("Show only this run")
    assert offered[:2] == ["Bring to the front", "Hide"]
    assert "Move up" not in offered
    assert [run.document for run in window.session.state.shown] == [slow]
    assert "Bring to the front" not in choose("Show the others again")
    assert len(window.session.state.shown) == 3
    choose("Fork at the playhead")
    assert window.session.state.from_here
    assert len(window.session.state.runs) == 4
    choose("Duplicate")
    choose("Lock")
    assert [run.locked for run in window.session.state.runs] == [True, *[False] * 4]
    assert window.session.state.current == 1


def test_many_runs_are_found_by_words_and_the_target_counts_for_all(window, dock, tmp_path,
                                                                    monkeypatch):  # fmt: skip
    assert not dock.filter.isVisible()
    rates = [0.01 + 0.001 * step for step in range(MANY)]
    window.session.apply(CompareSettings(tuple({RATE: rate} for rate in rates)))
    wait_until(dock.filter.isVisible)
    assert len(names(dock)) == MANY + 1
    dock.target.setFocus()
    dock.target.selectAll()
    QTest.keyClicks(dock.target, "0.09")
    QTest.keyClick(dock.target, Key.Key_Return)
    front = dock.list.runs.place(window.session.state.run.document)
    losses = window.session.state.run.history.column("loss")
    arrives = int((losses <= 0.09).argmax())
    wait_until(lambda: dict(dock.list.runs.rows[front].cells)["to 0.09"] == f"{arrives} epochs")
    wait_until(lambda: dict(dock.list.runs.rows[0].cells)["to 0.09"] == "not in 60")
    QTest.keyClicks(dock.filter, "rate 0.013 differs")
    assert names(dock) == ["Rate 0.013"]
    dock.filter.clear()
    # The table is written in the way that its ending says.
    path = tmp_path / "runs.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(dock.table.saving, LEFT)
    assert path.read_text().splitlines()[2].startswith("| Learning rate | 0.01 | 0.011 |")


def test_nothing_is_told_of_a_future_that_is_hidden(window, dock):
    press(window, Key.Key_C)
    wait_until(lambda: all(row.verdict for row in dock.list.runs.rows))
    press(window, Key.Key_H)
    wait_until(lambda: not any(row.verdict for row in dock.list.runs.rows))
    assert {row.cells for row in dock.list.runs.rows} == {(("end hidden", "60 epochs"),)}
    assert QApplication.focusWidget() is not None
