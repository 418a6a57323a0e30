"""One thread that trains runs, the one in front first."""

import traceback
from collections.abc import Callable
from threading import Condition, Event, Thread
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.training import Trainer


class Job(NamedTuple):
    """A run to be trained up to the row of `last_step`; `number` tells jobs apart."""

    number: int
    trainer: Trainer
    last_step: int

    def train(self) -> None:
        """Make the steps that are missing."""
        for _ in self.trainer.run(self.last_step):
            pass


class TrainingThread(QObject):
    """Trains jobs on a thread of its own; a newer job interrupts, the older goes on later.

    Rows are published through the histories, which views pull; the only signal is one
    for each job that ends. While `gate` is cleared the thread rests between steps, which
    lets a picture be painted without a fight for the interpreter.
    """

    ended = Signal(int)
    failed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gate = Event()
        self.gate.set()
        self._jobs: list[Job] = []
        self._changed = Condition()
        self._closing = False
        self._interrupted = False
        self._working: int | None = None
        self._thread = Thread(target=self._work, name="training")
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Train `job` before all others; replaces a waiting job of the same number."""
        with self._changed:
            self._jobs = [job, *(other for other in self._jobs if other.number != job.number)]
            self._interrupted = True
            self._changed.notify_all()

    def prefer(self, number: int) -> None:
        """Train the job of this number, if there is one, before all others."""
        with self._changed:
            chosen = [job for job in self._jobs if job.number == number]
            if chosen and chosen[0] is not self._jobs[0]:
                self._jobs = chosen + [job for job in self._jobs if job.number != number]
                self._interrupted = True

    def drop(self, number: int) -> None:
        """Stop training a run; what it has recorded stays, and it can be submitted again.

        A step that is being made is still recorded afterwards; see `wait_idle`.
        """
        with self._changed:
            self._jobs = [job for job in self._jobs if job.number != number]
            if self._working == number:
                self._interrupted = True
            self._changed.notify_all()

    def is_training(self, number: int) -> bool:
        """Whether a job of this number is at work or waits."""
        with self._changed:
            return any(job.number == number for job in self._jobs)

    @property
    def busy(self) -> bool:
        """Whether there is any job."""
        with self._changed:
            return bool(self._jobs)

    def wait_idle(self, number: int, timeout: float) -> bool:
        """Wait until nothing more is recorded for a run; false when the time is over first."""

        def idle() -> bool:
            return self._working != number and all(job.number != number for job in self._jobs)

        with self._changed:
            return self._changed.wait_for(idle, timeout)

    def close(self) -> None:
        """Stop and wait for the thread; what was recorded stays."""
        with self._changed:
            self._closing = True
            self._jobs = []
            self._interrupted = True
            self._changed.notify_all()
        self.gate.set()
        self._thread.join()

    def _is_interrupted(self) -> bool:
        self.gate.wait()
        return self._interrupted

    def _work(self) -> None:
        closing = False
        while not closing:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closing)
                if self._closing:
                    break
                job = self._jobs[0]
                self._working = job.number
                self._interrupted = False
            with cancellable(self._is_interrupted):
                message = _done(job.train)
            with self._changed:
                done = message or not self._interrupted
                if done and job in self._jobs:
                    self._jobs.remove(job)
                dropped = all(other.number != job.number for other in self._jobs)
                self._interrupted = bool(self._jobs) or self._closing
            if dropped and not done:
                # The user has stopped it, and waits for nothing; nobody else does by now.
                with cancellable(self._is_interrupted):
                    message = _done(job.trainer.judge_end)
            with self._changed:
                self._working = None
                closing = self._closing
                self._changed.notify_all()
            if message:
                self.failed.emit(job.number, message)
            elif done:
                self.ended.emit(job.number)


def _done(work: Callable[[], None]) -> str:
    """Work until it is done or cancelled; the traceback of an unexpected error, or nothing."""
    try:
        work()
    except Cancelled:
        pass
    except Exception:
        return traceback.format_exc()
    return ""
