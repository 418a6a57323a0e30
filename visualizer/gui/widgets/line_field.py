"""A line edit for one declared value: parsing, arrow keys, Escape and Enter."""

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from visualizer.core.errors import InputError
from visualizer.core.settings import Setting
from visualizer.gui.widgets.roles import set_wrong
from visualizer.gui.widgets.values import format_value, parse_text, stepped

OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape)
COPYING = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class LineField(QLineEdit):
    """Edits the text of one value.

    Enter and leaving the field commit, Escape brings the shown value back, the up and
    down keys step numbers. After Enter the other keys are those of the window. Text that
    cannot be used stays, marked, until it is mended.

    Signals
    -------
    edited(value)
        A value other than the shown one was committed.
    refused(sentence)
        The committed text cannot be used.
    mended()
        The shown value stands again: a former refusal no longer matters.
    """

    edited = Signal(object)
    refused = Signal(str)
    mended = Signal()

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared = declared
        self._value: Any = None
        self._shown = ""
        self._entered = False
        self._characters = 0
        if declared.optional and declared.tables is None:
            self.setPlaceholderText("automatic" if declared.many else "none")
        elif declared.many:
            self.setPlaceholderText("none")

    @property
    def wrong(self) -> bool:
        """Whether the text is marked as one that cannot be used."""
        return bool(self.property("wrong"))

    @property
    def pending(self) -> bool:
        """Whether the text is another than that of the shown value."""
        return self.text().strip() != self._shown

    def set_characters(self, count: int) -> None:
        """Be just wide enough for so many figures, at every size of letters."""
        self._characters = count
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The width asked for with `set_characters`, else Qt's."""
        hint = super().sizeHint()
        if self._characters:
            hint.setWidth(self.fontMetrics().horizontalAdvance("0" * self._characters) + 22)
        return hint

    def minimumSizeHint(self) -> QSize:
        """Room for a short number at least."""
        hint = super().minimumSizeHint()
        wanted = self.sizeHint().width() if self._characters else 56
        return QSize(max(hint.width(), wanted), hint.height())

    def set_value(self, value: Any) -> bool:
        """Show a value; true when it was not the one shown before.

        What the user is typing stays, and so does marked text while the value is the same.
        """
        changed = bool(value != self._value) or self._value is None
        self._value, self._shown = value, self.text_of(value)
        # A value from elsewhere, a run that trains for one, must not take away what is half typed.
        typing = self.hasFocus() and self.isModified() and self.pending
        if typing or (self.wrong and not changed):
            return changed
        self._show_value()
        return changed

    def text_of(self, value: Any) -> str:
        """How a value is written."""
        return format_value(value)

    def show_text_of(self, value: Any) -> None:
        """Show the text of a value that is on its way; Escape still knows the former one."""
        self.setText(format_value(value))
        set_wrong(self, False)

    def commit(self) -> None:
        """Emit what the text means, or why it means nothing."""
        self.setModified(False)
        if not self.pending:
            self.restore()
            return
        try:
            value = parse_text(self.declared, self.text())
        except InputError as error:
            set_wrong(self, True)
            self.refused.emit(error.message)
            return
        set_wrong(self, False)
        if value == self._value:
            self.restore()
        else:
            self.edited.emit(value)

    def restore(self) -> None:
        """Bring the shown value back; clears the mark."""
        self._show_value()
        self.mended.emit()

    def _show_value(self) -> None:
        if self.text() != self._shown:
            self.setText(self._shown)
            # A long text shows its beginning.
            self.setCursorPosition(0)
        self.setModified(False)
        set_wrong(self, False)

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys and a useful Escape from becoming shortcuts of the window.

        After Enter the keys are the window's again, until something is typed.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Whoever has entered a rate presses the space bar to play it.
            if self._entered and not self._types(event):
                event.ignore()
                return True
            # With nothing to take back Escape is the window's: it leaves the presentation.
            useful = event.key() != Qt.Key.Key_Escape or self.pending
            if event.key() in OWN_KEYS and useful:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits, Escape restores, up and down step."""
        key = event.key()
        self._entered = False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self._entered = not self.wrong
            if self.hasFocus():
                self.selectAll()
        elif key == Qt.Key.Key_Escape and (self.pending or self.wrong):
            self.restore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._is_number():
            self._step(key == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def _types(self, event: QKeyEvent) -> bool:
        """Whether a key goes on with the text: digits and the like, deleting, copying."""
        if event.modifiers() & (_CTRL | _ALT):
            return any(event.matches(one) for one in COPYING)
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            return True
        if self._is_number():
            stepping = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            return stepping or (bool(event.text()) and event.text() in "0123456789.,-")
        return event.text().isprintable() and bool(event.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins to edit again."""
        self._entered = False
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field commits what was typed (not when a menu only covers it)."""
        super().focusOutEvent(event)
        self._entered = False
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing and self.isModified():
            self.commit()

    def _is_number(self) -> bool:
        return self.declared.kind in (int, float) and not self.declared.many

    def _step(self, up: bool) -> None:
        try:
            value = parse_text(self.declared, self.text())
        except InputError:
            return
        new = self.declared.kind(stepped(self.declared, float(value), up))
        if new == value:
            return
        self.show_text_of(new)
        self.selectAll()
        self.edited.emit(new)
