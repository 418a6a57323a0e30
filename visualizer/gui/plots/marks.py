"""Marks that keep their size in pixels: arrows, and the legend that explains them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import keep_picture

DASHED = (3.0, 2.0)
WAY_ON = (14.0, 8.0, 2.0)
"""Pixels between the edge of a map and the dots of an arrow that goes on beyond it."""
LEAST_MAP, AXIS = 160.0, 44.0
"""Pixels at scale 1 that a map has beside a legend, and those of the axis below it."""

ARROWS: Mapping[str, tuple[float, ...]] = {
    "arrow": (),
    "dashed arrow": DASHED,
    "dotted arrow": (1.0, 1.2),
    "dash-dot arrow": (4.0, 1.2, 1.0, 1.2),
}
"""Arrows of the legend, and their dashes in units of the width."""


def draw_arrow(
    painter: QPainter,
    tail: QPointF,
    tip: QPointF,
    colour: str,
    dashed: bool,
    look: Look,
    dash: tuple[float, ...] = DASHED,
) -> None:
    """An arrow with a dark edge; a short one is all head. `dash` counts when it is `dashed`."""
    length = math.hypot(tip.x() - tail.x(), tip.y() - tail.y())
    if length < 1e-6:
        return
    head = min(look.size(11.0), length)
    along = QPointF((tip.x() - tail.x()) / length, (tip.y() - tail.y()) / length)
    neck = tip - along * (head * 0.8)
    side = QPointF(-along.y(), along.x()) * (head * 0.42)
    triangle = QPolygonF([tip, tip - along * head + side, tip - along * head - side])
    width = 2.0 if dashed else 3.0
    edge = look.pen(look.edge, width + 2.2)
    inner = look.pen(colour, width, dash if dashed else ())
    outline = QPen(edge)
    outline.setWidthF(look.size(2.2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen, head_pen, fill in ((edge, outline, look.edge), (inner, None, colour)):
        painter.setPen(pen)
        if length > head:
            painter.drawLine(tail, neck)
        painter.setPen(head_pen if head_pen is not None else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(fill))
        painter.drawPolygon(triangle)


def draw_way_on(painter: QPainter, tail: QPointF, end: QPointF, colour: str, look: Look) -> None:
    """The part of an arrow before the edge of a map: dots in place of the head say it goes on."""
    length = math.hypot(end.x() - tail.x(), end.y() - tail.y())
    if length < 1e-6:
        return
    along = QPointF((end.x() - tail.x()) / length, (end.y() - tail.y()) / length)
    dots = [look.size(apart) for apart in WAY_ON if look.size(apart) < length]
    stop = end - along * look.size(WAY_ON[0] + 6.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shade, width in ((look.edge, 5.2), (colour, 3.0)):
        if length > look.size(WAY_ON[0] + 6.0):
            painter.setPen(look.pen(shade, width))
            painter.drawLine(tail, stop)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(shade))
        for apart in dots:
            radius = look.size(width / 2.0)
            painter.drawEllipse(end - along * apart, radius, radius)


class Arrow(pg.GraphicsObject):
    """An arrow between two points given in pixels of its parent.

    `gap` leaves room for the point it starts at, unless the arrow is short.
    """

    def __init__(
        self,
        parent: QGraphicsItem,
        look: Look,
        dashed: bool,
        dash: tuple[float, ...] = DASHED,
    ) -> None:
        super().__init__(parent)
        self._dashed, self._dash = dashed, dash
        self._ends = (QPointF(), QPointF())
        self.gap = 0.0
        self.goes_on = False
        self.restyle(look, "#ffffff")
        self.setVisible(False)

    def restyle(self, look: Look, colour: str) -> None:
        """Take over colour and widths."""
        self.prepareGeometryChange()
        self._look, self._colour = look, colour
        self.update()

    def point(self, tail: QPointF | None, tip: QPointF | None, goes_on: bool = False) -> None:
        """Lead from tail to tip; hide when either is missing or both are one.

        Where it `goes_on`, the tip is not its end and has no head.
        """
        if tail is None or tip is None or (tip - tail).manhattanLength() < 2.0:
            self.setVisible(False)
            return
        self.setVisible(True)
        if (tail, tip) != self._ends or goes_on != self.goes_on:
            self.prepareGeometryChange()
            self._ends, self.goes_on = (tail, tip), goes_on
            self.update()

    def ends(self) -> tuple[QPointF, QPointF]:
        """Tail and tip, in pixels of the parent."""
        return self._ends

    def boundingRect(self) -> QRectF:
        air = self._look.size(14.0)
        return QRectF(*self._ends).normalized().adjusted(-air, -air, air, air)

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        tail, tip = self._ends
        length = math.hypot(tip.x() - tail.x(), tip.y() - tail.y())
        gap = self._look.size(self.gap)
        if length > 3.0 * gap:
            tail = tail + (tip - tail) * (gap / length)
        if self.goes_on:
            draw_way_on(painter, tail, tip, self._colour, self._look)
            return
        draw_arrow(painter, tail, tip, self._colour, self._dashed, self._look, self._dash)


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: a sample and words.

    Samples are those of `ARROWS`, "line", "dash", "dot", "ring", "band", "star", "diamond",
    "square" and "cross"; a line may have a `dash` of its own.
    """

    sample: str
    colour: str
    words: str
    opacity: float = 1.0
    dash: tuple[float, ...] = ()


