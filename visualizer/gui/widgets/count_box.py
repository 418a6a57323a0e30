"""A box for a whole number, which reads figures and nothing else."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget


class CountBox(QSpinBox):
    """A spin box that means the same in every language of the system.

    Qt's own takes points and commas for marks between thousands, as the language has it:
    "1.5" would become 15.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)

    def validate(self, text: str, place: int) -> object:
        """Refuse every key but figures, beside the words that belong to the box."""
        typed = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        if typed and typed != self.specialValueText() and not (typed.isascii() and typed.isdigit()):
            return QValidator.State.Invalid, text, place
        return super().validate(text, place)
