"""The epoch table: every step in numbers, as the published tables print them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from visualizer.core.recording.history import History
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import MINUS
from visualizer.gui.panels.step_table import StepTable
from visualizer.gui.panels.table_model import FORMATS, EpochModel
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.count_box import CountBox
from visualizer.gui.widgets.icon_button import IconButton
from visualizer.gui.widgets.roles import set_role

ALL = "all"
MOST_TOGETHER = 12
MOST_CHOICES = 500
MANY_ROWS = 2000
LARGEST_EVERY = 1_000_000

USUAL_ON_PAPER, MOST_ON_PAPER = 20, 200
"""Lines of a worksheet."""

LEAST_PARAMETER, LEAST_FORMAT = 60, 84
"""Pixels of the choices in a narrow panel: a short name, and "6 digits"."""


class EpochTable(QWidget):
    """The table with its choices: parameters, every n-th row, how numbers are written.

    Signals
    -------
    row_selected(row)
        The user chose a row of the history: the playhead is to go there.
    save_requested(parameters, every)
        The user wants the table as a file: names of parameters, and every n-th row.
    """

    row_selected = Signal(int)
    save_requested = Signal(object, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._frame: Frame | None = None
        self._key: object = None
        self._known: object = None
        self._widths: object = None
        self.model = EpochModel(look, self)
        self.table = StepTable(self.model)
        self.table.line_chosen.connect(self._on_line_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self._fit_seen)
        self._make_choices(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._choices_row())
        layout.addWidget(self.table, 1)
        self.restyle(look)

    def _make_choices(self, look: Look) -> None:
        self.parameter = ChoiceBox()
        self.parameter.setToolTip("The parameter that is shown")
        self.parameter.setAccessibleName("Parameter")
        self.parameter.chosen.connect(self._refresh)
        self.every = CountBox()
        self.every.setRange(0, LARGEST_EVERY)
        self.every.setSpecialValueText("auto")
        self.every.setButtonSymbols(CountBox.ButtonSymbols.NoButtons)
        self.every.setToolTip("Every n-th row; auto leaves rows out of long runs")
        self.every.setAccessibleName("Every n-th row")
        self.every.valueChanged.connect(self._refresh)
        self.format = ChoiceBox()
        self.format.set_choices({key: words for key, (words, _) in FORMATS.items()})
        self.format.set_value(self.model.format)
        self.format.setToolTip("How numbers are written; published tables have 2 decimals")
        self.format.setAccessibleName("Digits")
        self.format.chosen.connect(self._refresh)
        # In front, the table makes its column as wide as this row: at the cost of the landscape.
        for box, least in ((self.parameter, LEAST_PARAMETER), (self.format, LEAST_FORMAT)):
            box.setMinimumWidth(least)
        self.copying = IconButton("copy_plot", look, quiet=True)
        self.copying.call("Copy the table", "Copy the selected rows, or all (Ctrl+C)")
        self.copying.clicked.connect(self._copy)
        self.saving = IconButton("save", look, quiet=True)
        self.saving.call("Save the table", "Save as CSV with all digits, or as a worksheet")
        self.saving_menu = QMenu(self)
        self.saving_menu.addAction("Save as CSV…").triggered.connect(self._save)
        self.saving.setMenu(self.saving_menu)
        self.saving.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)

    def _choices_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.parameter, 2)
        row.addWidget(set_role(QLabel("every"), "muted"))
        row.addWidget(self.every)
        row.addWidget(self.format, 2)
        row.addStretch(1)
        row.addWidget(self.copying)
        row.addWidget(self.saving)
        return row

    # Showing.

    def draw(self, frame: Frame) -> None:
        """Show the steps of a frame; does nothing when they are shown already."""
        history = frame.run.history
        key = (history, frame.row, frame.reveal, frame.hide_future, frame.lines, frame.run.ending)
        if key == self._key:
            return
        moved = self._key is None or (history, frame.row) != (self._key[0], self._key[1])  # type: ignore[index]
        self._key, self._frame = key, frame
        self._offer(history, frame.lines)
        self._show(frame, moved)

    def _show(self, frame: Frame, moved: bool) -> None:
        every = self._every(frame)
        self.model.show(frame, self.parameters(), every, self.format.value())
        widths = (self.model.headings, self.format.value(), frame.run.history)
        if widths != self._widths:
            self._widths = widths
            self._fit_columns()
            moved = True
        if moved and self.model.rowCount():
            self.table.go_to(self.model.playhead_line)
        self._fit_seen()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of another look."""
        self._look = look
        self.model.restyle(look)
        for button in (self.copying, self.saving):
            button.restyle(look)
        line = round(QFontMetricsF(look.mono(12.5)).height() + look.size(6))
        self.table.verticalHeader().setMinimumSectionSize(line)
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.every.setFixedWidth(round(look.size(60)))
        self._widths = None

    def parameters(self) -> tuple[int, ...]:
        """The indices of the parameters that are shown."""
        if self._frame is None:
            return ()
        value = self.parameter.value()
        if value == ALL:
            return tuple(range(len(self._frame.run.history.parameters)))
        return (int(value),)

    def lines_for_paper(self) -> list[int]:
        """The lines that are selected, if several are; else the first ones."""
        chosen = self.table.selectionModel().selectedRows()
        if len(chosen) > 1:
            return sorted(index.row() for index in chosen)[:MOST_ON_PAPER]
        return list(range(min(self.model.rowCount(), USUAL_ON_PAPER)))

    def _offer(self, history: History, lines: tuple[int, ...]) -> None:
        """List the parameters: those of the plots first when there are too many."""
        names = history.parameters
        shown: tuple[int, ...] = tuple(range(len(names)))
        if len(names) > MOST_CHOICES:
            shown = (*lines, *(index for index in shown[:MOST_CHOICES] if index not in lines))
        if (names, shown) == self._known:
            return
        former = self._known
        self._known = (names, shown)
        choices = {ALL: "all parameters"} if 1 < len(names) <= MOST_TOGETHER else {}
        choices |= {str(index): names[index] for index in shown}
        self.parameter.set_choices(choices)
        if former is None or former[0] != names or self.parameter.value() not in choices:  # type: ignore[index]
            self.parameter.set_value(str(lines[0] if lines else 0))

    def _every(self, frame: Frame) -> int:
        """Every how many rows there is a line: as chosen, or a round number for long runs."""
        if self.every.value():
            return self.every.value()
        rows = max(frame.count, frame.run.last_step + 1)
        every = 1
        while rows // every > MANY_ROWS:
            every = _next_round(every)
        return every

    def _fit_columns(self) -> None:
        figures = QFontMetricsF(self._look.mono(12.5))
        header = QFontMetricsF(self._look.font(13))
        assert self._frame is not None
        planned = self._frame.run.last_step
        least: list[int] = []
        for column, heading in enumerate(self.model.headings):
            texts = self._samples(column) if column else [f"{planned} → {planned}"]
            widths = [figures.horizontalAdvance(text) for text in texts]
            widths += [header.horizontalAdvance(heading.words), figures.averageCharWidth() * 6]
            least.append(self._with_air(max(widths)))
        self.table.set_widths(least)

    def _with_air(self, width: float) -> int:
        return round(width + self._look.size(4)) + 14

    def _fit_seen(self, *_: object) -> None:
        """Room for what can be seen: a power of ten may stand anywhere in a column."""
        lines = self.table.lines_seen()
        if not lines or not self.model.headings:
            return
        figures = QFontMetricsF(self._look.mono(12.5))
        columns = range(len(self.model.headings))
        self.table.widen(
            [
                self._with_air(
                    max(figures.horizontalAdvance(self.model.text(line, column)) for line in lines)
                )
                for column in columns
            ]
        )

    def _samples(self, column: int) -> list[str]:
        """Texts of a column from its start, middle and end, each with a sign."""
        last = self.model.rowCount() - 1
        lines = {line for place in (1, last // 2, last) for line in (place - 1, place)}
        texts = [self.model.text(line, column) for line in lines if 0 <= line <= last]
        return [text if text.startswith(MINUS) else MINUS + text for text in texts]

    def _refresh(self, *_: object) -> None:
        if self._frame is not None:
            self._show(self._frame, moved=True)

    # What the user wants.

    def _on_line_chosen(self, line: int) -> None:
        self.row_selected.emit(self.model.row_of(line))

    def _copy(self) -> None:
        if not self.table.selectionModel().selectedRows():
            self.table.selectAll()
        self.table.copy()

    def _save(self) -> None:
        if self._frame is not None:
            names = self._frame.run.history.parameters
            chosen = tuple(names[index] for index in self.parameters())
            self.save_requested.emit(chosen, self.model.every)


def _next_round(every: int) -> int:
    """1, 2, 5, 10, 20, ..."""
    return every * 5 // 2 if str(every).startswith("2") else every * 2
