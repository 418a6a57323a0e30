"""The learning-rate finder: tries rising rates in the background and offers what it found."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.rate_finding import RateFinding, Wanted
from visualizer.app.state import State
from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_suggestions import Bounds, bounds, remarks, suggestions
from visualizer.core.capabilities import asked
from visualizer.core.optimizers import SGD
from visualizer.core.settings import Setting, declarations
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.dialogs.rate_form import RateForm
from visualizer.gui.dialogs.rate_list import SuggestionList
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.look.links import calling, later
from visualizer.gui.look.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.finder import FinderCurvePlot, FinderLossPlot, FinderRatePlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.roles import set_role

TICK_MILLISECONDS = 33
FORM_WIDTH = 290


class RateFinder(LastingDialog):
    """Shows how the loss answers to the learning rate, and offers rates to use.

    Parameters
    ----------
    state
        The session as it is: what would be trained, and where the playhead stands. It is
        only looked at.
    look
        Colours and letters.

    Signals
    -------
    rate_chosen(rate)
        The user wants this learning rate.
    bounds_chosen(bounds)
        The user wants a cyclical schedule between these `Bounds`.
    save_wanted(dialog)
        The user wants the plots of this dialog as a file.
    failed(details)
        An unexpected error: its traceback.
    """

    rate_chosen = Signal(float)
    bounds_chosen = Signal(object)
    save_wanted = Signal(object)
    failed = Signal(str)

    def __init__(
        self, state: State, look: Look, jobs: Scheduler, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find learning rate")
        self._state = state
        self._finding = RateFinding(jobs)
        self._curve: RateCurve | None = None
        self._closed = False
        run = state.run
        self.frame = rates_frame(asked(run.experiment), asked(run.problem), None)
        self.form = RateForm()
        self.curve = FinderCurvePlot(look)
        self.plots: tuple[Plot, ...] = (self.curve, FinderRatePlot(look), FinderLossPlot(look))
        self.views = [PlotView(plot, QSize(220, 130)) for plot in self.plots]
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Rates tried")
        self.stop = QPushButton("Stop")
        self.again = QPushButton("Test again")
        self.message = set_role(QLabel(), "muted")
        self.list = SuggestionList()
        self.rate = LineField(_rate_setting())
        self.use = set_role(QPushButton("Use this rate"), "primary")
        self.cycle = QPushButton("Use as bounds of a cyclical schedule")
        self.save = QPushButton("Save picture...")
        self.closing = QPushButton("Close")
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._describe()
        self._arrange()
        self._connect()
        self.start()

    # Building.

    def _describe(self) -> None:
        self.message.setWordWrap(True)
        self.rate.setAccessibleName("Chosen learning rate")
        self.rate.setToolTip("The rate to use: choose one, click on the curve, or type it")
        self.rate.set_characters(10)
        for button, words in (
            (self.stop, "Give up the test"),
            (self.again, "Make the test once more"),
            (self.use, "Set the learning rate of the experiment"),
            (self.cycle, "From where the loss begins to fall to where it stops"),
            (self.save, "Save the plots as PNG, SVG or PDF"),
            (self.closing, "Close and change nothing (Esc)"),
        ):
            button.setToolTip(words)
            button.setAutoDefault(False)
        self.use.setDefault(True)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        testing = QHBoxLayout()
        for widget in (self.again, self.stop):
            testing.addWidget(widget)
        left.addWidget(self.form)
        left.addLayout(testing)
        for part in (self.progress, self.message):
            left.addWidget(part)
        left.addWidget(self.list, 1)
        side = QWidget()
        side.setFixedWidth(FORM_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        small = QHBoxLayout()
        small.setSpacing(8)
        for plot, view in zip(self.plots[1:], self.views[1:], strict=True):
            small.addWidget(Card(plot.title, view))
        pictures = QVBoxLayout()
        pictures.setSpacing(8)
        pictures.addWidget(Card(self.curve.title, self.views[0]), 3)
        pictures.addLayout(small, 2)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(side)
        columns.addLayout(pictures, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addLayout(self._buttons())
        self.resize(980, 660)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(set_role(QLabel("Learning rate"), "muted"))
        row.addWidget(self.rate)
        row.addStretch(1)
        for button in (self.closing, self.save, self.cycle, self.use):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.form.test_changed.connect(self.start)
        self.form.view_changed.connect(self._look_again)
        self.form.refused.connect(self._refuse)
        self.again.clicked.connect(calling(self.start))
        self.stop.clicked.connect(calling(self.cancel))
        self.list.chosen.connect(self.choose)
        self.rate.edited.connect(self.choose)
        self.rate.refused.connect(self.message.setText)
        self.curve.on_rate_chosen = self.choose
        self.use.clicked.connect(calling(self._use_rate))
        self.cycle.clicked.connect(calling(self._use_bounds))
        self.save.clicked.connect(self._ask_for_save)
        self.closing.clicked.connect(self.reject)

    def remembered(self) -> dict[str, Any]:
        return self.form.remembered()

    def recall(self, values: Mapping[str, Any]) -> None:
        before = self.form.remembered()
        self.form.recall(values["place"], values["test"])
        if self.form.remembered() != before:
            self.start()

    # The test.

    def start(self) -> None:
        """Make the test as the form says."""
        state, finder = self._state, self.form.finder
        if finder is None:
            return
        theta = state.run.history.theta(state.row) if self._can_begin_at_playhead() else None
        self._finding.start(Wanted(asked(state.experiment), finder, state.problem, theta))
        self.progress.setRange(0, finder.steps)
        self.progress.setValue(0)
        self._show_curve(None)
        self.message.setText("")
        self._show_running(True)
        self._timer.start()

    def _can_begin_at_playhead(self) -> bool:
        state = self._state
        return self.form.at_playhead and state.problem is not None and state.run.count > 0

    def cancel(self) -> None:
        """Give up the test that is under way."""
        self._finding.cancel()
        self._end("The test was stopped.")

    def _refuse(self) -> None:
        self._finding.cancel()
        self._end("")

    def _on_tick(self) -> None:
        running = self._finding.running  # asked first: what comes later is seen next time
        found = self._finding.found
        if self._finding.error:
            self._end("")
            self.failed.emit(self._finding.error)
        elif found is not None and found.error is not None:
            self._end(f"{found.error.message}.")
        elif found is not None and found.curve is not None:
            self._end("")
            self._show_curve(found.curve)
        elif found is not None:
            self.progress.setValue(found.done)
        elif not running:
            self._end("")

    def _end(self, words: str) -> None:
        self._timer.stop()
        self.message.setText(words)
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        self.stop.setEnabled(running)
        self.again.setEnabled(not running and self.form.finder is not None)
        self.progress.setVisible(running)

    # What was found.

    def _look_again(self) -> None:
        """Look at other points of the same curve."""
        if self._curve is not None and self.form.finder is not None:
            self._show_curve(replace(self._curve, finder=self.form.finder))

    def _show_curve(self, curve: RateCurve | None) -> None:
        self._curve = curve
        self.frame = replace(self.frame, rates=curve)
        self.list.show_suggestions(() if curve is None else suggestions(curve))
        if curve is not None:
            words = [f"Ended after {len(curve.rates)} rates: {curve.ending}.", *remarks(curve)]
            self.message.setText(" ".join(_sentence(one) for one in words))
        self.choose(self.list.rate())
        self.save.setEnabled(curve is not None)
        self.cycle.setEnabled(self._bounds() is not None)

    def _bounds(self) -> Bounds | None:
        return None if self._curve is None else bounds(self._curve)

    def choose(self, rate: float | None) -> None:
        """Choose a rate: it is marked in the picture and can be used."""
        self.frame = self.frame.viewed(self.curve.name, chosen=rate or 0.0)
        self.rate.set_value(rate)
        self.use.setEnabled(rate is not None)
        self.list.mark(rate)
        self.draw()

    def draw(self) -> None:
        """Draw the plots, twice: axes take their room while they are painted."""
        self._show_frame()
        later(self, self._show_frame)

    def _show_frame(self) -> None:
        if not self._closed:
            for view in self.views:
                view.show_frame(self.frame)

    def resizeEvent(self, event: Any) -> None:
        """The plots take their new room."""
        super().resizeEvent(event)
        later(self, self.draw)

    def _ask_for_save(self) -> None:
        self.save_wanted.emit(self)

    def _use_rate(self) -> None:
        if self.curve.chosen > 0:
            self.rate_chosen.emit(self.curve.chosen)
            self.accept()

    def _use_bounds(self) -> None:
        found = self._bounds()
        if found is not None:
            self.bounds_chosen.emit(found)
            self.accept()

    def done(self, result: int) -> None:
        """Stop the thread."""
        self._closed = True
        self._timer.stop()
        self._finding.close()
        super().done(result)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."


def _rate_setting() -> Setting:
    declared = next(one for one in declarations(SGD) if one.name == "learning_rate")
    # No test tries a rate of 0, and an axis of powers of ten has no place for it.
    return replace(declared, optional=True, minimum=None, above=0.0)
