"""The tabs of the open experiments, shown when there are several."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.widgets.icon_button import IconButton

CLOSING = QTabBar.ButtonPosition.RightSide


class RunTabs(QTabBar):
    """A tab for each open run.

    Signals
    -------
    chosen(index), closed(index)
        The user wants this run in front, or closed.
    """

    chosen = Signal(int)
    closed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setAccessibleName("Open experiments")
        self.currentChanged.connect(self.chosen)
        self._shown: tuple[tuple[str, ...], int] = ((), -1)
        self.hide()

    def show_runs(self, names: Sequence[str], current: int) -> None:
        """Show the names of the runs, and which is in front."""
        if self._shown == (tuple(names), current):
            return
        self._shown = (tuple(names), current)
        blocker = QSignalBlocker(self)
        while self.count() > len(names):
            self.removeTab(self.count() - 1)
        while self.count() < len(names):
            self._add_tab()
        for index, name in enumerate(names):
            # Every other text has all tabs laid out anew: with a hundred that takes a second.
            if self.tabText(index) != name:
                self.setTabText(index, name)
                self.close_button(index).setAccessibleName(f"Close {name}")
        self.setCurrentIndex(current)
        blocker.unblock()
        self.setVisible(len(names) > 1)

    def close_button(self, index: int) -> IconButton:
        """The button that closes a run."""
        button = self.tabButton(index, CLOSING)
        assert isinstance(button, IconButton)
        return button

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        for index in range(self.count()):
            self.close_button(index).restyle(look)

    def _add_tab(self) -> None:
        # Not Qt's own button, a red square in every theme.
        button = IconButton("close_run", self._look, quiet=True)
        button.setToolTip("Close this run; undo opens it again")
        button.clicked.connect(calling(self._on_close, button))
        self.setTabButton(self.addTab(""), CLOSING, button)

    def _on_close(self, button: IconButton) -> None:
        for index in range(self.count()):
            if self.tabButton(index, CLOSING) is button:
                self.closed.emit(index)
                return
