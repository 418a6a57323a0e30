"""Begin and stop take turns, and the keyboard with them."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from visualizer.gui.dialogs.buttons_in_turn import take_turns


def test_the_keyboard_never_goes_to_a_third_button(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    begin, stop, close = (QPushButton(words) for words in ("Begin", "Stop", "Close"))
    for button in (begin, stop, close):
        layout.addWidget(button)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    take_turns(begin, stop, running=False, may_begin=True)
    begin.setFocus()
    for _ in range(2):
        take_turns(begin, stop, running=True, may_begin=True)
        assert (begin.isEnabled(), stop.isEnabled()) == (False, True)
        assert stop.hasFocus()
        take_turns(begin, stop, running=False, may_begin=True)
        assert (begin.isEnabled(), stop.isEnabled()) == (True, False)
        assert begin.hasFocus()
    # Where the keyboard is elsewhere it stays there.
    close.setFocus()
    take_turns(begin, stop, running=True, may_begin=True)
    take_turns(begin, stop, running=False, may_begin=False)
    assert not begin.isEnabled()
    assert close.hasFocus()
