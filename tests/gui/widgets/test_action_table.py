"""The table of actions, each entry against each promise."""

from collections import Counter
from html import escape

import pytest
from PySide6.QtGui import QKeySequence

from visualizer.core.resources import resource
from visualizer.gui.widgets import action_table as module
from visualizer.gui.widgets.action_table import ACTIONS, MENUS, SUBMENUS

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
    "alone": ["F11"],
    "leave_presentation": ["Esc"],
    "getting_started": ["F1"],
}


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
