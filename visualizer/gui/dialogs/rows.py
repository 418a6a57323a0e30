"""Rows of a form: a label, an editor, and a sentence beneath it when something is wrong."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from visualizer.gui.widgets.roles import set_role, set_wrong


class FormLine:
    """A line of a form that can be hidden; its errors stand beneath it."""

    def __init__(self, label: str, editors: list[QWidget], target: QWidget) -> None:
        self.label = set_role(QLabel(label), "muted")
        self.label.setBuddy(target)
        self.error = set_role(QLabel(), "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.target = target
        self.home = QWidget()
        line = QHBoxLayout(self.home)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for editor in editors:
            line.addWidget(editor)
        if not target.accessibleName():
            target.setAccessibleName(label)

    def set_visible(self, visible: bool) -> None:
        """Show the row, or leave it out."""
        for widget in (self.label, self.home):
            widget.setVisible(visible)
        self.error.setVisible(visible and bool(self.error.text()))

    def set_error(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it back."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence) and not self.home.isHidden())
        set_wrong(self.target, bool(sentence))


class Rows(QWidget):
    """A form of rows, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._count = 0

    def add(self, label: str, *editors: QWidget, target: QWidget | None = None) -> FormLine:
        """Add a row; `target` is the editor that the label and the errors belong to."""
        row = FormLine(label, list(editors), target or editors[0])
        self._grid.addWidget(row.label, self._count, 0)
        self._grid.addWidget(row.home, self._count, 1)
        self._grid.addWidget(row.error, self._count + 1, 1)
        self._count += 2
        return row

    def finish(self) -> None:
        """Push the rows to the top."""
        self._grid.setRowStretch(self._count, 1)
