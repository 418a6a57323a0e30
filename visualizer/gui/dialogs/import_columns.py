"""The columns of a file: what each is used for and how it is read, and choices to correct it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.core.data.columns import CLASS, NUMBER, READINGS
from visualizer.core.importing import ROLES, TARGET, Import
from visualizer.gui.dialogs.import_tables import ColumnsModel, ImportTable
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role


class ImportColumns(QWidget):
    """A table of the columns, and two choices for those that are selected.

    Signals
    -------
    role_chosen(names, role), reading_chosen(names, reading)
        The columns of these names are to be used or read so.
    """

    role_chosen = Signal(object, str)
    reading_chosen = Signal(object, str)

    def __init__(self, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Import | None = None
        self._model = ColumnsModel(self)
        self.table = ImportTable(self._model, "Columns of the file")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.role, self.reading = ChoiceBox(), ChoiceBox()
        self.role.set_choices(ROLES)
        self.reading.set_choices({kind: READINGS[kind] for kind in (NUMBER, CLASS)})
        self.choices = self._choices()
        self.choices.setVisible(editable)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.choices)
        if editable:
            self.table.setToolTip("I, T and L: use the selected columns as input, target, or not")
            self.table.role_pressed.connect(self._on_role)
            self.role.chosen.connect(self._on_role)
            self.reading.chosen.connect(self._on_reading)

    def _choices(self) -> QWidget:
        choices = QWidget()
        line = QHBoxLayout(choices)
        line.setContentsMargins(4, 0, 4, 0)
        line.setSpacing(8)
        for words, box in (("Use the selected columns as", self.role), ("read as", self.reading)):
            box.setAccessibleName(f"{words}, for the selected columns")
            box.setToolTip(f"{words.capitalize()} (for the selected columns)")
            label = set_role(QLabel(words), "muted")
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
        line.addStretch(1)
        return choices

    def show_import(self, found: Import) -> None:
        """Show an import; the target is selected when the columns are new."""
        self._found = found
        self._model.show(found)
        if not self.table.selected():
            self.table.fit()
            roles = found.roles()
            if TARGET in roles:
                self.table.selectRow(roles.index(TARGET))
                self.table.scrollTo(self.table.currentIndex())
        self._on_selected()

    def _on_selected(self) -> None:
        """The choices show what the first selected column is."""
        selected = self.table.selected()
        self.choices.setEnabled(bool(selected))
        if self._found is None or not selected:
            return
        place = selected[0]
        if place < len(self._found.preview.columns):
            self.role.set_value(self._found.roles()[place])
            self.reading.set_value(self._found.preview.columns[place].reading)

    def _names(self) -> list[str]:
        if self._found is None:
            return []
        columns = self._found.preview.columns
        return [columns[place].name for place in self.table.selected()]

    def _on_role(self, role: str) -> None:
        if names := self._names():
            self.role_chosen.emit(names, role)

    def _on_reading(self, reading: str) -> None:
        if names := self._names():
            self.reading_chosen.emit(names, reading)
