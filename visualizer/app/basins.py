"""The basin map, computed in the background: first coarse, then finer, with progress."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run
from visualizer.core.analysis.basins import BasinMap, basin_map
from visualizer.core.analysis.planes import Plane
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.start import Start

SIDES = (21, 61, 141)
MOST_WORK = 4e10
"""Bytes that a map may work through: about a minute."""


class Reached(NamedTuple):
    """How far a map is: the best so far, and the part (0..1) of the next one."""

    map: BasinMap | None
    part: float
    sides: int


class _Request(NamedTuple):
    experiment: Experiment
    problem: Problem
    plane: Plane
    aspect: float


class Basins:
    """Keeps the basin map of a run up to date, while it is wanted."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[_Request | None, Reached] = Latest(scheduler, self._compute)
        self._stopped: object = None
        self._wanted: object = None
        self._number = 0

    def update(self, run: Run, plane: Plane, aspect: float) -> None:
        """Have the map of a run computed over a plane, unless it was stopped."""
        experiment = replace(run.experiment, start=Start(), name="")
        key = (experiment, run.problem, plane.key, aspect)
        self._wanted = key[:2]
        if self._wanted != self._stopped:
            self._stopped = None
            self._worker.submit(key, _Request(experiment, run.problem, plane, aspect))

    def stop(self) -> None:
        """Give up what is under way until another run is wanted, or `resume`."""
        self._stopped = self._wanted
        self._number += 1
        self._worker.submit(("stopped", self._number), None)

    def resume(self) -> None:
        """Go on after `stop`."""
        self._stopped = None

    @property
    def stopped(self) -> bool:
        """Whether the user has stopped what is wanted now."""
        return self._stopped is not None

    @property
    def busy(self) -> bool:
        """Whether a map is being computed."""
        return self._worker.busy

    @property
    def reached(self) -> Reached | None:
        """How far the computation is; another object whenever that changes."""
        return self._worker.result[1] if self._worker.result else None

    def map_of(self, run: Run) -> BasinMap | None:
        """The map, when it belongs to the problem and the rule of `run`."""
        result = self._worker.result
        if result is None or result[1].map is None:
            return None
        experiment = replace(run.experiment, start=Start(), name="")
        return result[1].map if result[0][:2] == (experiment, run.problem) else None  # type: ignore[index]

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def wait(self, timeout: float) -> bool:
        """Wait until the map is as fine as it gets."""
        return self._worker.wait(timeout)

    def close(self) -> None:
        """Cancel what is under way."""
        self._worker.close()

    def _compute(
        self,
        request: _Request | None,
        publish: Callable[[Reached], None],
    ) -> None:
        if request is None:
            return
        found: BasinMap | None = None
        for shape in resolutions(request.experiment, request.problem, request.aspect):

            def report(part: float, known: BasinMap | None = found, side: int = shape[0]) -> None:
                publish(Reached(known, part, side))

            found = basin_map(request.experiment, request.problem, request.plane, shape, report)
        publish(Reached(found, 1.0, found.x.size if found is not None else 0))


def resolutions(experiment: Experiment, problem: Problem, aspect: float) -> list[tuple[int, int]]:
    """The grids (nx, ny) that are computed one after the other, near to square cells."""
    training = experiment.training
    steps = training.epochs * -(-problem.rows // (training.batch_size or problem.rows))
    each = (steps + 1) * (problem.point_bytes + 64 * problem.size)
    shapes = [(side, max(2, round(side * aspect))) for side in SIDES]
    possible = [shape for shape in shapes if shape[0] * shape[1] * each <= MOST_WORK]
    if possible:
        return possible
    side = max(5, int((MOST_WORK / each / aspect) ** 0.5))
    return [(side, max(2, round(side * aspect)))]
