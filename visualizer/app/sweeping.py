"""Sweeps in the background: they look at no run, and keep what is done when they are stopped."""

import time
from collections.abc import Callable
from typing import NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.single import Single
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


class Sweeping(Single[SweepPlan, SweepFound]):
    """Works on one sweep at a time; what it has found stays when it is given up."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__(scheduler, _work, keeps=True)


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
