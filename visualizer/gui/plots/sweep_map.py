"""The map of a sweep over two settings: a cell for each pair of values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from visualizer.core.sweeps.axes import SweepAxis, value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.gui.look.look import Look, colour_table
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.sweep_curve import SweepCurvePlot, told
from visualizer.gui.plots.sweep_parallel import SweepParallelPlot
from visualizer.gui.plots.sweeps import RATE, fills_map, varied, wording

NEAR_BEST = 2.0
"""The line around the best encloses cells whose loss is at most so many times the lowest."""

BAR, GAP, TICK_ROOM, MOST_ROOM = 12.0, 10.0, 46.0, 110.0
"""Pixels at scale 1: the bar of colours, what lies between parts, a number, a longer name."""

MOST_TICKS = 8
_APART = "   "


class SweepMapPlot(CanvasPlot):
    """Cells in the colour of their loss; those that diverged are hatched, and have none.

    Callbacks
    ---------
    on_setting_chosen(setting)
        The user has clicked a cell.
    on_setting_seen(setting)
        The pointer is over it.
    """

    name = "sweep-map"
    title = "What it came to"
    depends = ("sweep",)
    main = True

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_setting_chosen: Callable[[int], None] = nothing
        self.on_setting_seen: Callable[[int], None] = nothing
        self._grid = QRectF()
        self._room = 0.0
        self._losses: Array = np.empty((0, 0))
        self._span = (0.0, 1.0)

    def unavailable(self, frame: Frame) -> str:
        return self.reason(frame)

    @staticmethod
    def reason(frame: Frame) -> str:
        """Why there is no such picture of a frame; empty where there is."""
        if frame.sweep is None:
            return "No sweep has been made yet"
        if not fills_map(frame.sweep.plan):
            return "A map is of a grid of two settings: see the curves and the table"
        return ""

    def _outcome(self, frame: Frame) -> SweepOutcome:
        assert frame.sweep is not None
        return frame.sweep

    # Values: row by row upwards, column by column across -----------------------------------

    def _draw(self, frame: Frame) -> None:
        """Losses as (rows, columns): the second setting goes upwards."""
        outcome = self._outcome(frame)
        columns, rows = (len(axis.values) for axis in _axes(outcome))
        name = "validation_loss" if outcome.validated else "final_loss"
        means = outcome.values(name).mean(axis=1).reshape(columns, rows).T
        self._losses = means
        self._span = _span_of(means, outcome)
        super()._draw(frame)

    def setting(self, column: int, row: int) -> int:
        """The setting of a cell."""
        return column * self._losses.shape[0] + row

    def _cell(self, column: float, row: float) -> QPointF:
        """Where a place in cells is, in pixels; rows are counted from below."""
        rows, columns = self._losses.shape
        return QPointF(
            self._grid.left() + self._grid.width() * column / columns,
            self._grid.bottom() - self._grid.height() * row / rows,
        )

    def _box(self, column: int, row: int) -> QRectF:
        return QRectF(self._cell(column, row + 1), self._cell(column + 1, row)).normalized()

    # Painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        outcome, look = self._outcome(frame), self.look
        painter.setFont(look.font(11.0))
        room = self._room = self._tick_room(QFontMetricsF(painter.font()), outcome)
        words = max(look.size(16.0), QFontMetricsF(look.font(12.0)).height())
        lines = wrapped(self._legend(outcome), QFontMetricsF(painter.font()), area.width())
        legend = len(lines) * words + look.size(6.0)
        self._grid = area.adjusted(
            room + words, legend, -look.size(BAR + GAP + TICK_ROOM), -words * 2.0 - look.size(10.0)
        )
        self._paint_cells(painter, outcome)
        self._paint_around_best(painter, outcome)
        self._paint_limit(painter, outcome)
        self._paint_axes(painter, outcome, words)
        self._paint_bar(painter, outcome)
        self._paint_legend(painter, lines, area, words)

    def _tick_room(self, metrics: QFontMetricsF, outcome: SweepOutcome) -> float:
        """The width that the names at the left need, within limits."""
        names = [_tick(value) for value in _axes(outcome)[1].values]
        widest = max(metrics.horizontalAdvance(name) for name in names) + self.look.size(8.0)
        return min(max(widest, self.look.size(TICK_ROOM)), self.look.size(MOST_ROOM))

    def _paint_cells(self, painter: QPainter, outcome: SweepOutcome) -> None:
        look, rows = self.look, self._losses.shape[0]
        painter.setPen(Qt.PenStyle.NoPen)
        # Neighbours of one colour must not show a seam.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        lost = outcome.failed.any(axis=1).reshape(-1, rows).T
        hatch = QBrush(look.colour(look.warning), Qt.BrushStyle.BDiagPattern)
        hatch.setTransform(QTransform.fromScale(look.scale, look.scale))
        for row, column in np.ndindex(self._losses.shape):
            loss, box = float(self._losses[row, column]), self._box(column, row)
            if math.isfinite(loss) and not lost[row, column]:
                painter.fillRect(box, self._colour(loss))
            elif lost[row, column]:
                painter.fillRect(box, look.colour(look.field))
                painter.fillRect(box, hatch)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _colour(self, loss: float) -> QColor:
        red, green, blue, _ = colour_table()[self._shade(loss)].tolist()
        return QColor(red, green, blue)

    def _shade(self, loss: float) -> int:
        low, high = self._span
        value = _height(loss, low)
        bottom, top = _height(low, low), _height(high, low)
        share = (value - bottom) / (top - bottom) if top > bottom else 0.0
        return int(255 * min(max(share, 0.0), 1.0))

    def _paint_around_best(self, painter: QPainter, outcome: SweepOutcome) -> None:
        """A line around the cells that are nearly as good, and a ring in the best one."""
        if outcome.best is None:
            return
        look = self.look
        column, row = divmod(outcome.best, self._losses.shape[0])
        good = self._losses <= self._good_up_to()
        path = QPainterPath()
        for line, place in np.argwhere(good):
            for (down, beside), ends in _SIDES.items():
                other = line + down, place + beside
                inside = all(0 <= one < size for one, size in zip(other, good.shape, strict=True))
                if not inside or not good[other]:
                    path.moveTo(self._cell(place + ends[0], line + ends[1]))
                    path.lineTo(self._cell(place + ends[2], line + ends[3]))
        for width, colour in ((3.6, look.edge), (1.8, look.path)):
            painter.setPen(look.pen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        self._ring(painter, self._box(column, row).center())

    def _ring(self, painter: QPainter, centre: QPointF) -> None:
        look, radius = self.look, self.look.size(5.5)
        for width, colour in ((4.4, look.edge), (2.0, look.minimum)):
            painter.setPen(look.pen(colour, width))
            painter.drawEllipse(centre, radius, radius)

    def _good_up_to(self) -> float:
        low, high = self._span
        # Losses below 0 have no multiples that are larger.
        return NEAR_BEST * low if low > 0 else low + 0.05 * (high - low)

    def _paint_limit(self, painter: QPainter, outcome: SweepOutcome) -> None:
        """The largest stable rate across the other setting, where theory knows it."""
        axes = _axes(outcome)
        keys = [axis.key for axis in axes]
        if not outcome.limits or RATE not in keys:
            return
        place = keys.index(RATE)
        rates, other = axes[place], axes[1 - place]
        if not rates.numeric:
            return
        rows = self._losses.shape[0]
        path = QPainterPath()
        begun = False
        for number in range(len(other.values)):
            at = _place_of(rates, outcome.limits[number if place == 0 else number * rows])
            # Words are no scale: between two rules there is no limit, so each has its own piece.
            steps = (number + 0.5,) if other.numeric else (number, number + 1.0)
            begun = begun and other.numeric and math.isfinite(at)
            for step in steps if math.isfinite(at) else ():
                spot = self._cell(at, step) if place == 0 else self._cell(step, at)
                (path.lineTo if begun else path.moveTo)(spot)
                begun = True
        painter.save()
        painter.setClipRect(self._grid)
        for width, colour in ((4.2, self.look.edge), (2.0, self.look.update)):
            painter.setPen(self.look.pen(colour, width, (4.0, 2.0) if width < 3.0 else ()))
            painter.drawPath(path)
        painter.restore()

    # Axes, the bar and the legend ----------------------------------------------------------

    def _paint_axes(self, painter: QPainter, outcome: SweepOutcome, words: float) -> None:
        look, across, upward = self.look, *_axes(outcome)
        painter.setPen(QPen(look.colour(look.muted)))
        gap = look.size(5.0)
        metrics = QFontMetricsF(painter.font())
        for place in _ticks(len(across.values), self._grid.width() / look.size(56.0)):
            x = self._cell(place + 0.5, 0.0).x()
            box = QRectF(
                x - 100.0 * look.scale,
                self._grid.bottom() + gap,
                200.0 * look.scale,
                metrics.height(),
            )
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), _tick(across.values[place]))
        for place in _ticks(len(upward.values), self._grid.height() / look.size(22.0)):
            y = self._cell(0.0, place + 0.5).y()
            width = self._room - gap
            box = QRectF(
                self._grid.left() - gap - width, y - metrics.height() / 2.0, width, metrics.height()
            )
            text = metrics.elidedText(
                _tick(upward.values[place]), Qt.TextElideMode.ElideRight, width
            )
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), text)
        painter.setFont(look.font(12.0))
        box = QRectF(
            self._grid.left(),
            self._grid.bottom() + gap + metrics.height(),
            self._grid.width(),
            words * 1.2,
        )
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), wording(across.key))
        painter.save()
        painter.translate(self._grid.left() - self._room - words / 2.0, self._grid.center().y())
        painter.rotate(-90.0)
        box = QRectF(-self._grid.height() / 2.0, -words / 2.0, self._grid.height(), words * 1.2)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), wording(upward.key))
        painter.restore()

    def _paint_bar(self, painter: QPainter, outcome: SweepOutcome) -> None:
        look, low, high = self.look, *self._span
        box = QRectF(
            self._grid.right() + look.size(GAP),
            self._grid.top(),
            look.size(BAR),
            self._grid.height(),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(128):
            red, green, blue, _ = colour_table()[2 * number].tolist()
            top = box.bottom() - box.height() * (number + 1) / 128
            painter.fillRect(
                QRectF(box.left(), top, box.width(), box.height() / 128 + 0.5),
                QColor(red, green, blue),
            )
        painter.setPen(QPen(look.colour(look.muted)))
        painter.setFont(look.font(11.0))
        metrics = QFontMetricsF(painter.font())
        for share in (0.0, 0.5, 1.0):
            value = _at_share(share, low, high)
            y = box.bottom() - share * (box.height() - metrics.height()) - metrics.height()
            painter.drawText(
                QPointF(box.right() + look.size(4.0), y + metrics.ascent()), number_text(value, 2)
            )

    def _legend(self, outcome: SweepOutcome) -> list[str]:
        """What colours, signs and lines mean, one part for each."""
        measure = "validation loss" if outcome.validated else "loss at the end"
        parts = [f"colour: {measure}", "○ best"]
        if outcome.failed.any():
            parts.append("hatched: diverges, or ends no lower than before")
        if outcome.limits and np.isfinite(outcome.limits).any():
            parts.append("dashed: largest stable rate")
        if self._span[0] > 0:
            parts.append(f"outlined: up to {NEAR_BEST:g} times the lowest")
        return parts

    def _paint_legend(
        self, painter: QPainter, lines: Sequence[str], area: QRectF, height: float
    ) -> None:
        look = self.look
        painter.setFont(look.font(11.0))
        painter.setPen(QPen(look.colour(look.muted)))
        metrics = QFontMetricsF(painter.font())
        for number, line in enumerate(lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width())
            top = area.top() + number * height
            painter.drawText(QPointF(area.left(), top + metrics.ascent()), text)

    # The pointer ---------------------------------------------------------------------------

    def setting_at(self, place: QPointF) -> int | None:
        """The setting whose cell holds a place in pixels."""
        if not self._grid.contains(place) or not self._losses.size:
            return None
        rows, columns = self._losses.shape
        column = int((place.x() - self._grid.left()) / self._grid.width() * columns)
        row = int((self._grid.bottom() - place.y()) / self._grid.height() * rows)
        return self.setting(min(column, columns - 1), min(row, rows - 1))

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        setting = self.setting_at(place)
        if setting is None:
            return ()
        self.on_setting_seen(setting)
        return told(self._outcome(frame), setting, self.look)

    def _on_pressed_at(self, place: QPointF) -> None:
        # It is told in pixels of the box, and painted in those of the item.
        setting = self.setting_at(self.item.mapFromItem(self.box, place))
        if setting is not None:
            self.on_setting_chosen(setting)


def wrapped(parts: Sequence[str], metrics: QFontMetricsF, width: float) -> list[str]:
    """Parts of a legend in as many lines as they need; none is broken."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{_APART}{part}" if lines else part
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _axes(outcome: SweepOutcome) -> list[SweepAxis]:
    """That across and that upwards."""
    return [outcome.plan.axes[place] for place in varied(outcome.plan)]


