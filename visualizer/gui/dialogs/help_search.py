"""The search through all pages of the help: what is found, and the list of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from visualizer.gui.dialogs.help_pages import PAGES, Page, write

MOST_HITS = 200
BEFORE = 18
"""Letters of a line that are shown before what was found."""
LONGEST_LINE = 160


@dataclass(frozen=True)
class Hit:
    """A place on a page: where the words stand in its document, and the line around them."""

    page: Page
    start: int
    stop: int
    line: str


class HelpIndex:
    """The lines of all pages as they are shown, with their places in the page's document."""

    def __init__(self) -> None:
        self._lines: dict[str, list[tuple[int, str]]] = {}

    def hits(self, words: str) -> list[Hit]:
        """The places of words, in any case of letters, page by page; at most `MOST_HITS`."""
        if not words.strip():
            return []
        wanted = re.compile(re.escape(words.strip()), re.IGNORECASE)
        found: list[Hit] = []
        for page in PAGES:
            for place, line in self._lines_of(page):
                for one in wanted.finditer(line):
                    if len(found) == MOST_HITS:
                        return found
                    start, stop = place + one.start(), place + one.end()
                    found.append(Hit(page, start, stop, _around(line, one.start())))
        return found

    def _lines_of(self, page: Page) -> list[tuple[int, str]]:
        if page.name not in self._lines:
            document = QTextDocument()
            write(document, page.name)
            self._lines[page.name] = list(_blocks(document))
        return self._lines[page.name]


def _blocks(document: QTextDocument) -> Iterator[tuple[int, str]]:
    block = document.begin()
    while block.isValid():
        yield block.position(), block.text()
        block = block.next()


def _around(line: str, place: int) -> str:
    """A line from a little before a place on, from the beginning of a word."""
    first = max(place - BEFORE, 0)
    if first:
        first = line.find(" ", first, place) + 1 or first
    return ("…" if first else "") + line[first : first + LONGEST_LINE].strip()


class HitList(QListWidget):
    """What was found: the title of each page, and below it the lines.

    Signals
    -------
    chosen(hit)
        A line was moved to, by pointer, keyboard or `step`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Found lines")
        self.setStyleSheet("QListWidget { padding: 4px; } QListWidget::item { padding: 4px 6px; }")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows: list[int] = []
        self._hits: list[Hit] = []
        self.currentRowChanged.connect(self._on_row)
        self.itemClicked.connect(self._on_clicked)

    @property
    def place(self) -> int:
        """The number of the line that is marked, from 0; -1 for none."""
        row = self.currentRow()
        return self._rows.index(row) if row in self._rows else -1

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """List what was found; nothing is chosen yet."""
        blocked = self.blockSignals(True)
        self.clear()
        self._hits, self._rows = list(hits), []
        title = ""
        for hit in hits:
            if hit.page.title != title:
                title = hit.page.title
                self._add_title(title)
            self._rows.append(self.count())
            item = QListWidgetItem(hit.line)
            item.setToolTip(hit.line)
            self.addItem(item)
        self.setCurrentRow(-1)
        self.blockSignals(blocked)

    def _add_title(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setBold(True)
        item.setFont(font)
        item.setForeground(self.palette().text())
        self.addItem(item)

    def step(self, by: int) -> None:
        """Go to the next line, or one before; from the last to the first."""
        if self._rows:
            place = self.place
            self.go((place + by) % len(self._rows) if place >= 0 or by > 0 else -1)

    def go(self, number: int) -> None:
        """Go to a line by its number."""
        row = self._rows[number]
        if row == self.currentRow():
            self._on_row(row)  # it is left by scrolling, and wanted again
        self.setCurrentRow(row)

    def first_on(self, page: str) -> int | None:
        """The number of the first line on a page, if there is one."""
        return next((n for n, hit in enumerate(self._hits) if hit.page.name == page), None)

    def _on_row(self, row: int) -> None:
        if row in self._rows:
            self.chosen.emit(self._hits[self._rows.index(row)])

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._on_row(self.row(item))
