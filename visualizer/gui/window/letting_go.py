"""What the user holds of the panels is put down before anything else arranges them.

While a panel is carried, or the border between two is dragged, Qt keeps a copy of the layout
with pointers to its parts. A layout that is restored meanwhile deletes these parts, and the
program ends with a segmentation fault: at once, or when the button is released.
"""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget


def let_go(window: QMainWindow) -> None:
    """End whatever is dragged of a window's panels, tabs and borders, where it is now.

    As there is no way to ask what is dragged, all are told that the button was released; of
    those that are not held it means nothing.
    """
    held: list[QWidget] = [*window.findChildren(QDockWidget), *window.findChildren(QTabBar), window]
    for widget in held:
        QApplication.sendEvent(widget, _release(widget))


def _release(widget: QWidget) -> QMouseEvent:
    there = QPointF(QCursor.pos())
    return QMouseEvent(
        QEvent.Type.MouseButtonRelease,
        widget.mapFromGlobal(there),
        there,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
