"""What is to be said about files: questions before something is lost, and what failed."""

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from visualizer.core.errors import InputError

MOST_NAMES = 8
"""Runs that a question lists; more are counted."""


class Decision(Enum):
    """What is to become of what is not saved."""

    SAVE = QMessageBox.StandardButton.Save
    DISCARD = QMessageBox.StandardButton.Discard
    CANCEL = QMessageBox.StandardButton.Cancel


class Conflict(Enum):
    """What is to become of a file that somebody else has changed."""

    REPLACE = "Replace the file"
    ELSEWHERE = "Save as..."
    CANCEL = "Cancel"


def message_box(parent: QWidget | None, title: str) -> QMessageBox:
    """An empty message; without icons, as the system's are of another style than ours.

    The style sheet keeps them from the buttons of every dialog.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(title)
    return box


def tell_failed(parent: QWidget, path: str, done: str, error: InputError) -> None:
    """Say why a file was not `done` ("opened", "saved"), without stopping the window."""
    name = Path(path).name or "The file"
    _tell(parent, f"The file was not {done}", f"{name} was not {done}.", error)


def tell_undone(parent: QWidget, error: InputError) -> None:
    """Say why what the user wanted could not be done, without stopping the window."""
    _tell(parent, "Not done", "This could not be done.", error)


def _tell(parent: QWidget, title: str, words: str, error: InputError) -> None:
    box = message_box(parent, title)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.setInformativeText(str(error))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.open()


def ask_unsaved(parent: QWidget, names: Sequence[str]) -> Decision:
    """Ask once about all runs that are not saved; Escape is Cancel."""
    box = message_box(parent, "Not saved yet")
    if len(names) == 1:
        box.setText(f"Save “{names[0]}” before it is closed?")
    else:
        box.setText(f"Save these {len(names)} experiments before they are closed?")
        shown = [f"• {name}" for name in names[:MOST_NAMES]]
        if len(names) > MOST_NAMES:
            shown.append(f"and {len(names) - MOST_NAMES} more")
        box.setInformativeText("\n".join(shown))
    box.setStandardButtons(Decision.SAVE.value | Decision.DISCARD.value | Decision.CANCEL.value)
    box.setDefaultButton(Decision.SAVE.value)
    box.setEscapeButton(Decision.CANCEL.value)
    chosen = box.exec()
    box.deleteLater()
    # Whoever closes the question without an answer (another program, the end of the session)
    # gives none: nothing is lost.
    return Decision(QMessageBox.StandardButton(chosen)) if chosen else Decision.CANCEL


def ask_conflict(parent: QWidget, path: str) -> Conflict:
    """Ask about a file that was changed since it was opened here; Escape is Cancel."""
    box = message_box(parent, "The file was changed")
    box.setText(f"{Path(path).name} was changed by another window or program.")
    box.setInformativeText("Saving here replaces what was written there.")
    roles = {
        Conflict.ELSEWHERE: QMessageBox.ButtonRole.AcceptRole,
        Conflict.REPLACE: QMessageBox.ButtonRole.DestructiveRole,
        Conflict.CANCEL: QMessageBox.ButtonRole.RejectRole,
    }
    buttons = {one: box.addButton(one.value, role) for one, role in roles.items()}
    box.setDefaultButton(buttons[Conflict.ELSEWHERE])
    box.setEscapeButton(buttons[Conflict.CANCEL])
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    found = [one for one, button in buttons.items() if button is clicked]
    return found[0] if found else Conflict.CANCEL