class Legend(pg.GraphicsWidget):
    """Samples in a row above the picture, where they hide nothing; in more rows if need be."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._entries: tuple[LegendEntry, ...] = ()
        self._least = 1
        self.restyle(look)

    @property
    def lines(self) -> int:
        """How many rows the samples take."""
        return 1 + max((line for line, _ in self._places()), default=0)

    def keep_lines(self, least: int) -> None:
        """Take the room of so many rows at the least: of as many as a legend beside it has."""
        self._least = least
        self._take_room()

    def restyle(self, look: Look) -> None:
        """Take over fonts and sizes."""
        self._look = look
        self._font = look.font(11.0)
        keep_picture(self, look)
        self._take_room()

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """What to explain: all of it."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self._take_room()

    def words(self) -> list[str]:
        """The texts."""
        return [entry.words for entry in self._entries]

    def resizeEvent(self, event: object) -> None:
        """Break the row where it ends now."""
        self._take_room()

    def _take_room(self) -> None:
        height = self._needed()
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        self.update()

    def _needed(self) -> float:
        """The height of all rows."""
        return max(self.lines, self._least) * self._line() + self._look.size(7.0)

    def _line(self) -> float:
        return QFontMetricsF(self._font).height() + self._look.size(2.0)

    def _places(self) -> list[tuple[int, float]]:
        """The line, counted from 0, and the left end of each entry."""
        metrics, places = QFontMetricsF(self._font), []
        line, x, whole = 0, 0.0, self.rect().width()
        for entry in self._entries:
            width = self._sample_width(entry) + metrics.horizontalAdvance(entry.words)
            if x > 0.0 and whole > 0.0 and x + width > whole:
                line, x = line + 1, 0.0
            places.append((line, x))
            x += width + self._look.size(16.0)
        return places

    def _sample_width(self, entry: LegendEntry) -> float:
        return self._look.size(30.0 if "arrow" in entry.sample or entry.dash else 16.0)

    def sizeHint(self, which: Qt.SizeHint, constraint: QSizeF = QSizeF()) -> QSizeF:  # noqa: B008
        wide = which == Qt.SizeHint.MaximumSize
        return QSizeF(16777215.0 if wide else 0.0, self._line() + self._look.size(7.0))

    def paint(self, painter: QPainter, *_: object) -> None:
        size, metrics = self._look.size, QFontMetricsF(self._font)
        for entry, (line, x) in zip(self._entries, self._places(), strict=True):
            top, width = line * self._line(), self._sample_width(entry)
            middle = top + metrics.height() / 2.0
            self._sample(painter, entry, QRectF(x, middle - size(8), width - size(4), size(16)))
            painter.setFont(self._font)
            painter.setPen(self._look.colour(self._look.muted))
            painter.drawText(QPointF(x + width + size(2), top + metrics.ascent()), entry.words)

    def _sample(self, painter: QPainter, entry: LegendEntry, area: QRectF) -> None:
        middle = area.center().y()
        if entry.sample in ARROWS:
            tail, tip = QPointF(area.left(), middle), QPointF(area.right(), middle)
            dash = ARROWS[entry.sample]
            draw_arrow(painter, tail, tip, entry.colour, bool(dash), self._look, dash)
            return
        if entry.sample in ("dash", "line"):
            dash = (4.0, 2.0) if entry.sample == "dash" else entry.dash
            painter.setPen(self._look.pen(entry.colour, 1.6, dash, entry.opacity))
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
            return
        if entry.sample == "band":
            painter.fillRect(area, self._look.colour(entry.colour, entry.opacity))
            return
        painter.setPen(self._look.pen(self._look.edge, 1.0))
        painter.setBrush(self._look.colour(entry.colour))
        half = self._look.size(5.0)
        if entry.sample == "ring":
            for colour, width in ((self._look.edge, 4.0), (entry.colour, 2.0)):
                painter.setPen(self._look.pen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(area.center().x(), middle), half * 0.8, half * 0.8)
        elif entry.sample == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour(entry.colour, entry.opacity))
            painter.drawEllipse(QPointF(area.center().x(), middle), half * 0.7, half * 0.7)
        elif entry.sample == "cross":
            painter.setPen(self._look.pen(entry.colour, 2.0))
            centre, arm = QPointF(area.center().x(), middle), half * 0.7
            for across in (arm, -arm):
                painter.drawLine(centre - QPointF(across, arm), centre + QPointF(across, arm))
        elif entry.sample == "square":
            painter.drawRect(QRectF(area.center().x() - half, middle - half, 2 * half, 2 * half))
        else:
            painter.drawPolygon(_SHAPES[entry.sample](area.center(), half * 1.3))


