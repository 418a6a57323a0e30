"""The table of a sweep: a row for each combination of settings, sorted by what it came to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from visualizer.core.sweeps.axes import value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.gui.look.number_texts import number_text

Index = QModelIndex | QPersistentModelIndex

SORTED = Qt.ItemDataRole.UserRole
SETTING = Qt.ItemDataRole.UserRole + 1

ROW_AIR = 8
"""Pixels above and below the words of a row, together."""

MOST_DIGITS = 1e9
"""Beyond it whole numbers are written as others are."""

_MEANS = {
    "final_loss": ("Final loss", "The loss over all training rows after the last step"),
    "best_loss": ("Best loss", "The lowest loss that was recorded"),
    "validation_loss": ("Validation loss", "The loss over the validation rows at the end"),
    "validation_score": ("Validation score", "Accuracy or R² of the validation rows at the end"),
    "steps": ("Steps", "Updates that were made"),
    "evaluations": ("Evaluations", "Losses that were evaluated"),
}
"""Columns that are means over the seeds."""


class SweepRows(QAbstractTableModel):
    """Settings and means over their seeds; a run that diverged has no final loss."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outcome: SweepOutcome | None = None
        self._cells: list[tuple[Any, ...]] = []
        self._names: list[str] = []
        self._numbers: dict[str, list[float]] = {}
        self._endings: list[str] = []

    def show(self, outcome: SweepOutcome | None) -> None:
        """Show the results so far; settings without one are left out."""
        self.beginResetModel()
        self._outcome = outcome
        self._cells, self._numbers, self._endings = [], {}, []
        if outcome is not None:
            self._take(outcome)
        self.endResetModel()

    def _take(self, outcome: SweepOutcome) -> None:
        self._cells = outcome.settings
        wanted = [name for name in _MEANS if name not in ("validation_loss", "validation_score")]
        wanted[2:2] = ["validation_loss"] if outcome.validated else []
        wanted[3:3] = ["validation_score"] if outcome.scored else []
        self._names = wanted
        self._numbers = {name: outcome.values(name).mean(axis=1).tolist() for name in wanted}
        lost = outcome.diverged.sum(axis=1)
        known = np.array([one is not None for one in outcome.results])
        there = known.reshape(-1, outcome.plan.seeds).sum(axis=1)
        self._endings = [
            _ending(int(gone), int(have), outcome.plan.seeds)
            for gone, have in zip(lost, there, strict=True)
        ]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self._outcome is None:
            return 0
        return len(self._outcome.plan.keys) + len(self._names) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._outcome is None:
            return None
        keys = self._outcome.plan.keys
        if section < len(keys):
            words = keys[section].rpartition(".")[2].replace("_", " ").capitalize()
            title, tip = words, keys[section]
        elif section < len(keys) + len(self._names):
            title, tip = _MEANS[self._names[section - len(keys)]]
        else:
            title, tip = "Ending", "How its runs ended"
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        return tip if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._outcome is None:
            return None
        row, column, keys = index.row(), index.column(), len(self._outcome.plan.keys)
        if role == SETTING:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            words = column >= keys + len(self._names)
            side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, SORTED):
            return None
        if column < keys:
            value = self._cells[row][column]
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if role == SORTED:
                return float(value) if number else value_text(value)
            return f"{value:.6g}" if number else value_text(value)
        if column >= keys + len(self._names):
            return self._endings[row]
        found = self._numbers[self._names[column - keys]][row]
        if role == SORTED:
            # Whatever is missing comes last, whichever way round.
            return found
        if not math.isfinite(found):
            return "–"
        # Counts that are means over seeds need not be whole.
        whole = 1.0 <= found < MOST_DIGITS and found == round(found)
        return f"{found:,.0f}" if whole else number_text(found)

    def column_of(self, name: str) -> int:
        """The place of a mean among the columns."""
        assert self._outcome is not None
        return len(self._outcome.plan.keys) + self._names.index(name)


class _Sorted(QSortFilterProxyModel):
    """Sorts by numbers, those that are missing at the end; shows all rows, or some."""

    _only: frozenset[int] | None = None

    def show_only(self, settings: list[int] | None) -> None:
        self._only = None if settings is None else frozenset(settings)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        return self._only is None or row in self._only

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(SORTED), right.data(SORTED)
        numbers = isinstance(one, float) and isinstance(other, float)
        if numbers and (math.isnan(one) or math.isnan(other)):
            falling = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return math.isnan(one) if falling else math.isnan(other) and not math.isnan(one)
        return bool(one < other) if type(one) is type(other) else str(one) < str(other)


class SweepTableView(QTableView):
    """The table, sorted by result.

    Signals
    -------
    looked_at(setting)
        The pointer, or the keyboard, is at the row of a setting.
    opened(setting)
        The user wants the run of this setting.
    """

    looked_at = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = SweepRows(self)
        self._proxy = _Sorted(self)
        self._proxy.setSourceModel(self.rows)
        self.setModel(self._proxy)
        self.setAccessibleName("Results of the sweep")
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        # As dense as other tables here: many results are compared.
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_AIR)
        self.setMouseTracking(True)
        self._ranked: object = None
        self.entered.connect(self._on_entered)
        self.activated.connect(self._on_activated)
        self.selectionModel().currentRowChanged.connect(self._on_entered)

    def show_outcome(self, outcome: SweepOutcome | None) -> None:
        """Show the results so far; of another sweep sorted by what decides."""
        chosen = self.setting()
        self.rows.show(outcome)
        # What decides is known with the first results.
        ranked = None if outcome is None else (outcome.plan.digest, outcome.measure)
        if outcome is not None and ranked != self._ranked:
            self._ranked = ranked
            self._proxy.show_only(None)
            name = outcome.measure.replace(" ", "_")
            order = Qt.SortOrder
            falling = name == "validation_score"
            self.sortByColumn(
                self.rows.column_of(name),
                order.DescendingOrder if falling else order.AscendingOrder,
            )
        self.resizeColumnsToContents()
        if chosen is not None:
            self.choose(chosen)

    def setting(self) -> int | None:
        """The setting whose row is chosen."""
        index = self.currentIndex()
        return int(index.data(SETTING)) if index.isValid() else None

    def show_only(self, settings: list[int] | None) -> None:
        """Show the rows of these settings alone; None for all."""
        self._proxy.show_only(settings)

    def settings(self) -> list[int]:
        """The settings whose rows are chosen, from above to below."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [int(index.data(SETTING)) for index in rows]

    def choose(self, setting: int) -> None:
        """Mark the row of a setting."""
        index = self._proxy.mapFromSource(self.rows.index(setting, 0))
        if index.isValid() and index.row() != self.currentIndex().row():
            self.setCurrentIndex(index)

    def _on_entered(self, index: QModelIndex) -> None:
        if index.isValid():
            self.looked_at.emit(int(index.data(SETTING)))

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(int(index.data(SETTING)))


def _ending(lost: int, there: int, seeds: int) -> str:
    if there == 0:
        return "not yet"
    if lost == 0:
        return "finished" if there == seeds else f"{there} of {seeds} runs"
    return "diverged" if lost == there else f"{lost} of {there} diverged"
