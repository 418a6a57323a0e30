"""Playback: moves the playhead as time goes by."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from visualizer.app.intents import ExtendRun, MovePlayhead, SetSpeed
from visualizer.app.session import Session
from visualizer.app.state import Run, State

SPEEDS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Speeds in steps, or in epochs, per second that + and - go through."""

WHOLE_RUN_SECONDS = 10.0
# About 60 a second; a frame that takes longer just shows a later row.
TICK_MILLISECONDS = 16


class Playback(QObject):
    """A media player's play, pause, step and speed, over a session.

    It moves by steps, or by whole epochs when the session says so (`by_epoch`).
    """

    toggled = Signal(bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._timer = QTimer(self)
        # A coarse timer may be 5 % late, which the eye sees as a stutter.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._last = 0.0
        self._place = 0.0
        self._shown = 0.0

    @property
    def speed(self) -> float | None:
        """Steps or epochs a second; None for the whole run in ten seconds."""
        return self._session.state.speed

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def play(self) -> None:
        """Start from the playhead, or from the beginning when it stands at the end."""
        state = self._session.state
        if not state.runs or state.held is not None:
            return
        self._place = min(state.playhead, state.run.epochs)
        if self._place >= state.run.epochs and not self._session.training_now:
            self._place = 0.0
        self._shown = state.playhead
        # The clock counts, not the ticks: a late timer must not slow the playback down.
        self._last = time.perf_counter()
        self._timer.start()
        self.toggled.emit(True)

    def pause(self) -> None:
        if self.playing:
            self._timer.stop()
            self.toggled.emit(False)

    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, count: int) -> None:
        """Move by steps or epochs; forward from the end of a finished run computes more."""
        self.pause()
        state = self._session.state
        if not state.runs:
            return
        target = self._target(state, count)
        beyond = target - (state.run.count - 1)
        if state.row < state.run.count - 1 or beyond <= 0:
            self.seek_row(min(target, state.run.count - 1))
            return
        steps = state.run.history.steps_per_epoch
        # Whole epochs, rounded up: that is what a run is asked for.
        self._session.apply(ExtendRun(-(-beyond // steps)))
        if self._session.training_now:
            # To a row that does not exist yet: the playhead is clamped until it is there.
            self._session.apply(MovePlayhead(target / steps))
        else:
            self.seek_row(min(target, self._session.state.run.count - 1))

    def _target(self, state: State, count: int) -> int:
        """The row `count` steps away, or the boundary so many epochs away."""
        if not state.by_epoch:
            return state.row + count
        steps = state.run.history.steps_per_epoch
        # Inside an epoch the nearest boundary on the way counts as one.
        epoch = state.row // steps if count > 0 else -(-state.row // steps)
        return (epoch + count) * steps

    def seek_row(self, row: int) -> None:
        """Move to a row, and go on playing from there."""
        state = self._session.state
        if state.runs:
            self.seek(row / state.run.history.steps_per_epoch)

    def seek(self, epoch: float) -> None:
        """Move to a recorded place in epochs, and go on playing from there."""
        state = self._session.state
        if state.runs:
            self._session.apply(MovePlayhead(max(0.0, min(epoch, state.run.epochs))))

    def set_speed(self, speed: float | None) -> None:
        """Play so many steps or epochs a second; None for the whole run in ten seconds."""
        self._session.apply(SetSpeed(speed))

    def change_speed(self, by: int) -> None:
        """Go to the next faster or slower speed."""
        speed = self.speed or SPEEDS[0]
        nearest = min(range(len(SPEEDS)), key=lambda k: abs(SPEEDS[k] - speed))
        self.set_speed(SPEEDS[max(0, min(nearest + by, len(SPEEDS) - 1))])

    def _on_tick(self) -> None:
        now = time.perf_counter()
        elapsed, self._last = now - self._last, now
        state = self._session.state
        run = state.run
        if state.playhead != self._shown:
            # Something else has moved it: go on from there.
            self._place = state.playhead
        # A window that was blocked for long must not jump when it comes back.
        self._place += self._speed_of(run) * min(elapsed, 0.25)
        if self._place >= run.epochs:
            self._at_end(state)
        self._show(run)

    def _speed_of(self, run: Run) -> float:
        """Epochs per second."""
        state = self._session.state
        if state.speed is not None:
            return state.speed / (1 if state.by_epoch else run.history.steps_per_epoch)
        planned = run.last_step / run.history.steps_per_epoch
        # Of a run that is still trained the planned end counts, or it would play ever faster.
        return (run.epochs if run.complete else planned) / WHOLE_RUN_SECONDS

    def _show(self, run: Run) -> None:
        # Between rows nothing changes, so the playhead rests on rows; a row divided by the
        # steps and multiplied again may be a little less than it was.
        state, place = self._session.state, min(self._place, run.epochs)
        steps = 1 if state.by_epoch else run.history.steps_per_epoch
        rest = int(place * steps + 1e-6) / steps
        if place == run.epochs:
            # The end may lie inside an epoch.
            rest = place
        elif rest < state.playhead <= place:
            # It has begun inside an epoch, and never goes back.
            rest = state.playhead
        self._session.apply(MovePlayhead(rest))
        self._shown = self._session.state.playhead

    def _at_end(self, state: State) -> None:
        run = state.run
        if self._session.training_now:
            self._place = run.epochs
        elif not state.loop or run.epochs == 0:
            self._place = run.epochs
            self.pause()
        elif self._place >= run.epochs + 1 / run.history.steps_per_epoch:
            # The last row has been seen for as long as any other.
            self._place = 0.0
