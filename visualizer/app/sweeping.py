"""Sweeps in the background: they look at no run, and keep what is done when they are stopped."""

import time
from collections.abc import Callable
from typing import NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.runs import trained_run
from visualizer.app.state import Run
from visualizer.core.building import ProblemCache
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.quiet import ONE_BLAS_THREAD
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import SweepPlan
from visualizer.core.sweeps.results import CellResult
from visualizer.core.sweeps.theory import stable_rates

LOOK_BYTES = 32 << 20
"""Of the history of a run that is looked at."""

PUBLISH_SECONDS = 0.1
"""Between two looks at what is there so far: putting it together takes time, too."""


class SweepFound(NamedTuple):
    """How far a sweep has come: cells done, what they came to, or why it cannot be."""

    done: int = 0
    outcome: SweepOutcome | None = None
    error: InputError | None = None
    seconds: float = 0.0


class Sweeping:
    """Works on one sweep at a time; `found` is what the latest one has come to."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[SweepPlan, SweepFound] = Latest(scheduler, _work)
        self._plan: SweepPlan | None = None
        self._given_up = True

    def start(self, plan: SweepPlan) -> None:
        """Begin a sweep; one that is under way is given up."""
        self._plan, self._given_up = plan, False
        self._worker.submit(plan, plan)

    def cancel(self) -> None:
        """Give up the sweep that is under way; what it has found so far stays."""
        self._given_up = True
        self._worker.cancel()

    @property
    def running(self) -> bool:
        """Whether a sweep is under way that has not been given up."""
        return not self._given_up and self._worker.busy

    @property
    def found(self) -> SweepFound | None:
        """What the latest sweep has come to; None before its first cells."""
        result = self._worker.result
        # By identity: another sweep may be equal, and is made anew.
        return None if result is None or result[0] is not self._plan else result[1]

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


class CellLook:
    """Trains the run of one cell at a time, to be looked at: the latest that was asked for."""

    def __init__(self, scheduler: Scheduler, problems: ProblemCache) -> None:
        self._problems = problems
        self._worker: Latest[Experiment, Run] = Latest(scheduler, self._train)
        self._wanted: Experiment | None = None

    def want(self, experiment: Experiment) -> None:
        """Have the run of an experiment trained; of a bad one there is none."""
        self._wanted = experiment
        self._worker.submit(experiment, experiment)

    @property
    def run(self) -> Run | None:
        """The run that is wanted, once it has ended; None before."""
        result = self._worker.result
        return None if result is None or result[0] != self._wanted else result[1]

    def close(self) -> None:
        """Give up what is under way."""
        self._worker.close()

    def _train(self, experiment: Experiment, publish: Callable[[Run], None]) -> None:
        with ONE_BLAS_THREAD:
            publish(trained_run(0, experiment, self._problems.build(experiment), LOOK_BYTES))


def _work(plan: SweepPlan, publish: Callable[[SweepFound], None]) -> None:
    results: dict[int, CellResult] = {}
    limits: tuple[float, ...] = ()
    began = time.perf_counter()

    def tell() -> None:
        seconds = time.perf_counter() - began
        publish(SweepFound(len(results), SweepOutcome.of(plan, results, limits), None, seconds))

    try:
        with ONE_BLAS_THREAD:
            pieces = checked_pieces(plan, workers=_PIECES)
            limits = stable_rates(plan)
            tell()
            due = time.perf_counter() + PUBLISH_SECONDS
            for place, result in train_sweep(pieces, AtOnce()):
                results[place] = result
                if time.perf_counter() >= due:
                    tell()
                    due = time.perf_counter() + PUBLISH_SECONDS
    except InputError as error:
        publish(SweepFound(error=error))
    else:
        tell()


_PIECES = 8
"""Into so many pieces a batch is cut at least, so that one sees it grow, and stops between them."""
