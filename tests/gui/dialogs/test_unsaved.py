"""The questions before something is lost."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from visualizer.gui.dialogs.unsaved import Decision, ask_unsaved
from visualizer.gui.look.look import LIGHT
from visualizer.gui.look.theme import apply_theme

WAYS = {
    "Save": (lambda box: box.button(Decision.SAVE.value).click(), Decision.SAVE),
    "Discard": (lambda box: box.button(Decision.DISCARD.value).click(), Decision.DISCARD),
    "Cancel": (lambda box: box.button(Decision.CANCEL.value).click(), Decision.CANCEL),
    "closed": (lambda box: box.close(), Decision.CANCEL),
    "rejected": (lambda box: box.reject(), Decision.CANCEL),
    "ended": (lambda box: box.done(0), Decision.CANCEL),
}


@pytest.mark.parametrize("way", WAYS)
def test_only_an_answer_saves_or_discards(qapp, way):
    leave, expected = WAYS[way]

    def answer():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        leave(box)

    QTimer.singleShot(0, answer)
    assert ask_unsaved(None, ["A run"]) is expected


def test_messages_have_no_icons_of_another_style(qapp):
    apply_theme(qapp, LIGHT)
    seen = []

    def answer():
        box = QApplication.activeModalWidget()
        seen.extend(button.icon().isNull() for button in box.buttons())
        seen.append(box.icon() == QMessageBox.Icon.NoIcon)
        box.reject()

    QTimer.singleShot(0, answer)
    ask_unsaved(None, ["A run"])
    assert seen == [True] * 4
