"""The learning-rate finder in the background: it looks at a run and changes nothing.

The range test first, which takes a moment; then the runs that prove what it suggests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.rate_finder import Finder, RateCurve, find_rates
from visualizer.core.analysis.rate_proof import Proving, RateProof, prove_rates
from visualizer.core.arrays import FloatArray
from visualizer.core.building import build
from visualizer.core.capabilities import asked
from visualizer.core.chunks import listening, look
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import ONE_BLAS_THREAD


@dataclass(frozen=True, eq=False)
class Wanted:
    """A range test: of an experiment, with its problem if that is known, from theta (P,).

    Without theta it begins where the experiment starts. `proving` says how its suggestions are
    tried out, where they are.
    """

    experiment: Experiment
    finder: Finder
    problem: Problem | None = None
    theta: FloatArray | None = None
    proving: Proving | None = None


class Found(NamedTuple):
    """How far a test has come: steps done, the curve at its end, or why there is none.

    Then which part (0..1) of the runs is done that prove it, and at their end the proof.
    """

    done: int = 0
    curve: RateCurve | None = None
    problem: Problem | None = None
    error: InputError | None = None
    part: float = 0.0
    proof: RateProof | None = None


class RateFinding:
    """Makes one range test at a time; `found` is what the latest one has come to."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[Wanted, Found] = Latest(scheduler, _work)
        self._key: object = None

    def start(self, wanted: Wanted) -> None:
        """Begin a test; one that is under way is given up."""
        self._key = wanted
        self._worker.submit(wanted, wanted)

    def cancel(self) -> None:
        """Give up the test that is under way."""
        self._key = None
        self._worker.cancel()

    @property
    def running(self) -> bool:
        """Whether a test is under way that has not been given up."""
        return self._key is not None and self._worker.busy

    @property
    def found(self) -> Found | None:
        """What the latest test has come to; None before its first step, or when given up."""
        result = self._worker.result
        if result is None or result[0] is not self._key or self._key is None:
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


def _work(
    wanted: Wanted,
    publish: Callable[[Found], None],
) -> None:
    def progress(done: int, total: int) -> None:
        look()
        publish(Found(done))

    try:
        problem = wanted.problem or build(wanted.experiment)
        with ONE_BLAS_THREAD:
            curve = find_rates(
                wanted.experiment, problem, wanted.finder, wanted.theta, progress=progress
            )
    except InputError as error:
        publish(Found(error=error))
    else:
        found = Found(len(curve.rates), curve, problem)
        publish(found)
        if wanted.proving is not None and wanted.proving.train:
            _prove(wanted, wanted.proving, found, publish)


def _prove(
    wanted: Wanted, proving: Proving, found: Found, publish: Callable[[Found], None]
) -> None:
    """Try out what the test suggests."""
    problem, curve = asked(found.problem), asked(found.curve)
    with listening(lambda part: publish(found._replace(part=part))):
        proof = prove_rates(wanted.experiment, problem, curve, proving, wanted.theta)
    publish(found._replace(part=1.0, proof=proof))
