"""The open runs as rows of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

ROW = int(Qt.ItemDataRole.UserRole)
"""The role that gives the `RunRow` of an index."""

_NO_PARENT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RunRow:
    """What the list tells of a run.

    Attributes
    ----------
    document
        What it is known by.
    colour
        The index of its colour and dash.
    name, note
        What it is called, and what differs from the run in front.
    verdict, severity
        The verdict on its end, and how good the news is; "" before it is known.
    cells
        Captions and numbers.
    shown, locked, front
        Whether it is drawn, is never replaced, and stands in front.
    """

    document: int
    colour: int
    name: str
    note: str = ""
    verdict: str = ""
    severity: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    shown: bool = True
    locked: bool = False
    front: bool = False

    @property
    def spoken(self) -> str:
        """The row in words, for who does not see it."""
        told = [self.name, self.verdict, self.note]
        told += [f"{caption} {value}" for caption, value in self.cells]
        told += ["in front" if self.front else "shown" if self.shown else "hidden"]
        told += ["locked"] if self.locked else []
        return ", ".join(filter(None, told))

    def has(self, words: str) -> bool:
        """Whether all of some words stand in it."""
        text = f"{self.name} {self.note} {self.verdict}".lower()
        return all(word in text for word in words.lower().split())


class RunModel(QAbstractListModel):
    """The rows of a list of runs; they are replaced whole, and told of where they differ.

    Signals
    -------
    renamed(document, name)
        The user has typed another name.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RunRow, ...] = ()

    def set_rows(self, rows: Sequence[RunRow]) -> bool:
        """Show other rows; whether they are of other runs, or in another order."""
        before, rows = self.rows, tuple(rows)
        if [row.document for row in before] != [row.document for row in rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return True
        self.rows = rows
        for place, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                index = self.index(place)
                self.dataChanged.emit(index, index)
        return False

    def place(self, document: int) -> int:
        """Where a document stands; -1 for one that is not in the list."""
        return next((n for n, row in enumerate(self.rows) if row.document == document), -1)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            # In a narrow list both are cut.
            return "\n".join(filter(None, (row.name, row.note)))
        return row if role == ROW else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        kinds = Qt.ItemFlag
        return kinds.ItemIsEnabled | kinds.ItemIsSelectable | kinds.ItemIsEditable

    def setData(self, index: _Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Tell of another name: the session gives it, and the row follows."""
        row = self.rows[index.row()]
        if str(value) != row.name:
            self.renamed.emit(row.document, str(value))
        return True
