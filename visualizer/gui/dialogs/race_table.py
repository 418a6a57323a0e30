"""The order of arrival as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from visualizer.core.race.results import RaceResult, options_of
from visualizer.core.race.tables import HELP, WORDS, shown_rows
from visualizer.gui.dialogs.race_swatches import HEIGHT, WIDTH, swatch
from visualizer.gui.look.look import Look

NAME = list(WORDS).index("name")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RaceTable(QTreeWidget):
    """Who has come in which place, with what; the row of each has its colour and dash."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._result: RaceResult | None = None
        self._colours: tuple[int, ...] = ()
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
        if result is None:
            return
        for (_, finish), cells in zip(result.ranking, shown_rows(result), strict=True):
            item = QTreeWidgetItem(list(cells))
            for column in range(len(cells)):
                if column != NAME:
                    item.setTextAlignment(column, RIGHT)
            place = result.finishes.index(finish)
            colour = self._colours[place] if place < len(self._colours) else place
            item.setIcon(NAME, swatch(self._look, colour))
            words = f"{finish.name}: options {options_of(finish.experiment)}"
            for column in range(len(cells)):
                item.setToolTip(column, words)
            self.addTopLevelItem(item)
