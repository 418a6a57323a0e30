"""The plots of the learning-rate finder, in its dialog and in the pictures of `find-lr`."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.core.analysis.rate_finder import RateCurve
from visualizer.core.analysis.rate_suggestions import Bounds, bounds, kept, suggestions
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.finder_proof import FinderProofPlot, FinderRunsPlot, rate_range
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import Array, Range, joined, padded
from visualizer.gui.plots.rate_marks import LABEL_HEIGHT, RateMark, RateMarks
from visualizer.gui.plots.shown import Shown

FAINT = 0.4
RISE = 0.35
"""The share of the fall by which the picture is higher than the fall."""

DECADES = 2.0
"""How far below the smoothed loss a logarithmic picture goes for single losses."""


class FinderPlot(Chart):
    """A plot of a `RateCurve`; what it leaves out is drawn as a dotted, faint line."""

    depends = ("rates", "proof")

    def unavailable(self, frame: Frame) -> str:
        if frame.rates is None:
            return "No learning rates have been tried yet"
        return "" if len(frame.rates.rates) else "The loss is not finite at the first rate"

    def _curve_of(self, frame: Frame) -> RateCurve:
        assert frame.rates is not None
        return frame.rates


class FinderRatePlot(FinderPlot):
    """The rate of each step, on a logarithmic axis."""

    name = "finder-rates"
    title = "Rate at each step"
    whole = True
    across, upward = "step", "learning rate"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        rates = self._curve_of(frame).rates
        return [ChartLine(_steps(rates), rates, self.look.line_colour(0), "rate")]


class _Losses(FinderPlot):
    """Loss and smoothed loss; the height shows what is not left out."""

    upward = "loss"

    def places(self, curve: RateCurve) -> Array:
        """Where the points (n,) stand from left to right."""
        raise NotImplementedError

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        curve, look = self._curve_of(frame), self.look
        x, inside = self.places(curve), kept(curve)
        out = _outside(curve.smoothed, inside)
        found = [
            ChartLine(x[inside], curve.losses[inside], look.loss, "loss", width=1.2, opacity=FAINT),
            ChartLine(x[inside], curve.smoothed[inside], look.loss, "smoothed"),
        ]
        if np.isfinite(out).any():
            words = "left out"
            found.insert(0, ChartLine(x, out, look.muted, words, (1.0, 2.5), 1.2, 0.7))
        return found

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """Heights that show the fall: what comes behind it may shoot far above."""
        across, _ = super().ranges(frame, traces)
        curve = self._curve_of(frame)
        inside = kept(curve)
        if not len(curve.smoothed[inside]):
            inside = slice(None)
        smoothed, losses = curve.smoothed[inside], curve.losses[inside]
        low, high = _fall(self.to_upward(smoothed))
        highest = high + RISE * (high - low)
        lowest = low - DECADES if self.log else -np.inf
        drawn = [self.to_upward(one) for one in (smoothed, losses)]
        shown = [_range(np.clip(values, lowest, highest)) for values in drawn]
        return across, padded(*joined(shown))

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        curve = frame.rates
        if curve is None or not len(curve.rates):
            return ()
        drawn = self.to_across(self.places(curve))
        index = int(np.abs(drawn - point.x()).argmin())
        rate, smoothed = float(curve.rates[index]), float(curve.smoothed[index])
        return [
            (f"rate {number_text(rate)}  ", self.look.text),
            (f"loss {number_text(float(curve.losses[index]))}  ", self.look.muted),
            (f"smoothed {number_text(smoothed)}", self.look.loss),
        ]


class FinderLossPlot(_Losses):
    """The loss at each step, and smoothed."""

    name = "finder-losses"
    title = "Loss at each step"
    whole = True
    across = "step"

    def places(self, curve: RateCurve) -> Array:
        return _steps(curve.rates)


class FinderCurvePlot(_Losses):
    """The loss against the rate, with the suggestions and the bounds of a cycle.

    Callbacks
    ---------
    on_rate_chosen(rate)
        The user has clicked the curve or dragged over it.
    """

    name = "finder-curve"
    title = "Loss against the rate"
    main = True
    chosen = Shown[float]()
    log_across = True
    across = "learning rate"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_rate_chosen: Callable[[float], None] = nothing
        self._bounds: Bounds | None = None
        self.marks = RateMarks(self.item, self.box, look)
        self.band = self.keep(pg.LinearRegionItem(movable=False), 1.0)
        self.line = self.keep(pg.InfiniteLine(angle=90, movable=False), 20.0)
        self.box.drag_presses = True
        self.box.on_pressed = self._on_pressed
        self._restyle()

    def places(self, curve: RateCurve) -> Array:
        return curve.rates

    def _draw(self, frame: Frame) -> None:
        curve = self._curve_of(frame)
        self._bounds = bounds(curve)
        self.marks.show(
            [
                self._mark(one.label, one.rate, one.loss, number)
                for number, one in enumerate(suggestions(curve))
            ]
        )
        super()._draw(frame)
        self.band.setVisible(self._bounds is not None)
        if self._bounds is not None:
            self.band.setRegion([np.log10(self._bounds.low), np.log10(self._bounds.high)])
        self.line.setVisible(self.chosen > 0)
        if self.chosen > 0:
            self.line.setValue(np.log10(self.chosen))

    def _mark(self, name: str, rate: float, loss: float, number: int) -> RateMark:
        height = float(self.to_upward(np.array([loss]))[0])
        return RateMark(float(np.log10(rate)), height, f"{name} {number_text(rate, 3)}", number)

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """With room for the names above the curve, and for marks beside it."""
        _, (low, high) = super().ranges(frame, traces)
        share = self.look.size(LABEL_HEIGHT) * self.marks.rows / self.pixels()[1]
        share = min(share, 0.45)
        high += (high - low) * share / (1.0 - share)
        return rate_range(frame), (low, high)

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        found = []
        if self._bounds is not None:
            found.append(LegendEntry("band", self.look.accent, f"cycle: {self._bounds.help}", 0.25))
        if self.chosen > 0:
            found.append(
                LegendEntry("line", self.look.accent, f"chosen {number_text(self.chosen, 3)}")
            )
        return found

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.marks.show(())

    def _restyle(self) -> None:
        super()._restyle()
        self.marks.restyle(self.look)
        self.band.setBrush(self.look.brush(self.look.accent, 0.1))
        for edge in self.band.lines:
            edge.setPen(self.look.pen(self.look.accent, 1.0, (), 0.4))
        self.line.setPen(self.look.pen(self.look.accent, 2.0))

    def _place(self) -> None:
        self.marks.place()

    def _on_pressed(self, point: QPointF) -> None:
        curve = None if self.frame is None else self.frame.rates
        if curve is None or not len(curve.rates):
            return
        rate = float(np.clip(self.from_across(point.x()), curve.rates[0], curve.rates[-1]))
        self.on_rate_chosen(float(f"{rate:.3g}"))


FINDER_PLOTS: dict[str, type[Chart]] = {
    plot.name: plot
    for plot in (
        FinderCurvePlot,
        FinderRatePlot,
        FinderLossPlot,
        FinderProofPlot,
        FinderRunsPlot,
    )
}
"""Every plot of the finder by its name."""


def _steps(rates: Array) -> Array:
    return np.arange(len(rates), dtype=float)


def _outside(values: Array, inside: slice) -> Array:
    """Values (n,), NaN where they are drawn as a full line; neighbours stay, for no gaps."""
    first, last, _ = inside.indices(len(values))
    out = values.copy()
    if last > first:
        out[first + 1 : last - 1] = np.nan
    return out


def _range(values: Array) -> Range:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)


def _fall(values: Array) -> Range:
    """The heights between which values (n,) fall; all heights where they only rise."""
    known = values[np.isfinite(values)]
    before = known[: int(known.argmin()) + 1] if len(known) else known
    low, high = _range(before)
    return (low, high) if high > low else _range(known)
