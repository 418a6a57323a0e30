"""The loss surface seen from above: colours, contours and a colour bar."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.app.views import MapView
from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.problems.base import Problem
from visualizer.gui.look.look import Look, colour_table
from visualizer.gui.look.number_texts import power_text, short_text, tick_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.contours import Lines, contour_lines, contour_path
from visualizer.gui.plots.items import keep_picture
from visualizer.gui.plots.levels import Levels, levels_of
from visualizer.gui.plots.ranges import Array

CONTOURS = 14
_SMOOTH = 400
_ROWS = 20_000


def smoothed(grid: Array, size: int = _SMOOTH) -> Array:
    """A coarse grid (ny, nx) refined linearly to at least about `size` points a side."""
    for axis in (0, 1):
        count = grid.shape[axis]
        factor = math.ceil((size - 1) / max(count - 1, 1))
        if factor > 1 and count > 1:
            place = np.arange((count - 1) * factor + 1) / factor
            first = np.minimum(place.astype(int), count - 2)
            part = (place - first).reshape((-1, 1) if axis == 0 else (1, -1))
            grid = grid.take(first, axis) * (1 - part) + grid.take(first + 1, axis) * part
    return grid


def loss_at(problem: Problem, surface: LandscapeMap, x: float, y: float) -> float:
    """The loss under the cursor: exact, or with many rows that of the nearest map point."""
    plane = surface.plane
    # This is asked with every movement of the pointer.
    if problem.rows > _ROWS:
        column = int(np.argmin(np.abs(surface.x - x)))
        if plane.dimensions == 1:
            return float(surface.loss[column])
        return float(surface.loss[int(np.argmin(np.abs(surface.y - y))), column])
    with np.errstate(all="ignore"):
        theta = plane.at(np.array([x, y][: plane.dimensions]))
        return float(problem.loss(theta.astype(float, copy=False)))


def _with_holes(picture: NDArray[np.uint8], loss: Array) -> NDArray[np.uint8]:
    """A picture (ny, nx, 4) that is clear where a loss, on a grid of its own, has no value."""
    holes = np.isnan(loss)
    if holes.any():
        rows, columns = (
            np.linspace(0, count - 1, fine).round().astype(int)
            for count, fine in zip(loss.shape, picture.shape, strict=False)
        )
        picture[holes[np.ix_(rows, columns)], 3] = 0
    return picture


class HeatMap:
    """The picture of a `LandscapeMap` and its contours; made once, filled again and again."""

    def __init__(self) -> None:
        # Or pyqtgraph would take the first axis of an array for x.
        self.image = pg.ImageItem(axisOrder="row-major")
        self.edges, self.contours = QGraphicsPathItem(), QGraphicsPathItem()
        self._key: tuple[Any, ...] = ()
        self.levels = Levels(0.0, 1.0, 0.0, 1.0, False)
        self.lines: Lines = []

    def show(
        self,
        surface: LandscapeMap,
        minimum: float | None,
        view: MapView = MapView(),  # noqa: B008 -- frozen
    ) -> bool:
        """Draw a map; returns whether anything had to change."""
        drawn = (view.log, view.contours, view.labels, view.clip)
        # By number, as comparing all losses would take longer than to draw them; `_kept` keeps the
        # number from coming again.
        key = (id(surface.loss), surface.loss.shape, minimum, drawn)
        if key == self._key:
            return False
        self._key, self._kept = key, surface
        self.levels = levels_of(surface.loss, minimum, view.log, view.clip)
        scaled = self.levels.scale(surface.loss)
        # On the scale of the colours: between losses far apart a straight line would be all bright.
        fine = smoothed(scaled)
        heights = (fine - self.levels.low) / (self.levels.high - self.levels.low)
        index = (np.clip(heights, 0.0, 1.0) * 255.0).astype(np.uint8)
        picture = _with_holes(colour_table()[index], surface.loss)
        # Colours, not losses: auto-levels of pyqtgraph may become infinite.
        self.image.setImage(picture, autoLevels=False, levels=None)
        self.image.setRect(pixel_rect(surface.x, surface.y, fine.shape))
        self.lines = contour_lines(surface.x, surface.y, scaled, self.levels, view.contours)
        path = contour_path(self.lines)
        self.contours.setPath(path)
        self.edges.setPath(path if view.labels else QPainterPath())
        self.contours.setOpacity(1.0 if view.labels else 0.45)
        return True

    def set_visible(self, visible: bool) -> None:
        """Show or hide the picture."""
        self.image.setVisible(visible)
        self.contours.setVisible(visible)
        self.edges.setVisible(visible)

    def restyle(self, look: Look) -> None:
        """Thin, pale contours; with a dark edge where they must be read in print."""
        self.contours.setPen(look.pen(look.path, 1.0, opacity=0.7))
        # Not cached by Qt: a cached item that is larger than the view keeps its offset when its
        # path is replaced, and is drawn beside its place. Painting costs no more.
        self.edges.setPen(look.pen(look.edge, 2.6, opacity=0.45))


def pixel_rect(x: Array, y: Array, shape: tuple[int, ...]) -> QRectF:
    """The rectangle of an image whose outermost pixels have their middles at the ends."""
    width, height = float(x[-1] - x[0]), float(y[-1] - y[0])
    across, up = width / max(shape[1] - 1, 1), height / max(shape[0] - 1, 1)
    return QRectF(float(x[0]) - across / 2, float(y[0]) - up / 2, width + across, height + up)


class ColourBar(pg.GraphicsWidget):
    """A slim bar with the losses that the colours mean."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._levels = Levels(0.0, 1.0, 0.0, 1.0, False)
        self._picture = QImage(
            np.ascontiguousarray(colour_table()[::-1]).tobytes(), 1, 256, 4,
            QImage.Format.Format_RGBA8888,
        ).copy()  # fmt: skip
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over fonts and widths."""
        self._look = look
        self._font = look.font(11.0)
        self.setFixedWidth(look.size(58.0))
        keep_picture(self, look)
        self.update()

    def show_levels(self, levels: Levels) -> None:
        """Show the scale of a map."""
        if levels != self._levels:
            self._levels = levels
            self.update()

    def ticks(self) -> list[tuple[float, str]]:
        """Heights 0..1 and what is written there."""
        low, high = self._levels.low, self._levels.high
        if self._levels.log:
            step = max(1, math.ceil((high - low) / 7.0))
            first = math.ceil(low)
            powers = range(first, math.floor(high) + 1, step)
            if len(powers) > 1:
                return [((power - low) / (high - low), power_text(power)) for power in powers]
            values = [m * 10.0**k for k in range(first - 1, math.ceil(high) + 1) for m in (1, 2, 5)]
            places = [(math.log10(value) - low) / (high - low) for value in values]
            found = [(p, short_text(v)) for p, v in zip(places, values, strict=True) if 0 <= p <= 1]
            if len(found) > 1:
                return found
            # So little between the ends that it hardly matters: ticks as on a linear scale.
            low, high = 10.0**low, 10.0**high
        step_size = 10.0 ** math.floor(math.log10((high - low) / 2.0))
        while (high - low) / step_size > 7:
            step_size *= 2.0 if (high - low) / step_size <= 14 else 5.0
        first, last = math.ceil(low / step_size), math.floor(high / step_size)
        values = [index * step_size for index in range(first, last + 1)]
        return [(self._place(value), tick_text(value, step_size)) for value in values]

    def _place(self, value: float) -> float:
        """The height 0..1 of a number above the base."""
        levels = self._levels
        scaled = math.log10(value) if levels.log else value
        return (scaled - levels.low) / (levels.high - levels.low)

    def heading(self) -> str:
        """What the numbers are."""
        return "loss" if self._levels.base == 0.0 else "loss − min"

    def _written(self, bar: QRectF) -> list[tuple[float, float, str]]:
        """The height of each tick beside the bar, that of its number, which touches no other."""
        metrics, found = QFontMetricsF(self._font), list[tuple[float, float, str]]()
        highest, last = bar.top() + metrics.ascent() * 0.8, math.inf
        for height, text in self.ticks():
            y = bar.bottom() - height * bar.height()
            base = min(max(y + metrics.ascent() * 0.4, highest), bar.bottom())
            if last - base >= metrics.height():
                found.append((y, base, text))
                last = base
        return found

    def sizeHint(self, which: Qt.SizeHint, constraint: QSizeF = QSizeF()) -> QSizeF:  # noqa: B008
        tall = which == Qt.SizeHint.MaximumSize
        return QSizeF(self._look.size(58.0), 16777215.0 if tall else self._look.size(60.0))

    def paint(self, painter: QPainter, *_: object) -> None:
        size = self._look.size
        metrics = QFontMetricsF(self._font)
        top = metrics.height() + size(4)
        bar = QRectF(size(8), top, size(9), max(1.0, self.rect().height() - top))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, self._picture)
        painter.setFont(self._font)
        painter.setPen(self._look.colour(self._look.muted))
        painter.drawText(QRectF(size(6), 0, size(60), top), 0, self.heading())
        ticks, left = self.ticks(), bar.right() + size(6)
        # Not a wider bar: the map would change its shape, and with it perhaps these numbers.
        widest = max((metrics.horizontalAdvance(text) for _, text in ticks), default=0.0)
        painter.setFont(self._look.font(11.0 * min(1.0, (size(58) - left) / max(widest, 1.0))))
        for y, base, text in self._written(bar):
            painter.drawLine(bar.right(), y, bar.right() + size(2), y)  # type: ignore[call-overload]
            painter.drawText(left, base, text)  # type: ignore[call-overload]
