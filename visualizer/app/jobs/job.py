"""A job: work in the background, with what the scheduler must know of it."""

import time
from collections.abc import Callable, Hashable

ASKED, TRAINING, SEEN, SPARE = range(4)
"""Priorities: what the user waits for, the training of runs, what a view shows, and what can
wait until no run trains."""

THREADS = "threads"
"""The lane of this process."""


class Job:
    """Work that is done once, unless it is cancelled.

    Parameters
    ----------
    key
        What it is about: tells jobs apart for whoever submits them.
    work
        What is to be done; it looks now and then whether to go on (`core.chunks.look`). In a
        lane of another process it and its answer are sent there and back.
    priority
        One of the priorities above; of equal ones the job that came last goes first.
    lane
        Where it is done.
    group
        Jobs of a group are done one after the other, as they write to the same place.
    resumable
        Whether it makes way for a job of its group that goes first, and goes on later.
    patience
        Seconds from its begin for which it goes on though it was cancelled: a late result
        may be better than none.
    done
        Told on its thread when the work is complete, with its answer.
    failed
        Told instead of an unexpected error: its traceback.
    """

    def __init__(
        self,
        key: Hashable,
        work: Callable[[], object],
        *,
        priority: int = SEEN,
        lane: str = THREADS,
        group: Hashable = None,
        resumable: bool = False,
        patience: float = 0.0,
        done: Callable[[object], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        self.key, self.group = key, group
        self.priority, self.lane = priority, lane
        self.resumable, self.patience = resumable, patience
        self.order = 0
        self.cancelled = self.interrupted = False
        self.work: Callable[[], object] | None = work
        self.done, self.failed = done, failed
        self._patient_until = 0.0

    @property
    def rank(self) -> tuple[int, int]:
        """Jobs are taken in the order of their ranks."""
        # Priority first, then what came last: the newest wish is the one that is looked at.
        return self.priority, -self.order

    def begin(self) -> None:
        """Note that it is begun."""
        self.interrupted = False
        # From its begin: time in the queue does not use patience up.
        self._patient_until = time.monotonic() + self.patience

    def hurry(self) -> None:
        """From now on it is given up at once when it is cancelled."""
        self._patient_until = 0.0

    def is_over(self) -> bool:
        """Whether it is to be given up now, or to make way."""
        if self.interrupted:
            return True
        return self.cancelled and time.monotonic() >= self._patient_until

    def forget(self) -> None:
        """Let go of the work and all that it holds: not on the thread, when it is gone."""
        # They may hold the last reference to a Qt object, which must not die on a worker's thread.
        self.work = self.done = self.failed = None
