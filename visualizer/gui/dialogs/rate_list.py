"""The suggestions of the learning-rate finder, to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from visualizer.core.analysis.rate_suggestions import Suggestion
from visualizer.gui.look.number_texts import number_text

RATE = Qt.ItemDataRole.UserRole


class SuggestionList(QTreeWidget):
    """Names and rates; the first one that is stable is chosen at once.

    Signals
    -------
    chosen(rate)
        The user has chosen a rate, rounded to four figures.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(["Suggestion", "Rate"])
        self.setRootIsDecorated(False)
        self.setAccessibleName("Suggested learning rates")
        self.setToolTip("Rates that the curve suggests")
        self.setColumnWidth(0, 150)
        self.setMinimumHeight(130)
        self.currentItemChanged.connect(self._on_current)

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer these."""
        blocked = self.blockSignals(True)
        self.clear()
        for one in suggestions:
            item = QTreeWidgetItem([one.label, number_text(one.rate, 4)])
            item.setData(0, RATE, float(f"{one.rate:.4g}"))
            for column in (0, 1):
                item.setToolTip(column, one.help)
            self.addTopLevelItem(item)
        stable = [place for place, one in enumerate(suggestions) if not one.unstable]
        place = next(iter(stable), 0)
        self.setCurrentIndex(self.model().index(place, 0) if suggestions else QModelIndex())
        self.blockSignals(blocked)

    def rate(self) -> float | None:
        """The chosen rate."""
        item: QTreeWidgetItem | None = self.currentItem()
        return None if item is None else float(item.data(0, RATE))

    def mark(self, rate: float | None) -> None:
        """Choose none when another rate is chosen elsewhere."""
        if self.rate() != rate:
            self.setCurrentIndex(QModelIndex())

    def _on_current(self, item: QTreeWidgetItem | None, before: object) -> None:
        if item is not None:
            self.chosen.emit(float(item.data(0, RATE)))
