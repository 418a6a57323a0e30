"""Cross sections of the landscape through the point at the playhead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.core.analysis.cross_sections import CrossSection, Sections
from visualizer.core.analysis.insight import Insight
from visualizer.core.analysis.taylor import SectionParabola, Taylor
from visualizer.core.capabilities import Capability
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.polynomials import DASH, LINES
from visualizer.gui.plots.ranges import Array, Range, padded
from visualizer.gui.plots.shown import Shown

if TYPE_CHECKING:
    from visualizer.app.state import Run

_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 2.0))
_COLOURS = (0, 1, 3)
_BULK = 75.0


class SectionPlot(Chart):
    """The loss along the axes of the landscape's plane, and along the next step.

    A ring marks the point itself, a dot where the next step leads. With the future hidden
    the third line runs downhill instead.
    """

    name = "sections"
    depends = ("row",)
    requires = (Capability.LANDSCAPE,)
    together = False
    taylor = Shown[str]()
    across = "distance from the point"
    upward = "loss"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.points = self.keep(Points(symbol="o"), 20)
        self.lowest = self.keep(Points(symbol="d"), 18)
        self.middle = self.keep(pg.InfiniteLine(angle=90, movable=False), 5)
        self._restyle()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return False  # beside the landscape it is made only when it is asked for

    def unavailable(self, frame: Frame) -> str:
        return "" if frame.insight(Sections) else "Computing the cross sections…"

    @property
    def insights(self) -> tuple[type[Insight], ...]:
        return (Sections, Taylor) if self.taylor else (Sections,)

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        """A line for each direction."""
        sections = frame.insight(Sections)
        assert sections is not None
        return [
            *self._polynomials(frame, sections),
            *(
                ChartLine(
                    line.distance,
                    line.loss,
                    self.look.line_colour(colour),
                    f"along {line.words}",
                    dash,
                )
                for line, colour, dash in zip(sections.lines, _COLOURS, _DASHES, strict=False)
            ),
        ]

    def _parabolas(
        self, frame: Frame, sections: Sections
    ) -> Sequence[tuple[CrossSection, SectionParabola]]:
        """Each section with its polynomial, where that is of the same row."""
        found = frame.insight(Taylor) if self.taylor else None
        if found is None or found.row != sections.row:
            return ()
        return list(zip(sections.lines, found.lines, strict=False))

    def _polynomials(self, frame: Frame, sections: Sections) -> list[ChartLine]:
        """The tangent or the parabola of each section, thin and in its colour."""
        order = int(self.taylor or 0)
        words = f"{LINES.get(order, '')} at the point"
        return [
            ChartLine(
                line.distance,
                known.at(line.distance, order),
                self.look.line_colour(colour),
                words if place == 0 else "",
                DASH,
                1.2,
                0.8,
            )
            for place, ((line, known), colour) in enumerate(
                zip(self._parabolas(frame, sections), _COLOURS, strict=False)
            )
        ]

    def _show_lowest(self, frame: Frame, sections: Sections) -> None:
        """A diamond where each parabola is lowest."""
        found = [
            (known.lowest, known, colour)
            for (_, known), colour in zip(self._parabolas(frame, sections), _COLOURS, strict=False)
            if self.taylor == "2" and known.lowest is not None
        ]
        places = np.array([place for place, *_ in found], dtype=float)
        heights = np.array([float(known.at(np.array(at), 2)) for at, known, _ in found])
        colours = [self.look.line_colour(colour) for *_, colour in found]
        set_points(
            self.lowest,
            places,
            self.to_upward(heights),
            style=(self.look, colours),
            brush=[self.look.brush(colour) for colour in colours],
            pen=self.look.pen(self.look.card, 1.2),
            size=self.look.size(11.0),
        )

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """All distances; of the losses the bulk, so that one steep wall hides nothing."""
        across, _ = super().ranges(frame, traces)
        # A parabola leaves the picture soon: the sections alone say how high that is.
        own = [trace for trace in traces if trace.dash != DASH]
        heights = np.concatenate([self.to_upward(trace.y) for trace in own])
        heights = heights[np.isfinite(heights)]
        if not len(heights):
            return across, (0.0, 1.0)
        return across, padded(float(heights.min()), float(np.percentile(heights, _BULK)))

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        sections = frame.insight(Sections)
        assert sections is not None
        self._show_lowest(frame, sections)
        places, losses = _marks(sections)
        brushes = [self.look.brush(self.look.point), self.look.brush(self.look.line_colour(3))]
        set_points(
            self.points,
            places,
            self.to_upward(losses),
            style=(self.look, len(places)),
            brush=brushes[: len(places)],
            pen=self.look.pen(self.look.card, 1.5),
            size=self.look.size(10.0),
        )
        late = sections.row != frame.row
        epoch = sections.row / frame.run.history.steps_per_epoch
        self._write_note(f"of epoch {epoch:.6g}" if late else "")

    def _restyle(self) -> None:
        super()._restyle()
        self.middle.setPen(self.look.pen(self.look.axis, 1.0, (2.0, 3.0)))

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        sections = frame.insight(Sections)
        if sections is None:
            return ()
        spans = [(f"{number_text(point.x())} away  ", self.look.text)]
        for line, colour in zip(sections.lines, _COLOURS, strict=False):
            loss = float(np.interp(point.x(), line.distance, line.loss))
            spans.append((f"{line.words} {number_text(loss)}  ", self.look.line_colour(colour)))
        return spans


def _marks(sections: Sections) -> tuple[Array, Array]:
    """Distances and losses (1 or 2,) of the point and of where the next step leads."""
    line = sections.lines[-1]
    here = float(line.loss[np.abs(line.distance).argmin()])
    reached = np.flatnonzero(line.distance == sections.step)
    if not len(reached):
        return np.zeros(1), np.array([here])
    return np.array([0.0, sections.step]), np.array([here, float(line.loss[reached[0]])])
