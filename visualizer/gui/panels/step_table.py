"""The table of steps: how it is copied, moved in, and kept in sight."""

from PySide6.QtCore import QItemSelectionModel, QRect, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from visualizer.gui.panels.table_model import EpochModel


class StepTable(QTableView):
    """The table itself: copies what is selected, and tells which line the user chose.

    Signals
    -------
    line_chosen(line)
        The user went to a line, by mouse or by keys.
    """

    line_chosen = Signal(int)

    def __init__(self, model: EpochModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName("Epoch table")
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        self.setMinimumSize(200, 90)
        # As in the headings, so that figures stand below their words.
        self.setStyleSheet("QTableView::item { padding: 0px 8px 0px 0px; }")
        self._widths: list[int] = []

    def epochs(self) -> EpochModel:
        """The model."""
        model = self.model()
        assert isinstance(model, EpochModel)
        return model

    def set_widths(self, widths: list[int]) -> None:
        """Make the columns so wide at least; what room is left is shared among them."""
        self._widths = widths
        self._share()

    def widen(self, widths: list[int]) -> None:
        """Make columns wider that are narrower than this."""
        wider = [max(pair) for pair in zip(self._widths, widths, strict=True)]
        if wider != self._widths:
            self.set_widths(wider)

    def lines_seen(self) -> range:
        """The lines that can be seen now."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (self.model().rowCount() - 1 if last < 0 else last) + 1)

    def _share(self) -> None:
        if not self._widths:
            return
        spare = max(0, self.viewport().width() - sum(self._widths)) // len(self._widths)
        for column, width in enumerate(self._widths):
            self.setColumnWidth(column, width + spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room among the columns."""
        super().resizeEvent(event)
        self._share()

    def copy(self) -> None:
        """Put the selected lines into the clipboard, as text with tabs."""
        chosen = self.selectionModel()
        lines = sorted({index.row() for index in chosen.selectedRows()})
        if lines:
            columns = range(self.epochs().columnCount())
            QGuiApplication.clipboard().setText(self.epochs().tab_separated(lines, columns))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies; the keys that move go to another line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        after = self.currentIndex().row()
        if after != before and after >= 0:
            self.line_chosen.emit(after)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes to a line; a drag over several only selects them."""
        super().mouseReleaseEvent(event)
        if len(self.selectionModel().selectedRows()) == 1:
            self.line_chosen.emit(self.currentIndex().row())

    def go_to(self, line: int) -> None:
        """Move the keyboard's place to a line, and keep it in sight."""
        flag = QItemSelectionModel.SelectionFlag
        several = len(self.selectionModel().selectedRows()) > 1
        index = self.model().index(line, 0)
        self.selectionModel().setCurrentIndex(index, flag.NoUpdate if several else flag.Clear)
        self._show_line(line)

    def _show_line(self, line: int) -> None:
        index = self.model().index(line, 0)
        rect = self.visualRect(index)
        room = QRect(0, 0, self.viewport().width(), self.viewport().height())
        if not (room.top() <= rect.top() and rect.bottom() <= room.bottom()):
            hint = QAbstractItemView.ScrollHint.EnsureVisible
            self.scrollTo(index, hint)
