"""The plots of a race: how the loss falls for each entrant, and how sensitive each is to its rate.

Each entrant has the colour and the dash of a run, in the order in which they were named.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.core.race.choosing import TriedRate
from visualizer.core.race.race import TARGET
from visualizer.core.race.results import Finish, RaceResult
from visualizer.gui.look.look import Look
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import Array, Range
from visualizer.gui.plots.shown import Shown

BAND = 0.16
"""How much of the colour a band has: what lies behind it stays visible."""

BELOW_TARGET = 0.1
"""The share of the target down to which a logarithmic picture goes."""

ABOVE_START = 3.0
"""How far above the loss at the start a picture goes: one that explodes must not stretch it."""

AFTER_ARRIVAL = 1.15
"""The share of the way of the last to arrive that is seen."""
CROSS_ROW = 9.0
"""Pixels between the crosses of one entrant and those of the next."""

Place = tuple[float, float, int, float]
"""Where a point is drawn, across and upwards, the entrant that it is of, and its size."""


class RangeBand(QGraphicsPathItem):
    """The area between the lowest and the highest of several lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)

    def show_between(self, x: Array, low: Array, high: Array) -> None:
        """Fill between two lines (n,), where both are known."""
        path = QPainterPath()
        known = np.isfinite(low) & np.isfinite(high)
        if known.sum() > 1:
            x, low, high = x[known], low[known], high[known]
            path.moveTo(float(x[0]), float(high[0]))
            outline = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
            for across, upward in outline[1:]:
                path.lineTo(float(across), float(upward))
            path.closeSubpath()
        self.setPath(path)

    def boundingRect(self) -> QRectF:
        return self.path().boundingRect()


class RacePlot(Chart):
    """A plot of a `RaceResult`."""

    depends = ("race",)

    def unavailable(self, frame: Frame) -> str:
        return "" if frame.race is not None else "No race has been run yet"

    def _race_of(self, frame: Frame) -> RaceResult:
        assert frame.race is not None
        return frame.race

    def _sign(self, index: int) -> int:
        """The index of the colour and the dash of an entrant."""
        colours = () if self.frame is None else self.frame.race_colours
        return colours[index] if index < len(colours) else index

    def _colour(self, index: int) -> str:
        return self.look.run_colour(self._sign(index))

    def _line(self, index: int, x: Array, y: Array, words: str, width: float = 2.0) -> ChartLine:
        dash = self.look.run_dash(self._sign(index))
        return ChartLine(x, y, self._colour(index), words, dash, width)


class RaceLossPlot(RacePlot):
    """The loss of each entrant: the median over the starts, with a band of all of them."""

    name = "race-loss"
    title = "Loss"
    raw = Shown[bool]()
    across, upward = "epoch", "loss"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._bands: list[RangeBand] = []
        self.arrivals = self.keep(Points(symbol="o"), 30.0)

    def words(self, frame: Frame) -> tuple[str, str]:
        return self.across, "loss" if self.raw else "lowest loss so far"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        race = self._race_of(frame)
        found = []
        protocol = race.race.protocol
        if protocol.aim == TARGET:
            ends = np.array([0.0, float(protocol.epochs)])
            level = np.full(2, protocol.target)
            found.append(ChartLine(ends, level, self.look.muted, "target", (1.0, 2.5), 1.2))
        for index, one in enumerate(race.finishes):
            middle, _, _ = _summary(self._values(one))
            found.append(self._line(index, _epochs(one), middle, one.name))
        return found

    def _values(self, one: Finish) -> Array:
        return one.raw if self.raw else one.best

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """From the start to a little after the last arrival, and from the start to the target."""
        race, protocol = self._race_of(frame), self._race_of(frame).race.protocol
        last = max((_last_arrival(one) for one in race.finishes), default=np.inf)
        across = min(protocol.epochs, AFTER_ARRIVAL * last) if protocol.aim == TARGET else np.inf
        end = float(across) if np.isfinite(across) else float(protocol.epochs)
        first = max(float(np.nanmax(one.raw[0])) for one in race.finishes)
        lows = [float(np.nanmin(one.best)) for one in race.finishes]
        if protocol.aim == TARGET:
            low = min(protocol.target, first)
            # Where nobody gets far below the target, nothing is to be seen there.
            low = max(low * BELOW_TARGET, min(low, *lows)) if self.log else min(low, *lows)
        else:
            low = min(lows)
        if self.log:
            floor = max(low, first * 1e-12, 1e-300)
            bottom, top = np.log10(floor), np.log10(max(first, 1e-300) * ABOVE_START)
        else:
            bottom, top = low, first
        air = 0.04 * (top - bottom) or 0.5
        return (-0.01 * end, 1.01 * end), (float(bottom - air), float(top + air))

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        race = self._race_of(frame)
        for index, one in enumerate(race.finishes):
            _, low, high = _summary(self._values(one))
            band = self._band(index)
            band.setBrush(self.look.brush(self._colour(index), BAND))
            ends = [self.to_upward(np.where(np.isfinite(end), end, np.nan)) for end in (low, high)]
            band.show_between(self.to_across(_epochs(one)), *ends)
            band.setVisible(len(one.ways) > 1)
        for band in self._bands[len(race.finishes) :]:
            band.setVisible(False)
        self._mark_arrivals(race)

    def _mark_arrivals(self, race: RaceResult) -> None:
        """A ring where the median of each crosses the target."""
        protocol = race.race.protocol
        arrived = [
            (index, one.median("epochs"))
            for index, one in enumerate(race.finishes)
            if protocol.aim == TARGET and np.isfinite(one.median("epochs"))
        ]
        places = np.array([epoch for _, epoch in arrived], dtype=float)
        level = self.to_upward(np.full(len(places), protocol.target))
        style = (tuple(self._sign(index) for index, _ in arrived), self.look)
        set_points(
            self.arrivals,
            places,
            level,
            style,
            size=self.look.size(11.0),
            brush=self.look.brush(self.look.card),
            pen=[self.look.pen(self._colour(index), 2.2) for index, _ in arrived],
        )

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        count = len(self._race_of(frame).starts.racing)
        if count < 2:
            return ()
        return (LegendEntry("band", self.look.muted, f"all {count} starts", 0.25),)

    def _band(self, index: int) -> RangeBand:
        while index >= len(self._bands):
            band = RangeBand()
            self.keep(band, 5.0)
            self._bands.append(band)
        return self._bands[index]


