"""Playback: moves the playhead as time goes by."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from visualizer.app.intents import ExtendRun, MovePlayhead
from visualizer.app.session import Session

SPEEDS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Speeds in epochs per second that + and - go through."""

WHOLE_RUN_SECONDS = 10.0
TICK_MILLISECONDS = 16


class Playback(QObject):
    """A media player's play, pause, step and speed, over a session."""

    toggled = Signal(bool)
    speed_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = 4.0
        self.whole_run = False
        self._session = session
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._last = 0.0
        self._place = 0.0

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def play(self) -> None:
        """Start from the playhead, or from the beginning when it stands at the end."""
        state = self._session.state
        self._place = min(state.playhead, state.run.epochs)
        if self._place >= state.run.epochs and not self._session.training_now:
            self._place = 0.0
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

    def step(self, rows: int) -> None:
        """Move by rows; forward from the end of a finished run computes more."""
        self.pause()
        state = self._session.state
        run = state.run
        target = state.row + rows
        beyond = target - (run.count - 1)
        if state.row == run.count - 1 and beyond > 0:
            self._session.apply(ExtendRun(-(-beyond // run.history.steps_per_epoch)))
            self._session.apply(MovePlayhead(target / run.history.steps_per_epoch))
            return
        self.seek_row(min(target, run.count - 1))

    def seek_row(self, row: int) -> None:
        """Move to a row, and go on playing from there."""
        self.seek(row / self._session.state.run.history.steps_per_epoch)

    def seek(self, epoch: float) -> None:
        """Move to a place in epochs, and go on playing from there."""
        epoch = max(0.0, min(epoch, self._session.state.run.epochs))
        self._place = epoch
        self._session.apply(MovePlayhead(epoch))

    def set_speed(self, speed: float, whole_run: bool = False) -> None:
        """Play so many epochs a second, or the whole run in ten seconds."""
        self.speed, self.whole_run = speed, whole_run
        self.speed_changed.emit()

    def change_speed(self, by: int) -> None:
        """Go to the next faster or slower speed."""
        nearest = min(range(len(SPEEDS)), key=lambda k: abs(SPEEDS[k] - self.speed))
        self.set_speed(SPEEDS[max(0, min(nearest + by, len(SPEEDS) - 1))])

    def _on_tick(self) -> None:
        now = time.perf_counter()
        elapsed, self._last = now - self._last, now
        state = self._session.state
        run = state.run
        planned = run.last_step / run.history.steps_per_epoch
        speed = planned / WHOLE_RUN_SECONDS if self.whole_run else self.speed
        # A window that was blocked for long must not jump when it comes back.
        self._place += speed * min(elapsed, 0.25)
        if self._place >= run.epochs:
            self._place = run.epochs
            if not self._session.training_now:
                self._at_end()
        # Between rows nothing changes, so the playhead rests on rows.
        steps = run.history.steps_per_epoch
        self._session.apply(MovePlayhead(int(self._place * steps) / steps))

    def _at_end(self) -> None:
        if self._session.state.loop and self._session.state.run.epochs > 0:
            self._place = 0.0
        else:
            self.pause()
