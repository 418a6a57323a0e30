"""The help window: a list of pages and the page, beside the window that it explains."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPalette, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.dialogs.help_pages import PAGES, fill, page_named
from visualizer.gui.dialogs.help_search import MOST_HITS, HelpIndex, Hit, HitList
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.look.colours import mixed
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import LIGHT, Look
from visualizer.gui.look.preferences import Preferences
from visualizer.gui.widgets.roles import set_role

PAGES_WIDTH = 220
HITS_WIDTH = 290


class HelpWindow(LastingDialog):
    """Shows the pages of the help; the window behind it can be used meanwhile.

    The search goes through all pages. While it has words, the lines that were found stand in
    the place of the list of pages.
    """

    def __init__(self, look: Look = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setModal(False)
        self._look = look
        self._page = ""
        self._former: list[tuple[str, int]] = []
        self.pages = _page_list()
        self.pages.currentRowChanged.connect(self._on_row)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("Page")
        self.text.anchorClicked.connect(self._on_link)
        self.back = QPushButton("Back")
        self.back.setToolTip("The page before (Alt+Left)")
        self.back.clicked.connect(self.go_back)
        self._make_search()
        self._arrange()
        self._add_keys()
        self.resize(860, 640)
        self.show_page(PAGES[0].name)
        self.text.setFocus()

    def _make_search(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find in all pages")
        self.search.setAccessibleName("Find in all pages")
        self.search.setToolTip("Enter: the next place, Shift+Enter: the one before (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_words)
        self.found = set_role(QLabel(), "muted")
        self.found.setAccessibleName("Places that were found")
        self._index = HelpIndex()
        self._hits: list[Hit] = []
        self.hits = HitList()
        self.hits.chosen.connect(self._on_hit)
        self.hits.itemActivated.connect(calling(self.text.setFocus))

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addStretch(1)
        top.addWidget(self.found)
        top.addWidget(self.search)
        self.back.setAutoDefault(False)
        self.search.setFixedWidth(PAGES_WIDTH)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        self._lists = QStackedWidget()
        self._lists.setFixedWidth(PAGES_WIDTH)
        for side in (self.pages, self.hits):
            self._lists.addWidget(side)
        middle.addWidget(self._lists)
        middle.addWidget(self.text, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(10)
        self._layout.addLayout(top)
        self._layout.addLayout(middle, 1)

    def _add_keys(self) -> None:
        for keys, do in (
            ("Alt+Left", self.go_back),
            (QKeySequence.StandardKey.Find, self._to_search),
            ("F3", calling(self.find_next, 1)),
            ("Shift+F3", calling(self.find_next, -1)),
        ):
            QShortcut(QKeySequence(keys), self, do)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the search Enter finds the next place; Escape ends it before it closes the help."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            self.find_next(-1 if shift else 1)
        elif key == Qt.Key.Key_Down and self.search.hasFocus() and self._hits:
            self.hits.setFocus()
            self.find_next(1)
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.text.setFocus()
        else:
            super().keyPressEvent(event)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._page

    def show_page(self, name: str) -> None:
        """Show a page; "Back" leads to the one before."""
        if name == self._page:
            return
        page_named(name)
        if self._page:
            self._former.append((self._page, self.text.verticalScrollBar().value()))
        self._show(name)

    def go_back(self) -> None:
        """Show the page before, where it was left."""
        if self._former:
            name, place = self._former.pop()
            self._show(name)
            self.text.verticalScrollBar().setValue(place)

    def _show(self, name: str) -> None:
        self._page = name
        self._fill()
        row = next(row for row, page in enumerate(PAGES) if page.name == name)
        blocked = self.pages.blockSignals(True)
        self.pages.setCurrentRow(row)
        self.pages.blockSignals(blocked)
        self.back.setEnabled(bool(self._former))

    def _fill(self) -> None:
        palette = self.text.palette()
        palette.setColor(QPalette.ColorRole.Link, QColor(self._look.accent))
        self.text.setPalette(palette)
        fill(self.text.document(), self._page, self._look)
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
        self.text.verticalScrollBar().setValue(0)
        self._mark_hits()

    def restyle(self, look: Look) -> None:
        """Take colours and letters of a look."""
        if look == self._look:
            return
        self._look = look
        place = self.text.verticalScrollBar().value()
        self._fill()
        self.text.verticalScrollBar().setValue(place)

    # The search.

    def _on_words(self, words: str) -> None:
        self._hits = self._index.hits(words)
        self.hits.show_hits(self._hits)
        self._lists.setCurrentWidget(self.hits if self._hits else self.pages)
        self._lists.setFixedWidth(HITS_WIDTH if self._hits else PAGES_WIDTH)
        self._mark_hits()
        # No other page comes while words are typed: half of a word may stand anywhere.
        first = self.hits.first_on(self._page)
        if first is not None:
            self.hits.go(first)
            return
        cursor = self.text.textCursor()
        cursor.clearSelection()
        self.text.setTextCursor(cursor)
        count = f"{self._count()} found" if self._hits else "Not found"
        self.found.setText(count if words.strip() else "")

    def _count(self) -> str:
        return f"{len(self._hits)}{'+' if len(self._hits) == MOST_HITS else ''}"

    def find_next(self, by: int = 1) -> None:
        """Go to the next place with the words of the search, or to one before."""
        self.hits.step(by)

    def _on_hit(self, hit: Hit) -> None:
        self.show_page(hit.page.name)
        cursor = self.text.textCursor()
        cursor.setPosition(hit.start)
        cursor.setPosition(hit.stop, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)
        self._scroll_to_cursor()
        self.found.setText(f"{self.hits.place + 1} of {self._count()}")

    def _scroll_to_cursor(self) -> None:
        """Have what is selected stand where one reads, with some lines above it."""
        self._layout.activate()  # the page may have become narrower for the list just now
        bar = self.text.verticalScrollBar()
        height = self.text.viewport().height()
        top = self.text.cursorRect().top()
        if not height // 8 <= top <= height * 5 // 8:
            bar.setValue(bar.value() + top - height // 3)

    def _mark_hits(self) -> None:
        """All places on the page in a light colour; the one in front is the selection."""
        marks = []
        for hit in self._hits:
            if hit.page.name == self._page:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(self.text.document())
                mark.cursor.setPosition(hit.start)
                mark.cursor.setPosition(hit.stop, QTextCursor.MoveMode.KeepAnchor)
                mark.format.setBackground(QColor(mixed(self._look.card, self._look.accent, 0.3)))
                marks.append(mark)
        self.text.setExtraSelections(marks)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.show_page(PAGES[row].name)

    def _on_link(self, url: QUrl) -> None:
        """Links lead to other pages of the help."""
        self.show_page(url.fileName().removesuffix(".md"))


def _page_list() -> QListWidget:
    pages = QListWidget()
    pages.addItems([page.title for page in PAGES])
    pages.setAccessibleName("Pages")
    pages.setStyleSheet("QListWidget { padding: 4px; } QListWidget::item { padding: 6px; }")
    return pages


def show_help(
    parent: QWidget | None,
    page: str = PAGES[0].name,
    look: Look = LIGHT,
    preferences: Preferences | None = None,
) -> HelpWindow:
    """Show a page in the help window of a window, which is made when it is first wanted.

    It is as large as it was the last time, where there are `preferences`.
    """
    window = parent.findChild(HelpWindow) if parent is not None else None
    if window is None:
        window = HelpWindow(look, parent)
        window.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        if preferences is not None:
            window.keep_in(preferences)
    window.restyle(look)
    window.show_page(page)
    window.show()
    window.raise_()
    window.activateWindow()
    return window
