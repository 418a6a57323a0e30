"""The order of arrival as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from visualizer.core.race.race import TARGET
from visualizer.core.race.results import RaceResult, options_of
from visualizer.core.race.tables import HELP, WORDS, shown_rows
from visualizer.gui.dialogs.race_swatches import HEIGHT, WIDTH, swatch
from visualizer.gui.look.look import Look
from visualizer.gui.look.numbers import NONE
from visualizer.gui.widgets.roles import set_role

NAME = list(WORDS).index("name")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

GIVING_WAY = ("seconds", "final_loss", "evaluations", "arrives_for", "range", "rate")
AT_THE_HORIZON = ("seconds", "arrives_for", "range", "evaluations", "arrived", "steps", "rate")
"""Columns that give way where there is no room for all, in this order: in a race to a target, and
in one that the loss at the end decides."""


class RaceTable(QTreeWidget):
    """Who has come in which place, with what; the row of each has its colour and dash.

    Where it is narrow the columns that matter least give way, and are told by the tooltips of the
    rows.

    Attributes
    ----------
    rest
        Words for how many columns are left out, to stand beside the title.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._result: RaceResult | None = None
        self._colours: tuple[int, ...] = ()
        self._widths: tuple[int, ...] = ()
        self.rest = set_role(QLabel(), "muted")
        self.rest.hide()
        self.setHeaderLabels(list(WORDS.values()))
        self.setRootIsDecorated(False)
        self.setAccessibleName("Order of arrival")
        self.setIconSize(QSize(WIDTH, HEIGHT))
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(24)
        for column, name in enumerate(WORDS):
            self.headerItem().setToolTip(column, HELP.get(name, ""))
            if column != NAME:
                self.headerItem().setTextAlignment(column, RIGHT)

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.show_result(self._result, self._colours)

    def show_result(self, result: RaceResult | None, colours: Sequence[int] = ()) -> None:
        """Show who came in which place; `colours` are those of the entrants."""
        self._result, self._colours = result, tuple(colours)
        self.clear()
        if result is not None:
            self._fill(result)
        for column in range(len(WORDS)):
            self.setColumnHidden(column, False)
        sizes = self.header()
        sizes.resizeSections(QHeaderView.ResizeMode.ResizeToContents)
        self._widths = tuple(sizes.sectionSize(column) for column in range(len(WORDS)))
        self._make_room()

    def _fill(self, result: RaceResult) -> None:
        for (_, finish), cells in zip(result.ranking, shown_rows(result), strict=True):
            item = QTreeWidgetItem(list(cells))
            for column in range(len(cells)):
                if column != NAME:
                    item.setTextAlignment(column, RIGHT)
            place = result.finishes.index(finish)
            colour = self._colours[place] if place < len(self._colours) else place
            item.setIcon(NAME, swatch(self._look, colour))
            self.addTopLevelItem(item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Show the columns that there is room for."""
        names, result = list(WORDS), self._result
        if result is None:
            self.rest.hide()
            return
        room = self.viewport().width() - sum(self._widths)
        hidden: list[str] = []
        for name in GIVING_WAY if result.race.protocol.aim == TARGET else AT_THE_HORIZON:
            if room < 0:
                room += self._widths[names.index(name)]
                hidden.append(name)
        for column, name in enumerate(names):
            self.setColumnHidden(column, name in hidden)
        self._tell_of(result, [name for name in names if name in hidden])

    def _tell_of(self, result: RaceResult, hidden: Sequence[str]) -> None:
        """What is left out stands in the tooltips of the rows, and how much beside the title."""
        titles = [WORDS[name] for name in hidden]
        self.rest.setText(f"+ {len(hidden)}")
        self.rest.setAccessibleName(f"{len(hidden)} more columns: {', '.join(titles)}")
        self.rest.setToolTip(
            f"There is no room for {', '.join(titles)}: point at a row, or copy the table"
        )
        self.rest.setVisible(bool(hidden))
        for row, ((_, finish), cells) in enumerate(
            zip(result.ranking, shown_rows(result), strict=True)
        ):
            told = [f"{finish.name}: options {options_of(finish.experiment)}"]
            known = dict(zip(WORDS, cells, strict=True))
            told += [f"{WORDS[name]}: {known[name] or NONE}" for name in hidden]
            item = self.topLevelItem(row)
            assert item is not None
            for column in range(len(cells)):
                item.setToolTip(column, "\n".join(told))
