"""One row of the form: label, field and, beneath, what is wrong with it."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from visualizer.gui.widgets.fields import Field, SwitchField
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.values import describe


class ErrorLine(QWidget):
    """One sentence about wrong input, in red, with a mark for those who see no red."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        mark = set_role(QLabel("!"), "error-mark")
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setFixedSize(15, 15)
        self._sentence = set_role(QLabel(), "error")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._sentence, 1)

    def set_sentence(self, sentence: str) -> None:
        """Show a sentence."""
        # The name of a file stays as it is.
        named = "." in sentence.partition(" ")[0].strip(".")
        text = sentence if named else sentence[:1].upper() + sentence[1:]
        if text and text[-1] not in ".!?":
            text += "."
        self._sentence.setText(text)
        self.setAccessibleName(text)

    def sentence(self) -> str:
        """What is shown."""
        return self._sentence.text()


class FormRow(QWidget):
    """A field with its label and its error.

    An error comes from the field itself (text that cannot be read) or from outside (a
    value that does not fit the others); `clear_error` takes away only the latter.
    """

    def __init__(self, field: Field, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.key = key
        self._own = False
        self._error: ErrorLine | None = None
        declared = field.declared
        tip = describe(declared, key)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(4)
        self._layout.setColumnStretch(1, 1)
        words = "" if isinstance(field, SwitchField) else declared.label
        self.label = set_role(QLabel(words), "muted")
        self.label.setBuddy(field.focus_target())
        self.label.setToolTip(tip)
        self._layout.addWidget(self.label, 0, 0)
        if field.wide:
            self._layout.addWidget(field, 1, 0, 1, 2)
        else:
            self._layout.addWidget(field, 0, 1)
        if field.beneath is not None:
            self._layout.addWidget(field.beneath, 1, 0, 1, 2)
        name = f"{declared.label} ({declared.unit})" if declared.unit else declared.label
        field.describe(name, tip)
        field.refused.connect(self._on_refused)
        field.edited.connect(self._on_edited)
        field.mended.connect(self._hide_error)

    @property
    def folded(self) -> bool:
        """Whether the setting is kept under "More"."""
        return self.field.declared.folded

    @property
    def error(self) -> str:
        """The sentence shown, or an empty string."""
        shown = self._error is not None and not self._error.isHidden()
        return self._error.sentence() if shown and self._error is not None else ""

    def set_value(self, value: Any) -> None:
        """Show a value; another one than before ends the error."""
        if self.field.set_value(value):
            self._hide_error()

    def show_error(self, sentence: str) -> None:
        """Show a sentence from outside."""
        self._own = False
        self._show(sentence)

    def clear_error(self) -> None:
        """Take away a sentence from outside."""
        if not self._own:
            self._hide_error()

    def label_width(self) -> int:
        """How wide the label would like to be."""
        return self.label.sizeHint().width() if self.label.text() else 0

    def set_label_width(self, width: int) -> None:
        """Make the label as wide as those of the other rows."""
        self.label.setFixedWidth(width)
        self.label.setWordWrap(self.label_width() > width)

    def _on_refused(self, sentence: str) -> None:
        self._own = True
        self._show(sentence)

    def _on_edited(self) -> None:
        if self._own:
            self._hide_error()

    def _show(self, sentence: str) -> None:
        if self._error is None:
            self._error = ErrorLine()
            self._layout.addWidget(self._error, 2, 0, 1, 2)
        self._error.set_sentence(sentence)
        self._error.show()
        self.field.mark_wrong(True)
        self.field.focus_target().setAccessibleDescription(self._error.sentence())

    def _hide_error(self) -> None:
        self._own = False
        if self._error is None or self._error.isHidden():
            return
        self._error.hide()
        self.field.mark_wrong(False)
        self.field.focus_target().setAccessibleDescription(self.field.toolTip())
