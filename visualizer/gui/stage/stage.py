"""The stage: makes frames of the session and has the views draw them, in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from visualizer.app.derived import Derived
from visualizer.app.intents import ChangeView, LookAt, MovePlayhead
from visualizer.app.landscapes import Landscapes, View
from visualizer.app.playback import Playback
from visualizer.app.session import Session
from visualizer.app.state import Run, State, Zoom
from visualizer.app.views import MapView, Views
from visualizer.core.analysis.insight import Insight, Moment, Motion
from visualizer.core.analysis.judgement import Judgement, Trials, with_remedies
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.problems.base import Problem
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.plots.frame import Frame, usual_lines
from visualizer.gui.stage.covers import Covers

if TYPE_CHECKING:
    from visualizer.gui.stage.plot_view import PlotView

FRAME_MILLISECONDS = 25
LEAST_PAUSE = 8
LANDSCAPE = "landscape"
"""The name under which the ranges of the map are known."""

SOON_SECONDS = 0.016
VIEWS_AT_ONCE = 2
SLOW_SECONDS = 0.03
"""While it plays, views that take longer together are drawn half by half."""

NUMBERS_EVERY = 4
"""While a run trains, panels and read-outs change with every fourth frame: nobody reads faster."""


class Panel(Protocol):
    """A view that is no plot."""

    def draw(self, frame: Frame) -> None: ...

    def isVisible(self) -> bool: ...

    def restyle(self, look: Look) -> None: ...


class Stage(QObject):
    """Draws the state of the session on a timer; nothing is drawn that has not changed.

    While a run trains, each frame draws two of the views, with the training thread held
    until it is painted: two threads that fight for the interpreter would make a frame
    last ten times as long.

    Signals
    -------
    frame_made(frame)
        A new frame is shown: for what is no plot and changes with every frame.
    emptied(words)
        There is nothing to be shown of the run in front; why.
    judged(judgement)
        A new judgement on the run in front, or None.
    failed(details)
        An unexpected error of a thread that works for the views: its traceback.
    menu_requested(view, position)
        The user wants the context menu of a plot.

    Callbacks
    ---------
    before_frame()
        What the views are about to show can still be settled, such as the shape of the map.
    """

    frame_made = Signal(object)
    emptied = Signal(str)
    judged = Signal(object)
    failed = Signal(str)
    menu_requested = Signal(object, object)
    sample: tuple[str, int] = ("training", 0)
    _viewed: Views = ()

    def __init__(
        self,
        session: Session,
        playback: Playback,
        landscapes: Landscapes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.view = View()
        self.lines: dict[tuple[str, ...], tuple[int, ...]] = {}
        self.frame: Frame | None = None
        self.judgement: Judgement | None = None
        self.current: PlotView | None = None
        self.before_frame: Callable[[], None] = lambda: None
        self._session, self._playback = session, playback
        self._landscapes = landscapes
        self.derived = Derived(session.jobs)
        self._views: list[PlotView] = []
        self._panels: list[Panel] = []
        self._needed: list[type[Insight]] = [LandscapeMap, Judgement]
        self._judged: tuple[Judgement | None, Trials | None] = (None, None)
        self._key: object = None
        self._usual: tuple[object, tuple[int, ...]] = (None, ())
        self._told: set[str] = set()
        self._holds: list[Callable[[], bool]] = []
        self._covers = Covers()
        self._turn = self._rest = 0
        self._drawn: tuple[int, Problem | None] | None = None
        self._seen: tuple[object, ...] = ()
        self._stood: State | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show_now)
        self._running = False
        self._shown_at = self._cost = 0.0
        session.changed.connect(self._on_changed)

    def add_view(self, view: PlotView) -> None:
        """Have a plot drawn with every frame while it is visible."""
        self._views.append(view)
        view.entered.connect(calling(self._on_entered, view))
        view.stirred.connect(self._on_stirred)
        view.menu_requested.connect(passing(self._ask_menu, view))
        view.plot.on_playhead_moved = self._playback.seek
        view.plot.on_looked = self.look_at
        view.plot.on_chosen = self.choose
        view.plot.follow(self._session.state.views)
        self.refresh()

    @property
    def views(self) -> tuple[PlotView, ...]:
        """The plots on the stage."""
        return tuple(self._views)

    def view_of(self, name: str) -> PlotView:
        """The plot with a name; of several, the first that was added."""
        return next(view for view in self._views if view.plot.name == name)

    def add_panel(self, panel: Panel) -> None:
        """Have a panel drawn with every frame while it is visible."""
        self._panels.append(panel)
        self.refresh()

    def need(self, kind: type[Insight]) -> None:
        """Have an insight worked out from now on, whatever is visible."""
        if kind not in self._needed:
            self._needed.append(kind)

    def set_sample(self, part: str, number: int) -> None:
        """Look at a row of the data."""
        self.sample = (part, number)
        self.refresh()

    def _on_entered(self, view: PlotView) -> None:
        self.current = view

    def _ask_menu(self, view: PlotView, position: object) -> None:
        self.menu_requested.emit(view, position)

    def start(self) -> None:
        """Begin to draw."""
        self._running = True
        self._timer.start(0)

    def stop(self) -> None:
        """Draw no more, and measure nothing more."""
        self._running = False
        self._timer.stop()
        self.derived.close()

    def refresh(self) -> None:
        """Draw everything again with the next frame."""
        self._key = None

    def restyle(self, look: Look) -> None:
        """Dress all views in a look."""
        for view in self._views:
            view.restyle(look)
        for panel in self._panels:
            panel.restyle(look)
        self.refresh()

    def set_view(self, view: View) -> None:
        """Show the landscape over another plane, or in another way."""
        self.view = view
        self.refresh()

    # What is clicked belongs to the run whose picture it was: another one may have come to
    # the front since.

    def lines_of(self, run: Run) -> tuple[int, ...]:
        """The parameters that the line plots show of a run."""
        return self.lines.get(run.history.parameters) or self._default_lines(run)

    def set_lines(self, run: Run, lines: Sequence[int]) -> None:
        """Choose the parameters that the line plots show of a run; none for the usual ones."""
        self.lines[run.history.parameters] = tuple(lines)
        self.refresh()

    def toggle_line(self, run: Run, index: int) -> None:
        """Show a parameter of a run in the line plots, or no longer; one always stays."""
        before = self.lines_of(run)
        self.set_lines(run, sorted(set(before) ^ {index}) or before)

    def show_now(self) -> None:
        """Draw what has changed since the last frame."""
        training = self._session.training_now
        began = time.perf_counter()
        try:
            with self._session.jobs.painting():
                self._show(training)
        finally:
            if self._running:
                # Counted from the end: a frame that took long must not be followed at once
                # by the next, or the training thread never gets its turn.
                spent = round(1000 * (time.perf_counter() - began))
                self._timer.start(max(FRAME_MILLISECONDS - spent, LEAST_PAUSE))

    def _show(self, training: bool) -> None:
        state = self._session.state
        if not state.runs:
            return
        if not len(state.run.history):
            self._show_nothing(state.run)
            return
        self._covers.take_away()
        self._show_rows(state, training)

    def _show_rows(self, state: State, training: bool) -> None:
        if self._is_new(state.run, training) and state.follow:
            self._session.apply(MovePlayhead(state.run.epochs))
            state = self._session.state
        self.before_frame()
        self._follow_zoom(state)
        run, frame = state.run, self._make_frame(state.run)
        moment = self._moment(frame, self._motion(state, training))
        self._work_out(moment)
        frame = replace(frame, insights=self.derived.found(moment))
        self._take_judgement(frame, moment)
        # A verdict is told by a signal of its own: for that nothing is drawn again.
        drawn = [one for one in frame.insights if not isinstance(one, Judgement | Trials)]
        self._tell_errors()
        key = (
            state, run.count, run.history.ending, self.view, training,
            drawn, self.sample,
        )  # fmt: skip
        if key == self._key:
            self._settle()
            return
        self._key, self._stood = key, state
        self._rest = 2
        self.frame = frame
        self._draw(self.frame, training)
        self._shown_at = time.perf_counter()

    def _show_nothing(self, run: Run) -> None:
        """Cover the pictures of a former run: they must not stand under this one's settings."""
        words = self._covers.wanted(run)
        if not words:
            return
        self.frame = self.judgement = self._key = self._drawn = None
        self._judged = (None, None)
        views = [one for one in (*self._views, *self._panels) if isinstance(one, QWidget)]
        self._covers.show(views, words)
        self._paint()
        self.judged.emit(None)
        self.emptied.emit(words)

    def _take_judgement(self, frame: Frame, moment: Moment) -> None:
        """Have the remedies of a verdict tried, and tell of it with those that help."""
        found, trials = judged = frame.insight(Judgement), frame.insight(Trials)
        if found is not None and found.row == frame.row and found.verdict.remedies:
            self.derived.want(Trials, moment._replace(verdict=found.verdict))
        if judged == self._judged:
            return
        before, self._judged, shown = self._judged[0], judged, self.judgement
        told = None if found is None else with_remedies(found, trials, moment)
        if told and shown and found is before and told.verdict == shown.verdict:
            return  # more was tried, and nothing else is offered
        self.judgement = told
        self.judged.emit(told)

    def _motion(self, state: State, training: bool) -> Motion:
        """How fast what is seen changes now."""
        if training:
            return Motion.TRAINING
        if self._playback.playing:
            return Motion.PLAYING
        return Motion.STILL if state is self._stood else Motion.CHANGING

    def _moment(self, frame: Frame, motion: Motion) -> Moment:
        """That of a frame, with the part of the landscape that is to be seen."""
        moving = motion >= Motion.PLAYING
        ground = self._landscapes.ground(self._session.state, self.view, moving)
        moment = frame.moment._replace(motion=motion, ground=ground)
        seen = self.derived.answer(LandscapeMap, moment)
        return moment if seen is None else moment._replace(plane=seen.plane)

    def _work_out(self, moment: Moment) -> None:
        """Have worked out what the visible views need."""
        for kind in self._needed:
            self.derived.want(kind, moment)
        for view in self._views:
            if view.isVisible():
                for kind in view.plot.insights:
                    self.derived.want(kind, view.plot.asks(moment))

    def _tell_errors(self) -> None:
        for error in self.derived.errors:
            if error and error not in self._told:
                self._told.add(error)
                self.failed.emit(error)

    def _is_new(self, run: Run, training: bool) -> bool:
        """Whether the run in front has steps that it had not in the last frame.

        A short run is trained between two frames; another run that comes to the front
        keeps its place.
        """
        before, self._seen = self._seen, (run.document, run.history, run.count)
        return training or (before != self._seen and before[:1] == self._seen[:1])

    def _on_changed(self) -> None:
        """Do not wait for the timer, unless it has just been or a run trains."""
        views = self._session.state.views
        if views != self._viewed:
            self._viewed = views
            for view in self._views:
                # Also those that nobody sees: they are asked how they show it.
                view.plot.follow(views)
        idle = time.perf_counter() - self._shown_at > SOON_SECONDS
        if self._running and idle and not self._session.training_now:
            self._timer.start(0)

    def _make_frame(self, run: Run) -> Frame:
        state = self._session.state
        return Frame(
            run=run,
            row=state.row,
            count=run.count,
            ghosts=state.ghosts,
            hide_future=state.hide_future,
            lines=self.lines_of(run),
            sample=self.sample,
            zooms=state.zooms,
            views=state.views,
        )

    def _default_lines(self, run: Run) -> tuple[int, ...]:
        axes = self._landscapes.axes_of(run, self.view)
        known = (run.history, axes)
        if self._usual[0] != known:
            self._usual = (known, usual_lines(run, axes))
        return self._usual[1]

    def _draw(self, frame: Frame, training: bool) -> None:
        drawn, self._drawn = self._drawn, (frame.run.document, frame.run.problem)
        # Else what waits for its turn would show another run's pictures under these settings.
        afresh = drawn != self._drawn
        self._turn += 1
        began = time.perf_counter()
        visible = [view for view in self._views if view.isVisible()]
        views = visible if afresh else self._in_turn(visible, training)
        for view in views:
            view.show_frame(frame)
        if not training:
            # The plots first: the numbers may come a moment later.
            self._paint()
            if views:
                spent = time.perf_counter() - began
                self._cost = spent * len(visible) / len(views)
        # While a run trains, neither every time nor both in one frame.
        turn = self._turn % NUMBERS_EVERY
        for panel in self._panels:
            if panel.isVisible() and (afresh or not training or turn == 1):
                panel.draw(frame)
        if afresh or not training or turn == 3:
            self.frame_made.emit(frame)
        if training:
            self._paint()

    def _in_turn(self, views: list[PlotView], training: bool) -> list[PlotView]:
        """Those of the visible views that are drawn now: as many as fit into a frame."""
        count = len(views)
        if training:
            count = min(VIEWS_AT_ONCE, count)
        elif self._playback.playing and self._cost > SLOW_SECONDS:
            # Every second time, but twice as often: motion that is smooth.
            count = (count + 1) // 2
        if count == len(views):
            return views
        first = self._turn * count
        return [views[(first + place) % len(views)] for place in range(count)]

    def _paint(self) -> None:
        """Paint at once all that has changed, in one go."""
        for window in {view.window() for view in self._views if view.isVisible()}:
            QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)

    def _on_stirred(self) -> None:
        """Draw what has been shown or resized, though nothing else may change for long."""
        self._rest = 2

    def _settle(self) -> None:
        """Views that were left out of the last frame, or have to be painted twice."""
        if self._rest and self.frame is not None:
            self._rest -= 1
            for view in self._views:
                if view.isVisible():
                    view.show_frame(self.frame)

    def look_at(self, name: str, zoom: Zoom) -> None:
        """Show a part of the axes of the plots of a name."""
        self._session.apply(LookAt(name, zoom))

    def choose(self, name: str, values: Mapping[str, Any]) -> None:
        """Have the plots of a name show what they show in another way."""
        self._session.apply(ChangeView(name, values))

    def _follow_zoom(self, state: State) -> None:
        """Have the map computed where the user looks; it stays still while a value is dragged."""
        zoom = state.zoom_of(LANDSCAPE)
        ranges = zoom.ranges[: len(state.run.history.parameters)]
        held = any(dragged() for dragged in self._holds)
        view = state.view_of(LANDSCAPE)
        assert isinstance(view, MapView)
        self.view = replace(
            self.view,
            ranges=ranges,
            everything=zoom.everything,
            held=held,
            equal=view.equal,
        )

    def hold_while(self, dragged: Callable[[], bool]) -> None:
        """Keep the ranges of the landscape while `dragged` gives true."""
        self._holds.append(dragged)
