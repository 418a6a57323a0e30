"""Axes and the view box of a plot: quiet ticks, and the mouse as callbacks."""

import html
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import power_text, short_text, tick_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.ranges import LEAST, drawable

_NICE = (1.0, 2.0, 5.0, 10.0)
# Decades: a float64 ends at 1e308.
FAR = 300.0
_CLOSE = 0.75
"""Of the distance between ticks that is wanted: numbers closer than that would touch."""
MOST_TICKS = 13.0
_LEAST_LETTERS = 6
"""However large a plot is."""


class Axis(pg.AxisItem):
    """An axis with few, round ticks; logarithmic when `log` is set.

    A logarithmic axis shows data that is already log10 of the value. `whole` keeps ticks to
    whole numbers; `room` is the least distance between ticks, in pixels at scale 1; beyond
    `most` there are no values, and no ticks.
    """

    _named: tuple[str, str, Look] | None = None
    _written: tuple[str, Look] | None = None

    def __init__(self, orientation: str, look: Look) -> None:
        self._look = look  # pyqtgraph asks for the bounding rectangle at once
        super().__init__(orientation)
        self.log = False
        self.whole = False
        self.most = math.inf
        self._within = False
        self.room = 18.0 if orientation == "left" else 60.0
        # Or pyqtgraph would write "(x0.001)" beside the name.
        self.enableAutoSIPrefix(False)
        self.restyle(look, grid=True)

    def restyle(self, look: Look, grid: bool) -> None:
        """Take over pens and fonts."""
        self._look = look
        self._least = round(look.size(36.0)) if self.orientation == "left" else 0
        self.setPen(look.pen(look.axis))
        self.setTextPen(look.muted)
        # With a grid the ticks are its lines, from edge to edge.
        self.setTickPen(look.pen(look.grid if grid else look.axis))
        self.setGrid(255 if grid else False)
        self.setTickFont(look.font(11.0))
        self.setStyle(
            tickLength=0 if grid else -round(look.size(4)),
            tickTextOffset=round(look.size(5)),
            maxTickLevel=0,
            autoExpandTextSpace=True,
            autoReduceTextSpace=True,
            hideOverlappingLabels=True,
        )

    def name(self, words: str, short: str = "") -> None:
        """Write what the axis measures, as plain text; `short` where that is too long for it.

        A name never reaches beyond its axis, where it would lie on those of other plots.
        """
        wanted = (words, short, self._look)
        if wanted == self._named or (self._named is None and not words):
            return
        self._named = wanted
        self._write()

    def _write(self) -> None:
        """The name, or as much of it as there is room for."""
        if self._named is None:
            return
        words, short, look = self._named
        font = look.font(12.0)
        length = self.size().height() if self.orientation == "left" else self.size().width()
        metrics = QFontMetricsF(font)
        if metrics.horizontalAdvance(words) > length > 0.0:
            whole = short or words
            words = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, length)
            if len(words) < min(_LEAST_LETTERS, len(whole)):
                words = ""  # "p…" says nothing
        if (words, look) == self._written:
            return
        self._written = (words, look)
        self.label.setFont(font)
        style = {"color": look.muted, "font-size": f"{round(look.size(12.0))}px"}
        # A label is rich text: the name of a column may hold a "<".
        self.setLabel(html.escape(words), **style)
        super().resizeEvent()  # pyqtgraph centres a label only when the axis changes its size

    def resizeEvent(self, event: object = None) -> None:
        super().resizeEvent(event)
        self._write()

    def last_width(self, low: float, high: float) -> float:
        """The width in pixels of the number at the last tick, half of which is beyond its place."""
        ticks = self.tickValues(low, high, self.size().width())
        if not ticks or not ticks[0][1]:
            return 0.0
        (text,) = self.tickStrings(ticks[0][1][-1:], 1.0, ticks[0][0])
        font = self.style["tickFont"] or self._look.font(12.0)
        return float(QFontMetricsF(font).horizontalAdvance(text))

    def spoken(self, low: float, high: float) -> str:
        """What it measures and from where to where, in words; "" for an axis that is not named."""
        words = self._named[0] if self._named is not None else ""
        if not words or not self.isVisible():
            return ""
        if self.log:
            low, high = (10.0 ** min(max(one, -FAR), FAR) for one in (low, high))
        return f"{words} from {_rough(low)} to {_rough(high)}"

    def boundingRect(self) -> QRectF:
        # Room for half of the label at either end; pyqtgraph gives none beside a grid.
        air = self._look.size(16.0)
        across, up = (air, 0.0) if self.orientation == "bottom" else (0.0, air / 2.0)
        return super().boundingRect().adjusted(-across, -up, across, up)

    def _updateMaxTextSize(self, size: float) -> None:
        # Axes of plots above one another begin at the same place.
        super()._updateMaxTextSize(max(size, self._least))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not (high - low > LEAST / 1e3 and math.isfinite(high - low)):
            return []
        wanted = min(max(2.0, size / self._look.size(self.room)), MOST_TICKS)
        powers = math.floor(high) - math.ceil(low) + 1
        close = powers < 2 or 3.4 * (high - low) < wanted
        # Powers of ten farther out are no floating-point numbers.
        self._within = self.log and close and max(-low, high) < FAR
        if self._within:
            return [_ticks_within(low, high, wanted)]
        if self.log:
            # Any whole number: with 1, 2 and 5 alone a small plot would name a single power.
            step = float(max(1, math.ceil((high - low) / wanted - 1e-9)))
        else:
            step = _nice((high - low) / wanted)
            if self.whole:
                step = max(step, 1.0)
        # The slack keeps a tick that lies on the border but for rounding.
        first = math.ceil(low / step - 1e-9)
        last = math.floor(min(high, self.most) / step + 1e-9)
        # One level alone: pyqtgraph's minor ticks are more ink than information.
        return [(step, [index * step for index in range(first, last + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self._within:
            return [tick_text(10.0**value, spacing or _decade(value)) for value in values]
        if self.log:
            return [power_text(round(value)) for value in values]
        return [tick_text(value, spacing) for value in values]


def _ticks_within(low: float, high: float, wanted: float) -> tuple[float, list[float]]:
    """Round values between two logarithms that are close: their distance, their logarithms.

    Their distance is 0 where they are powers of ten with their doubles and halves, which are
    about evenly spaced.
    """
    first, last = 10.0**low, 10.0**high
    fine, coarse = (_multiples(low, high, factors) for factors in (_NICE[:3], (1.0, 3.0)))
    if high - low > 0.5 and len(fine) > 1:
        # In a small plot one value between two powers is enough, if that leaves two.
        many = 3.0 * (high - low) < wanted or len(coarse) < 2
        step, values = 0.0, fine if many else coarse
    else:
        # Those at the upper end stand closest.
        step = _nice(last * math.log(10.0) * (high - low) / wanted)
        values, finer = _steps(first, last, step), _nice(step / 2.6)
        more = _steps(first, last, finer)
        # One number says little: two, where they do not touch.
        if len(values) < 2 <= len(more):
            closest = min(math.log10(b / a) for a, b in pairwise(more))
            if closest >= _CLOSE * (high - low) / wanted:
                step, values = finer, more
    tolerance = 1e-9 * last
    return step, [math.log10(v) for v in values if first - tolerance <= v <= last + tolerance]


def _steps(first: float, last: float, step: float) -> list[float]:
    """The multiples of a step from one number to another."""
    begin, end = math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9)
    return [index * step for index in range(begin, end + 1)]


def _multiples(low: float, high: float, factors: Sequence[float]) -> list[float]:
    """Powers of ten times each factor, between two logarithms."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    found = [factor * 10.0**power for power in decades for factor in factors]
    return [value for value in found if low - 1e-9 <= math.log10(value) <= high + 1e-9]


def _rough(value: float) -> str:
    return short_text(float(f"{value:.3g}"))


def _decade(logarithm: float) -> float:
    return float(10.0 ** math.floor(logarithm + 1e-9))


def _nice(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten, from `step` up."""
    decade = 10.0 ** math.floor(math.log10(step))
    return next(factor * decade for factor in _NICE if factor * decade >= step * (1 - 1e-9))


class PlotBox(pg.ViewBox):
    """A view box that reports what the mouse does and decides nothing.

    `on_hovered` gets a point of the view, or None when the mouse leaves; `on_pressed` a
    point that was clicked or dragged over, `on_placed` one that was clicked with Shift.
    `on_wheel` gets the x under the mouse and the factor by which the range should shrink,
    `on_panned` the part of the width by which it was dragged, `on_brushed` the points where a
    drag with the left button has begun and where it is. Those left None keep pyqtgraph's
    behaviour: the wheel zooms, a drag moves the picture.
    """

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        # Auto-range would read the bounds of all items with every change.
        self.disableAutoRange()
        self.setDefaultPadding(0.0)
        self.on_hovered: Callable[[QPointF | None], None] | None = None
        self.on_pressed: Callable[[QPointF], None] | None = None
        self.on_placed: Callable[[QPointF], None] | None = None
        self.on_panned: Callable[[float], None] | None = None
        self.on_brushed: Callable[[QPointF, QPointF], None] | None = None
        self.on_double_clicked: Callable[[], None] | None = None
        self.on_wheel: Callable[[float, float], None] | None = None
        self.drag_presses = False

    def setRange(
        self, rect: Any = None, xRange: Any = None, yRange: Any = None, **options: Any
    ) -> None:
        """Never narrower than what can be mapped to pixels."""
        xRange = None if xRange is None else drawable(*xRange)
        yRange = None if yRange is None else drawable(*yRange)
        super().setRange(rect, xRange, yRange, **options)

    def hoverEvent(self, event: object) -> None:
        if self.on_hovered is not None:
            point = None if event.isExit() else self.mapToView(event.pos())  # type: ignore[attr-defined]
            self.on_hovered(point)

    def mouseClickEvent(self, event: object) -> None:
        event.accept()  # type: ignore[attr-defined]
        if event.button() != Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            event.ignore()  # type: ignore[attr-defined]
        elif event.double():  # type: ignore[attr-defined]
            if self.on_double_clicked is not None:
                self.on_double_clicked()
        elif self.on_placed is not None and _with_shift(event):
            self.on_placed(self.mapToView(event.pos()))  # type: ignore[attr-defined]
        elif self.on_pressed is not None:
            self.on_pressed(self.mapToView(event.pos()))  # type: ignore[attr-defined]

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        left = event.button() == Qt.MouseButton.LeftButton  # type: ignore[attr-defined]
        if event.button() == Qt.MouseButton.RightButton:  # type: ignore[attr-defined]
            event.ignore()  # type: ignore[attr-defined]
        elif self.on_panned is not None and (not left or _with_shift(event)):
            event.accept()  # type: ignore[attr-defined]
            way = event.lastPos().x() - event.pos().x()  # type: ignore[attr-defined]
            self.on_panned(way / max(self.width(), 1.0))
        elif self.on_brushed is not None and left and axis is None:
            event.accept()  # type: ignore[attr-defined]
            ends = event.buttonDownPos(), event.pos()  # type: ignore[attr-defined]
            self.on_brushed(*map(self.mapToView, ends))
        elif self.drag_presses and self.on_pressed is not None and left and not _with_shift(event):
            if axis is not None:
                event.ignore()  # type: ignore[attr-defined]
                return
            event.accept()  # type: ignore[attr-defined]
            self.on_pressed(self.mapToView(event.pos()))  # type: ignore[attr-defined]
        else:
            super().mouseDragEvent(event, axis)

    def wheelEvent(self, event: object, axis: int | None = None) -> None:
        if self.on_wheel is None:
            super().wheelEvent(event, axis)
            return
        event.accept()  # type: ignore[attr-defined]
        place = self.mapToView(event.pos())  # type: ignore[attr-defined]
        # A notch is 120: a fifth nearer, and touchpads with small deltas zoom smoothly.
        self.on_wheel(place.x(), 1.0015 ** event.delta())  # type: ignore[attr-defined]


def _with_shift(event: object) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)  # type: ignore[attr-defined]
