"""The keys come back to the window when a dialog has closed."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from tests.gui.windows import wait_until


def test_a_closed_dialog_gives_the_keys_back(window, monkeypatch):
    window.landscape_view.setFocus()
    asked = []
    monkeypatch.setattr(type(window), "activateWindow", lambda window: asked.append(True))
    active = QApplication.activeWindow
    for way in ("accept", "reject", "close"):
        asked.clear()
        dialog = QDialog(window)
        dialog.show()
        wait_until(dialog.isVisible)
        # As without a window manager: nobody has the keys when the dialog has gone.
        monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
        getattr(dialog, way)()
        wait_until(lambda: asked)
        monkeypatch.setattr(QApplication, "activeWindow", active)


@pytest.mark.parametrize("modal", [True, False])
def test_a_message_above_a_dialog_gives_the_keys_back_to_it(window, monkeypatch, modal):
    asked = []
    monkeypatch.setattr(QDialog, "activateWindow", lambda dialog: asked.append(dialog))
    dialog = QDialog(window)
    dialog.setModal(modal)
    dialog.show()
    message = QDialog(dialog)
    message.show()
    wait_until(message.isVisible)
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    message.reject()
    wait_until(lambda: asked)
    assert asked == [dialog]
    QObject.deleteLater(dialog)


def test_a_window_that_has_the_keys_keeps_them(window, monkeypatch):
    asked = []
    monkeypatch.setattr(type(window), "activateWindow", lambda window: asked.append(True))
    first, second = QDialog(window), QDialog(window)
    first.show()
    second.show()
    monkeypatch.setattr(QApplication, "activeWindow", lambda: second)
    first.accept()
    QTest.qWait(20)
    assert not asked
    QObject.deleteLater(second)
