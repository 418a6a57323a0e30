"""Who gets a key: the widget that has the focus, or a shortcut of the window.

Qt asks first: before it triggers a shortcut it sends the focused widget an event of type
ShortcutOverride, and a widget that accepts it gets the key itself. Line edits do so for
all keys they can use. Buttons, lists and sliders do not, and would lose the space bar and
the arrow keys to playback; `ShortcutGuard` accepts for them.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from visualizer.gui.widgets.sketch_pad import SketchPad

Key = Qt.Key
ARROWS = frozenset({Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down})
ENDS = frozenset({Key.Key_Home, Key.Key_End})
PAGES = frozenset({Key.Key_PageUp, Key.Key_PageDown})
PRESS = frozenset({Key.Key_Space, Key.Key_Return, Key.Key_Enter, Key.Key_Select})
LETTERS = frozenset(Key(code) for code in range(Key.Key_A, Key.Key_Z + 1))

PASSES_KEYS = "passes_keys"
"""A dynamic property: a widget that has it leaves its keys to the shortcuts."""


def own_keys(widget: QWidget) -> frozenset[Qt.Key]:
    """The keys without Ctrl or Alt that a widget uses itself."""
    if widget.property(PASSES_KEYS):
        return frozenset()
    if isinstance(widget, QComboBox):
        return ARROWS | ENDS | PAGES | PRESS | LETTERS
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return ARROWS | ENDS | PAGES | PRESS | LETTERS
    if isinstance(widget, QAbstractSpinBox):
        return ARROWS | ENDS | PAGES
    if isinstance(widget, QAbstractItemView):
        return frozenset({Key.Key_Up, Key.Key_Down}) | ENDS | PAGES
    if isinstance(widget, QAbstractSlider) and not isinstance(widget, QScrollBar):
        return ARROWS | ENDS
    if isinstance(widget, SketchPad):
        return ARROWS
    if isinstance(widget, QRadioButton):
        return ARROWS | PRESS
    if isinstance(widget, QAbstractButton):
        return PRESS
    return frozenset()


class ShortcutGuard(QObject):
    """Lets the focused widget keep the keys that it uses; one for each window.

    It watches the focused widget only: a filter on the whole application would bring
    every event into Python, and each would wait for the thread that trains.
    """

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app.focusChanged.connect(self._on_focus_changed)
        self._on_focus_changed(None, app.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept the question for the widget when the key is one of its own."""
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        free = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & ~free or event.key() not in own_keys(watched):
            return False
        event.accept()
        return True

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and own_keys(new):
            new.installEventFilter(self)
