"""The dialog for errors that nobody expected: what to do, and the details to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.dialogs.about import versions
from visualizer.gui.widgets.roles import set_role

WORDS = (
    "The program goes on, and what is open stays open. "
    "Save your work; if this comes again, report it with these details."
)


class ProblemDialog(QDialog):
    """Tells of an unexpected error. Another one is added to the same dialog."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading = set_role(QLabel("Something went wrong in the program"), "title")
        self.words = QLabel(WORDS)
        self.words.setWordWrap(True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName("Details")
        set_role(self.details, "mono")
        self.copying = QPushButton("Copy details")
        self.copying.clicked.connect(self.copy)
        closing = set_role(QPushButton("Close"), "primary")
        closing.setDefault(True)
        closing.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copying)
        buttons.addStretch(1)
        buttons.addWidget(closing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget in (self.heading, self.words, self.details):
            layout.addWidget(widget, 1 if widget is self.details else 0)
        layout.addLayout(buttons)
        self.resize(640, 400)
        self._problems: list[str] = []
        self.add(details)

    def add(self, details: str) -> None:
        """Show one more error; the same one only once."""
        details = details.strip()
        if details not in self._problems:
            self._problems.append(details)
            self.details.setPlainText("\n\n".join([*self._problems, versions()]))

    def copy(self) -> None:
        """Put the details into the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText() + "\n")
        self.copying.setText("Copied")


def show_problem(parent: QWidget | None, details: str) -> ProblemDialog:
    """Tell of an unexpected error, without stopping the window."""
    open_one = parent.findChild(ProblemDialog) if parent is not None else None
    if open_one is not None and open_one.isVisible():
        open_one.add(details)
        return open_one
    dialog = ProblemDialog(details, parent)
    dialog.show()
    return dialog
