"""Dialogs begin as the last one of their kind ended, also in the next start of the program."""

import json

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.windows import wait_until
from visualizer.gui.dialogs.explorer import Explorer
from visualizer.gui.dialogs.help import HelpWindow
from visualizer.gui.dialogs.rate_finder import RateFinder
from visualizer.gui.look.preferences import DIALOGS


def opened(window, action, kind):
    window.actions_by_name[action].trigger()
    return window.findChildren(kind)[-1]


def closed(window, dialog):
    """Close a dialog by its key, and let go of one that is made anew each time."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_until(lambda: not dialog.isVisible())
    if isinstance(dialog, RateFinder):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        vars(dialog).clear()  # pytest holds what a test names


def typed(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_finder_asks_what_it_asked_last(make_window):
    window = make_window()
    dialog = opened(window, "find_rate", RateFinder)
    typed(dialog.form.form.row("finder.steps").findChild(QLineEdit), "37")
    choose(dialog.form.place, "playhead")
    dialog.resize(dialog.width(), 610)  # the screen of tests is narrow
    closed(window, dialog)
    window = make_window()
    dialog = opened(window, "find_rate", RateFinder)
    assert dialog.form.finder.steps == 37
    assert dialog.form.form.row("finder.steps").findChild(QLineEdit).text() == "37"
    assert dialog.form.at_playhead
    assert dialog.height() == 610
    wait_until(lambda: dialog._curve is not None)
    assert dialog._curve.finder.steps == 37
    closed(window, dialog)


def test_the_explorer_shows_what_it_showed_last(make_window):
    window = make_window()
    explorer = opened(window, "explorer", Explorer)
    page = explorer.activations
    choose(page.choice, "relu")
    typed(page.place, "2")
    explorer.tabs.setCurrentWidget(explorer.losses)
    typed(explorer.losses.target, "-1.5")
    explorer.softmax.values.setText("3, 4")
    closed(window, explorer)
    explorer = opened(make_window(), "explorer", Explorer)
    assert explorer.tabs.currentWidget() is explorer.losses
    assert (explorer.losses.plot.target, explorer.losses.target.text()) == (-1.5, "-1.5")
    page = explorer.activations
    assert (page.plot.entry, page.choice.value(), page.plot.place) == ("relu", "relu", 2.0)
    assert page.place.text() == "2"
    assert explorer.softmax.values.text() == "3, 4"
    assert explorer.softmax.table.rowCount() == 3


DAMAGED = (
    "{",
    "[]",
    "7",
    '{"Explorer": 3, "RateFinder": []}',
    '{"Explorer": {"size": [1]}, "RateFinder": {"size": ["a", 2]}}',
    '{"Explorer": {"size": [700, 500], "tab": 99}, "RateFinder": {"size": [0, 0]}}',
    json.dumps(
        {
            "Explorer": {
                "size": [700, 500],
                "tab": 1,
                "softmax": "1",
                "activation": {"entry": "no such", "place": 0},
                "loss": {},
            },
            "RateFinder": {"size": [900, 600], "place": "start", "test": {"steps": -1}},
            "HelpWindow": {"size": [1e300, 600]},
        }
    ),
    '{"RateFinder": {"size": [900, 600], "place": "start", "test": {"unknown": 1}}}',
    '{"RateFinder": {"size": [900, 600], "place": ["start"], "test": 5}}',
)


def test_what_cannot_be_used_is_as_if_it_were_not_there(window):
    page = opened(window, "getting_started", HelpWindow)
    usual = page.size()
    explorer = opened(window, "explorer", Explorer)
    chosen = explorer.remembered()
    for stored in DAMAGED:
        window.preferences.set(DIALOGS, stored)
        finder = opened(window, "find_rate", RateFinder)
        assert finder.form.finder.steps == 100, stored
        closed(window, finder)
        explorer.keep_in(window.preferences)
        assert explorer.remembered() == chosen, stored
        page.keep_in(window.preferences)
        assert page.size() == usual, stored
        assert set(json.loads(window.preferences.get(DIALOGS))) >= {"RateFinder"}
