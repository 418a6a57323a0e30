"""The actions and menus that are made from the table."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.widgets.action_table import ACTIONS, MENUS, SUBMENUS, tooltip
from visualizer.gui.window import actions as module

TABLE = {declared.name: declared for declared in ACTIONS}


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def calls():
    return []


@pytest.fixture
def made(window, calls):
    def handler(name):
        return lambda *arguments: calls.append((name, *arguments))

    return module.make_actions(window, {name: handler(name) for name in TABLE})


@pytest.mark.parametrize("name", TABLE)
def test_every_action_is_made(made, calls, name):
    action, declared = made[name], TABLE[name]
    assert action.text() == declared.text
    assert [keys.toString() for keys in action.shortcuts()] == list(declared.shortcuts)
    assert action.isCheckable() == declared.checkable
    assert action.isChecked() == declared.checked
    assert action.toolTip() == tooltip(declared)
    assert action.whatsThis() == declared.help
    assert action.autoRepeat() == declared.repeats
    assert action.isEnabled()
    action.trigger()
    if declared.checkable:
        assert calls == [(name, True if declared.group else not declared.checked)]
    else:
        assert calls == [(name,)]


def test_switches_of_a_group_exclude_each_other(made):
    made["as_in_book"].trigger()
    assert not made["exact"].isChecked()
    made["theme_dark"].trigger()
    assert not made["theme_system"].isChecked()
    assert made["as_in_book"].isChecked()


def test_setting_a_switch_from_the_program_calls_nothing(made, calls):
    made["loop"].setChecked(True)
    made["exact"].setChecked(False)
    assert calls == []


def test_an_action_without_a_handler_is_grey(window):
    made = module.make_actions(window, {"play": lambda: None})
    assert made["play"].isEnabled()
    assert not made["undo"].isEnabled()


def test_a_handler_for_no_action_is_a_mistake(window):
    with pytest.raises(KeyError, match="nosuch"):
        module.make_actions(window, {"nosuch": print})


def test_the_menus_hold_every_action_once(window, made):
    menus = module.fill_menus(window.menuBar(), made)
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == list(MENUS)
    found = Counter(
        action.objectName()
        for menu in menus.values()
        for action in menu.actions()
        if action.objectName() in TABLE
    )
    assert found == Counter(list(TABLE))
    for path in SUBMENUS:
        assert menus[path].menuAction() in menus[path.split("/")[0]].actions()
    assert [action.objectName() for action in menus["View/Theme"].actions()] == [
        "theme_system",
        "theme_light",
        "theme_dark",
    ]


def test_icons_follow_the_look(made):
    module.dress_actions(made, LIGHT)
    light = made["play"].icon().pixmap(20, 20).toImage()
    module.dress_actions(made, DARK)
    assert made["play"].icon().pixmap(20, 20).toImage() != light
    assert not made["hide_future"].isIconVisibleInMenu()


def test_keys_call_the_actions(qtbot, window, made, calls):
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    for key, modifier in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
    ):
        qtbot.keyClick(window, key, modifier)
    names = ["play", "play", "ten_back", "faster", "next_experiment"]
    assert calls == [(name,) for name in names]
