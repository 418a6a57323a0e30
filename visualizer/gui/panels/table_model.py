"""The epoch table as a model: any number of rows, read from the history when they are seen."""

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from visualizer.core.capabilities import Capability
from visualizer.core.problems.functions import Analytic
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Row
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import (
    NONE,
    UNKNOWN,
    digits_text,
    exact_text,
    fixed_text,
    plain,
)
from visualizer.gui.plots.frame import Frame

# What a tall screen shows, several times: Qt asks for each cell and role by itself.
CACHED_ROWS = 512
Index = QModelIndex | QPersistentModelIndex

FORMATS: dict[str, tuple[str, Callable[[float], str]]] = {
    "6": ("6 digits", lambda value: digits_text(value, 6)),
    "2d": ("2 decimals", lambda value: fixed_text(value, 2)),
    "4d": ("4 decimals", lambda value: fixed_text(value, 4)),
    "6d": ("6 decimals", lambda value: fixed_text(value, 6)),
    "all": ("all digits", exact_text),
}
"""How numbers are written: the words of the choice, and what it does."""


class Heading(NamedTuple):
    """A column: which quantity, of which parameter (-1 for none), and its words."""

    quantity: str
    parameter: int
    words: str
    help: str


class EpochModel(QAbstractTableModel):
    """Each line is a step "0 → 1": weight, loss, loss with the weight moved, gradient, update.

    Only what a view asks for is read. Every `every`-th row of the history has a line.
    """

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._headings: list[Heading] = []
        self._parameters: tuple[int, ...] = ()
        self._lines = 0
        self._revealed = -1
        self._hidden = False
        self._diverged = False
        self._playhead = 0
        self._ending: object = None
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self.every = 1
        self.format = "6"
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take the colours and figures of a look."""
        self._look = look
        self._font: QFont = look.mono(12.5)
        self._mark = QColor(mixed(look.card, look.accent, 0.18))
        self._muted = QColor(look.muted)
        self._text = QColor(look.text)
        self._repaint()

    # What is shown.

    def show(self, frame: Frame, parameters: Sequence[int], every: int, format: str) -> None:
        """Show the steps of a frame; lines are only added or removed at the end if possible."""
        history = frame.run.history
        if (history, tuple(parameters), every) != (self._history, self._parameters, self.every):
            self._reset(frame, tuple(parameters), every)
        if format != self.format:
            self.format = format
            self._repaint()
        self._hidden = frame.hide_future
        ending = frame.run.ending
        if ending != self._ending:
            self._ending = ending
            # The last row of an ended run has losses that it had not while it was recorded.
            self._rows.clear()
        self._diverged = ending is not None and ending.kind == "diverged"
        self._reveal(frame.reveal)
        self._move_playhead(frame.row)

    def _reset(self, frame: Frame, parameters: tuple[int, ...], every: int) -> None:
        history = frame.run.history
        self.beginResetModel()
        if history is not self._history:
            self._rows.clear()
        self._history, self._parameters, self.every = history, parameters, every
        self._headings = _headings(frame, parameters)
        self._lines, self._revealed = 0, -1
        self.endResetModel()

    def _reveal(self, last: int) -> None:
        """Have lines for rows 0 to `last`."""
        if last == self._revealed:
            return
        former, self._revealed = self._lines, last
        wanted = last // self.every + 1
        if wanted > former:
            self.beginInsertRows(QModelIndex(), former, wanted - 1)
            self._lines = wanted
            self.endInsertRows()
        elif wanted < former:
            self.beginRemoveRows(QModelIndex(), wanted, former - 1)
            self._lines = wanted
            self.endRemoveRows()
        # The last line of before may know its updated weight now.
        self._repaint(min(former, wanted) - 1)

    def _move_playhead(self, row: int) -> None:
        line = row // self.every
        if line != self._playhead:
            former, self._playhead = self._playhead, line
            self._repaint(former)
            self._repaint(line)

    def _repaint(self, line: int | None = None) -> None:
        first, last = (0, self._lines - 1) if line is None else (line, line)
        if 0 <= first <= last < self._lines:
            # One signal for the whole line: views repaint rectangles.
            end = self.index(last, self.columnCount() - 1)
            self.dataChanged.emit(self.index(first, 0), end)

    @property
    def playhead_line(self) -> int:
        """The line of the playhead."""
        return min(self._playhead, self._lines - 1)

    def row_of(self, line: int) -> int:
        """The row of the history that a line shows."""
        return line * self.every

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The columns."""
        return tuple(self._headings)

    # Numbers.

    def value(self, line: int, column: int) -> float | None:
        """The number of a cell; None where there is none, or none yet."""
        found = self._value(line, column)
        return None if found is None or math.isnan(found) else found

    def _value(self, line: int, column: int) -> float | None:
        heading = self._headings[column]
        k = self.row_of(line)
        if heading.quantity == "updated":
            if k >= self._revealed:
                return None
            return float(self._row(k + 1).theta[heading.parameter])
        row = self._row(k)
        if heading.quantity == "loss":
            return row.batch_loss
        if heading.quantity == "loss_plus":
            return None if row.loss_plus is None else float(row.loss_plus[heading.parameter])
        vector = row.theta if heading.quantity == "value" else row.gradient
        return float(vector[heading.parameter])

    def text(self, line: int, column: int) -> str:
        """The text of a cell."""
        if not column:
            return self.step_text(line)
        value = self.value(line, column)
        if value is not None:
            return FORMATS[self.format][1](value)
        if self._headings[column].quantity != "updated":
            return NONE
        if self._hidden:
            return UNKNOWN
        return "not finite" if self._diverged else NONE

    def step_text(self, line: int) -> str:
        """The first column: "0 → 1", or the number alone where no update was made."""
        k = self.row_of(line)
        made = k < self._revealed or self._hidden
        return f"{k} → {k + 1}" if made else str(k)

    def tab_separated(self, lines: Sequence[int], columns: Sequence[int]) -> str:
        """Cells as they are shown, with headings, for other programs."""
        found = ["\t".join(self._headings[column].words for column in columns)]
        for line in lines:
            found.append("\t".join(plain(self.text(line, column)) for column in columns))
        return "\n".join(found) + "\n"

    def _row(self, k: int) -> Row:
        assert self._history is not None
        row = self._rows.get(k)
        if row is None:
            row = self._rows[k] = self._history.row(k)
            if len(self._rows) > CACHED_ROWS:
                self._rows.popitem(last=False)
        else:
            self._rows.move_to_end(k)
        return row

    # Qt's side.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The number of lines."""
        return 0 if parent.isValid() else self._lines

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The number of columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its colours, and all digits in the tooltip."""
        line, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return self._font
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._mark if line == self.playhead_line else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(column)
        if role == Qt.ItemDataRole.ToolTipRole and column:
            value = self.value(line, column)
            return None if value is None else f"{self._headings[column].help}: {value!r}"
        return None

    def _colour(self, column: int) -> QColor:
        """The parameter in its colour, the step in grey, all else in that of text."""
        heading = self._headings[column]
        if heading.quantity == "value":
            return QColor(self._look.line_colour(heading.parameter))
        return self._text if column else self._muted

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The words of a column."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self._headings):
            return None
        heading = self._headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return heading.help
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _headings(frame: Frame, parameters: Sequence[int]) -> list[Heading]:
    """The columns, in the order of the published tables."""
    history = frame.run.history
    letter = "f" if isinstance(frame.run.problem, Analytic) else "L"
    whole = history.steps_per_epoch == 1
    found = [
        Heading("step", -1, "epoch" if whole else "step", "The step, from one row to the next")
    ]
    differences = "loss_plus" in history.layout.vectors
    loss = Heading(
        "loss", -1, "batch loss" if history.layout.batches else "loss", "The loss that is measured"
    )
    for index in parameters:
        name = history.parameters[index]
        found.append(Heading("value", index, name, f"{name} before the step"))
        if Capability.LOSS in frame.run.capabilities:
            found.append(loss)
        if differences:
            found.append(
                Heading("loss_plus", index, f"loss, {name} + h", f"The loss with {name} moved by h")
            )
        if Capability.GRADIENT in frame.run.capabilities:
            words = f"∂{letter}/∂{name}"
            found.append(Heading("gradient", index, words, f"The gradient of {name}"))
        found.append(Heading("updated", index, f"new {name}", f"{name} after the step"))
    return found
