"""A section of the form: a heading that folds, its rows, and rarely used rows under "More"."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.gui.widgets.fold_button import FoldButton
from visualizer.gui.widgets.form_row import FormRow
from visualizer.gui.widgets.formula_view import FormulaView
from visualizer.gui.widgets.roles import set_role


class SectionView(QWidget):
    """The rows of one section."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FormRow] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.heading = FoldButton("", bold=True)
        self.heading.setChecked(True)
        self.more = FoldButton("More")
        self.note = set_role(QLabel(), "note")
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setWordWrap(True)
        self._body = QWidget()
        self._plain = self._column()
        self._folded = self._column()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(8, 0, 0, 0)
        body.setSpacing(6)
        self.formula = FormulaView()
        self.formula.hide()
        for widget in (self._plain, self.formula, self.note, self._folded):
            body.addWidget(widget)
        layout.addLayout(self._title_row())
        layout.addWidget(self._body)
        self._offers_more = False
        self._drawing: QWidget | None = None
        self.heading.toggled.connect(self._on_folded)
        self.more.toggled.connect(self._folded.setVisible)
        self._folded.hide()

    def _title_row(self) -> QHBoxLayout:
        """The title with "More": a line of its own in every section would make the panel scroll."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.heading, 1)
        row.addWidget(self.more)
        return row

    def _on_folded(self, open_: bool) -> None:
        self._body.setVisible(open_)
        self.more.setVisible(open_ and self._offers_more)

    def set_title(self, title: str) -> None:
        """Name the section."""
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.heading.setToolTip(f"Fold or unfold: {title}")
        self.more.setAccessibleName(f"More: {title}")
        self.more.setToolTip(f"Rarely used settings: {title}")

    def set_note(self, text: str) -> None:
        """The line below the rows; an empty one takes no room."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_formula(self, formula: str, source: str) -> None:
        """The typeset equation below the rows; an empty one takes no room."""
        self.formula.set_formula(formula, source)

    def set_drawing(self, drawing: QWidget) -> None:
        """Put a drawing below the equation, once and for all; it shows and hides itself."""
        body = self._body.layout()
        assert isinstance(body, QVBoxLayout)
        body.insertWidget(body.indexOf(self.note), drawing)
        self._drawing = drawing

    def set_rows(self, rows: Sequence[FormRow]) -> None:
        """Show these rows; those that stay in their place are not touched."""
        self._rows = list(rows)
        self._arrange(self._plain, [row for row in rows if not row.folded])
        self._arrange(self._folded, [row for row in rows if row.folded])
        self._offers_more = any(row.folded for row in rows)
        self.more.setVisible(self.heading.isChecked() and self._offers_more)
        self._plain.setVisible(any(not row.folded for row in rows))
        self._folded.setVisible(self.more.isChecked() and any(row.folded for row in rows))

    def holds(self, row: FormRow) -> bool:
        """Whether a row is one of this section."""
        return row in self._rows

    def reveal(self, row: FormRow) -> None:
        """Unfold what hides a row."""
        self.heading.setChecked(True)
        if row.folded:
            self.more.setChecked(True)

    def tab_stops(self) -> list[QWidget]:
        """The widgets that the Tab key visits, from top to bottom."""
        plain = [row for row in self._rows if not row.folded]
        folded = [row for row in self._rows if row.folded]
        stops: list[QWidget] = [self.heading, self.more]
        for row in plain:
            stops += row.field.tab_stops()
        if self._drawing is not None:
            stops.append(self._drawing)
        for row in folded:
            stops += row.field.tab_stops()
        return stops

    def _column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        return column

    def _arrange(self, column: QWidget, rows: Sequence[FormRow]) -> None:
        layout = column.layout()
        assert isinstance(layout, QVBoxLayout)
        for place, row in enumerate(rows):
            if layout.indexOf(row) != place:
                layout.removeWidget(row)
                layout.insertWidget(place, row)
                row.show()
