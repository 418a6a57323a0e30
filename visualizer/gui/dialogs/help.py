"""The help window: a list of pages and the page, beside the window that it explains."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from visualizer.gui.dialogs.help_pages import PAGES, fill, page_named
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import LIGHT, Look
from visualizer.gui.widgets.roles import set_role


class HelpWindow(QDialog):
    """Shows the pages of the help; the window behind it can be used meanwhile."""

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
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find on this page")
        self.search.setAccessibleName("Find on this page")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(calling(self.find_next, True))
        self.search.returnPressed.connect(self.find_next)
        self.found = set_role(QLabel(), "muted")
        self._arrange()
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)
        self.resize(860, 640)
        self.show_page(PAGES[0].name)
        self.text.setFocus()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addStretch(1)
        top.addWidget(self.found)
        top.addWidget(self.search)
        self.back.setAutoDefault(False)
        self.search.setFixedWidth(220)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.pages)
        middle.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addLayout(middle, 1)

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
        self.found.clear()

    def _fill(self) -> None:
        palette = self.text.palette()
        palette.setColor(QPalette.ColorRole.Link, QColor(self._look.accent))
        self.text.setPalette(palette)
        fill(self.text.document(), self._page, self._look)
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
        self.text.verticalScrollBar().setValue(0)

    def restyle(self, look: Look) -> None:
        """Take colours and letters of a look."""
        if look == self._look:
            return
        self._look = look
        place = self.text.verticalScrollBar().value()
        self._fill()
        self.text.verticalScrollBar().setValue(place)

    def find_next(self, from_start: bool = False) -> bool:
        """Go to the next place with the text of the search field; from the top at the end."""
        words = self.search.text()
        self.found.clear()
        if not words:
            return False
        start = self.text.textCursor().MoveOperation.Start
        if from_start:
            self.text.moveCursor(start)
        if self.text.find(words):
            return True
        self.text.moveCursor(start)
        if self.text.find(words):
            return True
        self.found.setText("Not found")
        return False

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
    pages.setFixedWidth(220)
    return pages


def show_help(parent: QWidget | None, page: str = PAGES[0].name) -> HelpWindow:
    """Show a page in the help window of a window, which is made when it is first wanted."""
    look = getattr(parent, "look", LIGHT)
    window = parent.findChild(HelpWindow) if parent is not None else None
    if window is None:
        window = HelpWindow(look, parent)
        window.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
    window.restyle(look)
    window.show_page(page)
    window.show()
    window.raise_()
    window.activateWindow()
    return window
