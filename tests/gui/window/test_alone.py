"""One card alone, and back to what was there: by pointer, by keys, by the menu."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabBar

from tests.gui.windows import change, press, wait_until

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def double_click(widget, place):
    """As a hand does it, which lets the button go again."""
    QTest.mouseClick(widget, LEFT, pos=place)
    QTest.mouseDClick(widget, LEFT, pos=place)
    QTest.mouseRelease(widget, LEFT, pos=place)


def double_click_title(row):
    """On the name in the title row, which leaves the click to the row."""
    double_click(row.name, QPoint(6, row.name.height() // 2))


def point_at(view):
    """Move the pointer over a plot, which is in use then."""
    QTest.mouseMove(view.viewport(), view.viewport().rect().center())
    wait_until(lambda: view.window().stage.current is view)


def places(window):
    """Where every part of the window is."""
    parts = {"landscape": window.landscape_card, "strip": window.strip, "step": window.inspector}
    parts |= window.docks
    return {
        name: part.geometry()
        for name, part in parts.items()
        if part.isVisible() and not part.visibleRegion().isEmpty()
    }


def rested(window):
    """The places when nothing moves any more: panels slide to theirs."""
    seen = [{}]

    def resting():
        QTest.qWait(150)
        seen.append(places(window))
        # Longer than what comes late, such as the colours of the rates, lets wait for it.
        return seen[-7:] == [seen[-1]] * 7

    wait_until(resting)
    return seen[-1]


def only(window, card):
    """Whether a card has the window above the transport bar to itself."""
    return set(places(window).values()) == {card.geometry()} and window.transport.isVisible()


@pytest.fixture
def arranged(window):
    """A window whose panels the user has moved: the usual places would be found anew."""
    window.resizeDocks([window.docks["loss"]], [520], Qt.Orientation.Horizontal)
    window.arrangement._by_hand = True
    window.docks["gradient"].toggleViewAction().trigger()
    return window


@pytest.mark.parametrize("name", ["landscape", "setup", "parameters", "loss"])
def test_a_double_click_on_a_title_shows_the_card_alone_and_the_next_brings_all_back(
    arranged, name
):
    window = arranged
    card = window.landscape_card if name == "landscape" else window.docks[name]
    before = rested(window)
    assert len(before) > 4
    double_click_title(card.title_row)
    wait_until(lambda: only(window, card))
    assert window.isFullScreen()
    assert card.width() > 0.9 * window.width()
    assert card.title_row.isVisible()
    double_click_title(card.title_row)
    wait_until(lambda: places(window) == before)
    assert not window.isFullScreen()
    assert window.menuBar().isVisible()
    assert window.statusBar().isVisible()


def test_the_tab_of_a_panel_is_its_title(window):
    (bar,) = (
        bar
        for bar in window.findChildren(QTabBar)
        if bar.isVisible() and "Epoch table" in [bar.tabText(index) for index in range(bar.count())]
    )
    index = [bar.tabText(index) for index in range(bar.count())].index("Epoch table")
    place = bar.tabRect(index).center()
    QTest.mouseClick(bar, LEFT, pos=place)  # the first click brings a panel to the front
    before = rested(window)
    double_click(bar, place)
    table = window.docks["table"]
    wait_until(lambda: only(window, table))
    # Its title, that the tab replaces, is there: the way back.
    double_click_title(table.title_row)
    wait_until(lambda: places(window) == before)
    assert table.titleBarWidget() is not table.title_row


def test_the_key_shows_the_plot_in_use_alone_and_it_and_escape_go_back(window):
    before = rested(window)
    loss = window.docks["loss"]
    point_at(next(view for view in window.pane.views if loss.isAncestorOf(view)))
    for back in (Key.Key_F11, Key.Key_Escape):
        press(window, Key.Key_F11)
        wait_until(lambda: only(window, loss))
        assert window.actions_by_name["alone"].isChecked()
        press(window, back)
        wait_until(lambda: places(window) == before)
        assert not window.actions_by_name["alone"].isChecked()


def test_what_is_alone_within_a_presentation_goes_back_to_it(window):
    before = rested(window)
    press(window, Key.Key_F5)
    presented = rested(window)
    assert "setup" not in presented
    press(window, Key.Key_F11)
    wait_until(lambda: only(window, window.landscape_card))
    press(window, Key.Key_Escape)
    wait_until(lambda: places(window) == presented)
    assert window.isFullScreen()
    press(window, Key.Key_Escape)
    wait_until(lambda: places(window) == before)
    assert not window.isFullScreen()


def test_another_problem_leaves_a_card_alone(window):
    press(window, Key.Key_F11)
    wait_until(lambda: only(window, window.landscape_card))
    change(window, problem__data="two-moons", problem__inputs=(), problem__targets=())
    assert only(window, window.landscape_card)
    QTest.keyClick(window.landscape_view, Key.Key_Right)
    assert only(window, window.landscape_card)


# What the offscreen platform says of a floating panel.
@pytest.mark.qt_log_ignore("does not support (raise|propagate)")
def test_a_floating_panel_floats_again(window):
    loss = window.docks["loss"]
    loss.setFloating(True)
    QTest.qWait(50)
    double_click_title(loss.title_row)
    wait_until(lambda: only(window, loss))
    assert not loss.isFloating()
    double_click_title(loss.title_row)
    wait_until(loss.isFloating)


def test_tabs_of_panels_keep_their_order(window):
    """Qt may leave a row of a former layout: to move one of its tabs ends the program."""
    for name in ("sharpness", "filters"):
        window.docks.open(name)
    QTest.qWait(20)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.parent() is window]
    assert len(bars) > 1
    assert not any(bar.isMovable() for bar in bars)


def test_the_step_by_hand_has_the_room_of_a_board(window):
    """Alone where its tab would show no more than a head, and back with the same key."""
    before = rested(window)
    action = window.actions_by_name["by_hand"]
    action.trigger()
    dock = window.docks["by-hand"]
    wait_until(lambda: window.alone.shown is dock)
    wait_until(lambda: only(window, dock))
    # Whoever has only a mouse finds the way back, as there is no menu.
    back = next(one for one in dock.findChildren(QPushButton) if one.text() == "All panels")
    assert back.isVisible()
    QTest.mouseClick(back, LEFT)
    wait_until(lambda: window.alone.shown is None)
    assert not back.isVisible()
    action.trigger()
    wait_until(lambda: only(window, dock))
    action.trigger()
    wait_until(lambda: window.alone.shown is None)
    after = rested(window)
    assert {"landscape", "setup", "by-hand"} <= set(after)
    assert "fit" in before  # whose place in front of the tabs it has
    assert "fit" not in after
    window.resize(1900, 1400)
    QTest.qWait(200)
    action.trigger()
    QTest.qWait(200)
    assert dock.isVisible()
    assert window.alone.shown is None
