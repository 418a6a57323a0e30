"""What stands below the settings: how the gradient is measured, and training itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from visualizer.gui.widgets.roles import set_role


class SetupFooter(QWidget):
    """The switch "Exact | As in the book", and the buttons Train and Pause.

    Signals
    -------
    exact_chosen(), book_chosen()
        How the gradient is to be measured.
    train_pressed()
        Train what is set, or go on.
    pause_toggled(on)
        Interrupt training, or go on.
    rate_wanted()
        Look for a good learning rate.
    """

    exact_chosen = Signal()
    book_chosen = Signal()
    train_pressed = Signal()
    pause_toggled = Signal(bool)
    rate_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exact = _switch("Exact", "The gradient by the chain rule, in float64")
        self.book = _switch(
            "As in the book",
            "Forward differences with step 0.0001, in float32, as books print them",
        )
        self._group = QButtonGroup(self)
        for button in (self.exact, self.book):
            self._group.addButton(button)
        self.exact.clicked.connect(self.exact_chosen)
        self.book.clicked.connect(self.book_chosen)
        self.train = set_role(QPushButton("Train"), "primary")
        self.train.setToolTip("Train the experiment (Ctrl+R)")
        self.train.clicked.connect(self.train_pressed)
        self.pause = QPushButton("Pause")
        self.pause.setCheckable(True)
        self.pause.setToolTip("Hold training where it is, or go on (Ctrl+Shift+R)")
        self.pause.clicked.connect(self.pause_toggled)
        self.find_rate = QPushButton("Find rate...")
        self.find_rate.setToolTip("Try rising learning rates and choose one (Ctrl+F)")
        self.find_rate.clicked.connect(self.rate_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(_row(set_role(QLabel("Gradient"), "muted"), self.exact, self.book))
        layout.addLayout(_row(self.train, self.pause, self.find_rate))

    def show_measure(self, exact: bool, book: bool) -> None:
        """Show which of the two it is; neither when the settings are others."""
        self._group.setExclusive(exact or book)
        self.exact.setChecked(exact)
        self.book.setChecked(book)

    def show_training(self, *, stale: bool, training: bool, paused: bool) -> None:
        """Show whether there is anything to train, and whether it can be held."""
        self.train.setText("Continue" if paused and not stale else "Train")
        self.train.setEnabled(stale or paused)
        self.pause.setEnabled(training or paused)
        self.pause.setChecked(paused)


def _switch(words: str, help_text: str) -> QPushButton:
    button = set_role(QPushButton(words), "switch")
    button.setCheckable(True)
    button.setToolTip(help_text)
    button.setAccessibleName(f"Gradient: {words}. {help_text}")
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return row
