"""The tabs of the open experiments, shown when there are several."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QTabBar, QWidget


class RunTabs(QTabBar):
    """A tab for each open run.

    Signals
    -------
    chosen(index), closed(index)
        The user wants this run in front, or closed.
    """

    chosen = Signal(int)
    closed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setAccessibleName("Open experiments")
        self.currentChanged.connect(self.chosen)
        self.tabCloseRequested.connect(self.closed)
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
            self.addTab("")
        for index, name in enumerate(names):
            self.setTabText(index, name)
        self.setCurrentIndex(current)
        blocker.unblock()
        self.setVisible(len(names) > 1)
