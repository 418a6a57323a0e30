"""The training of runs: one at a time, the one in front first."""

from collections.abc import Callable
from functools import partial
from threading import Event, Lock
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from visualizer.app.jobs.job import SPARE, TRAINING, Job
from visualizer.app.jobs.scheduler import Scheduler, about
from visualizer.core.training import Trainer

GROUP = "training"


class Stretch(NamedTuple):
    """A run to be trained up to the row of `last_step`; `number` tells runs apart."""

    number: int
    trainer: Trainer
    last_step: int

    def train(self) -> None:
        """Make the steps that are missing."""
        for _ in self.trainer.run(self.last_step):
            pass


class TrainingLane(QObject):
    """Trains runs; a newer one interrupts, the older goes on later.

    Rows are published through the histories, which views pull; the only signal is one
    for each run that ends.
    """

    ended = Signal(int)
    failed = Signal(int, str)

    def __init__(self, scheduler: Scheduler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheduler = scheduler
        self._jobs: dict[int, tuple[Job, Trainer]] = {}
        # Jobs end on their own threads, while the window submits others.
        self._lock = Lock()

    @property
    def gate(self) -> Event:
        """Cleared while training is to rest."""
        return self._scheduler.gate

    def submit(self, stretch: Stretch) -> None:
        """Train a run before all others; in the place of what was wanted of it before."""
        number = stretch.number
        # A run has one history: two trainers would write to it.
        self._give_up(number)
        job = Job(number, stretch.train, priority=TRAINING, group=GROUP, resumable=True)
        job.done = partial(self._on_done, job)
        job.failed = partial(self._on_failed, job)
        with self._lock:
            self._jobs[number] = job, stretch.trainer
        self._scheduler.submit(job)

    def prefer(self, number: int) -> None:
        """Train the run of this number, if it is to be trained, before all others."""
        with self._lock:
            known = self._jobs.get(number)
            front = max(self._jobs.values(), key=lambda one: one[0].order, default=None)
        if known is not None and known is not front:
            self._scheduler.prefer(known[0])

    def drop(self, number: int) -> None:
        """Stop training a run; what it has recorded stays, and it can be submitted again.

        A step that is being made may still be recorded, see `wait_idle`. Then, when nothing
        is trained, the losses of a last row inside an epoch are worked out.
        """
        trainer = self._give_up(number)
        if trainer is not None:
            # Over many rows that takes longer than the user may wait for a stop.
            judge = Job(number, trainer.judge_end, priority=SPARE, group=GROUP, resumable=True)
            judge.failed = partial(self._on_failed, judge)
            self._scheduler.submit(judge)

    def is_training(self, number: int) -> bool:
        """Whether a run is being trained, or waits for it."""
        return number in self._jobs

    @property
    def busy(self) -> bool:
        """Whether any run is to be trained."""
        return bool(self._jobs)

    def wait_idle(self, number: int, timeout: float) -> bool:
        """Wait until nothing more is recorded for a run; false when the time is over first."""
        return self._scheduler.wait(timeout, _about(number, TRAINING))

    def close(self) -> None:
        """Stop and wait; what was recorded stays."""
        with self._lock:
            self._jobs.clear()
        self._scheduler.give_up(*self._scheduler.find(about(GROUP)))

    def _give_up(self, number: int) -> Trainer | None:
        """Stop what is under way for a run; what trained it, if it was being trained."""
        with self._lock:
            known = self._jobs.pop(number, None)
        waiting = self._scheduler.find(_about(number, TRAINING, SPARE))
        self._scheduler.cancel(*waiting)
        return known[1] if known is not None else None

    def _forget(self, job: Job) -> None:
        with self._lock:
            # The run may have been submitted again meanwhile: that job is not this one's to forget.
            if self._jobs.get(job.key, (None,))[0] is job:  # type: ignore[call-overload]
                del self._jobs[job.key]

    def _on_done(self, job: Job, answer: object) -> None:
        self._forget(job)
        self.ended.emit(job.key)

    def _on_failed(self, job: Job, details: str) -> None:
        self._forget(job)
        self.failed.emit(job.key, details)


def _about(number: int, *priorities: int) -> Callable[[Job], bool]:
    """Tells whether a job is about the training of a run, or about its end."""
    return lambda job: job.group == GROUP and job.key == number and job.priority in priorities