class RaceRatesPlot(RacePlot):
    """What each rate that was tried has led to: how sensitive an entrant is, not only how fast."""

    name = "race-rates"
    title = "Steps to target against the rate"
    log_across = True
    across = "learning rate"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.tried = self.keep(Points(symbol="o"), 25.0)
        self.crosses = self.keep(Points(symbol="x"), 26.0)
        self.chosen = self.keep(Points(symbol="o"), 27.0)

    def unavailable(self, frame: Frame) -> str:
        race = frame.race
        if race is not None and all(one.choice is None for one in race.finishes):
            return "No rates were tried: those of the race were given"
        return super().unavailable(frame)

    def words(self, frame: Frame) -> tuple[str, str]:
        aim = self._race_of(frame).race.protocol.aim
        return self.across, "steps to target" if aim == TARGET else "loss at the end"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        race = self._race_of(frame)
        found = []
        for index, one in enumerate(race.finishes):
            tried = () if one.choice is None else one.choice.tried
            heights = np.array([self._height(race, each) for each in tried])
            rates = np.array([each.rate for each in tried])
            # Where a start did not arrive there is a cross instead.
            # Without a name: that stands beside its loss, and in the table.
            found.append(self._line(index, rates, heights, "", 1.4))
        return found

    def _height(self, race: RaceResult, each: TriedRate) -> float:
        if race.race.protocol.aim == TARGET:
            return np.nan if each.missing else each.steps
        return each.loss if np.isfinite(each.loss) else np.nan

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        across, upward = super().ranges(frame, traces)
        if self._race_of(frame).race.protocol.aim != TARGET:
            return across, upward
        known = np.concatenate([trace.y for trace in traces])
        known = known[np.isfinite(known)]
        top = float(known.max()) if len(known) else float(self._top(frame))
        rows = self.look.size(CROSS_ROW) * (len(traces) + 0.5) / self.pixels()[1]
        return across, (0.0, 1.05 * top / (1.0 - min(rows, 0.6)))

    def _top(self, frame: Frame) -> float:
        return float(max(one.rows[-1] for one in self._race_of(frame).finishes))

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        race = self._race_of(frame)
        low, high = self.box.viewRange()[1]
        # A row for each at the top: crosses of one would cover those of another.
        row = self.look.size(CROSS_ROW) * (high - low) / self.pixels()[1]
        arrived: list[Place] = []
        missing: list[Place] = []
        chosen: list[Place] = []
        for index, one in enumerate(race.finishes):
            if one.choice is None:
                continue
            for place, each in enumerate(one.choice.tried):
                height, raced = self._height(race, each), place == one.choice.place
                rate = float(np.log10(each.rate))
                if np.isnan(height):
                    size = 13.0 if raced else 8.0
                    missing.append((rate, high - (index + 0.7) * row, index, size))
                    continue
                upward = float(self.to_upward(np.array([height]))[0])
                if raced:
                    chosen.append((rate, upward, index, 11.0))
                else:
                    arrived.append((rate, upward, index, 6.0))
        self._put(self.tried, arrived, self.look.card)
        self._put(self.crosses, missing)
        self._put(self.chosen, chosen)

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        aim = self._race_of(frame).race.protocol.aim
        missing = "not arrived" if aim == TARGET else "diverged"
        return (LegendEntry("dot", self.look.muted, f"large: raced; ×: {missing}"),)

    def _put(self, item: Points, points: Sequence[Place], ground: str = "") -> None:
        """Points in the colours of their entrants, filled with a ground, else with the colour."""
        look = self.look
        x, y, entrants, sizes = np.array(points, dtype=float).reshape(-1, 4).T
        colours = [self._colour(int(index)) for index in entrants]
        set_points(
            item,
            x,
            y,
            (tuple(colours), tuple(sizes), look),
            size=[look.size(one) for one in sizes],
            pen=[look.pen(colour, 1.4 if ground else 0.6) for colour in colours],
            brush=[look.brush(ground or colour) for colour in colours],
        )


RACE_PLOTS: dict[str, type[Chart]] = {plot.name: plot for plot in (RaceLossPlot, RaceRatesPlot)}
"""Every plot of a race by its name."""


def _epochs(one: Finish) -> Array:
    return one.rows / one.steps_per_epoch


def _last_arrival(one: Finish) -> float:
    """The latest arrival in epochs; infinite where a start did not arrive."""
    return max(way.epochs for way in one.ways)


def _summary(values: Array) -> tuple[Array, Array, Array]:
    """Median, lowest and highest (n,) of values (n, m); what diverged counts as infinite."""
    filled = np.where(np.isnan(values), np.inf, values)
    middle = np.median(filled, axis=1)
    return np.where(np.isfinite(middle), middle, np.nan), filled.min(axis=1), filled.max(axis=1)