class MapLegend(Legend):
    """The legend of a map, whose marks are the same in all maps: it gives way to a low one.

    Stands above the plot in `item`.
    """

    def __init__(self, look: Look, item: pg.PlotItem) -> None:
        self._whole = float(item.size().height())
        super().__init__(look)
        item.layout.removeItem(item.titleLabel)
        item.layout.addItem(self, 0, 0, 1, 4)
        item.geometryChanged.connect(calling(self._on_plot_resized))

    def _on_plot_resized(self) -> None:
        # Remembered: a legend is resized once more while the plot around it is destroyed.
        self._whole = float(self.parentItem().size().height())
        self._take_room()

    @property
    def gives_way(self) -> bool:
        """Whether the map would be too low with it."""
        # The height of all together does not depend on what is decided here.
        left = self._whole - super()._needed()
        return left < self._look.size(LEAST_MAP + AXIS)

    def _needed(self) -> float:
        return 0.0 if self.gives_way else super()._needed()

    def paint(self, painter: QPainter, *options: object) -> None:
        if not self.gives_way:
            super().paint(painter, *options)


def diamond(centre: QPointF, radius: float) -> QPolygonF:
    """A square on its corner, a little slender."""
    across, high = QPointF(0.75 * radius, 0.0), QPointF(0.0, radius)
    return QPolygonF([centre - high, centre + across, centre + high, centre - across])


def star(centre: QPointF, radius: float) -> QPolygonF:
    """A star with five points."""
    points = []
    for corner in range(10):
        angle = math.pi * (corner / 5.0 - 0.5)
        reach = radius if corner % 2 == 0 else radius * 0.45
        points.append(centre + QPointF(math.cos(angle), math.sin(angle)) * reach)
    return QPolygonF(points)


_SHAPES: Mapping[str, Callable[[QPointF, float], QPolygonF]] = {"star": star, "diamond": diamond}
"""Samples of the legend that are polygons."""
