"""The sweep: one or two settings over many values, all trained, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run
from visualizer.app.sweeping import CellLook, SweepFound, Sweeping
from visualizer.core.building import ProblemCache
from visualizer.core.experiment import Experiment
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.progress import progress_words
from visualizer.gui.dialogs.buttons_in_turn import take_turns
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.dialogs.still_view import StillView
from visualizer.gui.dialogs.sweep_form import SweepForm
from visualizer.gui.dialogs.sweep_table import SweepTableView
from visualizer.gui.figures.sweeps import pictures_of, with_outcome
from visualizer.gui.look.links import calling, later
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.lines import LossPlot
from visualizer.gui.plots.sweep_curve import SweepCurvePlot, told
from visualizer.gui.plots.sweep_map import SweepMapPlot
from visualizer.gui.plots.sweep_parallel import SweepParallelPlot
from visualizer.gui.plots.sweeps import is_map, wording
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

TICK_MILLISECONDS = 50
FORM_WIDTH = 310
SMALLEST = QSize(220, 120)
MOST_OPENED = 20
"""Runs that are opened at once: more would not be told apart."""

PICTURES = {
    SweepCurvePlot.name: "Curves",
    SweepMapPlot.name: "Map",
    SweepParallelPlot.name: "Parallel axes",
}

_POWER = re.compile(r"\d[\d.]*e[-+]?\d+")
"""A number as the shell writes it, with a power of ten."""

CALM_MILLISECONDS = 120
"""So long the pointer rests on a cell before its run is trained to be looked at."""


class SweepDialog(LastingDialog):
    """Trains all values of some settings and shows what they come to.

    Parameters
    ----------
    base
        What is varied.
    frame
        A frame of it, for the plots.
    look
        Colours and letters.

    Signals
    -------
    runs_wanted(experiments)
        The user wants the runs of cells in the window; of several, all in one picture.
    table_wanted(dialog), picture_wanted(dialog)
        The user wants the table, or the picture, as a file.
    failed(details)
        An unexpected error: its traceback.
    """

    runs_wanted = Signal(object)
    table_wanted = Signal(object)
    picture_wanted = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        base: Experiment,
        frame: Frame,
        look: Look,
        jobs: Scheduler,
        problems: ProblemCache,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sweep")
        self.frame = frame
        self.found: SweepFound | None = None
        self._look = look
        self._sweeping, self._cell = Sweeping(jobs), CellLook(jobs, problems)
        self._closed, self._seen = False, -1
        self._offered: object = None
        self._shown: Run | None = None
        self.form = SweepForm(base)
        self.answer, self.caption = QLabel(), set_role(QLabel(), "muted")
        self.curve, self.map = SweepCurvePlot(look), SweepMapPlot(look)
        self.parallel, self.loss = SweepParallelPlot(look), LossPlot(look)
        plots = (self.curve, self.map, self.parallel, self.loss)
        self.views = [StillView(plot, SMALLEST) for plot in plots]
        self.kind = ChoiceBox()
        self.pictures = QStackedWidget()
        self.table, self.progress = SweepTableView(), QProgressBar()
        self.begin = set_role(QPushButton("Sweep"), "primary")
        self.stop, self.open_run = QPushButton("Stop"), QPushButton("Open chosen runs")
        self.save_table = QPushButton("Save table...")
        self.save_picture = QPushButton("Save picture...")
        self.closing = QPushButton("Close")
        self.cell = set_role(QLabel(), "muted")
        self._timer, self._calm = QTimer(self), QTimer(self)
        self._describe()
        self._arrange()
        self._connect()
        self._show_outcome(None)
        self._end("Which values are best? Choose what varies, then Sweep.")

    # Building.

    def _describe(self) -> None:
        for label in (self.answer, self.caption, self.cell):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        font = self.answer.font()
        font.setBold(True)
        self.answer.setFont(font)
        self.answer.setAccessibleName("Best setting")
        self.caption.setAccessibleName("How it was found")
        self.progress.setAccessibleName("Part that is done")
        self.progress.setTextVisible(False)
        self.kind.setAccessibleName("Picture")
        self.kind.setMinimumContentsLength(14)
        for button, words in (
            (self.begin, "Train all of them"),
            (self.stop, "Stop; what is done stays"),
            (
                self.open_run,
                "Open the runs of the chosen rows in the window, or the best one",
            ),
            (self.save_table, "Save every run with its numbers as CSV, as the shell does"),
            (self.save_picture, "Save the picture as PNG, SVG or PDF"),
            (self.closing, "Close and change nothing (Esc)"),
        ):
            button.setToolTip(words)
            button.setAutoDefault(False)
        self.begin.setDefault(True)

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._words())
        for view in self.views[:-1]:
            self.pictures.addWidget(view)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(Card("Sorted by result", self.table), 3)
        below.addWidget(Card("Loss of one run", _column(self.cell, self.views[-1])), 2)
        picture = Card(self.curve.title, self.pictures)
        picture.add_switch(self.kind)
        right.addWidget(picture, 3)
        right.addLayout(below, 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        layout.addWidget(self._side())
        layout.addLayout(right, 1)
        self.resize(QSize(1240, 820).boundedTo(self.screen().availableSize()))

    def _words(self) -> Card:
        """The answer, and below it how it was found."""
        card = Card()
        card.set_body(_column(self.answer, self.caption), (12, 8, 12, 8))
        return card

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(FORM_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.form)
        left.addWidget(self.progress)
        left.addLayout(_row(self.begin, self.stop))
        left.addStretch(1)
        left.addWidget(self.open_run)
        left.addLayout(_row(self.save_table, self.save_picture))
        left.addWidget(self.closing)
        return side

    def _connect(self) -> None:
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MILLISECONDS)
        self._calm.timeout.connect(self._look_at_cell)
        self.form.changed.connect(self._on_form)
        self.begin.clicked.connect(calling(self.start))
        self.stop.clicked.connect(calling(self.cancel))
        self.table.looked_at.connect(self.see)
        self.table.opened.connect(self.open_cell)
        self.kind.chosen.connect(self._show_picture)
        self.parallel.on_brushed = self.table.show_only
        for plot in (self.curve, self.map, self.parallel):
            plot.on_setting_seen = self.see
            plot.on_setting_chosen = self.open_cell
        self.open_run.clicked.connect(calling(self._open_chosen))
        self.save_table.clicked.connect(calling(self._ask_for_table))
        self.save_picture.clicked.connect(calling(self._ask_for_picture))
        self.closing.clicked.connect(self.reject)

    def remembered(self) -> dict[str, Any]:
        return self.form.remembered()

    def recall(self, values: Mapping[str, Any]) -> None:
        self.form.recall(values)

    # The sweep.

    @property
    def outcome(self) -> SweepOutcome | None:
        """What it has found so far."""
        return None if self.found is None else self.found.outcome

    @property
    def picture(self) -> str:
        """The name of the plot that is seen."""
        return self.views[self.pictures.currentIndex()].plot.name

    def start(self) -> None:
        """Make the sweep that the form asks for."""
        plan = self.form.plan()
        if plan is None:
            return
        self.found, self._seen = None, -1
        self._show_outcome(None)
        self.answer.setText(f"{len(plan):,} runs are trained.")
        self.progress.setRange(0, len(plan))
        self.progress.setValue(0)
        self._show_running(True)
        self._sweeping.start(plan)
        self._timer.start()

    def cancel(self) -> None:
        """Stop it; what is done stays."""
        self._sweeping.cancel()
        self._take(self._sweeping.found)
        done = 0 if self.found is None else self.found.done
        self._end(f"Stopped after {done:,} runs. {self._best()}")

    def _on_form(self) -> None:
        # While it is typed nothing is refused that may still become right.
        self._show_running(self._timer.isActive())

    def _on_tick(self) -> None:
        running = self._sweeping.running  # asked first: what comes later is seen next time
        self._take(self._sweeping.found)
        if self._sweeping.error:
            self._end("")
            self.failed.emit(self._sweeping.error)
        elif self.found is not None and self.found.error is not None:
            self._end(f"{self.found.error}.")
        elif not running:
            self._end(self._best())

    def _take(self, found: SweepFound | None) -> None:
        if found is self.found or found is None:
            return
        self.found = found
        self.progress.setValue(found.done)
        if found.done and found.outcome is not None:
            total = len(found.outcome.plan)
            self.answer.setText(f"{progress_words(found.done, total, found.seconds)}.")
        self._show_outcome(found.outcome)

    def _best(self) -> str:
        """Which setting is best, as a sentence."""
        outcome = self.outcome
        if outcome is None:
            return ""
        return _said(outcome.best_sentence(), outcome)

    def _end(self, words: str) -> None:
        self._timer.stop()
        self.answer.setText(words)
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        take_turns(self.begin, self.stop, running=running, may_begin=True)
        self.progress.setVisible(running)
        there = self.outcome is not None and not running
        self.save_table.setEnabled(there)
        self.save_picture.setEnabled(there)
        self.open_run.setEnabled(self.outcome is not None)

    def _show_outcome(self, outcome: SweepOutcome | None) -> None:
        self.caption.setText("" if outcome is None else _said(outcome.protocol(), outcome))
        self.frame = with_outcome(self.frame, outcome)
        if outcome is None:
            self.kind.hide()
            self._forget_cell()
        else:
            self._offer_pictures(outcome)
        self.table.show_outcome(outcome)
        self.draw()

    def _offer_pictures(self, outcome: SweepOutcome) -> None:
        """Those that there are of a sweep; of another one the picture that says most."""
        if outcome.plan is self._offered:
            return
        self._offered = outcome.plan
        shown = pictures_of(self.frame)
        self.kind.set_choices({name: PICTURES[name] for name in shown})
        best = self.map.name if is_map(outcome.plan) else self.curve.name
        self._show_picture(best if best in shown else next(iter(shown), self.curve.name))
        self.kind.setVisible(len(shown) > 1)

    def _show_picture(self, name: str) -> None:
        self.kind.set_value(name)
        names = [view.plot.name for view in self.views]
        self.pictures.setCurrentIndex(names.index(name))

    # One run.

    def see(self, setting: int) -> None:
        """Show the run of a setting, when the pointer rests on it."""
        if setting == self._seen or self.outcome is None:
            return
        self._seen = setting
        self._calm.start()

    def _look_at_cell(self) -> None:
        outcome = self.outcome
        if outcome is None or not 0 <= self._seen < len(outcome.settings):
            return
        place = outcome.place_of(self._seen)
        self._cell.want(outcome.plan.cells[place].experiment)
        spans = told(outcome, self._seen, self._look)
        self.cell.setText("".join(text for text, _ in spans))
        self._wait_for_cell()

    def _forget_cell(self) -> None:
        """Nothing is seen of a run; empty axes would say that there is none."""
        self._calm.stop()
        self._shown = None
        self.cell.setText("Point at a value to see its run.")
        self.views[-1].hide()

    def _wait_for_cell(self) -> None:
        if self._closed:
            return
        run = self._cell.run
        if run is None:
            later(self, self._wait_for_cell, TICK_MILLISECONDS)
            return
        self._shown = run
        self.views[-1].show()
        self.draw()

    def open_cell(self, setting: int) -> None:
        """Have the run of a setting opened in the window."""
        outcome = self.outcome
        if outcome is None:
            return
        self.table.choose(setting)
        self.runs_wanted.emit((outcome.plan.cells[outcome.place_of(setting)].experiment,))

    def _open_chosen(self) -> None:
        outcome = self.outcome
        if outcome is None:
            return
        chosen = self.table.settings()[:MOST_OPENED]
        best = [] if outcome.best is None else [outcome.best]
        places = [outcome.place_of(setting) for setting in chosen or best]
        if places:
            self.runs_wanted.emit(tuple(outcome.plan.cells[one].experiment for one in places))

    def _ask_for_table(self) -> None:
        self.table_wanted.emit(self)

    def _ask_for_picture(self) -> None:
        self.picture_wanted.emit(self)

    # Drawing.

    def draw(self) -> None:
        """Draw the plots: what was found, and the run of one cell."""
        for view in self.views[:-1]:
            view.keep(self.frame)
        run = self._shown
        if run is not None and run.count:
            self.views[-1].keep(Frame(run, run.count - 1, run.count))

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        for view in self.views:
            view.restyle(look)

    def done(self, result: int) -> None:
        """Stop the threads."""
        self._closed = True
        self._timer.stop()
        self._calm.stop()
        self._sweeping.close()
        self._cell.close()
        super().done(result)


def _said(words: str, outcome: SweepOutcome) -> str:
    """Words of the shell as a sentence of the window: settings by their names, not their keys."""
    for key in outcome.plan.keys:
        words = words.replace(key, wording(key))
    words = _POWER.sub(lambda found: number_text(float(found[0])), words)
    return f"{words[:1].upper()}{words[1:]}."


def _row(*widgets: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(8)
    for widget in widgets:
        made.addWidget(widget)
    return made


def _column(*widgets: QWidget) -> QWidget:
    """Widgets below one another, the last as high as there is room."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for widget in widgets:
        layout.addWidget(widget)
    layout.setStretch(len(widgets) - 1, 1)
    return made
