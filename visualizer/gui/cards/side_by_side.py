"""The shown runs side by side: small multiples of a plot, one run each, one transport for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from visualizer.app.intents import SelectRun, SetOption, ShowApart
from visualizer.app.panes import labels
from visualizer.app.state import APART, Run
from visualizer.core.analysis.judgement import Judgement
from visualizer.core.capabilities import asked
from visualizer.core.differences import differences
from visualizer.gui.look.links import calling, later
from visualizer.gui.look.look import Look
from visualizer.gui.panels.numbers_here import numbers_here
from visualizer.gui.plots.frame import Frame
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import Card
from visualizer.gui.widgets.chips import Pill
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.read_outs import ReadOuts
from visualizer.gui.widgets.roles import set_role
from visualizer.gui.widgets.switch import switch

if TYPE_CHECKING:
    from visualizer.gui.stage.plot_view import PlotView

MOST_RUNS = 6
"""Of more the pictures would be too small to be read."""

NARROWEST = 280
"""Pixels that a pane needs at the least, in a look of normal size."""

SMALLEST = QSize(160, 90)
LEAVING_MILLISECONDS = 500
"""So long a card that has gone is still there for what was done to it."""

LINES = 2
"""Of the sentence about a run."""

LOWEST_FOR_WORDS = 330
"""Pixels of a pane's height, below which its sentence gives way to the plots."""


class RunCard(Card):
    """One run: its name and verdict, its plots, and its numbers at the playhead.

    Signals
    -------
    pressed(document)
        The user wants this run in front: the one that settings and the rate are about.
    """

    pressed = Signal(int)

    def __init__(self, bench: Workbench, run: Run, plots: str) -> None:
        super().__init__()
        self._bench = bench
        self.document = run.document
        self.pane = Pane(bench.session, bench.playback, self, run.document, apart=True)
        self.swatch, self.name = QLabel("●"), set_role(QLabel(), "title")
        self.pill, self.sentence = Pill(), set_role(QLabel(), "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Of the same height in all, so that their pictures stand in line.
        self.sentence.setFixedHeight(LINES * self.sentence.fontMetrics().lineSpacing())
        self.numbers = ReadOuts(bench.look)
        self._colour = run.colour
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.swatch)
        head.addWidget(self.name)
        head.addWidget(self.pill)
        head.addStretch(1)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.sentence)
        self.views = [self._add(layout, name) for name in plots.split(" and ")]
        layout.addWidget(self.numbers)
        self.set_body(body, (12, 8, 12, 8))
        self.pill.hide()
        self.pane.judged.connect(self._on_judged)
        self.pane.frame_made.connect(self._on_frame)
        self._dress()

    def _add(self, layout: QVBoxLayout, name: str) -> PlotView:
        # The window appears sooner without plots: the page exists before any run stands on it.
        from visualizer.gui.plots.registry import PLOTS
        from visualizer.gui.stage.plot_view import PlotView

        view = PlotView(PLOTS[name](self._bench.look), SMALLEST)
        self.pane.add_view(view)
        layout.addWidget(view, 1)
        return view

    def show_name(self, name: str, front: bool) -> None:
        """What tells the run from the others, and whether it is in front."""
        self.name.setText(name)
        if front != self.property("front"):
            self.setProperty("front", front)
            self.style().polish(self)
        self.setToolTip("" if front else "Click to bring this run to the front")
        self.setAccessibleName(name)
        for view in self.views:
            view.setAccessibleName(f"Plot: {view.plot.title}, {name}")

    def leave(self) -> None:
        """Go: out of sight and of the stage at once, and altogether a moment later.

        What a press in a picture has led to may be that it goes. The rest of the click still comes
        to it, and must find it there: without its view the program would end.
        """
        self._bench.stage.remove_pane(self.pane)
        # First out of sight: a plot that is closed must not be laid out again.
        self.hide()
        later(self, self._let_go, LEAVING_MILLISECONDS)

    def _let_go(self) -> None:
        for view in self.views:
            view.plot.close()
            view.close()
        self.deleteLater()

    def _dress(self) -> None:
        look = self._bench.look
        self.swatch.setStyleSheet(f"color: {look.run_colour(self._colour)};")

    def restyle(self, look: Look) -> None:
        """Take the colours of a look; its plots are dressed with the pane."""
        self.numbers.restyle(look)
        self._dress()
        self._on_judged(self.pane.judgement)

    def _on_judged(self, judgement: Judgement | None) -> None:
        if judgement is None:
            return
        verdict = judgement.verdict
        self.pill.set_pill(verdict.label, self._bench.look.severity(verdict.severity))
        self.pill.setVisible(bool(verdict.label))
        self.sentence.setText(verdict.text.replace(" %", "\u00a0%"))

    def _on_frame(self, frame: Frame | None) -> None:
        self.numbers.set_items(numbers_here(frame, self._bench.look), frame.further if frame else 0)
        self.numbers.describe()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.pressed.emit(self.document)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The second press of a double click may be about what stood here before: the button that
        # has led to the cards. The first one on a card has brought it to the front already.
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sentence.setVisible(self.height() >= LOWEST_FOR_WORDS)


