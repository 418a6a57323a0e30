"""The learning-rate finder: tries rates in the background and offers what it found."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.rate_finding import Found, RateFinding, Wanted
from visualizer.app.state import State
from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_proof import RateProof
from visualizer.core.analysis.rate_proof_words import remarks as proof_remarks
from visualizer.core.analysis.rate_proof_words import sentence
from visualizer.core.analysis.rate_suggestions import Bounds, bounds, remarks, suggestions
from visualizer.core.capabilities import asked
from visualizer.core.optimizers import SGD
from visualizer.core.settings import Setting, declarations
from visualizer.gui.dialogs.buttons_in_turn import take_turns
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.dialogs.rate_form import RateForm
from visualizer.gui.dialogs.rate_list import SuggestionList
from visualizer.gui.dialogs.still_view import StillView
from visualizer.gui.figures.rates import rates_frame
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.finder import FinderCurvePlot, FinderLossPlot
from visualizer.gui.plots.finder_proof import FinderProofPlot, FinderRunsPlot
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.line_field import LineField
from visualizer.gui.widgets.roles import set_role

TICK_MILLISECONDS, SLOW_MILLISECONDS = 33, 100
"""Between two looks at the test, and at the runs that prove it, which take longer."""

PARTS = 100
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
        self._proof: RateProof | None = None
        self._by_hand = False
        run = state.run
        self.frame = rates_frame(asked(run.experiment), asked(run.problem), None)
        self.form = RateForm()
        self.curve, self.proof = FinderCurvePlot(look), FinderProofPlot(look)
        small = FinderLossPlot(look), FinderRunsPlot(look)
        self.plots: tuple[Plot, ...] = (self.curve, self.proof, *small)
        self.views = [StillView(plot, QSize(220, 110)) for plot in self.plots]
        self.pages = QTabWidget()
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Part that is done")
        self.progress.setTextVisible(False)
        self.stop, self.again = QPushButton("Stop"), QPushButton("Test again")
        self.message, self.reason = set_role(QLabel(), "muted"), QLabel()
        self.list = SuggestionList()
        self.rate = LineField(_rate_setting())
        self.use = set_role(QPushButton("Use this rate"), "primary")
        self.cycle = QPushButton("Use as bounds of a cyclical schedule")
        self.save, self.closing = QPushButton("Save picture..."), QPushButton("Close")
        self._timer = QTimer(self)
        self._describe()
        self._arrange()
        self._connect()
        self.start()

    # Building.

    def _describe(self) -> None:
        for label in (self.message, self.reason):
            label.setWordWrap(True)
        self.reason.setAccessibleName("Recommended rate")
        self.rate.setAccessibleName("Chosen learning rate")
        self.rate.setToolTip("The rate to use: choose one, click on the curve, or type it")
        self.rate.set_characters(10)
        for button, words in (
            (self.stop, "Give up the test, or the runs that prove it"),
            (self.again, "Make the test once more, and the runs"),
            (self.use, "Set the learning rate of the experiment"),
            (self.cycle, "From where the loss begins to fall to where it stops"),
            (self.save, "Save the plots as PNG, SVG or PDF"),
            (self.closing, "Close and change nothing (Esc)"),
        ):
            button.setToolTip(words)
            button.setAutoDefault(False)
        self.use.setDefault(True)

    def _arrange(self) -> None:
        self._fill_pages()
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
        pictures = QVBoxLayout()
        pictures.setSpacing(8)
        pictures.addWidget(self.pages, 1)
        pictures.addWidget(self.reason)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(side)
        columns.addLayout(pictures, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addLayout(self._buttons())
        self.resize(QSize(1180, 800).boundedTo(self.screen().availableSize()))

    def _fill_pages(self) -> None:
        """Two plots stand one above the other: the first two share the axis of rates."""
        cards = [Card(plot.title, view) for plot, view in zip(self.plots, self.views, strict=True)]
        for name, pair in (("Over the rates", cards[:2]), ("On the way", cards[2:])):
            page, column = QWidget(), QVBoxLayout()
            column.setContentsMargins(0, 8, 0, 0)
            column.setSpacing(8)
            for card in pair:
                column.addWidget(card, 1)
            page.setLayout(column)
            self.pages.addTab(page, name)
        self.pages.setDocumentMode(True)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(set_role(QLabel("Learning rate"), "muted"))
        row.addWidget(self.rate)
        row.addStretch(1)
        for button in (self.closing, self.save, self.cycle, self.use):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self._timer.timeout.connect(self._on_tick)
        self.form.test_changed.connect(self.start)
        self.form.view_changed.connect(self._look_again)
        self.form.refused.connect(self._refuse)
        self.again.clicked.connect(calling(self.start))
        self.stop.clicked.connect(calling(self.cancel))
        self.list.chosen.connect(self.choose)
        self.rate.edited.connect(self.choose)
        self.rate.refused.connect(self.message.setText)
        self.curve.on_rate_chosen = self.proof.on_rate_chosen = self.choose
        self.use.clicked.connect(calling(self._use_rate))
        self.cycle.clicked.connect(calling(self._use_bounds))
        self.save.clicked.connect(self._ask_for_save)
        self.closing.clicked.connect(self.reject)

    def remembered(self) -> dict[str, Any]:
        return self.form.remembered()

    def recall(self, values: Mapping[str, Any]) -> None:
        before = self.form.remembered()
        self.form.recall(values["place"], values["test"], values.get("proof", {}))
        if self.form.remembered() != before:
            self.start()

    # The test.

    def start(self) -> None:
        """Make the test as the form says."""
        state, finder = self._state, self.form.finder
        if finder is None:
            return
        theta = state.run.history.theta(state.row) if self._can_begin_at_playhead() else None
        wanted = Wanted(asked(state.experiment), finder, state.problem, theta, self.form.proving)
        self._finding.start(wanted)
        self.progress.setRange(0, finder.steps)
        self.progress.setValue(0)
        self._proof, self._by_hand = None, False
        self._show_curve(None)
        self.message.setText("")
        self._show_running(True)
        self._timer.start(TICK_MILLISECONDS)

    def _can_begin_at_playhead(self) -> bool:
        state = self._state
        return self.form.at_playhead and state.problem is not None and state.run.count > 0

    def cancel(self) -> None:
        """Give up what is under way; the test itself stays, where it has ended."""
        self._finding.cancel()
        if self._curve is None:
            self._end("The test was stopped.")
        else:
            self._end(f"{self._words(self._curve)} The runs were stopped.")

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
            self._show_found(found, found.curve)
        elif found is not None:
            self.progress.setValue(found.done)
        elif not running:
            self._end("")

    def _show_found(self, found: Found, curve: RateCurve) -> None:
        """Show the test at once, and the runs that prove it when they have ended."""
        proving = self.form.proving.train and found.proof is None
        if not proving:
            self._end("")
        # Once, not with every tick: the runs need the interpreter.
        if self._curve is None or found.proof is not self._proof:
            self._proof = found.proof
            self._show_curve(curve)
            if proving:
                self._timer.setInterval(SLOW_MILLISECONDS)
                self.progress.setRange(0, PARTS)
                self.message.setText(f"{self._words(curve)} Now each suggestion is tried out.")
        if proving:
            self.progress.setValue(round(PARTS * found.part))

    def _end(self, words: str) -> None:
        self._timer.stop()
        self.message.setText(words)
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        may_begin = self.form.finder is not None
        take_turns(self.again, self.stop, running=running, may_begin=may_begin)
        self.progress.setVisible(running)

    # What was found.

    def _look_again(self) -> None:
        """Look at other points of the same curve."""
        if self._curve is not None and self.form.finder is not None:
            self._by_hand = False
            self._show_curve(replace(self._curve, finder=self.form.finder))

    def _show_curve(self, curve: RateCurve | None) -> None:
        self._curve = curve
        chosen = self.curve.chosen if self._by_hand else None
        self.frame = replace(self.frame, rates=curve, proof=self._proof)
        self.reason.setText(self._reason())
        self.reason.setVisible(self._proof is not None)
        self.list.show_suggestions(() if curve is None else suggestions(curve), self._proof)
        if curve is not None:
            self.message.setText(self._words(curve))
        self._mark(self.list.rate() if chosen is None else chosen)
        self.save.setEnabled(curve is not None)
        self.cycle.setEnabled(self._bounds() is not None)

    def _words(self, curve: RateCurve) -> str:
        """How the test ended, and what it cannot tell."""
        words = [f"Ended after {len(curve.rates)} rates: {curve.ending}.", *remarks(curve)]
        return " ".join(_sentence(one) for one in words)

    def _reason(self) -> str:
        """Which rate is recommended and why; what the runs cannot tell."""
        if self._proof is None:
            return ""
        words = [sentence(self._proof), *proof_remarks(self._proof)]
        return " ".join(_sentence(one) for one in words)

    def _bounds(self) -> Bounds | None:
        return None if self._curve is None else bounds(self._curve)

    def choose(self, rate: float | None) -> None:
        """Choose a rate by hand: it stays chosen when the runs have ended."""
        self._by_hand = True
        self._mark(rate)

    def _mark(self, rate: float | None) -> None:
        """Mark a rate in the picture; it can be used."""
        self.frame = self.frame.viewed(self.curve.name, chosen=rate or 0.0)
        self.rate.set_value(rate)
        self.use.setEnabled(rate is not None)
        self.list.mark(rate)
        self.draw()

    def draw(self) -> None:
        """Draw the plots."""
        for view in self.views:
            view.keep(self.frame)

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
        self._timer.stop()
        self._finding.close()
        super().done(result)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."


def _rate_setting() -> Setting:
    declared = next(one for one in declarations(SGD) if one.name == "learning_rate")
    # No test tries a rate of 0, and an axis of powers of ten has no place for it.
    return replace(declared, optional=True, minimum=None, above=0.0)
