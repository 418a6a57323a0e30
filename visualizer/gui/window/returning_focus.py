"""Who gets the keys when a dialog has closed."""

from PySide6.QtCore import QChildEvent, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget


class ReturningFocus(QObject):
    """Gives the keys back to a window when one of its dialogs has closed.

    Window managers do so by themselves. Without one no window has the keys then, and those of
    playback would do nothing until a click.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def watch(self, event: QChildEvent) -> None:
        """Follow a child that the window is given, where it is a dialog."""
        dialog = event.child()
        # Not when it is added: it is not made whole then.
        if event.type() == QEvent.Type.ChildPolished and isinstance(dialog, QDialog):
            dialog.finished.connect(self._on_finished)

    def _on_finished(self, result: int) -> None:
        # A window manager may answer at once, or another dialog may open.
        QTimer.singleShot(0, self, self._take)

    def _take(self) -> None:
        active = QApplication.activeWindow()
        if (active is None or not active.isVisible()) and self._window.isVisible():
            self._window.activateWindow()
