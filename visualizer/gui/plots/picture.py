"""What a picture depends on, as one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.app.views import ViewSettings
from visualizer.core.analysis.insight import Insight
from visualizer.gui.look.look import Look
from visualizer.gui.plots.ranges import Range


class Picture(NamedTuple):
    """All that a picture depends on: an equal one is not drawn again.

    `of` are the values of what a plot depends on, `insights` what had been worked out, `reason`
    is why there is nothing to draw. `at` are those of what changes while nothing but the playhead
    moves.
    """

    of: tuple[object, ...]
    insights: tuple[Insight | None, ...]
    reason: str
    at: tuple[object, ...] = ()
    view: ViewSettings | None = None
    zoom: Zoom = NO_ZOOM
    look: Look | None = None
    size: tuple[float, float] = (0.0, 0.0)
    heights: Range | None = None

    def moved_from(self, before: Picture | None) -> bool:
        """Whether it is another one than `before` only by where the playhead is."""
        return before is not None and not self.reason and before._replace(at=self.at) == self


def reading(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    """What gives the attributes of these names, which may have dots, all in one call."""
    if not names:
        return lambda frame: ()
    read = attrgetter(*names)
    # `attrgetter` gives a tuple only for several names.
    return read if len(names) > 1 else lambda frame: (read(frame),)
