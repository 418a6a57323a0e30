"""What plots over other quantities than the epochs have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QFontMetricsF

from visualizer.gui.look.look import Look
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.curves import Curve
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.marks import Legend, LegendEntry
from visualizer.gui.plots.ranges import LIMIT, Array, Range, joined, log10, padded
from visualizer.gui.plots.shown import Shown


@dataclass(frozen=True, eq=False)
class ChartLine:
    """A line through points (M,), in the units of the data, and how it looks.

    One without words is not explained in the legend.
    """

    x: Array
    y: Array
    colour: str
    words: str = ""
    dash: tuple[float, ...] = ()
    width: float = 2.0
    opacity: float = 1.0


class Chart(Plot):
    """Lines over any quantity, with a legend above them.

    Its upward axis is logarithmic where the view settings say so.
    """

    log = Shown[bool]()
    log_across = False
    whole: ClassVar[bool] = False
    """Whether the quantity across is counted."""

    across: ClassVar[str] = ""
    upward: ClassVar[str] = ""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._curves: list[Curve] = []
        self.legend = Legend(look)
        self.item.layout.removeItem(self.item.titleLabel)
        self.item.layout.addItem(self.legend, 0, 0, 1, 4)
        self.item.layout.setColumnMinimumWidth(3, look.size(12))
        self.axis("bottom").whole = self.whole
        self.axis("bottom").log = self.log_across
        self.axis("left").room = 28.0
        # Not that of a subclass, whose items are still to be made.
        Chart._restyle(self)

    # What a chart defines --------------------------------------------------------------

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        """The lines to draw, the most important last."""
        raise NotImplementedError

    def words(self, frame: Frame) -> tuple[str, str]:
        """What the axes measure, across and upwards."""
        return self.across, self.upward

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        """What the legend explains beside the lines."""
        return ()

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """The ranges of both axes, as they are drawn."""
        across = [_extent(self.to_across(trace.x)) for trace in traces]
        upward = [_extent(self.to_upward(trace.y)) for trace in traces]
        return _aired(*joined(_known(across))), padded(*joined(_known(upward)))

    # What a chart offers ---------------------------------------------------------------

    def to_across(self, values: Array) -> Array:
        """Values as they are drawn from left to right."""
        return log10(values) if self.log_across else values

    def to_upward(self, values: Array) -> Array:
        """Values as they are drawn upwards."""
        return np.clip(log10(values) if self.log else values, -LIMIT, LIMIT)

    def from_across(self, place: float) -> float:
        """The value at a place from left to right."""
        return float(10.0**place) if self.log_across else place

    def from_upward(self, place: float) -> float:
        """The value at a height."""
        return float(10.0**place) if self.log else place

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, frame: Frame) -> None:
        traces = self.traces(frame)
        across, upward = self.ranges(frame, traces)
        self.see(across, self.heights or upward)
        low, high = self.box.viewRange()[1]
        for index, trace in enumerate(traces):
            self._curve(index).show(
                self.to_across(trace.x),
                self.to_upward(trace.y),
                trace.colour,
                trace.dash,
                self.look,
                trace.width,
                opacity=trace.opacity,
                pixel=(high - low) / self.pixels()[1],
            )
        for curve in self._curves[len(traces) :]:
            curve.hide()
        self.axis("left").log = self.log
        across_words, upward_words = self.words(frame)
        self.axis("bottom").name(across_words)
        self.axis("left").name(upward_words)
        self.legend.show_entries([*map(_entry, filter(_named, traces)), *self.entries(frame)])

    def _curve(self, index: int) -> Curve:
        while index >= len(self._curves):
            curve = Curve()
            self.keep(curve.item, 10.0 + 0.01 * len(self._curves))
            self._curves.append(curve)
        return self._curves[index]

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        self.legend.setVisible(shown)

    def _restyle(self) -> None:
        self.legend.restyle(self.look)
        # Left to itself pyqtgraph lets the words touch the numbers above them.
        heights = [QFontMetricsF(self.look.font(size)).height() for size in (11.0, 12.0)]
        self.axis("bottom").setHeight(sum(heights) + self.look.size(9.0))


def _named(trace: ChartLine) -> bool:
    return bool(trace.words)


def _entry(trace: ChartLine) -> LegendEntry:
    sample = "dash" if trace.dash else "line"
    return LegendEntry(sample, trace.colour, trace.words, max(trace.opacity, 0.5))


def _extent(values: Array) -> Range | None:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else None


def _known(ranges: Sequence[Range | None]) -> list[Range]:
    return [one for one in ranges if one is not None]


def _aired(low: float, high: float) -> Range:
    """A range with a little room at both ends."""
    air = 0.02 * (high - low) if high > low else 0.5
    return low - air, high + air
