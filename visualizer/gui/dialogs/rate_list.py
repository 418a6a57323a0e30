"""The suggestions of the learning-rate finder, and what they came to, to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from visualizer.core.analysis.rate_proof import RateProof, tried
from visualizer.core.analysis.rate_proof_words import came_to
from visualizer.core.analysis.rate_suggestions import Suggestion
from visualizer.gui.look.number_texts import number_text

RATE = Qt.ItemDataRole.UserRole


class SuggestionList(QTreeWidget):
    """Names and rates; the best one is chosen at once, before it is known the first stable one.

    Signals
    -------
    chosen(rate)
        The user has chosen a rate, rounded to four figures.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(["Suggestion", "Rate", "Came to"])
        self.setRootIsDecorated(False)
        self.setAccessibleName("Suggested learning rates")
        self.setToolTip("Rates that the curve suggests")
        self.setColumnWidth(0, 116)
        self.setColumnWidth(1, 74)
        self.setMinimumHeight(80)
        self.currentItemChanged.connect(self._on_current)

    def show_suggestions(
        self, suggestions: Sequence[Suggestion], proof: RateProof | None = None
    ) -> None:
        """Offer these, and above them the best of all that were tried."""
        blocked = self.blockSignals(True)
        self.clear()
        best = None if proof is None else proof.rate
        if proof is not None and best is not None:
            self._add("best of the runs", best, "the lowest loss of all runs", proof)
        for one in suggestions:
            self._add(one.label, one.rate, one.help, proof)
        stable = [place for place, one in enumerate(suggestions) if not one.unstable]
        place = next(iter(stable), 0) if best is None else 0
        found = self.topLevelItemCount() > 0
        self.setCurrentIndex(self.model().index(place, 0) if found else QModelIndex())
        self.blockSignals(blocked)

    def _add(self, name: str, rate: float, help: str, proof: RateProof | None) -> None:
        result = "" if proof is None else came_to(proof, rate)
        item = QTreeWidgetItem([name, number_text(rate, 4), result])
        item.setData(0, RATE, tried(rate))
        for column in range(3):
            item.setToolTip(column, f"{help}: {result}" if result else help)
        self.addTopLevelItem(item)

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
