"""The cross sections through the playhead, computed in the background."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.cross_sections import (
    CrossSection,
    cross_section,
    directions_of,
    reach_of,
)
from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import History

POINTS = 121
UPDATE, DOWNHILL = "next step", "downhill −∇L"


class Place(NamedTuple):
    """Where sections are taken: a row of a history, on a plane, up to what may be known."""

    problem: Problem
    history: History
    plane: Plane
    row: int
    reveal: int


class Sections(NamedTuple):
    """Sections through a row; `step` is the distance to the next row along the last one.

    NaN stands for a step that is not known.
    """

    row: int
    lines: tuple[CrossSection, ...]
    step: float


def sections_at(place: Place) -> Sections:
    """The loss along the axes of the plane, and along the next step or downhill."""
    history, row = place.history, place.history.row(place.row)
    directions = directions_of(place.plane, history.parameters)
    step = np.nan
    if place.row < place.reveal:
        move: FloatArray = history.theta(place.row + 1) - row.theta
        words = UPDATE
        step = float(np.linalg.norm(move))
    else:
        move, words = -row.gradient, DOWNHILL
    length = float(np.linalg.norm(move))
    if np.isfinite(length) and length > 0.0:
        directions.append((words, move / length))
    reach = reach_of(place.plane)
    lines = []
    for name, direction in directions:
        at = _distances(reach, step if name == UPDATE else np.nan)
        lines.append(cross_section(place.problem, row.theta, direction, name, at))
    return Sections(place.row, tuple(lines), step if words == UPDATE else np.nan)


def _distances(reach: float, step: float) -> FloatArray:
    """Evenly spread distances, 0 among them, and that of the step."""
    even = np.linspace(-reach, reach, POINTS)
    return np.union1d(even, [step]) if 0.0 < step <= reach else even


class CrossSections:
    """Keeps the sections through the playhead up to date, while they are wanted."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[Place, Sections] = Latest(scheduler, self._compute)

    def update(self, place: Place) -> None:
        """Have the sections at a place computed."""
        key = (place.history, place.plane.key, place.row, place.row < place.reveal)
        self._worker.submit(key, place)

    def sections_of(self, history: History) -> Sections | None:
        """The last sections, when they are those of a history."""
        result = self._worker.result
        return result[1] if result is not None and result[0][0] is history else None  # type: ignore[index]

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is left to do."""
        return self._worker.wait(timeout)

    def close(self) -> None:
        """Cancel what is under way."""
        self._worker.close()

    def _compute(
        self,
        place: Place,
        publish: Callable[[Sections], None],
    ) -> None:
        publish(sections_at(place))
