"""The table of actions, each entry against each promise."""

from collections import Counter
from html import escape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow

from visualizer.core.resources import resource
from visualizer.gui.look.look import DARK, LIGHT
from visualizer.gui.window import actions as module
from visualizer.gui.window.action_table import ACTIONS, MENUS, SUBMENUS

TABLE = {declared.name: declared for declared in ACTIONS}

REQUIRED_KEYS = {
    "play": ["Space", "K"],
    "step_back": ["Left"],
    "step_forward": ["Right"],
    "ten_back": ["Shift+Left"],
    "ten_forward": ["Shift+Right"],
    "to_start": ["Home"],
    "to_end": ["End"],
    "faster": ["+"],
    "slower": ["-"],
    "previous_experiment": ["PgUp"],
    "next_experiment": ["PgDown"],
    "hide_future": ["H"],
    "present": ["F5"],
    "leave_presentation": ["Esc"],
    "getting_started": ["F1"],
}


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


@pytest.mark.parametrize("declared", ACTIONS, ids=TABLE)
def test_every_action_is_told_in_full(declared):
    assert declared.name.isidentifier()
    assert declared.text.strip("&. ")
    assert declared.tooltip
    assert not declared.tooltip.endswith(".")
    assert declared.help.endswith(".")
    assert declared.menu.split("/")[0] in MENUS
    assert declared.menu in MENUS or declared.menu in SUBMENUS
    if declared.icon:
        assert resource("icons", f"{declared.icon}.svg").is_file()
    for keys in declared.shortcuts:
        assert QKeySequence(keys).toString() == keys
    if declared.checked or declared.group:
        assert declared.checkable


def test_names_are_unique():
    assert len(TABLE) == len(ACTIONS)


def test_no_key_is_given_twice():
    keys = Counter(QKeySequence(keys).toString() for each in ACTIONS for keys in each.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []


def test_access_keys_are_unique_within_a_menu():
    for menu in MENUS:
        marks = Counter(
            each.text[each.text.index("&") + 1].lower()
            for each in ACTIONS
            if each.menu == menu and "&" in each.text
        )
        assert [mark for mark, count in marks.items() if count > 1] == [], menu


@pytest.mark.parametrize("name", REQUIRED_KEYS)
def test_the_keys_that_were_promised(name):
    assert set(REQUIRED_KEYS[name]) <= set(TABLE[name].shortcuts)


def test_one_switch_of_each_group_is_on():
    for group in {each.group for each in ACTIONS if each.group}:
        assert sum(each.checked for each in ACTIONS if each.group == group) == 1, group


@pytest.mark.parametrize("name", TABLE)
def test_every_action_is_made(made, calls, name):
    action, declared = made[name], TABLE[name]
    assert action.text() == declared.text
    assert [keys.toString() for keys in action.shortcuts()] == list(declared.shortcuts)
    assert action.isCheckable() == declared.checkable
    assert action.isChecked() == declared.checked
    assert action.toolTip() == module.tooltip(declared)
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


def test_a_tooltip_names_the_keys():
    assert module.tooltip(TABLE["play"]) == "Play or pause (Space, K)"
    assert module.tooltip(TABLE["about"]) == "About this program"


def test_the_list_of_keys_is_complete():
    rows = module.shortcut_rows()
    assert {words for _, words, _, _ in rows} == {
        module.plain_text(each.text) for each in ACTIONS if each.shortcuts
    }
    html, markdown = module.shortcuts_html(), module.shortcuts_markdown()
    for menu, words, keys, sentence in rows:
        assert f"<h3>{menu}</h3>" in html
        assert f"<td><b>{keys}</b></td><td>{words}</td><td>{escape(sentence)}</td>" in html
        assert f"| {keys} | {words} | {sentence} |" in markdown


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
