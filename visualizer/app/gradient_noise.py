"""The noise of the gradient at the playhead, measured in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run, State
from visualizer.core.arrays import FloatArray
from visualizer.core.recording.history import History

if TYPE_CHECKING:
    from visualizer.core.analysis.batch_noise import Cloud, GradientError

CLOUD, ERROR = "cloud", "error"
"""What can be wanted: the gradients of the batches, and their error against the batch size."""

NOTHING: Set[str] = frozenset()


@dataclass(frozen=True, eq=False)
class GradientNoise:
    """What is known of the noise along a history; each part says at which step it is."""

    history: History
    cloud: Cloud | None = None
    error: GradientError | None = None


class _Request(NamedTuple):
    run: Run
    step: int
    theta: FloatArray
    wanted: Set[str]
    former: GradientNoise | None


class NoiseWatch:
    """Keeps the noise at the playhead up to date; `update` costs little."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[_Request, GradientNoise] = Latest(scheduler, _work)

    def update(self, state: State, wanted: Set[str], moving: bool) -> None:
        """Have measured what is wanted at the playhead.

        While it is `moving` the error, which takes longer, stays as it was measured last.
        """
        run = state.run
        if run.history.layout.whole:
            wanted = wanted - {CLOUD}
        if moving or run.problem.rows == 1:
            wanted = wanted - {ERROR}
        if not wanted or run.count == 0:
            return
        step = state.row
        key = (run.history, step, wanted)
        if self._worker.wants(key):
            theta = run.history.theta(step)
            self._worker.submit(key, _Request(run, step, theta, wanted, self.noise_of(run)))

    def noise_of(self, run: Run) -> GradientNoise | None:
        """What was measured last along the history of `run`."""
        result = self._worker.result
        if result is None or result[1].history is not run.history:
            return None
        return result[1]

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def wait(self, timeout: float) -> bool:
        """Wait until the latest request has been answered."""
        return self._worker.wait(timeout)

    def close(self) -> None:
        """Cancel what is under way."""
        self._worker.close()


def _work(
    request: _Request,
    publish: Callable[[GradientNoise], None],
) -> None:
    for found in _measured(request):
        publish(found)


def _measured(request: _Request) -> Iterator[GradientNoise]:
    """What is wanted, piece by piece; the cloud first, as it takes no time."""
    # Here, as the window appears sooner without.
    from visualizer.core.analysis.batch_noise import gradient_cloud, gradient_errors

    run, step, theta = request.run, request.step, request.theta
    found = request.former or GradientNoise(run.history)
    if CLOUD in request.wanted:
        found = replace(found, cloud=gradient_cloud(run.descent, step, theta))
        yield found
    if ERROR in request.wanted and run.problem.rows > 1:
        seed = run.experiment.training.seed
        for error in gradient_errors(run.problem, step, theta, seed):
            found = replace(found, error=error)
            if request.former is None or request.former.error is None:
                yield found
        # A former curve stays until the new one is complete: it would flicker.
        yield found


def noise_at(run: Run, step: int, wanted: Set[str]) -> GradientNoise:
    """What is wanted of the noise at a step, measured now."""
    request = _Request(run, step, run.history.theta(step), wanted, None)
    return [GradientNoise(run.history), *_measured(request)][-1]
