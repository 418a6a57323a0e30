"""The stage: has the panes look at the session and their views draw it, in time and in turn."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from visualizer.app.intents import MovePlayhead
from visualizer.app.playback import Playback
from visualizer.app.session import Session
from visualizer.app.state import Run, State
from visualizer.core.analysis.insight import Motion
from visualizer.gui.look.links import calling, passing
from visualizer.gui.look.look import Look
from visualizer.gui.stage.pane import Pane

if TYPE_CHECKING:
    from visualizer.gui.stage.plot_view import PlotView

# Measured with a trainer at work: more often and the training starves, more rarely and motion
# stutters.
FRAME_MILLISECONDS = 25
# 60 a second: one view takes half as long to draw, and leaves training as much.
SINGLE_MILLISECONDS = 16
# After a slow frame training gets at least so long, whatever the frame has taken.
LEAST_PAUSE = 8

# A change that comes later after the last frame than this is drawn at once: no timer lies between a
# press and its picture.
SOON_SECONDS = 0.016
# Half of the usual four. Measured: frames become shorter, and training half as fast again.
VIEWS_AT_ONCE = 2
SLOW_SECONDS = 0.03
"""While it plays, views that take longer together are drawn half by half."""

NUMBERS_EVERY = 4
"""While a run trains, panels and read-outs change with every fourth frame: nobody reads faster."""


class Stage(QObject):
    """Draws the state of the session on a timer; nothing is drawn that has not changed.

    What is drawn is made by its panes. While a run trains, each frame draws two of the views
    of all panes, with the training thread held until they are painted: two threads that fight
    for the interpreter would make a frame last ten times as long.

    Signals
    -------
    failed(details)
        An unexpected error of a thread that works for the views: its traceback.
    menu_requested(view, position)
        The user wants the context menu of a plot.
    """

    failed = Signal(str)
    menu_requested = Signal(object, object)

    def __init__(self, session: Session, playback: Playback, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: PlotView | None = None
        self._session, self._playback = session, playback
        self._panes: list[Pane] = []
        # `_turn` counts frames and says whose turn it is; `_rest` is how often the views are still
        # shown the same frame, so that all of them have had it.
        self._turn = self._rest = 0
        self._seen: tuple[object, ...] = ()
        # The state of the last frame that showed something new: while it is the same, nothing
        # moves.
        self._stood: State | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        # Started anew after each frame: a repeating timer would queue ticks while a frame is
        # painted.
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show_now)
        self._running = False
        self._shown_at = self._cost = 0.0
        session.changed.connect(self._on_changed)
        session.moved.connect(self._draw_soon)

    def add_pane(self, pane: Pane) -> None:
        """Have the views of a pane drawn in turn with those of the others."""
        self._panes.append(pane)
        pane.view_added.connect(self._watch)
        pane.failed.connect(self.failed)
        for view in pane.views:
            self._watch(view)

    def remove_pane(self, pane: Pane) -> None:
        """Draw the views of a pane no more, and have nothing worked out for them."""
        self._panes.remove(pane)
        if self.current in pane.views:
            self.current = None
        pane.close()

    @property
    def panes(self) -> tuple[Pane, ...]:
        """What is drawn, the pane of the window first."""
        return tuple(self._panes)

    def _watch(self, view: PlotView) -> None:
        view.entered.connect(calling(self._on_entered, view))
        view.stirred.connect(self._on_stirred)
        view.menu_requested.connect(passing(self._ask_menu, view))

    def _on_entered(self, view: PlotView) -> None:
        self.current = view

    def _ask_menu(self, view: PlotView, position: object) -> None:
        self.menu_requested.emit(view, position)

    def _on_stirred(self) -> None:
        """Draw what has been shown or resized, though nothing else may change for long."""
        self._rest = 2

    def start(self) -> None:
        """Begin to draw."""
        self._running = True
        self._timer.start(0)

    def stop(self) -> None:
        """Draw no more, and measure nothing more."""
        self._running = False
        self._timer.stop()
        for pane in self._panes:
            pane.close()

    def restyle(self, look: Look) -> None:
        """Dress all views in a look."""
        for pane in self._panes:
            pane.restyle(look)

    def _on_changed(self) -> None:
        for pane in self._panes:
            # At once and for all plots: who asks a plot for a setting must not see that of the last
            # frame.
            pane.follow(self._session.state.views)
        self._draw_soon()

    def _draw_soon(self) -> None:
        """Do not wait for the timer, unless it has just been or a run trains."""
        idle = time.perf_counter() - self._shown_at > SOON_SECONDS
        if self._running and idle and not self._session.training_now:
            self._timer.start(0)

    def show_now(self) -> None:
        """Draw what has changed since the last frame."""
        state = self._session.state
        trained = [pane for pane in self._panes if pane.training(state)] if state.runs else []
        began = time.perf_counter()
        try:
            # All threads rest from here until the widgets are painted, not only while data is set.
            with self._session.jobs.painting():
                if state.runs:
                    self._show(state, trained)
        finally:
            if self._running:
                # Counted from the end: a frame that took long must not be followed at once
                # by the next, or the training thread never gets its turn.
                spent = round(1000 * (time.perf_counter() - began))
                seen = sum(len(pane.visible) for pane in self._panes)
                every = FRAME_MILLISECONDS if seen > 1 else SINGLE_MILLISECONDS
                self._timer.start(max(every - spent, LEAST_PAUSE))

    def _show(self, state: State, trained: list[Pane]) -> None:
        if len(state.run.history) and self._is_new(state.run) and state.follow:
            # Following the end is an intent like any other, so that whatever listens hears of it.
            self._session.apply(MovePlayhead(state.run.epochs))
            state = self._session.state
        fresh = [
            pane for pane in self._panes if pane.look(state, self._motion(state, pane, trained))
        ]
        if not fresh:
            self._settle()
            return
        # Two more times: with half of the views in each frame every view gets the newest one.
        self._stood, self._rest = state, 2
        self._draw(fresh, bool(trained))
        self._shown_at = time.perf_counter()

    def _is_new(self, run: Run) -> bool:
        """Whether the run in front has steps that it had not in the last frame.

        A short run is trained between two frames; another run that comes to the front
        keeps its place.
        """
        before, self._seen = self._seen, (run.document, run.history, run.count)
        training = self._session.training_now
        return training or (before != self._seen and before[:1] == self._seen[:1])

    def _motion(self, state: State, pane: Pane, trained: list[Pane]) -> Motion:
        """How fast what a pane shows changes now."""
        if pane in trained:
            return Motion.TRAINING
        if self._playback.playing:
            return Motion.PLAYING
        return Motion.STILL if state is self._stood else Motion.CHANGING

    def _draw(self, fresh: list[Pane], training: bool) -> None:
        # Of every pane, not `any(...)`: each has to note what it draws.
        others = [pane.takes_another() for pane in fresh]
        afresh = any(others)
        self._turn += 1
        began = time.perf_counter()
        # Asked anew each time: tabs hide views without a word.
        visible = [(pane, view) for pane in fresh for view in pane.visible]
        drawn = visible if afresh else self._in_turn(visible, training)
        _show_frames(drawn)
        if not training:
            # The plots first: the numbers may come a moment later.
            self._paint()
            if drawn:
                spent = time.perf_counter() - began
                # Scaled to all of them, or halving would look like a gain and be given up again.
                self._cost = spent * len(visible) / len(drawn)
        # While a run trains, neither every time nor both in one frame.
        turn = self._turn % NUMBERS_EVERY
        for pane in fresh:
            # Panels and read-outs in different frames of the four, so that none of these is the
            # long one.
            if afresh or not training or turn == 1:
                pane.draw_panels()
            if afresh or not training or turn == 3:
                pane.tell_frame()
        if training:
            self._paint()

    def _in_turn(
        self, views: list[tuple[Pane, PlotView]], training: bool
    ) -> list[tuple[Pane, PlotView]]:
        """Those of the visible views that are drawn now: as many as fit into a frame."""
        count = len(views)
        if training:
            count = min(VIEWS_AT_ONCE, count)
        elif self._playback.playing and self._cost > SLOW_SECONDS:
            # Every second time, but twice as often: motion that is smooth.
            count = (count + 1) // 2
        if count == len(views):
            return views
        # Round and round, so that none is left out for longer than the others.
        first = self._turn * count
        return [views[(first + place) % len(views)] for place in range(count)]

    def _paint(self) -> None:
        """Paint at once all that has changed, in one go."""
        for window in {view.window() for pane in self._panes for view in pane.visible}:
            # Left to the event loop the paint would come after the threads were let go, and fight
            # with them for the interpreter.
            QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)

    def _settle(self) -> None:
        """Views that were left out of the last frame, or have to be painted twice."""
        if self._rest:
            self._rest -= 1
            _show_frames([(pane, view) for pane in self._panes for view in pane.visible])


def _show_frames(views: list[tuple[Pane, PlotView]]) -> None:
    """Have views draw the frames of their panes.

    An unexpected error is raised when all have had their turn: one picture that cannot be made
    must not leave the others empty.
    """
    failed: Exception | None = None
    for pane, view in views:
        if pane.frame is not None:
            try:
                view.show_frame(pane.frame)
            except Exception as error:
                failed = failed or error
    if failed is not None:
        raise failed
