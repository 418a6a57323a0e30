"""Parallel coordinates of a sweep: a line for each setting, through its values and its result."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from visualizer.core.sweeps.axes import value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.gui.look.look import Look, colour_table
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.sweep_curve import told
from visualizer.gui.plots.sweeps import varied, wording

Brush = tuple[float, float]
"""The part of an axis that is chosen, from 0 at its bottom to 1 at its top."""

NEAR = 12.0
"""Pixels from a line within which the pointer is at it."""

MOST_LINES = 2_000
"""Beyond, one could not tell them apart, and drawing takes long."""

MANY = 80.0
"""Lines beyond which each is drawn fainter."""

SMALLEST_BRUSH = 0.01


class SweepParallelPlot(CanvasPlot):
    """Upright axes, one for each setting and one for the result; drag along one to choose a part.

    A click on an axis beside lines takes its part back.

    Callbacks
    ---------
    on_setting_chosen(setting)
        The user has clicked a line.
    on_setting_seen(setting)
        The pointer is near it.
    on_brushed(settings)
        The settings that lie in all chosen parts; None where no part is chosen.
    """

    name = "sweep-parallel"
    title = "All settings at once"
    depends = ("sweep",)
    main = True

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_setting_chosen: Callable[[int], None] = nothing
        self.on_setting_seen: Callable[[int], None] = nothing
        self.on_brushed: Callable[[list[int] | None], None] = nothing
        self.brushes: dict[int, Brush] = {}
        self.box.on_brushed = self._on_dragged
        # (settings, axes): heights from 0 to 1, NaN where a run has no result.
        self._heights: Array = np.empty((0, 0))
        self._area = QRectF()
        self._subject: object = None

    def unavailable(self, frame: Frame) -> str:
        return self.reason(frame)

    @staticmethod
    def reason(frame: Frame) -> str:
        """Why there is no such picture of a frame; empty where there is."""
        if frame.sweep is None:
            return "No sweep has been made yet"
        if len(varied(frame.sweep.plan)) < 2:
            return "Of one setting the curve says it all"
        if len(frame.sweep.settings) > MOST_LINES:
            return f"More than {MOST_LINES:,} lines: see the table"
        return ""

    def _draw(self, frame: Frame) -> None:
        outcome = frame.sweep
        assert outcome is not None
        if outcome.plan is not self._subject:
            self._subject = outcome.plan
            self.brushes = {}
        axes = outcome.plan.axes
        columns = [
            _shares([one[place] for one in outcome.settings], axis.logarithmic)
            for place, axis in enumerate(axes)
        ]
        results = outcome.values(self._measure(outcome)).mean(axis=1)
        results = np.where(outcome.failed.any(axis=1), np.nan, results)
        self._heights = np.column_stack([*columns, _of_results(results)])
        super()._draw(frame)

    def _measure(self, outcome: SweepOutcome) -> str:
        return "validation_loss" if outcome.validated else "final_loss"

    def chosen(self) -> list[int] | None:
        """The settings that lie in all chosen parts; None where no part is chosen."""
        if not self.brushes:
            return None
        return np.flatnonzero(self._inside()).tolist()

    def _inside(self) -> Array:
        inside = np.ones(len(self._heights), bool)
        for place, (low, high) in self.brushes.items():
            column = self._heights[:, place]
            inside &= (column >= low - 1e-9) & (column <= high + 1e-9)
        return inside

    # Painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        outcome, look = frame.sweep, self.look
        assert outcome is not None
        painter.setFont(look.font(11.0))
        metrics = QFontMetricsF(painter.font())
        words = metrics.height() + look.size(8.0)
        self._area = area.adjusted(look.size(60.0), words, -look.size(70.0), -words)
        inside = self._inside()
        # The best last, above the others.
        order = np.argsort(-np.nan_to_num(self._heights[:, -1], nan=2.0), kind="stable")
        for setting in order.tolist():
            self._paint_line(painter, setting, bool(inside[setting]))
        for place in range(self._heights.shape[1]):
            self._paint_axis(painter, outcome, place, metrics)

    def _x(self, place: int) -> float:
        count = max(self._heights.shape[1] - 1, 1)
        return self._area.left() + self._area.width() * place / count

    def _y(self, height: float) -> float:
        return self._area.bottom() - self._area.height() * height

    def _points(self, setting: int) -> list[QPointF]:
        """The line of a setting; a run that failed ends before its result."""
        heights = self._heights[setting]
        return [
            QPointF(self._x(place), self._y(float(height)))
            for place, height in enumerate(heights)
            if math.isfinite(height)
        ]

    def _paint_line(self, painter: QPainter, setting: int, inside: bool) -> None:
        look, result = self.look, float(self._heights[setting, -1])
        lost = not math.isfinite(result)
        colour = look.warning
        if not lost:
            red, green, blue, _ = colour_table()[int(235 * min(max(result, 0.0), 1.0))].tolist()
            colour = QColor(red, green, blue).name()
        # Of many lines each is fainter, those that failed above all: they only say where.
        full = min(0.85, max(0.3, MANY / len(self._heights))) * (0.6 if lost else 1.0)
        pen = look.pen(colour, 1.6, (3.0, 2.0) if lost else (), full if inside else 0.06)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(self._points(setting)))

    def _paint_axis(
        self, painter: QPainter, outcome: SweepOutcome, place: int, metrics: QFontMetricsF
    ) -> None:
        look, x = self.look, self._x(place)
        painter.setPen(look.pen(look.axis, 1.5))
        painter.drawLine(QPointF(x, self._area.top()), QPointF(x, self._area.bottom()))
        if place in self.brushes:
            low, high = self.brushes[place]
            width = look.size(10.0)
            box = QRectF(x - width / 2, self._y(high), width, self._y(low) - self._y(high))
            painter.fillRect(box, look.colour(look.accent, 0.35))
        painter.setPen(QPen(look.colour(look.muted)))
        keys = outcome.plan.keys
        last = place == len(keys)
        title = self._measure(outcome).replace("_", " ") if last else wording(keys[place])
        top = QRectF(
            x - look.size(90.0),
            self._area.top() - metrics.height() - look.size(4.0),
            look.size(180.0),
            metrics.height(),
        )
        painter.drawText(top, int(Qt.AlignmentFlag.AlignHCenter), title)
        for height, text in self._ticks(outcome, place):
            y = self._y(height) + metrics.ascent() / 2.0 - look.size(1.0)
            left = x + look.size(5.0)
            ground = QRectF(
                left - look.size(2.0),
                y - metrics.ascent(),
                metrics.horizontalAdvance(text) + look.size(4.0),
                metrics.height(),
            )
            painter.fillRect(ground, look.colour(look.card, 0.8))
            painter.drawText(QPointF(left, y), text)

    def _ticks(self, outcome: SweepOutcome, place: int) -> list[tuple[float, str]]:
        """Heights and words at an axis: all words, or the ends of numbers."""
        if place == len(outcome.plan.keys):
            results = outcome.values(self._measure(outcome)).mean(axis=1)
            good = results[np.isfinite(self._heights[:, -1])]
            if not len(good):
                return []
            return [
                (0.0, number_text(float(good.min()), 3)),
                (1.0, number_text(float(good.max()), 3)),
            ]
        values = outcome.plan.axes[place].values
        shown: Sequence[Any] = values
        if outcome.plan.axes[place].numeric and len(values) > 6:
            shown = (min(values), max(values))
        settings = [one[place] for one in outcome.settings]
        found = {}
        for value in shown:
            height = float(self._heights[settings.index(value), place])
            found[height] = f"{value:.4g}" if isinstance(value, float) else value_text(value)
        return list(found.items())

    # The pointer ---------------------------------------------------------------------------

    def setting_at(self, place: QPointF) -> int | None:
        """The setting whose line is next to a place in pixels, of those that are chosen."""
        if not len(self._heights) or not self._area.width():
            return None
        count = self._heights.shape[1] - 1
        at = (place.x() - self._area.left()) / self._area.width() * count
        first = int(min(max(math.floor(at), 0), count - 1))
        share = min(max(at - first, 0.0), 1.0)
        left, right = self._heights[:, first], self._heights[:, first + 1]
        between = left + share * (np.where(np.isfinite(right), right, left) - left)
        apart = np.abs(self._area.bottom() - self._area.height() * between - place.y())
        apart = np.where(self._inside() & np.isfinite(apart), apart, np.inf)
        closest = int(apart.argmin())
        return closest if apart[closest] <= self.look.size(NEAR) else None

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        setting = self.setting_at(place)
        if setting is None or frame.sweep is None:
            return ()
        self.on_setting_seen(setting)
        return told(frame.sweep, setting, self.look)

    def _on_pressed_at(self, place: QPointF) -> None:
        spot = self.item.mapFromItem(self.box, place)
        axis = self._axis_at(spot)
        if axis in self.brushes:
            del self.brushes[axis]
            self._tell()
            return
        setting = self.setting_at(spot)
        if setting is not None:
            self.on_setting_chosen(setting)

    def _on_dragged(self, begun: QPointF, now: QPointF) -> None:
        start, end = (
            self.item.mapFromItem(self.box, self.box.mapFromView(one)) for one in (begun, now)
        )
        axis = self._axis_at(start)
        if axis is None or self.drawn is None or not self._area.height():
            return
        ends = sorted(
            min(max((self._area.bottom() - one.y()) / self._area.height(), 0.0), 1.0)
            for one in (start, end)
        )
        if ends[1] - ends[0] < SMALLEST_BRUSH:
            return
        self.brushes[axis] = (ends[0], ends[1])
        self._tell()

    def _tell(self) -> None:
        self.redraw()
        self.on_brushed(self.chosen())

    def _axis_at(self, place: QPointF) -> int | None:
        """The axis that a place in pixels is at."""
        for axis in range(self._heights.shape[1]):
            if abs(place.x() - self._x(axis)) <= self.look.size(NEAR):
                return axis
        return None


def _shares(values: Sequence[Any], logarithmic: bool) -> Array:
    """Values as heights from 0 to 1; words and switches evenly, in the order of their coming."""
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
    if not numbers:
        names = list(dict.fromkeys(map(value_text, values)))
        found = np.array([names.index(value_text(one)) for one in values], dtype=np.float64)
    else:
        found = np.array(values, dtype=np.float64)
        if logarithmic:
            found = np.log(found)
    low, high = float(found.min()), float(found.max())
    return np.full(len(found), 0.5) if low == high else (found - low) / (high - low)


def _of_results(results: Array) -> Array:
    """Results as heights from 0 to 1, by their logarithm where all are above 0."""
    known = np.isfinite(results)
    if not known.any():
        return results
    scaled = np.log(np.where(known, results, 1.0)) if (results[known] > 0).all() else results
    low, high = float(scaled[known].min()), float(scaled[known].max())
    heights = np.full(len(results), 0.5) if low == high else (scaled - low) / (high - low)
    return np.where(known, heights, np.nan)
