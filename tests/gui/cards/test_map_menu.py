"""The menu of the map in the real window."""

from PySide6.QtWidgets import QMenu, QPushButton

from tests.gui.windows import change, wait_until
from visualizer.app.landscapes import view_of
from visualizer.gui.cards.map_menu import MapButton


def menu_of(window):
    menu = window.findChild(MapButton).entries
    menu.aboutToShow.emit()
    return menu


def entry(menu, *path):
    *outer, words = path
    for name in outer:
        menu = next(inner for inner in menu.findChildren(QMenu) if inner.title() == name)
    return next(action for action in menu.actions() if action.text() == words)


def test_choices_are_those_of_the_style(window):
    for words, choice, name, value in (
        ("Contours", "Many", "contours", 30),
        ("Colours up to", "Lower half", "clip", 50.0),
        ("Field", "Streamlines", "field", "lines"),
    ):
        entry(menu_of(window), words, choice).trigger()
        assert getattr(window.session.state.view_of("landscape"), name) == value
        assert entry(menu_of(window), words, choice).isChecked()
    entry(menu_of(window), "Numbers on contours").trigger()
    wait_until(lambda: window.landscape.map_view.labels)


def test_field_is_computed_when_it_is_wanted(window):
    wait_until(lambda: window.pane.frame.map is not None)
    assert window.pane.frame.map.field is None
    entry(menu_of(window), "Field", "Arrows downhill").trigger()
    wait_until(lambda: window.pane.frame.map.field is not None)
    wait_until(lambda: not window.landscape.layers.field.strokes.path().isEmpty())


def test_equal_scales_widen_the_shorter_range(window):
    change(window, start__parameters=(2.9, 60.0))
    wait_until(lambda: window.pane.frame.map is not None)
    entry(menu_of(window), "Equal scales").trigger()
    wait_until(lambda: view_of(window.session.state).equal)
    wait_until(lambda: window.landscape.equal_scales)


def test_switches_that_give_way_are_in_the_menu(window):
    arrows = window.landscape.arrows
    entry(menu_of(window), "Arrows downhill and of the next step").trigger()
    wait_until(lambda: window.landscape.arrows is not arrows)


def test_basins_are_opened(window):
    entry(menu_of(window), "Basins").trigger()
    assert not window.docks["basins"].isHidden()


def test_switches_give_way_in_a_narrow_card(window):
    row = window.landscape_card.title_row
    log, arrows = window.findChild(MapButton).beside
    assert log.isVisible()
    assert arrows.isVisible()
    row.resize(300, row.height())
    assert not arrows.isVisible()
    row.resize(900, row.height())
    assert log.isVisible()
    assert arrows.isVisible()


def test_style_and_dimensions_are_those_of_the_last_time(make_window, settings):
    window = make_window()
    entry(menu_of(window), "Contours", "Few").trigger()
    (space,) = (one for one in window.findChildren(QPushButton) if one.text() == "3-D")
    space.click()
    window = make_window()
    assert window.session.state.view_of("landscape").contours == 6
    assert not window.landscape_view.isVisible()
    (two,) = (one for one in window.findChildren(QPushButton) if one.text() == "2-D")
    two.click()
    entry(menu_of(window), "Contours", "Usual").trigger()
    assert settings.value("window/views") == "{}"
