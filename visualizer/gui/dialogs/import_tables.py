"""The tables of the import dialog: the columns of a file, and its first rows."""

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from visualizer.core.data.columns import READINGS
from visualizer.core.data.preview import TablePreview
from visualizer.core.importing import INPUT, ROLES, TARGET, UNUSED, Import

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

HEADINGS = {
    "Column": "The name of the column",
    "Used as": "To predict from, to be predicted, or not at all",
    "Read as": "As numbers, or as classes: words, or numbers that stand for them",
    "Note": "Why a column is left out, and what is in a column of classes",
    "Empty": "Empty cells in the first rows",
    "First values": "What stands in the first rows",
}
KEYS = {Qt.Key.Key_I: INPUT, Qt.Key.Key_T: TARGET, Qt.Key.Key_L: UNUSED}
WIDEST_COLUMN = 180
FITTED_COLUMNS, FITTED_ROWS = 40, 20
PICTURE, PICTURE_HEIGHT = -1, 36
LINE_HEIGHT = 26
_EXAMPLES = 3


class ImportModel(QAbstractTableModel):
    """What both tables have in common: an import, and how a column's use looks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette = parent.palette()
        self._roles: list[str] = []
        self.found: Import | None = None

    def show(self, found: Import) -> None:
        """Show an import; selections stay while the columns stay."""
        if found == self.found:
            return
        former, self._roles = self.found, found.roles()
        before = (self.rowCount(), self.columnCount())
        self.found = found
        same = former is not None and [column.name for column in former.preview.columns] == [
            column.name for column in found.preview.columns
        ]
        if same and before == (self.rowCount(), self.columnCount()):
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        else:
            self.beginResetModel()
            self.endResetModel()

    def _look(self, column: int, role: int) -> Any:
        """Targets are bold, what is left out stands back."""
        use = self._roles[column]
        if role == Role.FontRole and use == TARGET:
            font = QFont()
            font.setBold(True)
            return font
        if role == Role.ForegroundRole and use == UNUSED:
            return self._palette.color(QPalette.ColorRole.PlaceholderText)
        return None


class ColumnsModel(ImportModel):
    """A line for each column of the file."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        if self.found is None or parent.isValid():
            return 0
        return len(self.found.preview.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self.found is None or not index.isValid():
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self._words(self.found, index.row())[index.column()]
        return self._look(index.row(), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        words, meaning = list(HEADINGS.items())[section]
        return {Role.DisplayRole: words, Role.ToolTipRole: meaning}.get(Role(role))

    def _words(self, found: Import, row: int) -> tuple[str, ...]:
        preview = found.preview
        column = preview.columns[row]
        empty = f"{preview.empty[row]:,}" if preview.empty[row] else ""
        examples = ", ".join(cells[row] for cells in preview.rows[:_EXAMPLES])
        use = ROLES[self._roles[row]]
        read = READINGS[column.reading] if column.reading else ""
        return column.name, use, read, column.why, empty, examples


class RowsModel(ImportModel):
    """The first rows as they will be used; the pixels of an image as one picture."""

    def places(self) -> list[int]:
        """The columns of the file that are shown; `PICTURE` for an image."""
        if self.found is None:
            return []
        preview = self.found.preview
        pixels = math.prod(preview.image) if preview.image else 0
        return [PICTURE] * bool(pixels) + [*range(pixels, len(preview.columns))]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if self.found is None or parent.isValid() else len(self.found.preview.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.places())

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self.found is None or not index.isValid():
            return None
        place = self.places()[index.column()]
        if place == PICTURE:
            return self._picture(self.found.preview, index.row(), role)
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self.found.preview.rows[index.row()][place]
        return self._look(place, role)

    def _picture(self, preview: TablePreview, row: int, role: int) -> Any:
        height, width, *_ = preview.image
        if role == Role.ToolTipRole:
            return f"row {row + 1}: {width} x {height} pixels"
        if role != Role.DecorationRole:
            return None
        pixels = preview.pictures[row]
        colour = len(pixels) == 3 * height * width
        kind = QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8
        image = QImage(pixels, width, height, len(pixels) // height, kind)
        return image.scaledToHeight(PICTURE_HEIGHT)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if self.found is None or role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        place = self.places()[section]
        if place == PICTURE:
            return "image"
        name = self.found.preview.columns[place].name
        use = self._roles[place]
        return name if use == INPUT else f"{name} ({ROLES[use].lower()})"


class ImportTable(QTableView):
    """A quiet table that reads well and gives Tab to the next field.

    Signals
    -------
    role_pressed(role)
        A key of `KEYS` was pressed: the selected columns are to be used so.
    """

    role_pressed = Signal(str)

    def __init__(self, model: ImportModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().setDefaultSectionSize(LINE_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def selected(self) -> list[int]:
        """The selected lines."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def fit(self) -> None:
        """The first columns as wide as their words, within reason: of thousands few are seen."""
        model = self.model()
        pictures = isinstance(model, RowsModel) and PICTURE in model.places()
        height = PICTURE_HEIGHT + 4 if pictures else LINE_HEIGHT
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(FITTED_ROWS)
        last = header.count() - header.stretchLastSection()
        for place in range(min(last, FITTED_COLUMNS)):
            width = max(self.sizeHintForColumn(place), header.sectionSizeHint(place))
            header.resizeSection(place, min(width + 8, WIDEST_COLUMN))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters say how the selected columns are used; Enter is for the dialog."""
        role = KEYS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif role is not None and not event.modifiers():
            self.role_pressed.emit(role)
        else:
            super().keyPressEvent(event)
