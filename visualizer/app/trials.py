"""Remedies of verdicts, tried in the background before they are offered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from visualizer.app.jobs.job import SPARE
from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run
from visualizer.core.chunks import cancellable, look

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict import Verdict
    from visualizer.core.analysis.verdict_kinds import Key, Remedy

MOST_SECONDS = 10.0
"""A remedy whose trial takes longer is not offered; nor is any for a run that took longer."""


class _Known:
    """What is known of the remedies for one run: how it ends with each, by key."""

    def __init__(self, run: Run) -> None:
        # A longer run goes on with the same history, and then has another experiment.
        self.run = (run.history, run.experiment)
        self.results: dict[Key, float] = {}

    def is_of(self, run: Run) -> bool:
        return self.run[0] is run.history and self.run[1] is run.experiment


class _Request(NamedTuple):
    run: Run
    remedies: tuple[Remedy, ...]
    known: _Known


class Trials:
    """Tries the remedies of the verdict that is shown; `update` costs little.

    What was tried once is remembered as long as the run is the one in front.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[_Request, int] = Latest(scheduler, self._try, SPARE)
        self._known: _Known | None = None

    def close(self) -> None:
        """Cancel what is under way."""
        self._worker.close()

    def wait(self, timeout: float) -> bool:
        """Wait until all that was asked for has been tried."""
        return self._worker.wait(timeout)

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def update(self, run: Run, verdict: Verdict) -> None:
        """Have the remedies of a verdict on a run tried, once the run is complete."""
        if not _has_ended(run) or run.history.seconds > MOST_SECONDS:
            return
        known = self._known
        if known is None or not known.is_of(run):
            known = self._known = _Known(run)
        remedies = tuple(one for one in _candidates(run, verdict) if one.key not in known.results)
        if remedies:
            key = (known, tuple(one.key for one in remedies))
            self._worker.submit(key, _Request(run, remedies, known))

    def offered(self, run: Run, verdict: Verdict) -> tuple[Remedy, ...]:
        """The remedies of a verdict that have proved to help, so far."""
        from visualizer.core.analysis.trials import course_of, offered

        known = self._known
        if not verdict.remedies or known is None or not known.is_of(run):
            return ()
        results = dict(known.results)
        remedies = [one for one in _candidates(run, verdict) if one.key in results]
        courses = {one.aim: course_of(run.history, run.ending, one.aim) for one in remedies}
        return offered(remedies, courses, results)

    def count(self, run: Run) -> int:
        """How many remedies have been tried for a run: with each, more may be offered."""
        known = self._known
        return len(known.results) if known is not None and known.is_of(run) else 0

    def _try(
        self,
        request: _Request,
        publish: Callable[[int], None],
    ) -> None:
        # Here, as the window appears sooner without.
        from visualizer.core.analysis.trials import tried
        from visualizer.core.errors import Cancelled

        run, results = request.run, request.known.results
        for one in _fresh(request.remedies, results):
            end = time.perf_counter() + MOST_SECONDS

            def over(end: float = end) -> bool:
                return time.perf_counter() >= end

            try:
                with cancellable(over):
                    results[one.key] = tried(run.experiment, run.problem, one)
            except Cancelled:
                look()
                results[one.key] = np.inf
            publish(len(results))


def _fresh(remedies: Iterable[Remedy], results: dict[Key, float]) -> Iterable[Remedy]:
    return (one for one in remedies if one.key not in results)


def _has_ended(run: Run) -> bool:
    """Whether a run has come to its end, or to where it diverged: not for want of memory."""
    return run.complete and run.ending is not None and run.ending.kind != "full"


def _candidates(run: Run, verdict: Verdict) -> tuple[Remedy, ...]:
    from visualizer.core.analysis.trials import candidates

    return candidates(run.experiment, verdict)
