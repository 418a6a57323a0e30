"""A policy: one piece of work at a time that somebody has started, and may give up."""

from collections.abc import Callable
from typing import Generic

from visualizer.app.jobs.job import SEEN
from visualizer.app.jobs.latest import Latest, Request, Result, Work
from visualizer.app.jobs.scheduler import Scheduler


class Single(Generic[Request, Result]):
    """Does what was started last; `found` is what that has come to so far.

    What is started again is done again, also where it is equal to what was done before: for that
    `Latest` is no good. With `keeps` what was found stays when it is given up.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        work: Work[Request, Result],
        priority: int = SEEN,
        keeps: bool = False,
    ) -> None:
        self._worker: Latest[tuple[object, Request], Result] = Latest(scheduler, self._do, priority)
        self._work, self._keeps = work, keeps
        self._key: tuple[object, Request] | None = None
        self._given_up = True

    def start(self, wanted: Request) -> None:
        """Begin; what is under way is given up."""
        self._key, self._given_up = (object(), wanted), False
        self._worker.submit(self._key, self._key)

    def cancel(self) -> None:
        """Give up what is under way."""
        self._given_up = True
        if not self._keeps:
            self._key = None
        self._worker.cancel()

    @property
    def running(self) -> bool:
        """Whether something is under way that has not been given up."""
        return not self._given_up and self._worker.busy

    @property
    def found(self) -> Result | None:
        """What it has come to; None before anything is known, or when it was given up."""
        result = self._worker.result
        if result is None or self._key is None or result[0] is not self._key:
            return None
        return result[1]

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way."""
        return self._worker.wait(timeout)

    def close(self) -> None:
        """Give up what is under way."""
        self._worker.close()

    def _do(self, started: tuple[object, Request], publish: Callable[[Result], None]) -> None:
        self._work(started[1], publish)
