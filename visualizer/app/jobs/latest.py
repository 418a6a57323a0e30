"""A policy: of all requests only the latest matters."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

from visualizer.app.jobs.job import SEEN, Job
from visualizer.app.jobs.scheduler import Scheduler, about

Request = TypeVar("Request")
Result = TypeVar("Result")

Work = Callable[[Request, Callable[[Result], None]], None]
"""Handles a request; is given a function that publishes a result."""

PATIENCE = 0.3
"""Seconds that a first result is still waited for when a newer request has come."""


class Latest(Generic[Request, Result]):
    """Works on the latest request and publishes results by assignment.

    Views pull `result`: a pair of the request's key and what was published last for it.
    Work that is superseded stops with the next `look`, but not at once before it has
    published anything: when requests come faster than they can be answered, late answers
    are better than none.
    """

    def __init__(
        self, scheduler: Scheduler, work: Work[Request, Result], priority: int = SEEN
    ) -> None:
        self.result: tuple[object, Result] | None = None
        self.error = ""
        self._scheduler = scheduler
        self._work = work
        self._priority = priority
        self._key: object = None
        self._job: Job | None = None
        self._closed = self._settled = False
        self._lock = Lock()

    def submit(self, key: object, request: Request) -> None:
        """Work on `request`, unless one of the same key is the latest already."""
        if key == self._key or self._closed:
            return
        # Before the new one begins: it may be at work on another thread until its next look.
        if self._job is not None:
            self._scheduler.cancel(self._job)
        self._key, self._settled = key, False
        # One request is handled after the other: what is published is never older.
        self._job = Job(
            key,
            partial(self._handle, key, request),
            priority=self._priority,
            group=self,
            patience=PATIENCE,
            failed=self._on_failed,
        )
        self._scheduler.submit(self._job)

    def settle(self, key: object, result: Result) -> None:
        """Take a result that is known already for that of the latest request."""
        self.cancel()
        with self._lock:
            self._key, self._settled = key, True
            self.result = (key, result)

    def cancel(self) -> None:
        """Give up what is under way; what was published stays."""
        if self._job is not None:
            self._job.hurry()
            self._scheduler.cancel(self._job)
        self._key = None

    def _handle(self, key: object, request: Request) -> None:
        self._work(request, partial(self._publish, key))

    def _publish(self, key: object, result: Result) -> None:
        # Something has been shown, so superseded work need not be waited for any longer.
        for job in self._scheduler.find(about(self)):
            job.hurry()
        with self._lock:
            # A late result is better than none, but not than one that is settled.
            if not self._closed and not (self._settled and key != self._key):
                # One assignment of a pair: a view that pulls it never sees a key with another's
                # result.
                self.result = (key, result)

    def _on_failed(self, details: str) -> None:
        # Shown by the window with the details; newer requests are worked on all the same.
        self.error = details

    def wants(self, key: object) -> bool:
        """Whether a request of this key would be a new one: not worth making if it is not."""
        return bool(key != self._key)

    @property
    def busy(self) -> bool:
        """Whether the latest request is not finished yet."""
        return self._job is not None and self._scheduler.has(self._job)

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is left to do; false when the time is over first."""
        return self._scheduler.wait(timeout, about(self))

    def close(self) -> None:
        """Cancel what is under way; nothing is published any more."""
        self._closed = True
        self._scheduler.give_up(*self._scheduler.find(about(self)))
