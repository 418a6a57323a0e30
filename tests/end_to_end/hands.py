"""Hands for the real program in its own process: what a script does when the window is there.

Whatever goes wrong is written to the standard error, which has to stay empty.
"""

import faulthandler
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QMenu,
    QMessageBox,
    QWidget,
)

from visualizer.gui.window import application
from visualizer.gui.window.main_window import MainWindow

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PATIENCE = 480
"""Seconds that a script may take, on the slowest machine with others at work on it."""


def run(script: Callable[[MainWindow], None], lesson: str = "") -> None:
    """Start the program, run a script in its window, and end as the program does."""
    started = QApplication.exec

    def begin() -> None:
        (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        try:
            script(window)
        except BaseException:
            traceback.print_exc()
        finish(window)

    def exec_with_script(*_: object) -> int:
        QTimer.singleShot(0, begin)
        return started()

    # A program that hangs says where, and ends before those who wait for it lose patience.
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    QApplication.exec = exec_with_script  # type: ignore[method-assign]
    sys.argv = ["visualizer"]
    application.main(lesson)


def finish(window: MainWindow) -> None:
    """Close everything; questions about unsaved work are answered with Discard."""
    with answered(dismiss):
        for _ in range(3):
            # A list that opens late takes the place of the question: Escape, meant for it, is
            # Cancel then. As a user would, it is closed again.
            close_popups()
            window.close()
            wait(200)
            if not window.isVisible():
                break
    if window.isVisible():
        print("the window did not close", file=sys.stderr)
        QApplication.exit(1)


def wait(milliseconds: int = 20) -> None:
    """Let the program work."""
    QTest.qWait(milliseconds)


def close_popups() -> None:
    """Close open menus, lists and the like."""
    for _ in range(10):
        popup = QApplication.activePopupWidget()
        if popup is None:
            return
        popup.close()
        wait(5)


def dismiss(dialog: QWidget) -> None:
    """Leave a modal dialog: unsaved work is discarded, all else is cancelled."""
    boxes = dialog.findChildren(QDialogButtonBox)
    for box in boxes:
        for button in box.buttons():
            if box.standardButton(button) == QDialogButtonBox.StandardButton.Discard:
                button.click()
                return
    if isinstance(dialog, QMessageBox):
        dialog.button(QMessageBox.StandardButton.Cancel)
    if isinstance(dialog, QDialog):
        dialog.reject()
    else:
        dialog.close()


@contextmanager
def answered(answer: Callable[[QWidget], None]) -> Iterator[None]:
    """While this lasts, every modal dialog that comes up is handed to `answer`."""
    timer = QTimer()
    busy: list[QWidget] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog in busy:
            return
        busy.append(dialog)
        try:
            close_popups()
            # One that a dialog has opened is left at once.
            (dismiss if len(busy) > 1 else answer)(dialog)
        except Exception:
            traceback.print_exc()
            dismiss(dialog)
        finally:
            busy.remove(dialog)

    # By way of another timer: this one does not fire again while its own slot is at work.
    timer.timeout.connect(lambda: QTimer.singleShot(0, look))
    timer.start(60)
    try:
        yield
    finally:
        timer.stop()


def inner(widget: QWidget) -> QWidget:
    """The widget that gets the mouse: scroll areas and plots have it in their viewport."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click with the left button, in the middle by default."""
    QTest.mouseClick(inner(widget), LEFT, pos=place or inner(widget).rect().center())


def hover(widget: QWidget, place: QPoint) -> None:
    """Move the mouse over a place."""
    target = inner(widget)
    for shift in (QPoint(-3, 0), QPoint(0, 0)):
        QTest.mouseMove(target, place + shift)
        QApplication.processEvents()


def press(*keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where a user's keys would go: into the open menu, or the focused widget."""
    for key in keys:
        target = (
            QApplication.activePopupWidget()
            or QApplication.focusWidget()
            or QApplication.activeModalWidget()
            or QApplication.activeWindow()
        )
        if target is not None:
            QTest.keyClick(target, key, modifiers)
        QApplication.processEvents()


def ask_for_menu(widget: QWidget, place: QPoint | None = None) -> QMenu | None:
    """Ask for the context menu of a place, and return what came up."""
    target = inner(widget)
    where = place or target.rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, target.mapToGlobal(where), Qt.KeyboardModifier(0)
    )
    QApplication.postEvent(target, event)
    QApplication.sendPostedEvents(target, QEvent.Type.ContextMenu.value)
    wait(10)
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def seen(root: QWidget) -> list[QWidget]:
    """The widgets below that can be seen and are not hidden behind a tab."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.isVisible() and not one.visibleRegion().isEmpty() and one.window() is root.window()
    ]


def buttons(root: QWidget) -> list[QAbstractButton]:
    """The buttons that can be seen."""
    return [one for one in seen(root) if isinstance(one, QAbstractButton) and one.isEnabled()]
