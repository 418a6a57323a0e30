"""What is chosen of a step by hand: the parameter, the row, the digits, what is hidden."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from visualizer.app.views import ByHandView
from visualizer.core.problems.model import Model
from visualizer.core.worked.work import Work
from visualizer.gui.panels.by_hand_work import lines_of
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.count_box import CountBox
from visualizer.gui.widgets.flow import FlowLayout
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.switch import switch

MOST_OFFERED = 600
"""Parameters in the list; of more the first ones and the chosen one."""


class ByHandBar(QWidget):
    """Choices in as many lines as they need.

    Signals
    -------
    view_wanted(values)
        View settings that the user wants, by their names.
    """

    view_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._view = ByHandView()
        self._lines = self._sub_steps = 0
        self._told: object = None
        self.parameter = ChoiceBox()
        self.parameter.setAccessibleName("Parameter")
        self.parameter.setToolTip("Whose derivative is taken, and whose update is worked out")
        self.parameter.chosen.connect(self._on_parameter)
        self.rows = switch("All rows", "All rows of the data and their mean", False, self._on_rows)
        self.digits = CountBox()
        self.digits.setRange(2, 12)
        self.digits.setSuffix(" digits")
        self.digits.setAccessibleName("Digits")
        self.digits.setToolTip("Significant digits of the numbers")
        self.digits.valueChanged.connect(self._on_digits)
        self.blanks = switch(
            "Hide all numbers", "Hide all numbers, and leave room to fill them in", False,
            self._on_blanks,
        )  # fmt: skip
        self.one_by_one = switch(
            "Line by line", "Reveal the lines one by one", False, self._on_one_by_one
        )
        self.back, self.on = _button("‹", "One line less"), _button("›", "Reveal the next line")
        self.back.clicked.connect(self._on_back)
        self.on.clicked.connect(self._on_on)
        self.told = set_role(QLabel(), "muted")
        self.former = _button("‹", "The sub-step before")
        self.later = _button("›", "The next sub-step of the update")
        self.former.clicked.connect(self._on_former)
        self.later.clicked.connect(self._on_later)
        self.sub_step = set_role(QLabel(), "muted")
        self._flow = FlowLayout(self)
        groups: tuple[list[QWidget], ...] = (
            [_label("Parameter"), self.parameter], [self.rows], [self.digits], [self.blanks],
            [self.one_by_one], [self.back], [self.on], [self.told],
            [_label("Update"), self.former, self.later, self.sub_step],
        )  # fmt: skip
        for group in groups:
            self._flow.addWidget(_beside(group))

    def show_view(self, frame: Frame, work: Work, view: ByHandView, parameter: int) -> None:
        """Show what is chosen; tells nobody."""
        names = frame.run.history.parameters
        self._view = view
        if names != self._names:
            self._names = names
            self.parameter.set_choices({name: name for name in names[:MOST_OFFERED]})
        self.parameter.offer(names[parameter], names[parameter])
        self.parameter.set_value(names[parameter])
        model = isinstance(frame.run.problem, Model)
        for widget, on in (
            (self.rows, view.all_rows), (self.blanks, view.blanks),
            (self.one_by_one, view.revealed >= 0),
        ):  # fmt: skip
            blocked = widget.blockSignals(True)
            widget.setChecked(on)
            widget.blockSignals(blocked)
        self.rows.setVisible(model)
        blocked = self.digits.blockSignals(True)
        self.digits.setValue(view.digits)
        self.digits.blockSignals(blocked)
        self._show_lines(work, view)

    def _show_lines(self, work: Work, view: ByHandView) -> None:
        stepwise = view.revealed >= 0
        # All parts are made to count their lines: only where they are counted.
        self._lines = lines_of(work) if stepwise else 0
        for widget in (self.back, self.on, self.told):
            widget.setVisible(stepwise)
        self.told.setText(f"{min(view.revealed, self._lines)} of {self._lines}")
        self._sub_steps = len(work.steps)
        chosen = min(view.sub_step, self._sub_steps)
        words = work.steps[chosen - 1].words if chosen else ""
        self.sub_step.setText(f"{chosen} of {self._sub_steps} {words}" if chosen else "all")
        self.former.setEnabled(chosen > 0)
        self.later.setEnabled(chosen < self._sub_steps)
        told = self.sub_step.text(), self.told.text(), stepwise, self.rows.isHidden()
        if told != self._told:
            # Words of another length, and other widgets, may need other lines.
            self._told = told
            self._flow.invalidate()
            self._flow.activate()

    def _want(self, name: str, value: object) -> None:
        self.view_wanted.emit({name: value})

    def _on_parameter(self, name: str) -> None:
        self._want("parameter", name)

    def _on_rows(self, on: bool) -> None:
        self._want("all_rows", on)

    def _on_digits(self, digits: int) -> None:
        self._want("digits", digits)

    def _on_blanks(self, on: bool) -> None:
        self._want("blanks", on)

    def _on_one_by_one(self, on: bool) -> None:
        self._want("revealed", 0 if on else -1)

    def _on_back(self) -> None:
        self._want("revealed", max(self._view.revealed - 1, 0))

    def _on_on(self) -> None:
        self._want("revealed", min(self._view.revealed + 1, self._lines))

    def _on_former(self) -> None:
        self._want("sub_step", max(min(self._view.sub_step, self._sub_steps) - 1, 0))

    def _on_later(self) -> None:
        self._want("sub_step", min(self._view.sub_step + 1, self._sub_steps))


def _label(words: str) -> QLabel:
    return set_role(QLabel(words), "muted")


def _button(words: str, help_text: str) -> QPushButton:
    button = QPushButton(words)
    button.setFixedWidth(28)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    return button


def _beside(widgets: list[QWidget]) -> QWidget:
    """Widgets that stay together in a line."""
    if len(widgets) == 1:
        return widgets[0]
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget)
    return group
