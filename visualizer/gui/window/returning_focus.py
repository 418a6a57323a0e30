"""Who gets the keys when a dialog has closed."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from visualizer.gui.look.links import calling, later


class ReturningFocus(QObject):
    """Gives the keys back when a dialog has closed: to what it was opened from.

    Window managers do so by themselves. Without one no window has the keys then, and those of
    playback, or of the dialog beneath, would do nothing until a click.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def watch(self, parent: QWidget, event: QEvent) -> None:
        """Follow a dialog that a window is given as a child, and the dialogs above that one."""
        # Not when it is added: it is not made whole then.
        dialog = event.child() if event.type() == QEvent.Type.ChildPolished else None  # type: ignore[attr-defined]
        if isinstance(dialog, QDialog):
            dialog.installEventFilter(self)
            dialog.finished.connect(calling(self._on_finished, parent))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget):
            self.watch(watched, event)
        return False

    def _on_finished(self, parent: QWidget) -> None:
        # A window manager may answer at once, or another dialog may open.
        later(parent, calling(self._take, parent))

    def _take(self, parent: QWidget) -> None:
        active = QApplication.activeWindow()
        if active is None or not active.isVisible():
            beneath = next((one for one in (parent, self._window) if one.isVisible()), None)
            if beneath is not None:
                beneath.activateWindow()
