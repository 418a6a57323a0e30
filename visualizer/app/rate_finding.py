"""The learning-rate finder in the background: it looks at a run and changes nothing.

The range test first, which takes a moment; then the runs that prove what it suggests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.single import Single
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


class RateFinding(Single[Wanted, Found]):
    """Makes one range test at a time, and the runs that prove it."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__(scheduler, _work)


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
