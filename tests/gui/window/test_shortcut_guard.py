"""Keys go to the widget that uses them, all others to the shortcuts of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.look.look import LIGHT
from visualizer.gui.widgets.action_table import ACTIONS
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.sketch_pad import SketchPad
from visualizer.gui.window.actions import make_actions
from visualizer.gui.window.shortcut_guard import PASSES_KEYS, ShortcutGuard

Key = Qt.Key
PLAYBACK = {
    Key.Key_Space: "play",
    Key.Key_K: "play",
    Key.Key_H: "hide_future",
    Key.Key_Left: "step_back",
    Key.Key_Right: "step_forward",
    Key.Key_Home: "to_start",
    Key.Key_End: "to_end",
    Key.Key_Plus: "faster",
    Key.Key_Minus: "slower",
    Key.Key_PageUp: "previous_experiment",
}
TYPED = set(PLAYBACK) - {Key.Key_PageUp}
KEPT = {
    "line": TYPED,
    "text": TYPED | {Key.Key_PageUp},
    "choice": {
        Key.Key_Space,
        Key.Key_K,
        Key.Key_H,
        Key.Key_Left,
        Key.Key_Right,
        Key.Key_Home,
        Key.Key_End,
        Key.Key_PageUp,
    },
    "button": {Key.Key_Space},
    "check": {Key.Key_Space},
    "radio": {Key.Key_Space, Key.Key_Left, Key.Key_Right},
    "pad": {Key.Key_Left, Key.Key_Right},
    "slider": {Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End},
    "passing": set(),
    "table": {Key.Key_Home, Key.Key_End, Key.Key_PageUp},
    "plain": set(),
}


# What the offscreen platform says when a list opens.
popup = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)")


@pytest.fixture
def calls():
    return []


@pytest.fixture
def widgets(qtbot, qapp, calls):
    window = QMainWindow()
    qtbot.addWidget(window)

    def handler(name):
        return lambda *arguments: calls.append(name)

    make_actions(window, {each.name: handler(each.name) for each in ACTIONS})
    body = QWidget()
    layout = QVBoxLayout(body)
    choice = ChoiceBox()
    choice.set_choices({"a": "First", "h": "Higher", "k": "Kept"})
    choice.set_value("a")
    made = {
        "line": QLineEdit("0123"),
        "text": QPlainTextEdit(),
        "choice": choice,
        "button": QPushButton("press"),
        "check": QCheckBox("tick"),
        "radio": QRadioButton("one of several"),
        "pad": SketchPad(LIGHT, (0.0, 1.0, 2.0), (0.0, 1.0)),
        "slider": QSlider(Qt.Orientation.Horizontal),
        "passing": QSlider(Qt.Orientation.Horizontal),
        "table": QTableWidget(3, 3),
        "plain": QWidget(),
    }
    made["passing"].setProperty(PASSES_KEYS, True)
    made["plain"].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for widget in made.values():
        layout.addWidget(widget)
    window.setCentralWidget(body)
    guard = ShortcutGuard(qapp)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    guard.deleteLater()


@popup
@pytest.mark.parametrize("key", PLAYBACK, ids=PLAYBACK.values())
@pytest.mark.parametrize("name", KEPT)
def test_who_gets_a_key(qtbot, widgets, calls, name, key):
    widget = widgets[name]
    widget.setFocus()
    assert widget.hasFocus()
    qtbot.keyClick(widget, key)
    if name == "choice":
        widget.hidePopup()
    assert calls == ([] if key in KEPT[name] else [PLAYBACK[key]])


def test_a_line_edit_gets_what_is_typed(qtbot, widgets, calls):
    line = widgets["line"]
    line.setFocus()
    line.setCursorPosition(2)
    for key in (Key.Key_Left, Key.Key_H, Key.Key_Space, Key.Key_Minus):
        qtbot.keyClick(line, key)
    assert line.text() == "0h -123"
    qtbot.keyClick(line, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert line.selectedText() == "-"
    assert calls == []


@popup
def test_the_space_bar_ticks_a_box_and_opens_a_list(qtbot, widgets, calls):
    widgets["check"].setFocus()
    qtbot.keyClick(widgets["check"], Key.Key_Space)
    assert widgets["check"].isChecked()
    choice = widgets["choice"]
    choice.setFocus()
    qtbot.keyClick(choice, Key.Key_Space)
    assert choice.view().isVisible()
    with qtbot.waitSignal(choice.chosen) as signal:
        qtbot.keyClick(choice.view(), Key.Key_K)
        qtbot.keyClick(choice.view(), Key.Key_Return)
    assert signal.args == ["k"]
    assert calls == []


def test_function_keys_and_control_reach_the_window_from_everywhere(qtbot, widgets, calls):
    for name in KEPT:
        widgets[name].setFocus()
        qtbot.keyClick(widgets[name], Key.Key_F1)
        qtbot.keyClick(widgets[name], Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert calls == ["getting_started", "save"] * len(KEPT)


@popup
def test_after_a_choice_by_mouse_the_space_bar_plays(qtbot, widgets, calls):
    choice = widgets["choice"]
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
    assert choice.view().isVisible()
    with qtbot.waitSignal(choice.chosen):
        qtbot.keyClick(choice.view(), Key.Key_Down)
        qtbot.keyClick(choice.view(), Key.Key_Return)
    assert not choice.hasFocus()
    qtbot.keyClick(choice.window(), Key.Key_Space)
    assert calls == ["play"]
