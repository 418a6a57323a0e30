"""Long work that the user asked for once, with progress and a way to stop."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from visualizer.app.jobs.job import ASKED, Job
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.chunks import look
from visualizer.core.errors import Cancelled, InputError

Progress = Callable[[int, int], None]
"""Told (done, in all) now and then; raises `Cancelled` when the work is to stop."""


class Tasks(QObject):
    """Does one task at a time.

    Signals
    -------
    done(words)
        A task is complete; `words` say what there is now.
    stopped(error)
        It ended early: an `InputError`, or None when the user has stopped it.
    failed(details)
        An unexpected error: its traceback.
    """

    done = Signal(str)
    stopped = Signal(object)
    failed = Signal(str)

    def __init__(self, scheduler: Scheduler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._scheduler = scheduler
        self._job: Job | None = None
        self._amount = (0, 0)

    @property
    def progress(self) -> tuple[int, int] | None:
        """How much is done, and of how much; None when nothing is under way."""
        return self._amount if self._job is not None and self._scheduler.has(self._job) else None

    def start(self, words: str, work: Callable[[Progress], str]) -> bool:
        """Have `work` done, which returns what to say in the end; false while another is.

        `words` say what is being done, such as "Writing epochs.csv".
        """
        if self.progress is not None:
            return False
        self.words, self._amount = words, (0, 0)

        def run() -> None:
            self._run(work)

        self._job = Job(words, run, priority=ASKED, failed=self.failed.emit)
        self._scheduler.submit(self._job)
        return True

    def cancel(self) -> bool:
        """Stop what is under way; false when nothing is."""
        if self.progress is None or self._job is None:
            return False
        self._scheduler.cancel(self._job)
        return True

    def close(self) -> None:
        """Stop what is under way and wait for it."""
        if self._job is not None:
            self._scheduler.give_up(self._job)

    def _tell(self, done: int, total: int) -> None:
        # Whoever tells of progress looks whether to go on, without knowing of it.
        look()
        self._amount = (done, total)

    def _run(self, work: Callable[[Progress], str]) -> None:
        try:
            # On the worker's thread: Qt queues the signal for the thread of the receiver.
            self.done.emit(work(self._tell))
        except Cancelled:
            self.stopped.emit(None)
        except InputError as error:
            self.stopped.emit(error)
