"""The table of the settings in which the shown runs differ, or of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from visualizer.core.differences import Difference
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import NONE
from visualizer.gui.widgets.icon_button import IconButton
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.swatch import HEIGHT, WIDTH, paint_swatch
from visualizer.gui.widgets.switch import switch
from visualizer.storage.text_tables import WRITERS

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()

_WIDEST, _BESIDE = 96, 16
"""Pixels of the widest column, and beside the words in each."""

_EACH = 12
"""So many columns have each their own width."""

_MOST_LINES, _BAR, _WITHOUT_BAR = 60, 14, 3
"""Lines that the table may show at once; pixels of a bar to scroll it sideways, and the runs that
need none."""

FORMATS = {"csv": "as CSV", "md": "as Markdown", "tex": "as LaTeX"}


@dataclass(frozen=True)
class Compared:
    """Runs whose settings are compared: names and colours of each, and the settings.

    `all_settings` has those in it that are alike, too.
    """

    names: tuple[str, ...] = ()
    colours: tuple[int, ...] = ()
    settings: tuple[Difference, ...] = ()
    all_settings: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """The headings of the columns."""
        return ("Setting", *self.names)

    @cached_property
    def lines(self) -> list[tuple[str, ...]]:
        """What stands below them; a dash where an experiment has no such setting."""
        return [(one.label, *(words or NONE for words in one.words)) for one in self.settings]


class DifferenceModel(QAbstractTableModel):
    """Settings as rows, runs as columns: each is named by its swatch."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.compared = Compared()

    def show(self, compared: Compared) -> None:
        """Show other runs or settings."""
        self.beginResetModel()
        self.compared = compared
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.compared.settings)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 1 + len(self.compared.names)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.compared.settings):
            return None
        one, column = self.compared.settings[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.compared.lines[index.row()][column]
        if role == Qt.ItemDataRole.AccessibleTextRole and column:
            return f"{one.label} of {self.compared.head[column]}: {one.words[column - 1] or 'none'}"
        if role == Qt.ItemDataRole.FontRole and column:
            return self.look.font(12)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and self.compared.all_settings and not one.alike:
            return self.look.brush(self.look.accent, 0.12)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.compared.head):
            return None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.compared.head[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section else self.compared.head[0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class SwatchHeader(QHeaderView):
    """Names the columns of runs by their swatches; Qt's own icons are too small for them."""

    def __init__(self, model: DifferenceModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._shown = model

    def sizeHint(self) -> QSize:
        """Room for a swatch; as to the rest, no column is asked."""
        return QSize(0, round(self._shown.look.size(26)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        super().paintSection(painter, rect, section)
        look, colours = self._shown.look, self._shown.compared.colours
        if 0 < section <= len(colours):
            swatch = QRectF(0, 0, look.size(WIDTH), look.size(HEIGHT))
            swatch.moveCenter(QRectF(rect).center())
            swatch.moveRight(rect.right() - look.size(8))
            paint_swatch(painter, swatch, look, colours[section - 1])


class DifferenceTable(QWidget):
    """The table with its heading, a switch for all settings, and buttons to copy and to save it.

    Signals
    -------
    all_wanted(on)
        All settings are to be shown, or only those that differ.
    save_wanted()
        The table is wanted as a file.
    """

    all_wanted = Signal(bool)
    save_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DifferenceModel(look, self)
        self.title = set_role(QLabel(), "section")
        self.everything: QPushButton = switch(
            "all", "All settings, also those that are the same", False, self.all_wanted.emit
        )
        self.copying = IconButton("copy_plot", look, quiet=True)
        self.copying.call("Copy the table", "Copy the table as CSV, Markdown or LaTeX")
        self.copying.clicked.connect(self._offer_formats)
        self.saving = IconButton("save", look, quiet=True)
        self.saving.call("Save the table", "Save the table as CSV, Markdown or LaTeX")
        self.saving.clicked.connect(self.save_wanted)
        self.table = QTableView()
        self._dress_table()
        self.alike = set_role(QLabel(), "note")
        self.alike.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addStretch(1)
        for widget in (self.everything, self.copying, self.saving):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.alike)
        layout.addStretch(0)
        self.restyle(look)

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setHorizontalHeader(SwatchHeader(self.model, table))
        table.setAccessibleName("Settings of the shown runs")
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().setVisible(False)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.setMinimumHeight(64)

    def restyle(self, look: Look) -> None:
        """Take the colours and letters of a look."""
        self.model.look = look
        for button in (self.copying, self.saving):
            button.restyle(look)
        line = round(look.size(24))
        self.table.verticalHeader().setMinimumSectionSize(line)
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.model.show(self.model.compared)
        self._set_widths()

    def show_runs(self, compared: Compared, alike: str = "") -> None:
        """Show other runs or settings, and what is the same in all of them."""
        if compared != self.model.compared:
            self.model.show(compared)
            self._set_widths()
            # No higher than its lines, so that what is the same in all stands right below.
            lines = min(len(compared.settings), _MOST_LINES)
            height = self.table.verticalHeader().defaultSectionSize()
            bar = _BAR if len(compared.names) > _WITHOUT_BAR else 0
            self.table.setMaximumHeight(round((lines + 1.3) * height) + bar)
        number = sum(not one.alike for one in compared.settings)
        self.title.setText("All settings" if compared.all_settings else _differ(number))
        self.everything.blockSignals(True)
        self.everything.setChecked(compared.all_settings)
        self.everything.blockSignals(False)
        self.alike.setText(alike)
        self.alike.setVisible(bool(alike) and not compared.all_settings)
        self._keep_words_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_words_whole()

    def _keep_words_whole(self) -> None:
        """Qt gives words that wrap the room of two lines, and a splitter knows of no more."""
        self.alike.setMinimumHeight(max(0, self.alike.heightForWidth(self.width())))

    def _set_widths(self) -> None:
        """As wide as the words of each; of many runs one width for all.

        To have Qt measure each of a hundred takes longer than a frame. Long words are cut, so that
        several runs have room beside each other; a tooltip has them.
        """
        look, compared = self.model.look, self.model.compared
        names = QFontMetricsF(self.table.font()).horizontalAdvance
        values = QFontMetricsF(look.font(12)).horizontalAdvance
        first = max((names(line[0]) for line in compared.lines), default=0.0)
        header, most = self.table.horizontalHeader(), round(look.size(_WIDEST))
        beside, swatch = look.size(_BESIDE), look.size(WIDTH) + look.size(_BESIDE)

        def width(words: Iterable[str]) -> int:
            widest = max(map(values, words), default=0.0)
            return min(round(max(widest + beside, swatch)), most)

        columns = [
            [line[place] for line in compared.lines] for place in range(1, len(compared.head))
        ]
        header.setDefaultSectionSize(width({word for words in columns for word in words}))
        # The first is wider or not so wide.
        header.resizeSection(0, min(round(max(first, names(compared.head[0])) + beside), most))
        if len(columns) <= _EACH:
            for place, words in enumerate(columns, 1):
                header.resizeSection(place, width(words))

    def text(self, kind: str) -> str:
        """The table in one of the `WRITERS`."""
        compared = self.model.compared
        return WRITERS[kind](compared.head, compared.lines)

    def copy(self, kind: str) -> None:
        """Put the table into the clipboard."""
        QGuiApplication.clipboard().setText(self.text(kind))

    def _offer_formats(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, words in FORMATS.items():
            menu.addAction(f"Copy {words}", calling(self.copy, kind))
        # Not `exec`: nothing here waits for an answer.
        menu.popup(self.copying.mapToGlobal(self.copying.rect().bottomLeft()))


def _differ(number: int) -> str:
    if number == 0:
        return "No setting differs"
    return "1 setting differs" if number == 1 else f"{number} settings differ"
