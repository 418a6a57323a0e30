"""The status bar and the read-outs: what the program does, and the numbers at the playhead."""

from weakref import WeakSet

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from visualizer.app.intents import StopTraining
from visualizer.app.jobs.tasks import Tasks
from visualizer.app.session import Session
from visualizer.core.errors import InputError
from visualizer.core.recording.recorder import Recorder
from visualizer.gui.widgets.roles import set_role

ERROR_MILLISECONDS = 12_000
DONE_MILLISECONDS = 6_000
POLL_MILLISECONDS = 150
"""Reading a file tells nothing by itself; see `Status.update`."""


class Status:
    """Shows what training or loading does, with progress and a way to stop."""

    def __init__(self, bar: QStatusBar, session: Session, tasks: Tasks) -> None:
        self._bar = bar
        self._session = session
        self._tasks = tasks
        tasks.done.connect(self._on_done)
        self.words = QLabel()
        self.words.setAccessibleName("Status")
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(220)
        self.progress.setMaximum(1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self.stop = set_role(QPushButton("Stop"), "chip")
        self.stop.setToolTip("Stop; what is done so far stays")
        self.stop.clicked.connect(self._on_stop)
        bar.addWidget(self.words, 1)
        bar.addPermanentWidget(self.progress)
        bar.addPermanentWidget(self.stop)
        self._shown: object = None
        self._run: object = None
        self._reminder = ""
        # Weak: to have been told of must not keep a history in memory.
        self._thinned: WeakSet[Recorder] = WeakSet()
        self._timer = QTimer(bar)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.update)
        self._timer.start()
        self.update()

    def close(self) -> None:
        """Follow no longer what happens."""
        self._timer.stop()

    def _on_done(self, words: str) -> None:
        self._bar.showMessage(words, DONE_MILLISECONDS)

    def show_error(self, error: InputError) -> None:
        """One sentence, for a while."""
        self._forget_error()
        self._bar.showMessage(str(error), ERROR_MILLISECONDS)

    def tell(self, words: str, milliseconds: int) -> None:
        """What has been done, for a while."""
        self._forget_error()
        self._bar.showMessage(words, milliseconds)

    def note(self, words: str) -> None:
        """What is worth knowing, as long as an error."""
        self.tell(words, ERROR_MILLISECONDS)

    def remind(self, words: str) -> None:
        """A sentence that does not belong to a run; nothing when it is empty."""
        if words:
            self._reminder = words
            self._bar.showMessage(words, ERROR_MILLISECONDS)

    def update(self) -> None:
        """Show how things stand; cheap when nothing has changed."""
        self._forget_error()
        self._note_thinning()
        words, share = self._now()
        # The share is rounded: a progress bar is not painted for what nobody sees.
        if (words, share) == self._shown:
            return
        self._shown = (words, share)
        self.words.setText(words)
        self.progress.setVisible(share is not None)
        self.stop.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(1000 * share))

    def _forget_error(self) -> None:
        """What was wrong is past once another run is in front."""
        state = self._session.state
        run = state.run.number if state.runs else None
        if run != self._run:
            self._run = run
            if self._bar.currentMessage() != self._reminder:
                self._bar.clearMessage()

    def _note_thinning(self) -> None:
        """Say once of each run that its memory has become too small for all rows."""
        runs = self._session.state.runs
        history = self._session.state.run.history if runs else None
        if isinstance(history, Recorder) and history.thinned and history not in self._thinned:
            self._thinned.add(history)
            self.note(
                f"The memory for this run ({history.budget / (1 << 20):.3g} MB) is used up. The "
                "loss of every step stays; parameters and gradients are kept for fewer steps, "
                "and worked out again for the others when they are shown"
            )

    def _now(self) -> tuple[str, float | None]:
        """The words, and the share that is done while something is under way."""
        loading = self._session.loading_progress
        if loading is not None:
            done, total = loading
            amount = f" {done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else ""
            return f"Reading{amount}", round(done / max(total, 1), 3)
        writing = self._tasks.progress
        if writing is not None:
            done, total = writing
            return self._tasks.words, round(done / max(total, 1), 3)
        state = self._session.state
        if not state.runs:
            return "", None
        run = state.run
        if self._session.training_now:
            planned = max(run.last_step, 1)
            share = min(len(run.history) / planned, 1.0)
            return f"Training: {len(run.history):,} of {planned:,} steps", round(share, 3)
        if state.is_paused:
            return f"Paused at step {max(run.count - 1, 0):,}", None
        if state.hide_future and state.row < run.count - 1:
            return "The future is hidden", None
        words = run.ending.text if run.ending else ""
        return words[:1].upper() + words[1:], None

    def _on_stop(self) -> None:
        if self._session.loading_progress is None and self._tasks.cancel():
            return
        self._session.apply(StopTraining())
