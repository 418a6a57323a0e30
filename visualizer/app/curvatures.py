"""The curvature at the playhead, and along the run, in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run
from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import FloatArray
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending

if TYPE_CHECKING:
    from visualizer.core.analysis.curvature_report import Report
    from visualizer.core.analysis.sharpness import Sharpness

CHEAP = 64
"""Parameters up to which the curvature is computed while the playhead moves."""


@dataclass(frozen=True, eq=False)
class Found:
    """What is known of the curvature of a history.

    `report` is that of a row, which may be a former one; `quadratic` tells that the
    curvature is the same everywhere. `block` (2, 2) holds the second derivatives along the
    two directions of a landscape at that row, None without one. `sharpness` runs along the
    history, None where nobody has asked for it.
    """

    history: History
    report: Report
    quadratic: bool
    block: FloatArray | None = None
    sharpness: Sharpness | None = None


class _Request(NamedTuple):
    run: Run
    row: int
    last: int
    plane: Plane | None
    known: dict[int, tuple[float, float]]
    former: Found | None


class Curvatures:
    """Keeps the curvature of the run in front up to date; `update` costs little.

    Flags
    -----
    along
        Also compute the sharpness along the run, for its plot.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self.along = False
        self._worker: Latest[_Request, Found] = Latest(scheduler, _compute)
        self._known: tuple[History | None, dict[int, tuple[float, float]]] = (None, {})

    def close(self) -> None:
        """Cancel what is under way."""
        self._worker.close()

    def wait(self, timeout: float) -> bool:
        """Wait until the latest request has been answered."""
        return self._worker.wait(timeout)

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def found_for(self, run: Run) -> Found | None:
        """What is known of the history of `run`; of a former row at first."""
        result = self._worker.result
        return result[1] if result is not None and result[1].history is run.history else None

    @property
    def last(self) -> Found | None:
        """What was found last, of any run."""
        return self._worker.result[1] if self._worker.result else None

    def update(self, run: Run, row: int, plane: Plane | None, moving: bool) -> None:
        """Have the curvature at a row computed, and along the run if that is asked.

        While the playhead is `moving`, or the run grows, only what costs next to nothing.
        """
        if run.count == 0 or (moving and run.problem.size > CHEAP):
            return
        if self._known[0] is not run.history:
            self._known = (run.history, {})
        last = run.count - 1 if self.along and not moving else -1
        seen = None if plane is None or plane.dimensions != 2 else plane
        key = (run.history, run.experiment, row, last, seen and seen.key, _end(run))
        request = _Request(run, row, last, seen, self._known[1], self.found_for(run))
        self._worker.submit(key, request)


def _end(run: Run) -> Ending | None:
    return run.history.ending


def curvature_along(run: Run, row: int) -> Found:
    """All that there is to know, computed here and now: for pictures in files."""
    found: list[Found] = []
    _compute(_Request(run, row, run.count - 1, None, {}, None), found.append)
    return found[-1]


def _compute(request: _Request, publish: Callable[[Found], None]) -> None:
    # Here, as the window appears sooner without.
    import numpy as np

    from visualizer.core.analysis.curvature import constant_hessian, hessian_along
    from visualizer.core.analysis.curvature_report import make_report
    from visualizer.core.analysis.sharpness import measure_sharpness

    run, history = request.run, request.run.history
    report = make_report(run.experiment, run.problem, history, request.row)
    block = None
    if request.plane is not None:
        corners = request.plane.at(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
        theta = history.theta(request.row).astype(float)
        block = hessian_along(run.problem, theta, corners[1:] - corners[0])
    former = request.former
    found = Found(
        history,
        report,
        former.quadratic if former else constant_hessian(run.problem) is not None,
        block,
        former.sharpness if former else None,
    )
    publish(found)
    if request.last < 0:
        return
    random = np.random.default_rng([run.experiment.training.seed, 1])
    for sharpness in measure_sharpness(run.problem, history, request.last, random, request.known):
        publish(replace(found, sharpness=sharpness))
