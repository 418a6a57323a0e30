"""Lines of equal loss at round values, and the numbers on them."""

import math

import numpy as np
from contourpy import contour_generator
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker

from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import short_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import keep_picture
from visualizer.gui.plots.levels import Levels
from visualizer.gui.plots.ranges import Array

_DECADES = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))
_NICE = (1.0, 2.0, 5.0, 10.0)

Lines = list[tuple[float, list[Array]]]
"""Values, and the lines (M, 2) of each."""


def contour_values(levels: Levels, count: int) -> list[float]:
    """About `count` round values above the base, evenly spread on the scale of the colours."""
    if count <= 0:
        return []
    if not levels.log:
        return _even(levels.low, levels.high, count)
    low, high = 10.0**levels.low, 10.0**levels.high
    decades = levels.high - levels.low
    if decades < 1.0:
        return _even(low, high, count)
    if count < decades:
        step = math.ceil(decades / count)
        powers = range(math.ceil(levels.low), math.ceil(levels.high), step)
        return [10.0**power for power in powers]
    digits = min(_DECADES, key=lambda one: abs(len(one) * decades - count))
    powers = range(math.floor(levels.low), math.ceil(levels.high) + 1)
    values = [digit * 10.0**power for power in powers for digit in digits]
    return [value for value in values if low < value < high]


def _even(low: float, high: float, count: int) -> list[float]:
    """Multiples of a round number between two values."""
    rough = (high - low) / (count + 1)
    decade = 10.0 ** math.floor(math.log10(rough))
    step = min((factor * decade for factor in _NICE), key=lambda one: abs(math.log(one / rough)))
    first, last = math.floor(low / step) + 1, math.ceil(high / step) - 1
    return [index * step for index in range(first, last + 1)]


def contour_lines(x: Array, y: Array, scaled: Array, levels: Levels, count: int) -> Lines:
    """The lines of a map (ny, nx) on the scale of `levels` at round values."""
    # "serial" gives the same lines each time, in the same order.
    made = contour_generator(x=x, y=y, z=scaled, name="serial")
    found: Lines = []
    for value in contour_values(levels, count):
        height = float(levels.scale(np.array(value + levels.base)))
        if levels.low < height < levels.high:
            lines = [np.asarray(line, dtype=np.float64) for line in made.lines(height)]
            found.append((value, [line for line in lines if len(line) > 1]))
    return found


def contour_path(lines: Lines) -> QPainterPath:
    """All lines as one path."""
    # One path for all lines: NaN lifts the pen between two of them.
    gap = np.full((1, 2), np.nan)
    parts = [part for _, group in lines for line in group for part in (line, gap)]
    if not parts:
        return QPainterPath()
    points = np.concatenate(parts)
    return pg.arrayToQPath(points[:, 0].copy(), points[:, 1].copy(), connect="finite")


class ContourLabels(pg.GraphicsObject):
    """The values of contours, white with a dark edge, where the lines run about level.

    A number has its place on the longest line of its value; those that would overlap or
    be cut off are left out.
    """

    def __init__(self, box: pg.ViewBox, look: Look) -> None:
        super().__init__(box)
        self._box = box
        self._lines: Lines = []
        self._letters, self._edge = QPainterPath(), QPainterPath()
        self.texts: list[str] = []
        self.setZValue(5)
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over fonts and sizes."""
        self._look = look
        self._font = look.font(10.0, bold=True)
        self._placed: object = None
        keep_picture(self, look)
        self.update()

    def show_lines(self, lines: Lines) -> None:
        """Label these lines; none are labelled when it is empty."""
        self._lines = lines

    def place(self) -> None:
        """Find the places in the view as it now is."""
        rect = self._box.rect()
        view = (*map(tuple, self._box.viewRange()), rect.width(), rect.height())
        wanted = (id(self._lines) if self._lines else 0, *view)
        if wanted == self._placed:
            return
        self._placed = wanted
        self.prepareGeometryChange()
        self._letters, self.texts = QPainterPath(), []
        taken: list[QRectF] = []
        metrics = QFontMetricsF(self._font)
        for value, lines in self._lines:
            text = short_text(value)
            size = (metrics.horizontalAdvance(text), metrics.height())
            area = self._free(lines, size, taken)
            if area is not None:
                taken.append(area)
                self.texts.append(text)
                base = area.bottomLeft() - QPointF(0.0, metrics.descent())
                self._letters.addText(base, self._font, text)
        stroker = QPainterPathStroker()
        stroker.setWidth(self._look.size(3.0))
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._edge = stroker.createStroke(self._letters)
        self.update()

    def _free(
        self, lines: list[Array], size: tuple[float, float], taken: list[QRectF]
    ) -> QRectF | None:
        """The room for a text on one of the lines, longest first and levellest place first."""
        (low_x, high_x), (low_y, high_y) = self._box.viewRange()
        across, up = self._box.width() / (high_x - low_x), self._box.height() / (high_y - low_y)
        air = self._look.size(6.0)
        whole = self._box.rect().adjusted(air, air, -air, -air)
        for line in sorted(lines, key=len, reverse=True)[:3]:
            pixels = np.stack([(line[:, 0] - low_x) * across, (high_y - line[:, 1]) * up], axis=1)
            way = np.diff(pixels, axis=0)
            if np.hypot(*way.T).sum() < 2.0 * size[0]:
                continue
            steep = np.abs(way[:, 1]) / (np.hypot(*way.T) + 1e-9)
            # A couple of dozen places of each line are enough to find room on it.
            for place in np.argsort(steep, kind="stable")[:: max(1, len(steep) // 24)]:
                x, y = pixels[place].tolist()
                area = QRectF(x - size[0] / 2, y - size[1] / 2, *size)
                room = area.adjusted(-3 * air, -air, 3 * air, air)
                if whole.contains(area) and not any(room.intersects(other) for other in taken):
                    return area
        return None

    def boundingRect(self) -> QRectF:
        return self._box.rect()

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._edge, look.colour(look.edge, 0.75))
        painter.fillPath(self._letters, look.colour(look.path))
