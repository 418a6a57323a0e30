"""The race: who takes part at the left, the answer first, then what it stands on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.racing import OtherStart, RaceFound, Racing
from visualizer.core.building import ProblemCache
from visualizer.core.race.race import Race
from visualizer.core.race.results import RaceResult
from visualizer.core.race.tables import as_csv, as_markdown
from visualizer.core.race.varying import examples_of
from visualizer.gui.dialogs.buttons_in_turn import take_turns
from visualizer.gui.dialogs.lasting import LastingDialog
from visualizer.gui.dialogs.race_course import RaceCourse
from visualizer.gui.dialogs.race_form import RaceForm
from visualizer.gui.dialogs.race_table import RaceTable
from visualizer.gui.dialogs.still_view import StillView
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.race import RaceLossPlot, RaceRatesPlot
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

TICK_MILLISECONDS = 33
FORM_WIDTH = 300
SMALLEST = QSize(220, 120)


class RaceDialog(LastingDialog):
    """Has entrants race and shows how they got on.

    Parameters
    ----------
    race
        What is proposed.
    frame
        A frame of the run that is compared, for the plots, with the colours of the entrants.

    Signals
    -------
    runs_wanted(found)
        The user wants to see those who raced in the window: a `RaceFound` with its result.
    save_wanted(dialog)
        The user wants the race as a file.
    failed(details)
        An unexpected error: its traceback.
    """

    runs_wanted = Signal(object)
    save_wanted = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        race: Race,
        frame: Frame,
        look: Look,
        jobs: Scheduler,
        problems: ProblemCache,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Race")
        self.frame = frame
        self.found: RaceFound | None = None
        self._racing = Racing(jobs, problems, frame.race_colours)
        self.form = RaceForm(
            race, examples_of(race.experiment, frame.problem), look, frame.race_colours
        )
        self.verdict = QLabel()
        self.summary = set_role(QLabel(), "muted")
        self.caption = set_role(QLabel(), "muted")
        self.course = RaceCourse(look)
        self.begins = ChoiceBox()
        self.loss, self.rates = RaceLossPlot(look), RaceRatesPlot(look)
        self.views = [StillView(plot, SMALLEST) for plot in (self.loss, self.rates)]
        self.table = RaceTable(look)
        self.progress = QProgressBar()
        self._make_buttons()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._describe()
        self._arrange()
        self._connect()
        self._show_found(None)
        self._end("")

    # Building.

    def _make_buttons(self) -> None:
        self.protocol = set_role(QPushButton("Protocol"), "switch")
        self.raw = set_role(QPushButton("Raw loss"), "switch")
        self.begin = set_role(QPushButton("Race"), "primary")
        self.stop = QPushButton("Stop")
        self.show_runs = QPushButton("Show in the window")
        self.copy_csv = set_role(QPushButton("CSV"), "switch")
        self.copy_markdown = set_role(QPushButton("Markdown"), "switch")
        self.save = QPushButton("Save...")
        self.closing = QPushButton("Close")

    def _describe(self) -> None:
        for label in (self.verdict, self.summary, self.caption):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.verdict.font()
        font.setBold(True)
        self.verdict.setFont(font)
        self.verdict.setAccessibleName("Verdict")
        self.caption.setAccessibleName("How the race was held")
        self.begins.setAccessibleName("Start that is seen")
        self.begins.setToolTip("From which of the starts all are seen to move")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much of the race is done")
        self.raw.setCheckable(True)
        self.protocol.setCheckable(True)
        for button, words in (
            (self.protocol, "How the race was held: choice of the rates, grid and budget"),
            (self.raw, "The loss of each step, which may swing; off, the lowest so far"),
            (self.begin, "Choose the rates and have all race"),
            (self.stop, "Give up the race"),
            (self.show_runs, "Open those who raced, each with its rate, and have them move"),
            (self.copy_csv, "Copy the table for a spreadsheet, with protocol and budget"),
            (self.copy_markdown, "Copy the table for a page, with protocol and budget"),
            (self.save, "Save map and plots as PNG, SVG or PDF, or all numbers as TOML"),
            (self.closing, "Close and change nothing (Esc)"),
        ):
            button.setToolTip(words)
            button.setAutoDefault(False)
        self.copy_csv.setAccessibleName("Copy as CSV")
        self.copy_markdown.setAccessibleName("Copy as Markdown")
        self.begin.setDefault(True)

    def _arrange(self) -> None:
        columns = QHBoxLayout(self)
        columns.setContentsMargins(12, 12, 12, 12)
        columns.setSpacing(12)
        columns.addWidget(self._side())
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._answer())
        loss = Card("Loss", self.views[0])
        loss.add_switch(self.raw)
        ranking = Card("Order of arrival", self.table)
        words = set_role(QLabel("Copy"), "muted")
        ranking.add_switch(self.table.rest, words, self.copy_csv, self.copy_markdown)
        ranking.title_row.let_give_way(words)
        course = Card("From one start", self.course)
        course.add_switch(self.begins)
        right.addLayout(_row((course, 1), (loss, 1)), 5)
        right.addLayout(_row((ranking, 5), (Card(self.rates.title, self.views[1]), 3)), 3)
        columns.addLayout(right, 1)
        self.resize(1320, 860)

    def _side(self) -> QWidget:
        """The form, which scrolls where it is long, above what can be done."""
        side = QWidget()
        side.setFixedWidth(FORM_WIDTH)
        scrolled = QScrollArea()
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setAccessibleName("Settings of the race")
        scrolled.setWidget(self.form)
        # The ground is that of the dialog.
        self.form.setAutoFillBackground(False)
        scrolled.viewport().setAutoFillBackground(False)
        buttons = QGridLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.begin, 0, 0)
        buttons.addWidget(self.stop, 0, 1)
        buttons.addWidget(self.show_runs, 1, 0, 1, 2)
        buttons.addWidget(self.save, 2, 0)
        buttons.addWidget(self.closing, 2, 1)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled, 1)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        return side

    def _answer(self) -> Card:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.verdict, 1)
        line.addWidget(self.protocol, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        layout.addWidget(self.summary)
        layout.addWidget(self.caption)
        card = Card()
        card.set_body(body, (12, 8, 12, 8))
        return card

    def _connect(self) -> None:
        self.form.changed.connect(self._on_form)
        self.begin.clicked.connect(calling(self.start))
        self.stop.clicked.connect(calling(self.cancel))
        self.raw.toggled.connect(self._on_raw)
        self.begins.chosen.connect(self._on_begins)
        self.protocol.toggled.connect(calling(self._show_caption))
        self.show_runs.clicked.connect(calling(self._ask_for_runs))
        self.copy_csv.clicked.connect(calling(self._copy, as_csv))
        self.copy_markdown.clicked.connect(calling(self._copy, as_markdown))
        self.save.clicked.connect(calling(self._ask_for_save))
        self.closing.clicked.connect(self.reject)

    @property
    def outcome(self) -> RaceResult | None:
        """How the race has ended; None before it has."""
        return None if self.found is None else self.found.result

    def remembered(self) -> dict[str, Any]:
        return {}

    def recall(self, values: Mapping[str, Any]) -> None:
        """Nothing but the size is kept: another problem asks for another race."""

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        self.form.restyle(look)
        self.course.restyle(look)
        self.table.restyle(look)
        for view in self.views:
            view.restyle(look)

    # The race.

    def start(self) -> None:
        """Have the race run that the form asks for."""
        race = self.form.race
        if race is None:
            return
        self._show_found(None)
        self.verdict.setText("The race is on.")
        self.progress.setValue(0)
        self._show_running(True)
        self._racing.start(race)
        self._timer.start()

    def cancel(self) -> None:
        """Give up the race that is under way."""
        self._racing.cancel()
        self._end("The race was stopped.")

    def _on_form(self) -> None:
        if not self._timer.isActive():
            self._show_running(False)

    def _on_tick(self) -> None:
        running = self._racing.running  # asked first: what comes later is seen next time
        found = self._racing.found
        if self._racing.error:
            self._end("")
            self.failed.emit(self._racing.error)
        elif found is not None and found.error is not None:
            self._end(f"{found.error}.")
        elif found is not None and found.result is not None:
            self._end("")
            self._show_found(found)
        elif found is not None:
            self.progress.setValue(round(1000 * found.part))
        elif not running:
            self._end("")

    def _end(self, words: str) -> None:
        self._timer.stop()
        self.verdict.setText(words or "Who arrives first? Choose who takes part, then Race.")
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        may_begin = self.form.race is not None
        take_turns(self.begin, self.stop, running=running, may_begin=may_begin)
        self.progress.setVisible(running)
        done = self.outcome is not None and not running
        for button in (self.show_runs, self.copy_csv, self.copy_markdown, self.save):
            button.setEnabled(done)

    def _show_found(self, found: RaceFound | None) -> None:
        self.found = found
        result = self.outcome
        if result is not None:
            self.verdict.setText(result.verdict())
            self.begin.setText("Race again")
        self.summary.setText("" if result is None else result.summary())
        words = () if result is None else (*result.remarks(), result.caption())
        self.caption.setText(" ".join(words))
        self._show_caption()
        self.frame = _framed(self.frame, result)
        self.table.show_result(result, self.frame.race_colours)
        self._show_running(False)
        self.draw()
        self._show_starts(found)
        self.course.show_race(found)

    def _show_caption(self) -> None:
        known = self.outcome is not None
        self.summary.setVisible(known)
        self.protocol.setVisible(known)
        self.caption.setVisible(known and self.protocol.isChecked())

    def draw(self) -> None:
        """Draw the plots."""
        for view in self.views:
            view.keep(self.frame)

    def _on_begins(self, number: str) -> None:
        """Have all seen from another start."""
        if self.outcome is not None and not self._timer.isActive():
            self._racing.start(OtherStart(self.outcome, int(number)))
            self._timer.start()

    def _show_starts(self, found: RaceFound | None) -> None:
        count = 0 if found is None or found.result is None else len(found.result.starts.racing)
        self.begins.set_choices({str(number): f"start {number + 1}" for number in range(count)})
        self.begins.set_value("0" if found is None else str(found.start))
        self.begins.setVisible(count > 1)

    def _on_raw(self, on: bool) -> None:
        self.frame = self.frame.viewed(self.loss.name, raw=on)
        self.draw()

    def _copy(self, words: Any) -> None:
        if self.outcome is not None:
            QGuiApplication.clipboard().setText(words(self.outcome))

    def _ask_for_runs(self) -> None:
        if self.outcome is not None:
            self.runs_wanted.emit(self.found)
            self.accept()

    def _ask_for_save(self) -> None:
        self.save_wanted.emit(self)

    def done(self, result: int) -> None:
        """Stop the thread."""
        self._timer.stop()
        self.course.stop()
        self._racing.close()
        super().done(result)


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Cards side by side, with their shares of the width."""
    made = QHBoxLayout()
    made.setSpacing(8)
    for part, share in parts:
        made.addWidget(part, share)
    return made


def _framed(frame: Frame, result: RaceResult | None) -> Frame:
    """A frame for the plots of a race: losses of 0 and less have no logarithm."""
    frame = replace(frame, race=result)
    if result is None:
        return frame
    positive = all((one.raw[~_lost(one.raw)] >= 0).all() for one in result.finishes)
    steps = result.race.protocol.aim == "target"
    frame = frame.viewed("race-loss", log=bool(positive))
    return frame.viewed("race-rates", log=bool(positive and not steps))


def _lost(values: Any) -> Any:
    return values != values
