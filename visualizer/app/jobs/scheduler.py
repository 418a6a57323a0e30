"""The one scheduler of all work in the background."""

import time
import traceback
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from threading import Condition, Event, Thread, current_thread

import numpy as np

from visualizer.app.jobs.job import SPARE, THREADS, TRAINING, Job
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled

# Not for speed, as the interpreter lets one of them run at a time: a short job must not wait for
# several long ones.
MOST_THREADS = 12
IDLE_SECONDS = 0.5
"""A thread without work ends after so long."""

CLOSING_SECONDS = 0.2
"""What has not ended so long after it was asked to is left alone: the process ends anyway."""


class Scheduler:
    """Runs jobs in lanes: on threads of this process, and in executors that are handed in.

    One place decides who may run: `_may_run`. While a picture is painted (see `painting`)
    all threads rest at their next look, which comes within milliseconds: two threads that
    fight for the interpreter would make a frame last ten times as long.
    """

    def __init__(self) -> None:
        self.gate = Event()
        """Cleared while all threads are to rest."""
        self.gate.set()
        # The one lock: whoever reads or writes what is below it holds it.
        self._changed = Condition()
        self._waiting: list[Job] = []
        self._running: list[Job] = []
        # Threads that wait for work: with one of them no new thread is begun.
        self._free = 0
        self._threads: set[Thread] = set()
        self._lanes: dict[str, Executor] = {}
        self._orders = 0
        self._closing = False

    # Jobs.

    def submit(self, job: Job) -> None:
        """Have a job done, before those of its priority that came earlier."""
        with self._changed:
            if self._closing:
                # So that whoever asks a moment later does not wait for it.
                job.cancelled = True
                return
            self._waiting.append(job)
            self._put_first(job)

    def prefer(self, job: Job) -> None:
        """Have a job done before all others of its priority; the one at work makes way."""
        with self._changed:
            # One that is at work needs no preference.
            if job in self._waiting:
                self._put_first(job)

    def cancel(self, *jobs: Job) -> None:
        """Give jobs up: at once if they wait, else with their next look."""
        with self._changed:
            for job in jobs:
                job.cancelled = True
                if job in self._waiting:
                    self._waiting.remove(job)
            # A job that is gone from the queue may have held up others of its group.
            self._start()

    def give_up(self, *jobs: Job) -> None:
        """Cancel jobs without patience and wait for them, but not for long."""
        for job in jobs:
            job.hurry()
        self.cancel(*jobs)
        self.wait(CLOSING_SECONDS, lambda job: job in jobs)

    def find(self, about: Callable[[Job], bool]) -> list[Job]:
        """The jobs that wait or are at work, of some kind."""
        with self._changed:
            return [job for job in (*self._waiting, *self._running) if about(job)]

    def has(self, job: Job) -> bool:
        """Whether a job waits or is at work."""
        with self._changed:
            return job in self._waiting or job in self._running

    def wait(self, timeout: float, about: Callable[[Job], bool] = lambda job: True) -> bool:
        """Wait until no such job waits or is at work; false when the time is over first."""

        def idle() -> bool:
            return not any(about(job) for job in (*self._waiting, *self._running))

        with self._changed:
            return self._changed.wait_for(idle, timeout)

    @contextmanager
    def painting(self) -> Iterator[None]:
        """Within it the threads rest."""
        self.gate.clear()
        try:
            yield
        finally:
            self.gate.set()

    # Lanes.

    def add_lane(self, name: str, executor: Executor) -> None:
        """Have jobs of this lane done by an executor: processes, or the nodes of a cluster."""
        self._lanes[name] = executor

    def close(self) -> None:
        """Cancel everything and wait, but not for long; nothing is done afterwards."""
        deadline = time.monotonic() + CLOSING_SECONDS
        with self._changed:
            self._closing = True
            self._waiting.clear()
            for job in self._running:
                job.cancelled = True
                # Patience is for answers that somebody still looks at.
                job.hurry()
            self._changed.notify_all()
            threads = list(self._threads)
        # Nobody paints any more, and a thread that rests could not be joined.
        self.gate.set()
        for executor in self._lanes.values():
            # Not waited for: a process cannot look whether to go on, see `Processes`.
            executor.shutdown(wait=False, cancel_futures=True)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    # Within the lock.

    def _put_first(self, job: Job) -> None:
        self._orders += 1
        job.order = self._orders
        self._start()

    def _may_run(self, job: Job) -> bool:
        """Whether a job may begin, beside those that are at work."""
        beside = [other for other in self._running if other is not job]
        if job.priority == SPARE and any(other.priority == TRAINING for other in beside):
            return False
        # Jobs of other lanes take no thread of this process.
        if job.lane == THREADS and sum(other.lane == THREADS for other in beside) >= MOST_THREADS:
            return False
        # Jobs of one group write to the same place, such as a history: one at a time.
        rivals = [other for other in beside if job.group is not None and other.group == job.group]
        for rival in rivals:
            # What has to give way does so, whoever else waits and is less urgent than it.
            rival.interrupted |= rival.resumable and rival.rank > job.rank
        return not rivals

    def _next(self, lane: str) -> Job | None:
        """The next job of a lane, which is at work from now on."""
        # The queue is short, a dozen at most: no heap, whose order `prefer` would have to mend.
        for job in sorted(self._waiting, key=lambda job: job.rank):
            if job.lane == lane and self._may_run(job):
                self._waiting.remove(job)
                self._running.append(job)
                job.begin()
                return job
        return None

    def _start(self) -> None:
        """Begin what may begin now."""
        ready = sum(job.lane == THREADS for job in self._waiting)
        if ready > self._free and len(self._threads) < MOST_THREADS:
            # A daemon: a job that never looks again must not keep the process alive.
            thread = Thread(target=self._work, name="jobs", daemon=True)
            self._threads.add(thread)
            self._free += 1
            thread.start()
        for lane, executor in self._lanes.items():
            # Executors queue by themselves: all that may run now is handed over.
            while (job := self._next(lane)) is not None and job.work is not None:
                _send(self, job, executor.submit(job.work))
        self._changed.notify_all()

    def _leave(self, job: Job, unfinished: bool = False) -> None:
        self._running.remove(job)
        # It made way, and goes on when its turn comes again; see `Job.resumable`. One that has told
        # of its end may still be asked to make way until here, and is not to be done twice.
        if unfinished and job.interrupted and not job.cancelled and not self._closing:
            self._waiting.append(job)
        else:
            job.forget()

    # On the threads.

    def _work(self) -> None:
        while self._work_once():
            pass

    def _work_once(self) -> bool:
        """Do a job, in a frame of its own: nothing of it is held while there is no other."""
        # In a list, as a condition can only answer yes or no.
        taken: list[Job] = []

        def found() -> bool:
            job = None if self._closing else self._next(THREADS)
            if job is not None:
                taken.append(job)
            return job is not None or self._closing

        with self._changed:
            self._changed.wait_for(found, IDLE_SECONDS)
            self._free -= 1
            if not taken:
                self._threads.discard(current_thread())
                return False
        # Out of the list, so that nothing but `job` holds it when this frame ends.
        job = taken.pop()
        unfinished = self._do(job)
        with self._changed:
            self._leave(job, unfinished)
            self._free += 1
            self._start()
        return True

    def _do(self, job: Job) -> bool:
        """Do a job, and tell of it; whether it has stopped before its end."""

        def over() -> bool:
            # The look of every job waits here while a frame is painted: none has to know of frames.
            self.gate.wait()
            return job.is_over()

        assert job.work is not None
        self.gate.wait()
        try:
            # Numbers beyond all limits are results here, and told as such.
            with np.errstate(all="ignore"), cancellable(over):
                answer = job.work()
        except Cancelled:
            return True
        except Exception:
            self.tell(job, traceback.format_exc())
            return False
        if job.done is not None and not job.cancelled:
            job.done(answer)
        return False

    def tell(self, job: Job, details: str) -> None:
        """Tell of an unexpected error of a job."""
        if job.failed is not None:
            job.failed(details)

    def settle(self, job: Job, answer: "Future[object]") -> None:
        """Take over what an executor has made of a job."""
        if not answer.cancelled() and not job.cancelled:
            error = answer.exception()
            if error is None and job.done is not None:
                job.done(answer.result())
            elif error is not None and not isinstance(error, Cancelled):
                self.tell(job, "".join(traceback.format_exception(error)))
        with self._changed:
            self._leave(job)
            self._start()


def _send(scheduler: Scheduler, job: Job, answer: "Future[object]") -> None:
    answer.add_done_callback(lambda found: scheduler.settle(job, found))


def about(group: Hashable) -> Callable[[Job], bool]:
    """Tells whether a job is of a group."""
    return lambda job: job.group == group
