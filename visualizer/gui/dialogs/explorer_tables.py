"""The tables of the explorer: softmax step by step, and the cross-entropy row by row."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.analysis.cross_entropy import CrossEntropyTable
from visualizer.core.analysis.predictions import class_probabilities, is_classification
from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.problems.activations import softmax
from visualizer.core.problems.model import Model
from visualizer.core.settings import Setting
from visualizer.gui.look.colours import mixed, readable_on
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.values import parse_text

MOST_ROWS = 30
MOST_VALUES = 50
VALUES = Setting("values", float, True, (), "Values", "Numbers, separated by commas")

PROBABILITY = Setting("p", float, False, 0.0, "Probability", "0 to 1", minimum=0.0, maximum=1.0)

MADE_UP = CrossEntropyTable(
    np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.4, 0.3], [0.05, 0.05, 0.9]]),
    np.array([0, 1, 2, 2]),
)
MADE_UP_NAMES = ("cat", "dog", "fish")


def make_table(name: str) -> QTableWidget:
    """A table of numbers that fills its room."""
    table = QTableWidget()
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
    table.setAlternatingRowColors(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().hide()
    return table


def fill_table(table: QTableWidget, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show texts; cells that exist are written again."""
    table.setColumnCount(len(headings))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(headings))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = table.item(number, column)
            if cell is None:
                cell = QTableWidgetItem()
                table.setItem(number, column, cell)
            cell.setText(text)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class SoftmaxPage(QWidget):
    """Softmax of values that are typed, with every step between."""

    def __init__(self) -> None:
        super().__init__()
        words = QLabel(
            "Softmax turns any numbers into positive shares that add up to 1: "
            "p = exp(z − max z) / sum. Adding the same to all values changes nothing."
        )
        words.setWordWrap(True)
        self.values = QLineEdit("2, 1, 0.1")
        self.values.setAccessibleName("Values for softmax, separated by commas")
        self.values.setToolTip("Numbers, separated by commas")
        self.values.textChanged.connect(self._on_text)
        self.error = set_role(QLabel(), "error")
        self.table = make_table("Softmax step by step")
        layout = QVBoxLayout(self)
        for widget in (words, self.values, self.error):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        self._on_text(self.values.text())

    def _on_text(self, text: str) -> None:
        try:
            values = np.array(parse_text(VALUES, text), float)
            if not 1 <= len(values) <= MOST_VALUES:
                raise InputError(f"{len(values)} values; allowed are 1 to {MOST_VALUES}")
        except InputError as error:
            self.error.setText(error.message)
            return
        self.error.setText("")
        self._show(values)

    def _show(self, values: FloatArray) -> None:
        shifted = values - values.max()
        powers, shares = np.exp(shifted), softmax(values)
        columns = (values, shifted, powers, shares)
        rows = [
            [number_text(float(value), 5) for value in row] for row in zip(*columns, strict=True)
        ]
        rows.append(["sum", "", number_text(float(powers.sum()), 5), "1"])
        fill_table(self.table, ("z", "z − max z", "exp(z − max z)", "p"), rows)