_SIDES = {
    (0, -1): (0, 0, 0, 1),
    (0, 1): (1, 0, 1, 1),
    (-1, 0): (0, 0, 1, 0),
    (1, 0): (0, 1, 1, 1),
}
"""By the neighbour of a cell (row, column) the side between them: from (x, y) to (x, y)."""


def _span_of(losses: Array, outcome: SweepOutcome) -> tuple[float, float]:
    """The losses that the colours range over: up to where the runs began."""
    known = losses[np.isfinite(losses)]
    if not len(known):
        return 0.0, 1.0
    first = outcome.values("first_loss")
    top = float(np.nanmax(first)) if np.isfinite(first).any() else float(known.max())
    low = float(known.min())
    return low, max(min(float(known.max()), top), low + 1e-12)


def _height(loss: float, low: float) -> float:
    """On the scale of the colours: logarithmic where all losses are above 0."""
    return math.log10(max(loss, 1e-300)) if low > 0 else loss


def _at_share(share: float, low: float, high: float) -> float:
    if low > 0:
        return float(10.0 ** (math.log10(low) + share * (math.log10(high) - math.log10(low))))
    return low + share * (high - low)


def _place_of(axis: SweepAxis, value: float) -> float:
    """Where a value lies among the cells of an axis, in cells; NaN where it is unknown."""
    if not math.isfinite(value):
        return math.nan
    values = np.array(axis.values, dtype=np.float64)
    order = np.argsort(values)
    ranked = values[order]
    scaled = np.log(ranked) if axis.logarithmic else ranked
    at = math.log(value) if axis.logarithmic else value
    if len(scaled) < 2 or (np.diff(order) < 0).any():
        return math.nan
    # Beyond the ends as the outermost step goes on.
    place = float(np.interp(at, scaled, np.arange(len(scaled))))
    if at < scaled[0]:
        place = (at - scaled[0]) / (scaled[1] - scaled[0])
    elif at > scaled[-1]:
        place = len(scaled) - 1 + (at - scaled[-1]) / (scaled[-1] - scaled[-2])
    return place + 0.5


def _ticks(count: int, most: float) -> range:
    step = max(1, math.ceil(count / max(min(most, MOST_TICKS), 1.0)))
    return range(0, count, step)


def _tick(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.3g}"
    return value_text(value)


SWEEP_PLOTS: dict[str, type[Plot]] = {
    plot.name: plot for plot in (SweepCurvePlot, SweepMapPlot, SweepParallelPlot)
}
"""Every plot of a sweep by its name."""
