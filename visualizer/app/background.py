"""Work off the GUI thread of which only the latest request matters."""

import time
import traceback
from collections.abc import Callable
from threading import Condition, Thread
from typing import Generic, TypeVar

from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled

Request = TypeVar("Request")
Result = TypeVar("Result")

Work = Callable[[Request, Callable[[Result], None]], None]
"""Handles a request; is given a function that publishes a result."""

PATIENCE = 0.3
"""Seconds that a first result is still waited for when a newer request has come."""


class LatestWorker(Generic[Request, Result]):
    """A thread that works on the latest request and publishes results by assignment.

    Views pull `result`: a pair of the request's key and what was published last for it.
    Work that is superseded stops with the next `look`, but not at once before it has
    published anything: when requests come faster than they can be answered, late answers
    are better than none.
    """

    def __init__(self, name: str, work: Work[Request, Result]) -> None:
        self.result: tuple[object, Result] | None = None
        self.error = ""
        self._work = work
        self._changed = Condition()
        self._request: Request | None = None
        self._key: object = None
        self._generation = 0
        self._closing = False
        self._busy = False
        self._thread = Thread(target=self._run, name=name)
        self._thread.start()

    def submit(self, key: object, request: Request) -> None:
        """Work on `request`, unless one of the same key is the latest already."""
        with self._changed:
            if key == self._key:
                return
            self._generation += 1
            self._key, self._request = key, request
            self._changed.notify_all()

    def wants(self, key: object) -> bool:
        """Whether a request of this key would be a new one: not worth making if it is not."""
        return bool(key != self._key)

    @property
    def busy(self) -> bool:
        """Whether the latest request is not finished yet."""
        with self._changed:
            return self._busy or self._request is not None

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is left to do; false when the time is over first."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and self._request is None, timeout)

    def close(self) -> None:
        """Cancel what is under way and wait for the thread."""
        with self._changed:
            self._closing = True
            self._generation += 1
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._request is not None or self._closing)
                if self._closing:
                    return
                request, key, generation = self._request, self._key, self._generation
                self._request = None
                self._busy = True
            assert request is not None
            self._handle(request, key, generation)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _handle(self, request: Request, key: object, generation: int) -> None:
        given_up = time.monotonic() + PATIENCE

        def publish(result: Result) -> None:
            nonlocal given_up
            given_up = 0.0
            # One thread handles one request after the other: nothing newer is there yet.
            with self._changed:
                if not self._closing:
                    self.result = (key, result)

        def cancelled() -> bool:
            if generation == self._generation:
                return False
            return self._closing or time.monotonic() > given_up

        try:
            with cancellable(cancelled):
                self._work(request, publish)
        except Cancelled:
            pass
        except Exception:
            # Shown by the window with the details; the thread goes on with the next one.
            self.error = traceback.format_exc()