class CrossEntropyPage(QWidget):
    """A row for each sample, a column for each class; the true class stands out."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._frame: Frame | None = None
        self._key: object = None
        self.source = ChoiceBox()
        self.source.setAccessibleName("Probabilities of")
        self.source.set_choices(
            {"made up": "Made-up probabilities", "run": "The run, at the playhead"}
        )
        self.source.set_value("made up")
        self.source.chosen.connect(calling(self._update))
        words = QLabel(
            "Of each row only the probability of its true class counts. The cross-entropy is the "
            "mean of minus its logarithm: 0 for certainty, infinite for what was held impossible."
        )
        words.setWordWrap(True)
        self._made_up = MADE_UP
        self.table = make_table("Cross-entropy row by row")
        self.table.setToolTip("Made-up probabilities and true classes can be changed")
        self.table.itemChanged.connect(self._on_edited)
        self.error = set_role(QLabel(), "error")
        self.mean = set_role(QLabel(), "mono")
        self.mean.setAccessibleName("Mean")
        layout = QVBoxLayout(self)
        for widget in (words, self.source):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.error)
        layout.addWidget(self.mean)
        self._update()

    def draw(self, frame: Frame) -> None:
        """Follow the playhead."""
        self._frame = frame
        self._update()

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self._key = None
        self._update()

    def _update(self) -> None:
        frame, from_run = self._frame, self.source.currentData() == "run"
        key = (frame.run, frame.row) if from_run and frame is not None else None
        if (from_run, key, self._look) == self._key:
            return
        self._key = (from_run, key, self._look)
        self.error.setText("")
        if not from_run:
            self._show(self._made_up, MADE_UP_NAMES, "")
        elif frame is None or not is_classification(frame.run.problem):
            self.table.setRowCount(0)
            self.mean.setText("The run in front does not tell classes apart.")
        else:
            table, names, remark = table_of(frame)
            self._show(table, names, remark)

    def _on_edited(self, cell: QTableWidgetItem) -> None:
        """Take a probability or a true class that was typed, or say what is allowed."""
        row, column = cell.row(), cell.column()
        shares, true = self._made_up.probabilities.copy(), self._made_up.true.copy()
        words = ""
        try:
            if column == 1:
                true[row] = _class_of(cell.text())
            else:
                shares[row, column - 2] = parse_text(PROBABILITY, cell.text())
        except InputError as error:
            words = error.message
        self._made_up = CrossEntropyTable(shares, true)
        self._show(self._made_up, MADE_UP_NAMES, "")
        self.error.setText(words)

    def _show(self, table: CrossEntropyTable, names: Sequence[str], remark: str) -> None:
        blocked = self.table.blockSignals(True)
        self._fill(table, names)
        self.table.blockSignals(blocked)
        self.mean.setText(f"mean of −ln p = {number_text(table.mean, 6)}{remark}")

    def _fill(self, table: CrossEntropyTable, names: Sequence[str]) -> None:
        rows = []
        for number, (shares, true) in enumerate(zip(table.probabilities, table.true, strict=True)):
            texts = [f"{share:.4f}" for share in shares]
            loss = number_text(float(table.losses[number]), 4)
            rows.append([str(number + 1), names[true], *texts, f"{table.sums[number]:.4f}", loss])
        fill_table(
            self.table, ("row", "true", *(f"p({name})" for name in names), "sum", "−ln p"), rows
        )
        self._highlight(table)
        own = table is self._made_up
        triggers = QAbstractItemView.EditTrigger
        typed = triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        self.table.setEditTriggers(typed if own else triggers.NoEditTriggers)
        for row in range(self.table.rowCount()):
            for column in range(self.table.columnCount()):
                cell = self.table.item(row, column)
                if cell is not None:
                    fixed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                    free = own and 1 <= column < 2 + len(names)
                    cell.setFlags(fixed | Qt.ItemFlag.ItemIsEditable if free else fixed)

    def _highlight(self, table: CrossEntropyTable) -> None:
        ground = mixed(self._look.card, self._look.accent, 0.35)
        bold = QFont(self.table.font())
        bold.setBold(True)
        for number, true in enumerate(table.true.tolist()):
            for column in range(self.table.columnCount()):
                cell = self.table.item(number, column)
                if cell is None:
                    continue
                marked = column == true + 2
                cell.setFont(bold if marked else self.table.font())
                cell.setBackground(QColor(ground if marked else self._look.card))
                cell.setForeground(QColor(readable_on(ground) if marked else self._look.text))


def _class_of(text: str) -> int:
    """The number of a made-up class.

    Raises
    ------
    InputError
        For any other word.
    """
    name = text.strip().lower()
    if name not in MADE_UP_NAMES:
        raise InputError(f'"{text}" is not a class here; allowed are {", ".join(MADE_UP_NAMES)}')
    return MADE_UP_NAMES.index(name)


def table_of(frame: Frame) -> tuple[CrossEntropyTable, tuple[str, ...], str]:
    """The first training rows at the playhead, the classes, and what else there is to say."""
    model = frame.problem
    assert isinstance(model, Model)
    samples = model.training
    outputs = model.predict(frame.run.history.theta(frame.row), samples.inputs[:MOST_ROWS])
    shares = class_probabilities(outputs, len(model.class_names))
    count = len(samples.inputs)
    remark = f"   (first {MOST_ROWS} of {count:,} training rows)" if count > MOST_ROWS else ""
    return CrossEntropyTable(shares, samples.labels[:MOST_ROWS]), model.class_names, remark
