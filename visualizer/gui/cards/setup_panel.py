"""The set-up panel: the experiment's settings as a form, made from their declarations."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.kinds import (
    DATA_NAMES,
    FIRST_RULES,
    rate_varies,
    sections_of,
    steps_per_epoch,
    values_of,
)
from visualizer.core.problems.base import Problem
from visualizer.core.rates import rate_key
from visualizer.core.settings import Setting
from visualizer.gui.look.links import passing
from visualizer.gui.plots.frame import Frame
from visualizer.gui.widgets.fields import DataField, Field, RateField, ShortChoiceField
from visualizer.gui.widgets.form import Section, SettingsForm
from visualizer.gui.widgets.rate_slider import RateZones
from visualizer.gui.widgets.roles import set_role

if TYPE_CHECKING:
    from visualizer.gui.panels.changes_list import ChangesList
    from visualizer.gui.widgets.rate_sketch import RateSketch

NARROWEST = 240
FORMULA = "problem.formula"
RATE = "optimizer.learning_rate"
BAR = 20
"""Room for the scroll bar, in pixels."""


def _data_field(declared: Setting) -> Field:
    return DataField(declared, DATA_NAMES)


def _rule_field(declared: Setting) -> Field:
    return ShortChoiceField(declared, FIRST_RULES)


def _formula_field(declared: Setting) -> Field:
    # Here, as the window appears sooner without.
    from visualizer.gui.widgets.formula_field import FormulaField

    return FormulaField(declared)


EDITORS = {"problem.data": _data_field, FORMULA: _formula_field, "optimizer.kind": _rule_field}


class SetupPanel(QScrollArea):
    """Shows an experiment and tells which settings the user wants to change.

    Signals
    -------
    setting_edited(key, value, gesture)
        `gesture` is the same while one drag goes on and empty for a single change.
    step_sought(step)
        The user wants to see a step at which settings change.
    rate_plot_wanted()
        The user wants to see the learning rates of the run.
    """

    setting_edited = Signal(str, object, str)
    step_sought = Signal(int)
    rate_plot_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Settings of the experiment")
        self.form = SettingsForm((), EDITORS)
        self.form.stop_before = self
        self.form.value_edited.connect(self._on_edited)
        self.form.editing_settled.connect(self._on_settled)
        self._unknown = set_role(QLabel(), "muted")
        self._unknown.setWordWrap(True)
        self._unknown.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._unknown.hide()
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.addWidget(self._unknown)
        self._column.addWidget(self.form)
        self._changes: ChangesList | None = None
        self._sketch: RateSketch | None = None
        self.setWidget(body)
        # A scroll area has its widget paint the ground of the window, not of the card.
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._shown: tuple[Experiment, Problem | None] | None = None
        self._gestures = itertools.count()
        self._gesture = ""
        self._wrong = ""

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(NARROWEST, self.form.minimumSizeHint().width() + BAR), 120)

    def show_experiment(self, experiment: Experiment, problem: Problem | None) -> None:
        """Show the settings; nothing is done when they are shown already."""
        if self._shown == (experiment, problem):
            return
        if self._shown is None:
            self._show_form(True)
        self._shown = (experiment, problem)
        self.form.set_sections(
            [Section(**vars(section)) for section in sections_of(experiment, problem)]
        )
        self._clear_error()
        self.form.set_values(values_of(experiment, problem))
        self._show_plan(experiment, problem)
        self._show_changes(experiment, problem)
        self.updateGeometry()

    def show_unknown(self, words: str) -> None:
        """Show no settings, and why."""
        self._shown = None
        self._unknown.setText(words)
        self._show_form(False)

    def _show_form(self, shown: bool) -> None:
        self._unknown.setVisible(not shown)
        self.form.setVisible(shown)
        if self._changes is not None:
            self._changes.setVisible(shown)

    def _show_plan(self, experiment: Experiment, problem: Problem | None) -> None:
        """Draw the rates that are planned, where they are not all the same."""
        varies = rate_varies(experiment)
        if self._sketch is None:
            if not varies:
                return
            from visualizer.gui.widgets.rate_sketch import RateSketch

            self._sketch = RateSketch()
            self._sketch.clicked.connect(self.rate_plot_wanted)
            self.form.section("schedule").set_drawing(self._sketch)
        self._sketch.setVisible(varies)
        if varies:
            from visualizer.core.analysis.planned_rates import planned_over_epochs

            epochs, planned = planned_over_epochs(experiment, steps_per_epoch(experiment, problem))
            self._sketch.set_plan(epochs, planned.rates)
            self.form.section("schedule").set_note(planned.note)

    def _show_changes(self, experiment: Experiment, problem: Problem | None) -> None:
        if self._changes is None:
            if not experiment.changes:
                return
            from visualizer.gui.panels.changes_list import ChangesList

            self._changes = ChangesList()
            self._changes.kept.connect(passing(self._on_edited, "changes"))
            self._changes.sought.connect(self.step_sought)
            self._column.addWidget(self._changes)
        self._changes.show_changes(experiment, steps_per_epoch(experiment, problem))

    def show_error(self, error: InputError) -> bool:
        """Show an error beside the field that caused it; false when it is about none."""
        self._clear_error()
        shown = bool(error.key) and self.form.show_error(error.key, error.message)
        if shown:
            self._wrong = error.key
            self.ensureWidgetVisible(self.form.row(error.key))
        return shown

    def show_frame(self, frame: Frame) -> None:
        """Follow the playhead where a field tells of it."""
        keys = self.form.keys() if self._shown is not None else ()
        if FORMULA in keys:
            self.form.row(FORMULA).field.draw(frame)

    def show_marks(self, marks: RateZones) -> None:
        """Show on the slider of the learning rate what rates do."""
        if self._shown is not None:
            field = self.form.row(RATE).field
            assert isinstance(field, RateField)
            field.set_marks(marks)

    def is_dragging(self) -> bool:
        """Whether the slider of the learning rate is being dragged."""
        if self._shown is None:
            return False
        field = self.form.row(RATE).field
        return isinstance(field, RateField) and field.slider.isSliderDown()

    def edit(self, key: str, value: Any) -> None:
        """What another editor of the same setting does, as if it had been done here."""
        self._on_edited(key, value)

    def settle(self) -> None:
        """The drag of that other editor is over."""
        self._gesture = ""

    def _clear_error(self) -> None:
        if self._wrong:
            self._wrong = ""
            self.form.clear_errors()

    def _on_edited(self, key: str, value: Any) -> None:
        if not self._gesture:
            self._gesture = f"{key} {next(self._gestures)}"
        # Such values change in many small parts, which count as one for undo.
        gradual = key == FORMULA or key.endswith("learning_rate") or key == self._leading()
        self._clear_error()
        self.setting_edited.emit(key, value, self._gesture if gradual else "")
        if not gradual:
            self._gesture = ""

    def _leading(self) -> str:
        """The key of the rate that the schedule uses: the transport has a slider for it."""
        return rate_key(self._shown[0]) if self._shown is not None else ""

    def _on_settled(self, key: str) -> None:
        self.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A scroll area keeps its own least width when that of its widget changes.
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
