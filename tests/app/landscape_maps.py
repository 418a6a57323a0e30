"""The map of what is in front, chosen and worked out as the stage has it done."""

import numpy as np

from visualizer.app.derived import Derived
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.landscapes import Landscapes, MapWish
from visualizer.app.state import Run, State
from visualizer.core.analysis.ground import Ground
from visualizer.core.analysis.insight import Moment
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.planes import AxisPlane


class Maps:
    """Keeps the map of the run in front up to date."""

    def __init__(self) -> None:
        self.derived = Derived(Scheduler())
        self.landscapes = Landscapes()

    def update(self, state: State, view: MapWish, moving: bool) -> None:
        """Have the map worked out that suits a state."""
        if state.run.count:
            ground = self.landscapes.ground(state, view, moving)
            self.derived.want(LandscapeMap, _moment(state.run)._replace(ground=ground))

    def map_of(self, run: Run) -> LandscapeMap | None:
        """The map when it belongs to the problem of a run."""
        moment = _moment(run)
        return self.derived.answer(LandscapeMap, moment._replace(ground=_SOME))

    def axes_of(self, run: Run, view: MapWish) -> tuple[int, ...]:
        """The parameters that the map is over."""
        return self.landscapes.axes_of(run, view)

    def wait(self, timeout: float) -> bool:
        """Wait until the map is as fine as it gets."""
        return self.derived.wait(timeout)

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return "".join(self.derived.errors)

    def close(self) -> None:
        """Cancel what is under way."""
        self.derived.close()


def _moment(run: Run) -> Moment:
    last = run.count - 1
    return Moment(run.history, last, last, last, run.descent, run.capabilities, run.ending)


_SOME = Ground(AxisPlane.over((0,), np.zeros(1), (0.0, 1.0)))
"""A part of the landscape is asked for; which one does not matter for what may be shown."""
