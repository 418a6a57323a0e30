"""A race in the background: its results, the runs of one start, and the map they move on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from visualizer.app.jobs.job import ASKED
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.single import Single
from visualizer.app.landscapes import Landscapes, view_of
from visualizer.app.runs import trained_run
from visualizer.app.state import Run, State
from visualizer.app.views import LANDSCAPE, MapView
from visualizer.core.analysis.insight import Moment, finished
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.plane_kinds import PRINCIPAL
from visualizer.core.analysis.planes import AxisPlane, Range
from visualizer.core.arrays import FloatArray
from visualizer.core.building import ProblemCache
from visualizer.core.chunks import listening
from visualizer.core.errors import InputError
from visualizer.core.race.race import Race
from visualizer.core.race.results import RaceResult
from visualizer.core.race.running import run_race
from visualizer.core.race.starts import started

BUDGET = 32 << 20
"""Bytes that the history of each run that is seen may take."""

AIR = 0.15
"""The share of the ways by which the map is wider."""


@dataclass(frozen=True, eq=False)
class RaceFound:
    """How far a race has come: which part is done, and at its end what came out.

    `runs` are those of the entrants from one start of the race, that with the number `start`
    from 0, in their order; `map` is the landscape on which the one that came first is seen,
    None where there is none.
    """

    part: float = 0.0
    result: RaceResult | None = None
    runs: tuple[Run, ...] = ()
    map: LandscapeMap | None = None
    error: InputError | None = None
    start: int = 0


@dataclass(frozen=True, eq=False)
class OtherStart:
    """A race that has ended, to be seen from another start."""

    result: RaceResult
    start: int


class Racing(Single[Race | OtherStart, RaceFound]):
    """Has one race run at a time, or has it seen from another start.

    `colours` are those of the runs, in the order of the entrants.
    """

    def __init__(
        self, scheduler: Scheduler, problems: ProblemCache, colours: Sequence[int] = ()
    ) -> None:
        super().__init__(scheduler, self._race, ASKED)
        self._problems, self._colours = problems, tuple(colours)

    def _race(self, wanted: Race | OtherStart, publish: Callable[[RaceFound], None]) -> None:
        def tell(part: float) -> None:
            publish(RaceFound(part))

        try:
            if isinstance(wanted, OtherStart):
                result, start = wanted.result, wanted.start
            else:
                with listening(tell):
                    result = run_race(wanted, self._problems)
                start = 0
            runs = self._seen(result, start)
        except InputError as error:
            publish(RaceFound(error=error))
        else:
            front = result.finishes.index(result.ranking[0][1])
            publish(RaceFound(1.0, result, runs, map_of(runs, front), start=start))

    def _seen(self, result: RaceResult, start: int) -> tuple[Run, ...]:
        """The runs of all from a start, with every step of theirs."""
        found = []
        for number, finish in enumerate(result.finishes):
            problem = self._problems.build(finish.experiment)
            experiment = started(finish.experiment, problem, result.starts.racing[start])
            run = trained_run(number, experiment, self._problems.build(experiment), BUDGET)
            colour = self._colours[number] if number < len(self._colours) else number
            found.append(replace(run, colour=colour))
        return tuple(found)


def colours_beside(runs: Sequence[Run], count: int) -> tuple[int, ...]:
    """The colours that so many runs get when they are opened beside others."""
    taken = {run.colour for run in runs}
    free = (index for index in range(len(runs) + count) if index not in taken)
    return tuple(islice(free, count))


def map_of(runs: Sequence[Run], front: int) -> LandscapeMap | None:
    """The landscape of the run in front, as near as the ways of all let it be seen."""
    state = State(runs=tuple(runs), current=front)
    if len(state.run.history.parameters) > 2:
        # A slice through two parameters is another one at each epoch; this plane stays.
        state = state.with_view(LANDSCAPE, MapView(plane=PRINCIPAL))
    run, ground = state.run, Landscapes().ground(state, view_of(state), False)
    plane = ground.plane
    if isinstance(plane, AxisPlane) and plane.dimensions == 2:
        ranges = _ranges(runs, plane, run.history.parameters)
        ground = ground._replace(plane=plane.within(*ranges))
    last = run.count - 1
    capabilities, ending = run.capabilities, run.ending
    moment = Moment(run.history, last, last, last, run.descent, capabilities, ending, ground=ground)
    return finished(LandscapeMap, moment) if LandscapeMap.is_known(moment) else None


def _ranges(
    runs: Sequence[Run], plane: AxisPlane, parameters: tuple[str, ...]
) -> tuple[Range, Range]:
    """The part of a plane in which the ways of runs and the minima lie, with air around them."""
    first, second = plane.axes
    ways = [
        run.history.path(first, second, 0, run.count - 1)
        for run in runs
        if run.history.parameters == parameters
    ]
    minima = [one for run in runs if run.problem is not None for one in run.problem.minima]
    ways += [plane.project(np.array(minima))] if minima else []
    points = np.concatenate(ways)
    x, y = (
        _aired(points[:, axis], whole) for axis, whole in enumerate((plane.x_range, plane.y_range))
    )
    return x, y


def _aired(values: FloatArray, whole: Range) -> Range:
    """Values (n,) with air around them; what lies outside of the whole range does not count."""
    low, high = whole
    inside = values[(values >= low) & (values <= high)]
    if not len(inside) or inside.min() == inside.max():
        return whole
    air = AIR * float(inside.max() - inside.min())
    return max(low, float(inside.min()) - air), min(high, float(inside.max()) + air)