class SideBySide(QWidget):
    """A card for each shown run, and above them what is shown of each.

    Signals
    -------
    export_wanted()
        The user wants it as one picture.
    """

    export_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench, self._known = bench, ((), "")  # type: tuple[Workbench, tuple[object, str]]
        self.cards: tuple[RunCard, ...] = ()
        self.heading, self.words = set_role(QLabel(), "title"), set_role(QLabel(), "muted")
        self.choice = ChoiceBox()
        self.choice.setAccessibleName("What is shown of each run")
        self.choice.set_choices({plots: plots.capitalize() for plots in APART})
        self.choice.setMinimumContentsLength(14)
        self.choice.chosen.connect(self._on_chosen)
        self.own = switch(
            "own axes", "Each picture has axes of its own; else all have the same", False, self._own
        )
        self.export, self.back = QPushButton("Export..."), QPushButton("Back to one view")
        self.export.setToolTip("Write all of them as one picture")
        self.back.setToolTip("Show all runs in one picture again (Esc)")
        self.export.clicked.connect(self.export_wanted)
        self.back.clicked.connect(calling(self._on_chosen, ""))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.heading)
        row.addWidget(self.words, 1)
        for widget in (self.choice, self.own, self.export, self.back):
            row.addWidget(widget)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addLayout(self._grid, 1)

    def follow(self) -> None:
        """Show what the session says: which runs, of which plots, and how they are called."""
        state = self._bench.session.state
        runs = state.shown[:MOST_RUNS]
        known = tuple((run.document, run.colour) for run in runs), state.apart
        if known != self._known:
            self.clear()
            self._known = known
            self.cards = tuple(RunCard(self._bench, run, state.apart) for run in runs)
            for card in self.cards:
                card.pressed.connect(self._on_pressed)
                self._bench.stage.add_pane(card.pane)
            self._lay_out()
        names = labels(state)
        for card, run in zip(self.cards, runs, strict=True):
            card.show_name(names[run.number], run is state.run)
        self._describe(runs, len(state.shown))
        self.choice.set_value(state.apart)
        blocked = self.own.blockSignals(True)
        self.own.setChecked(state.own_axes)
        self.own.blockSignals(blocked)

    def clear(self) -> None:
        """Let all cards go: what is not seen is not drawn, and nothing worked out for it."""
        for card in self.cards:
            self._grid.removeWidget(card)
            card.leave()
        self.cards, self._known = (), ((), "")

    def restyle(self, look: Look) -> None:
        """Take the colours of a look."""
        for card in self.cards:
            card.restyle(look)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """As many columns as have room, so that the rows are filled evenly."""
        count = len(self.cards)
        if not count:
            return
        room = max(1, int(self.width() // self._bench.look.size(NARROWEST)))
        rows = -(-count // min(room, 3 if count > 3 else count))
        columns = -(-count // rows)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in range(MOST_RUNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for line in range(MOST_RUNS):
            self._grid.setRowStretch(line, int(line < rows))

    def _describe(self, runs: tuple[Run, ...], shown: int) -> None:
        counted = f"{len(runs)} of {shown}" if shown > len(runs) else f"{len(runs)}"
        self.heading.setText(f"{counted} runs side by side")
        known = [asked(run.experiment) for run in runs if run.experiment is not None]
        found = differences(known) if len(known) == len(runs) > 1 else ()
        self.words.setText(_only(tuple(one.label.lower() for one in found)))

    def _on_pressed(self, document: int) -> None:
        runs = self._bench.session.state.runs
        place = next((at for at, run in enumerate(runs) if run.document == document), None)
        if place is not None:
            self._bench.session.apply(SelectRun(place))

    def _on_chosen(self, plots: str) -> None:
        self._bench.session.apply(ShowApart(plots))

    def _own(self, on: bool) -> None:
        self._bench.session.apply(SetOption("own_axes", on))


def _only(settings: tuple[str, ...]) -> str:
    """What differs, in a sentence."""
    if not settings:
        return ""
    if len(settings) == 1:
        return f"Only the {settings[0]} differs"
    return f"What differs: {', '.join(settings)}"
