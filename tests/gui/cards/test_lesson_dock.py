"""A lesson in the real window, with pointer and keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QRadioButton,
)

from tests.gui.windows import LEFT, press, spot, wait_until
from visualizer.app.intents import OpenLesson
from visualizer.gui.cards.lesson_dock import LessonBody
from visualizer.gui.panels.answers import ChoiceAnswer, EpochAnswer, MapAnswer, NumberAnswer
from visualizer.gui.panels.lesson_view import LessonView
from visualizer.gui.widgets.rate_slider import NO_MARKS, RateSlider
from visualizer.gui.window.docks import DOCKS
from visualizer.gui.window.main_window import MainWindow
from visualizer.storage.lesson_results import load_results
from visualizer.storage.lessons import lessons

TEXT = """
title = "A line"
goal = "To know."
[experiment]
[experiment.problem]
data = "line"
[experiment.training]
epochs = 12

[[steps]]
text = "The slope is {gradient of w at start}."
after = "It is {w at epoch 1}."
[steps.question]
kind = "number"
text = "Where is w?"
answer = "w at epoch 1"

[[steps]]
text = "And on the map?"
epoch = 1
[steps.question]
kind = "map"
text = "Where is it after one more step?"
across = "w at epoch 2"
before = ["w at epoch 1", "b at epoch 1"]
"""


def begin(window: MainWindow, folder: Path) -> LessonView:
    file = folder / "line.toml"
    file.write_text(TEXT)
    # As a file that is chosen, dropped, or named in the shell.
    window.documents.open_file(str(file))
    wait_until(lambda: "lesson" in window.docks)
    window.docks.fill("lesson")
    body = window.docks["lesson"].findChild(LessonBody)
    assert body is not None
    wait_until(lambda: window.session.state.held is not None and body.view.field is not None)
    return body.view


def type_answer(window: MainWindow, view: LessonView, text: str) -> None:
    """Type into the field of a number, and Enter."""
    field = view.field
    assert isinstance(field, NumberAnswer)
    field.lines[0].setFocus()
    field.lines[0].clear()
    QTest.keyClicks(field.lines[0], text)
    press(window, Qt.Key.Key_Return)


def answer_by_keys(window: MainWindow, view: LessonView) -> None:
    type_answer(window, view, "x")
    assert "a number is needed" in view.refused.markdown
    type_answer(window, view, "45")
    assert view.hint.markdown == "**Not yet.** That is 10 times too large."
    assert "2nd try" in view.count.text()
    assert not window.transport.button("play").isEnabled()
    type_answer(window, view, "4,5")
    assert view.explained.markdown == "**Right.** It is 4.5."
    assert not view.hint.isVisible()
    assert window.transport.button("play").isEnabled()
    assert not window.session.state.hide_future
    wait_until(lambda: window.transport.rate.slider.marks.ticks)


def answer_on_the_map(window: MainWindow, view: LessonView) -> None:
    wait_until(lambda: window.session.state.held == 1.0)
    wait_until(lambda: window.pane.frame is not None and window.pane.frame.row == 1)
    wait_until(lambda: not window.landscape.guess.words)
    # Where the colours of the rates end may be the answer.
    sliders = window.findChildren(RateSlider)
    assert len(sliders) == 2
    assert all(slider.marks == NO_MARKS for slider in sliders)
    port = window.landscape_view.viewport()
    QTest.mouseClick(port, LEFT, pos=spot(window, 1.5, 0.2))
    wait_until(lambda: isinstance(view.field, MapAnswer) and view.field.answer is not None)
    assert window.session.state.lesson.guess[0] == pytest.approx(1.5, abs=0.05)
    wait_until(lambda: window.landscape.guess.words.startswith("your guess: w = 1."))
    QTest.mouseClick(view.check, LEFT)
    assert view.explained.markdown.startswith("**Right.**")


def test_a_lesson_from_start_to_end(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = begin(window, tmp_path)
    assert view.title.markdown == "A line"
    assert view.text.markdown == "The slope is −45."
    # The keys go into the field at once.
    assert isinstance(view.field, NumberAnswer)
    wait_until(lambda: QApplication.focusWidget() is view.field.lines[0])
    answer_by_keys(window, view)
    # The next step is reached with Enter.
    press(window, Qt.Key.Key_Return)
    answer_on_the_map(window, view)
    QTest.mouseClick(view.next, LEFT)
    assert "1.5 of 2 points" in view.text.markdown
    # The results are a file that can be read again.
    target = tmp_path / "results.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    QTest.mouseClick(view.save, LEFT)
    assert load_results(target).score == (1.5, 2)
    QTest.mouseClick(view.close_, LEFT)
    assert window.session.state.lesson is None
    assert window.docks["lesson"].isHidden()
    assert QApplication.activeModalWidget() is None


def test_the_panels_that_lessons_show_are_there() -> None:
    """A name that is none would only be told of in the status line."""
    known = {dock.name for dock in DOCKS}
    for lesson in lessons():
        for step in lesson.steps:
            for table in (*step.arrange, *step.then):
                assert set(table.get("names", ())) <= known, lesson.name


def test_tab_goes_through_a_lesson_as_it_is_read(window: MainWindow, tmp_path: Path) -> None:
    view = begin(window, tmp_path)
    assert isinstance(view.field, NumberAnswer)
    stops = [view.field.lines[0], view.check, view.show_me]
    wait_until(lambda: QApplication.focusWidget() is stops[0])
    for stop in stops[1:]:
        press(window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop
    # Enter presses the button that has the focus, and not the filled one.
    press(window, Qt.Key.Key_Return)
    assert not view.refused.markdown
    assert view.explained.markdown == "**The answer: 4.5.**\n\nIt is 4.5."
    # Pressed twice it answers no question of the step that comes.
    wait_until(lambda: view.next.isVisible() and view.next.width() > 0)
    place = view.next.mapTo(window, view.next.rect().center())
    QTest.mouseClick(view.next, LEFT)
    wait_until(lambda: isinstance(view.field, MapAnswer))
    under = window.childAt(place)
    assert not isinstance(under, QAbstractButton)


def test_a_lesson_chosen_in_a_dialog_has_the_keys(window: MainWindow, tmp_path: Path) -> None:
    view = begin(window, tmp_path)
    wait_until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    dialog = QDialog(window)
    dialog.show()
    dialog.activateWindow()
    wait_until(dialog.isActiveWindow)
    former = view.field
    # As another lesson that begins while the gallery is still in front.
    window.session.apply(OpenLesson("slope-and-step"))
    wait_until(lambda: isinstance(view.field, ChoiceAnswer))
    assert view.field is not former
    dialog.close()
    window.activateWindow()
    wait_until(window.isActiveWindow)
    # The window gives the focus to a widget of its own choice when it comes back.
    window.pane.views[0].setFocus()
    wait_until(lambda: isinstance(QApplication.focusWidget(), QRadioButton))


def test_a_click_in_an_epoch_plot_answers_when(window: MainWindow, tmp_path: Path) -> None:
    view = begin(window, tmp_path)
    window.session.apply(OpenLesson("one-weight-line", step=3))
    wait_until(lambda: isinstance(view.field, EpochAnswer))
    wait_until(lambda: window.session.state.lesson.arranged)
    plot = next(one for one in window.pane.views if one.plot.name == "loss")
    wait_until(lambda: plot.isVisible())
    QTest.mouseClick(plot.viewport(), LEFT, pos=plot.viewport().rect().center())
    wait_until(lambda: view.field.answer is not None)
    assert view.field.answer == pytest.approx(window.session.state.lesson.guess, rel=1e-3)
    QTest.mouseClick(view.check, LEFT)
    assert view.hint.markdown.startswith("**Not yet.**")


def test_the_next_start_has_no_empty_lesson(
    make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    first = make_window()
    begin(first, tmp_path)
    # A layout that is made by hand is remembered.
    first.docks.open("by-hand")
    first.docks["by-hand"].setFloating(True)
    QTest.qWait(50)
    second = make_window()
    assert "lesson" not in second.docks
    begin(second, tmp_path)
    # Its tab names it already.
    wait_until(lambda: not second.docks["lesson"].title_row.isVisible())
