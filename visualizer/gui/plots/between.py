"""Between two runs: the loss along the straight line from one to the other, and its barrier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.core.analysis.between import Barrier, Between, sentence
from visualizer.core.analysis.insight import Moment
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array, Range, padded
from visualizer.gui.plots.shown import Shown

if TYPE_CHECKING:
    from visualizer.app.state import Run

NO_OTHER = (
    "Show another run with the same parameters of the same problem: the loss is drawn along the "
    "straight line between both."
)
CHORD, HEIGHT = (2.0, 3.0), (5.0, 3.0)
BEYOND = 0.3
"""How much of the fall and rise between the runs is shown of what lies beyond them."""


class BetweenPlot(Chart):
    """Training and validation loss from the run in front to another; see `Between`.

    The barrier is the upright dashed line, from the straight line between the ends to the loss.
    """

    other = Shown[str]()
    name = "between"
    depends = ("run.history", "run.colour", "label", "ways")
    requires = (Capability.LANDSCAPE,)
    together = False
    insights = (Between,)
    upward = "loss"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.ends = self.keep(Points(symbol="o"), 20)
        self._restyle()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return False  # one run alone has nothing beside it: it is made when it is asked for

    def asks(self, moment: Moment) -> Moment:
        chosen = [one for one in moment.others if one.name == self.other]
        # Of a run that is shown no longer, or has another name now: the first of the others.
        return moment._replace(others=(*chosen, *moment.others)) if chosen else moment

    def unavailable(self, frame: Frame) -> str:
        if not frame.moment.others:
            return NO_OTHER
        found = frame.insight(Between)
        if found is None:
            return "Computing the losses between both runs…"
        return sentence(found, frame.label) if found.is_point else ""

    def words(self, frame: Frame) -> tuple[str, str]:
        found = self._found(frame)
        return f"{frame.label or 'this run'} (0) to {found.other.name or 'the other'} (1)", "loss"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        found, look = self._found(frame), self.look
        lines = []
        kinds = (
            ("validation", found.validation, found.validation_barrier, look.validation),
            ("training", found.loss, found.barrier, look.loss),
        )
        for name, losses, top, colour in kinds:
            if top is not None:
                dash = () if name == "training" else HEIGHT
                lines += [*_barrier(found, losses, top, colour)]
                lines.append(ChartLine(found.places, losses, colour, f"{name} loss", dash))
        return lines

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """All of the line, as high as the losses are between the runs, and somewhat more."""
        found = self._found(frame)
        inside = (found.places >= 0.0) & (found.places <= 1.0)
        drawn = self.to_upward(np.concatenate([found.loss[inside], found.validation[inside]]))
        drawn = drawn[np.isfinite(drawn)]
        low, high = (float(drawn.min()), float(drawn.max())) if len(drawn) else (0.0, 1.0)
        beyond = self.to_upward(np.concatenate([found.loss, found.validation]))
        beyond = beyond[np.isfinite(beyond)]
        air = BEYOND * (high - low)
        if len(beyond) and air > 0.0:
            low = max(low - air, min(low, float(beyond.min())))
            high = min(high + air, max(high, float(beyond.max())))
        across, _ = super().ranges(frame, traces)
        return across, padded(low, high)

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        found, look = self._found(frame), self.look
        ends = np.flatnonzero((found.places == 0.0) | (found.places == 1.0))
        # The answer may be of a moment ago, when the other run was still among those shown.
        known = {one.run.history: one.run.colour for one in frame.beside}
        colours = [
            look.run_colour(frame.run.colour),
            look.run_colour(known[found.other.history])
            if found.other.history in known
            else look.ghost,
        ]
        set_points(
            self.ends,
            found.places[ends],
            self.to_upward(found.loss[ends]),
            style=(look, *colours),
            brush=[look.brush(colour) for colour in colours],
            pen=look.pen(look.card, 1.5),
            size=look.size(10.0),
        )
        # In the window the whole sentence stands below.
        self._write_note(_note(found) if look.thorough else "")

    def _spoken_picture(self, frame: Frame) -> str:
        return sentence(self._found(frame), frame.label)

    def _spoken_here(self, frame: Frame) -> str:
        # It is about the ends of runs, not about the playhead.
        return ""

    def _found(self, frame: Frame) -> Between:
        found = frame.insight(Between)
        assert found is not None
        return found

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        found = frame.insight(Between)
        if found is None:
            return ()
        place = int(np.abs(found.places - point.x()).argmin())
        spans = [
            (f"{100 * found.places[place]:.0f} % of the way  ", self.look.text),
            (f"training {number_text(float(found.loss[place]))}", self.look.loss),
        ]
        if found.validation_barrier is not None:
            words = f"  validation {number_text(float(found.validation[place]))}"
            spans.append((words, self.look.validation))
        return spans


def _barrier(found: Between, losses: Array, top: Barrier, colour: str) -> list[ChartLine]:
    """The straight line between the ends, and the barrier as an upright line on it."""
    ends = np.flatnonzero((found.places == 0.0) | (found.places == 1.0))
    t = found.places[(found.places >= 0.0) & (found.places <= 1.0)]
    first, last = losses[ends]
    # Of all its points: with a logarithmic axis it is no straight line.
    lines = [ChartLine(t, (1.0 - t) * first + t * last, colour, "", CHORD, 1.2, 0.7)]
    if top.height > 0.0 and np.isfinite(top.height):
        upright = np.array([top.line, top.loss])
        lines.append(ChartLine(np.full(2, top.place), upright, colour, "", HEIGHT, 2.5))
    return lines


def _note(found: Between) -> str:
    """The barriers, in a few words."""
    aside = found.validation_barrier
    words = f"barrier {_height(found.barrier)}"
    return words if aside is None else f"{words}, validation {_height(aside)}"


def _height(top: Barrier) -> str:
    if not np.isfinite(top.height):
        return "without bound"
    return number_text(top.height, 3) if top.height else "none"
