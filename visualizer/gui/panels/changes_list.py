"""The changes during a run, as a list from which they can be taken away."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from visualizer.core.experiment import Experiment
from visualizer.core.kinds import changes_in_words
from visualizer.gui.look.links import calling
from visualizer.gui.widgets.fold_button import FoldButton
from visualizer.gui.widgets.roles import set_role

TITLE = "Changes during the run"


class ChangesList(QWidget):
    """One line for each change: a button that goes there, and one that removes it.

    Signals
    -------
    kept(changes)
        The changes that are to stay, as tables of a file.
    sought(step)
        The user wants to see the step of a change.
    """

    kept = Signal(object)
    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[object] = ()
        self.heading = FoldButton(TITLE, bold=True)
        self.heading.setChecked(True)
        self.heading.setAccessibleName(TITLE)
        self.heading.setToolTip(f"Fold or unfold: {TITLE}")
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(8, 0, 0, 0)
        self._rows.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(self._body)
        self.heading.toggled.connect(self._body.setVisible)
        self.hide()

    def show_changes(self, experiment: Experiment, steps_per_epoch: int) -> None:
        """List the changes of an experiment; without any, take no room."""
        self.setVisible(bool(experiment.changes))
        key = (experiment.changes, steps_per_epoch)
        if key == self._changes:
            return
        self._changes = key
        self._clear()
        table = experiment.to_dict().get("changes", [])
        for place, (step, words) in enumerate(changes_in_words(experiment)):
            rest = [*table[:place], *table[place + 1 :]]
            self._rows.addWidget(self._row(step, words, steps_per_epoch, rest))
        if len(table) > 1:
            self._rows.addWidget(self._button("Remove all", f"Remove all: {TITLE}", []))

    def buttons(self) -> list[QPushButton]:
        """The buttons that the Tab key visits, from top to bottom."""
        return self._body.findChildren(QPushButton)

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            assert widget is not None
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()

    def _row(self, step: int, words: str, steps_per_epoch: int, rest: list[object]) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        place = f"epoch {step / steps_per_epoch:.6g}"
        there = set_role(QPushButton(f"{place.capitalize()}: {words}"), "chip")
        there.setToolTip(f"From {place} on: {words}. Go to step {step:,}")
        # The style sheet lets chips shrink to less than their words.
        there.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        there.setAccessibleName(f"From {place}: {words}. Go there")
        there.clicked.connect(calling(self._seek, step))
        layout.addWidget(there, 1)
        layout.addWidget(self._button("×", f"Remove the change at {place}", rest))
        return row

    def _button(self, words: str, help_text: str, rest: list[object]) -> QPushButton:
        button = set_role(QPushButton(words), "chip")
        button.setToolTip(help_text)
        button.setAccessibleName(help_text)
        button.clicked.connect(calling(self._keep, rest))
        return button

    def _seek(self, step: int) -> None:
        self.sought.emit(step)

    def _keep(self, rest: list[object]) -> None:
        self.kept.emit(rest)
