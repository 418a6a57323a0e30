"""Runs side by side, in the real window."""

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import LEFT, press, settle, wait_until
from visualizer.app.intents import (
    CloseRun,
    MovePlayhead,
    OpenExperiment,
    SelectRun,
    ShowApart,
)
from visualizer.gui.figures.figures import FigureOptions, side_by_side

RATE = "optimizer.learning_rate"


@pytest.fixture
def three(window):
    """A window with the rates 0.1, 0.01 and 1 of the first lesson, the last one in front."""
    base = window.session.state.experiment
    for rate in (0.01, 1.0):
        window.session.apply(OpenExperiment(base.with_values({RATE: rate})))
        settle(window)
    return window


def names(window):
    return [card.name.text() for card in window.apart.page.cards]


def drawn_rows(window):
    drawn = [view.plot.drawn for card in window.apart.page.cards for view in card.views]
    return [frame and frame.row for frame in drawn]


def test_a_key_shows_the_runs_side_by_side_and_back(three):
    """Each its own run, all at one playhead; and everything is as it was afterwards."""
    window, page = three, three.apart.page
    docks = {name for name, dock in window.docks.items() if dock.isVisible()}
    panes = len(window.stage.panes)
    press(window, Qt.Key.Key_D)
    wait_until(lambda: page.isVisible() and len(page.cards) == 3)
    assert names(window) == ["rate 0.1", "rate 0.01", "rate 1"]
    assert page.words.text() == "Only the learning rate differs"
    assert not any(dock.isVisible() for dock in window.docks.values())
    window.session.apply(MovePlayhead(7.0))
    wait_until(lambda: drawn_rows(window) == [7, 7, 7])
    shown = [card.views[0].plot.drawn.run for card in page.cards]
    assert shown == list(window.session.state.runs)
    wait_until(lambda: all(card.pill.text() for card in page.cards))
    assert page.cards[2].pill.text() == "Diverging"
    assert [card.property("front") for card in page.cards] == [False, False, True]
    # The second press of a double click, on the button that led here, is not about the card.
    twice = QEvent.Type.MouseButtonDblClick
    place = QPointF(200, 14)
    event = QMouseEvent(twice, place, place, LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.cards[1], event)
    assert window.session.state.current == 2
    # A click on a card brings its run to the front.
    QTest.mouseClick(page.cards[1], LEFT, pos=QPoint(200, 14))
    assert window.session.state.current == 1
    assert [card.property("front") for card in page.cards] == [False, True, False]
    press(window, Qt.Key.Key_Escape)
    wait_until(lambda: not page.isVisible())
    assert {name for name, dock in window.docks.items() if dock.isVisible()} == docks
    assert window.landscape_view.isVisible()
    assert len(window.stage.panes) == panes
    assert not window.actions_by_name["apart"].isChecked()


def test_what_is_shown_follows_the_runs_and_the_choice(three):
    window, page = three, three.apart.page
    press(window, Qt.Key.Key_D)
    wait_until(lambda: len(page.cards) == 3)
    page.choice.setFocus()
    QTest.keyClick(page.choice, Qt.Key.Key_End)
    wait_until(lambda: [len(card.views) for card in page.cards] == [2, 2, 2])
    assert window.session.state.apart == "parameters and fit"
    page.own.click()
    assert window.session.state.own_axes
    wait_until(lambda: all(card.pane.frame is not None for card in page.cards))
    wait_until(lambda: not any(card.pane.frame.beside for card in page.cards))
    window.session.apply(CloseRun(2))
    wait_until(lambda: names(window) == ["rate 0.1", "rate 0.01"])
    # With one run left there is nothing to stand beside it: as before, by itself.
    window.session.apply(CloseRun(1))
    wait_until(lambda: not page.isVisible())
    assert not window.actions_by_name["apart"].isEnabled()
    window.session.undo()
    wait_until(lambda: page.isVisible() and len(page.cards) == 2)


def test_a_press_in_a_picture_may_take_the_picture_away(three):
    """The rest of the click comes to it all the same."""
    window, page = three, three.apart.page
    press(window, Qt.Key.Key_D)
    wait_until(lambda: len(page.cards) == 3)
    view = page.cards[2].views[0]
    wait_until(lambda: view.plot.drawn is not None)
    port = view.viewport()
    view.plot.on_playhead_moved = lambda epoch: window.session.apply(ShowApart(""))
    QTest.mouseClick(port, LEFT, pos=port.rect().center())
    assert shiboken6.isValid(port)
    wait_until(lambda: not page.isVisible())
    wait_until(lambda: not shiboken6.isValid(port))


def test_full_screen_and_presentation_come_and_go_around_it(three):
    window, page = three, three.apart.page
    press(window, Qt.Key.Key_D)
    wait_until(page.isVisible)
    press(window, Qt.Key.Key_F5)
    wait_until(lambda: window.isFullScreen() and page.isVisible())
    press(window, Qt.Key.Key_F11)
    wait_until(lambda: window.alone.shown is not None and not page.isVisible())
    press(window, Qt.Key.Key_F11)
    press(window, Qt.Key.Key_F5)
    wait_until(lambda: not window.isFullScreen())
    press(window, Qt.Key.Key_D)
    wait_until(page.isVisible)
    press(window, Qt.Key.Key_D)
    wait_until(lambda: not page.isVisible() and window.landscape_view.isVisible())
    assert QApplication.focusWidget() is not None


def test_one_picture_has_them_all(three, tmp_path):
    """A column for each run, in the order of the session."""
    window = three
    window.session.apply(SelectRun(1))
    settle(window)
    frame = window.pane.frame
    each = frame.each()
    assert [one.run for one in each] == list(window.session.state.runs)
    assert [one.label for one in each] == ["rate 0.1", "rate 0.01", "rate 1"]
    assert [len(one.beside) for one in each] == [2, 2, 2]
    assert all(one.run is not other.run for one in each for other in one.beside)
    assert frame.each(own_axes=True)[0].beside == ()
    path = tmp_path / "three.svg"
    side_by_side(frame, ["parameters", "fit"], FigureOptions(size=(1200.0, 700.0)), path)
    words = path.read_text(encoding="utf-8")
    assert all(name in words for name in ("rate 0.01", "rate 0.1", "rate 1"))
