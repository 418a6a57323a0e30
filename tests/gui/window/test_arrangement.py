"""Where the panels of the real window are, and what is remembered of it."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QWidget

from tests.gui.windows import change, settle, wait_until
from visualizer.gui.window.arrangement import CLASSES, ROOMY, SIDE, STACKED, TABBED, USUAL, Room
from visualizer.gui.window.docks import DOCKS


def test_the_usual_places(window):
    areas = {name: window.dockWidgetArea(dock) for name, dock in window.docks.items()}
    assert {areas.pop(name) for name in SIDE} == {Qt.DockWidgetArea.LeftDockWidgetArea}
    assert window.tabifiedDockWidgets(window.docks["setup"]) == [window.docks["runs"]]
    assert not window.docks["setup"].visibleRegion().isEmpty()
    assert set(areas.values()) == {Qt.DockWidgetArea.RightDockWidgetArea}
    tops = [window.docks[name].y() for name in STACKED]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    beside_fit = window.tabifiedDockWidgets(window.docks["fit"])
    assert {dock.objectName() for dock in beside_fit} == set(TABBED)
    # A tab names its panel: no title says it again.
    assert window.docks["fit"].titleBarWidget() is not window.docks["fit"].title_row


def test_a_low_window_shares_tabs(make_window):
    window = make_window((1024, 700))
    beside = {dock.objectName() for dock in window.tabifiedDockWidgets(window.docks["parameters"])}
    assert beside == {"gradient", "fit"}
    for name in ("table", "matrices", "prediction"):
        dock = window.docks[name]
        # Its tab names it already.
        wait_until(lambda dock=dock: dock.titleBarWidget() is not dock.title_row)
    window.resize(1400, 900)
    wait_until(lambda: not window.tabifiedDockWidgets(window.docks["parameters"]))


# What the offscreen platform says of a floating panel.
@pytest.mark.qt_log_ignore("does not support (raise|propagate)")
def test_hidden_and_floating_panels_are_remembered_and_reset(make_window):
    window = make_window()
    window.docks["loss"].toggleViewAction().trigger()
    window.docks["gradient"].setFloating(True)
    QTest.qWait(50)
    window = make_window()
    assert window.docks["loss"].isHidden()
    assert window.docks["gradient"].isFloating()
    window.actions_by_name["reset_layout"].trigger()
    assert not window.docks["loss"].isHidden()
    assert not window.docks["gradient"].isFloating()
    window = make_window()
    assert not window.docks["loss"].isHidden()
    assert not window.docks["gradient"].isFloating()


def test_what_the_user_arranged_stays_in_a_window_of_another_size(window):
    window.docks["loss"].toggleViewAction().trigger()
    window.resize(1300, 700)
    QTest.qWait(50)
    settle(window)
    assert window.docks["loss"].isHidden()


def test_the_usual_layout_is_found_anew(make_window, settings):
    make_window()
    make_window()
    assert not settings.contains("window/state")
    assert settings.contains("window/geometry")


def test_every_panel_is_in_the_menu(window):
    entries = window.menus["View/Panels"].actions()
    usual = [dock.toggleViewAction() for dock in window.docks.values()]
    assert entries[: len(usual)] == usual
    groups = {dock.group for dock in DOCKS if not dock.usual}
    assert set(window.docks.menus) == groups
    inner = [menu.menuAction() for menu in window.docks.menus.values()]
    assert [action for action in entries[len(usual) :] if not action.isSeparator()] == inner


def test_a_panel_that_is_opened_gets_room_by_tabs_of_two_plots(window):
    docks = window.docks
    docks["table"].raise_()
    before = docks["table"].height()
    docks.open("basins")
    settle(window)
    assert window.tabifiedDockWidgets(docks["loss"]) == [docks["gradient"]]
    wait_until(lambda: docks["basins"].height() > before + 80)
    change(window, training__epochs=20)
    assert window.tabifiedDockWidgets(docks["loss"]) == [docks["gradient"]]
    window.actions_by_name["reset_layout"].trigger()
    assert not window.tabifiedDockWidgets(docks["loss"])
    assert len({docks[name].y() for name in STACKED}) == 4


def test_classes_bring_their_panels_and_take_them_away(window):
    usual = {name for name, dock in window.docks.items() if not dock.isHidden()}
    change(window, problem__data="two-moons", problem__inputs=(), problem__targets=())
    shown = {name for name, dock in window.docks.items() if not dock.isHidden()}
    assert shown == usual | {"network", "accuracy", "confusion", "wrong", "classes"}
    beside = {dock.objectName() for dock in window.tabifiedDockWidgets(window.docks["fit"])}
    assert beside == {"confusion", "wrong", "classes"}
    change(window, problem__data="line", problem__inputs=(), problem__targets=())
    assert {name for name, dock in window.docks.items() if not dock.isHidden()} == usual


def test_classes_leave_what_the_user_arranged(window):
    window.docks["loss"].toggleViewAction().trigger()
    change(window, problem__data="two-moons", problem__inputs=(), problem__targets=())
    assert "confusion" not in window.docks
    window.actions_by_name["reset_layout"].trigger()
    assert not window.docks["confusion"].isHidden()


@pytest.mark.parametrize("size", [(1024, 700), (911, 512)])
def test_a_low_window_has_the_panels_of_classes_in_fewer_rows(make_window, size):
    window = make_window(size)
    change(window, problem__data="two-moons", problem__inputs=(), problem__targets=())
    shown = {name for name, dock in window.docks.items() if not dock.isHidden()}
    assert shown == CLASSES.names | set(SIDE)


@pytest.mark.parametrize("layout", [USUAL, ROOMY, CLASSES])
def test_a_smaller_window_has_the_same_panels(layout):
    for room in (Room.LOW, Room.SMALL):
        assert layout.shown(room) - set(SIDE) == layout.names


@pytest.mark.parametrize("size", [(1400, 900), (1024, 700), (911, 512)])
def test_every_panel_has_a_place_after_other_problems(make_window, size):
    window = make_window(size)
    for data in ("two-moons", "line"):
        change(window, problem__data=data, problem__inputs=(), problem__targets=())
    for dock in window.docks.declared.values():
        card = window.docks.open(dock.name)
        settle(window)
        assert window.dockWidgetArea(card) != Qt.DockWidgetArea.NoDockWidgetArea, dock.name
        assert not card.geometry().intersects(window.centralWidget().geometry()), dock.name


def test_presenting_brings_back_what_was_there(window):
    window.docks["loss"].toggleViewAction().trigger()
    window.arrangement.present(True)
    assert not window.docks["setup"].isVisible()
    window.arrangement.present(False)
    assert window.docks["setup"].isVisible()
    assert window.docks["loss"].isHidden()


def bar_fits(window):
    """Whether nothing of the transport bar lies over another part, or beyond its end."""
    bar, options = window.transport, Qt.FindChildOption.FindDirectChildrenOnly
    shown = [one for one in bar.findChildren(QWidget, options=options) if one.isVisible()]
    places = [one.geometry() for one in shown]
    parts = [part.geometry() for part in (bar.rate.slider, bar.rate.line)]
    return (
        all(bar.rect().contains(place) for place in places)
        and not any(one.intersects(other) for one, other in combinations(places, 2))
        and all(bar.rate.rect().contains(part) for part in parts)
        and not parts[0].intersects(parts[1])
    )


def test_presenting_in_larger_letters_leaves_no_panel_larger(window):
    present, setup = window.actions_by_name["present"], window.docks["setup"]
    beside = window.docks["parameters"]
    before = setup.width()
    assert not window.tabifiedDockWidgets(beside)
    present.trigger()
    settle(window)
    # As much room as a smaller window has for usual letters: fewer rows, and the step in a line.
    wait_until(lambda: window.docks["gradient"] in window.tabifiedDockWidgets(beside))
    wait_until(lambda: window.inspector.folded and bar_fits(window))
    assert setup.isHidden()
    present.trigger()
    settle(window)
    wait_until(lambda: abs(setup.width() - before) <= 2)
    assert present.isChecked() is False
    wait_until(lambda: bar_fits(window) and not window.inspector.folded)
    assert not window.tabifiedDockWidgets(beside)
    # What comes later is as if there had been no presentation.
    window.resize(1024, 700)
    wait_until(lambda: window.docks["gradient"] in window.tabifiedDockWidgets(beside))


def test_larger_letters_in_a_window_of_the_same_size_cut_nothing_of_the_bar(make_window):
    window = make_window((800, 800))  # the screen of tests
    for _ in range(2):
        window.actions_by_name["present"].trigger()
        wait_until(lambda: bar_fits(window))
        QTest.qWait(100)
        assert bar_fits(window)
        assert window.transport.width() == 784
        letters = round(11 * window.bench.look.scale)
        assert window.transport.rate.slider._font.pixelSize() == letters


def test_after_presenting_a_small_window_is_a_small_one_again(window, monkeypatch):
    """Also where its size has not changed, and nothing else tells of the end."""
    window.resize(911, 512)
    wait_until(lambda: not window.inspector.isVisible())
    present, rooms = window.actions_by_name["present"], []
    window.arrangement.room_changed.connect(rooms.append)
    monkeypatch.setattr(window, "setWindowState", lambda state: None)
    present.trigger()
    wait_until(lambda: rooms)
    # In letters that are half as large again it is low, but there is no set-up.
    assert rooms[-1] == Room.SMALL
    assert not window.docks["loss"].isHidden()
    present.trigger()
    wait_until(lambda: not present.isChecked() and rooms[-1] == Room.SMALL)
    assert not window.inspector.isVisible()
    assert window.landscape.pixels()[1] >= 150


def test_presenting_keeps_a_window_maximised(window):
    window.showMaximized()
    window.arrangement.present(True)
    assert window.isFullScreen()
    window.arrangement.present(False)
    assert window.isMaximized()
    assert not window.isFullScreen()


# What the offscreen platform says when a tab comes forward.
@pytest.mark.qt_log_ignore("does not support (raise|propagate)")
def test_without_data_the_table_stands_where_the_fit_would_be_empty(window):
    def in_front(name):
        return not window.docks[name].visibleRegion().isEmpty()

    wait_until(lambda: in_front("fit"))
    change(window, problem__kind="function")
    wait_until(lambda: in_front("table"))
    change(window, problem__kind="model")
    wait_until(lambda: in_front("fit"))
    # What the user brings forward stays.
    window.docks["matrices"].raise_()
    wait_until(lambda: in_front("matrices"))
    change(window, problem__kind="function")
    QTest.qWait(50)
    assert in_front("matrices")


@pytest.mark.parametrize("size", [(800, 480), (911, 512), (940, 700)])
def test_in_a_small_window_panels_share_tabs_and_nothing_overlaps(make_window, size):
    window = make_window(size)
    QTest.qWait(100)
    assert (window.width(), window.height()) == size
    setup = window.docks["setup"]
    others = {dock for dock in window.docks.values() if not dock.isHidden()} - {setup}
    assert set(window.tabifiedDockWidgets(setup)) == others
    assert not window.inspector.isVisible()
    # Names are whole, and scrolled: "Pa…" names nothing.
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert [bar.elideMode() for bar in bars] == [Qt.TextElideMode.ElideNone]
    parts = [window.landscape_card, window.strip, setup, window.transport]
    areas = [part.rect().translated(part.mapTo(window, QPoint(0, 0))) for part in parts]
    assert all(window.rect().contains(area) for area in areas)
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    window.resize(1400, 900)
    wait_until(lambda: window.inspector.isVisible())
    assert window.tabifiedDockWidgets(setup) == [window.docks["runs"]]
