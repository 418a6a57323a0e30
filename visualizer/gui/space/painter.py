"""Paints a scene with QPainter, back to front: walls, surface, ways, marks, words.

What the surface hides is not left out but drawn faintly, as through glass: a run that
passes behind a ridge can still be followed.
"""

from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from visualizer.core.arrays import FloatArray
from visualizer.gui.look.look import Look, colour_table
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.heatmap import CONTOURS
from visualizer.gui.plots.marks import diamond, draw_arrow, star
from visualizer.gui.plots.name_tags import free_place
from visualizer.gui.space.camera import Projection
from visualizer.gui.space.frame_box import BoxLines, Label
from visualizer.gui.space.relief import Relief, look_at
from visualizer.gui.space.scene import RunWay, Scene, Way

HIDDEN = 0.4
# Points up to which wide and smooth lines are painted within a frame.
_FINE = 1500
CONTOUR, BELOW = 0.34, 0.62
"""Opacity of the contours; brightness of the underside."""

Backend = Callable[[Relief, Projection], QImage | None]
"""Makes the picture of the surface alone; None when it cannot."""


def surface_picture(relief: Relief, view: Projection, line: float) -> QImage:
    """The surface in pixels, clear around it.

    Colours are those of the map, lit from one side; contours lie where the map has
    them, `line` pixels wide. The underside is darker.
    """
    seen = look_at(relief, view)
    # The shade multiplies the table's colour: as bytes it would overflow.
    table = colour_table()[:, :3].astype(np.float32)
    shade = np.where(seen.below, BELOW * seen.shade, seen.shade)
    colours = table.take((seen.height * 255.0).astype(np.uint8), axis=0) * shade[:, None]
    if line > 0.0:
        lines = _contours(seen.height, seen.place, (seen.height_in_pixels, seen.width), line)
        colours += (255.0 - colours) * (CONTOUR * lines)[:, None]
    # Opacity 0 around the surface: the walls of the box are painted before.
    pixels = np.zeros((seen.height_in_pixels * seen.width, 4), np.uint8)
    pixels[seen.place, :3] = np.minimum(colours, 255.0).astype(np.uint8)
    pixels[seen.place, 3] = 255
    image = QImage(
        pixels.tobytes(), seen.width, seen.height_in_pixels, 4 * seen.width,
        QImage.Format.Format_RGBA8888_Premultiplied,
    )  # fmt: skip
    # The format that is painted fastest; a copy, as the pixels are not Qt's.
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _contours(
    height: NDArray[np.float32], place: NDArray[np.intp], shape: tuple[int, int], width: float
) -> NDArray[np.float32]:
    """How far each pixel seen is covered by a line of equal height, 0..1."""
    level = np.full(shape, np.nan, np.float32)
    # Whole numbers are contours: evenly spaced in height.
    level.ravel()[place] = height * np.float32(CONTOURS + 1)
    slope = np.zeros(shape, np.float32)
    for axis in (0, 1):
        change = np.abs(np.diff(level, axis=axis))
        for part in (slice(None, -1), slice(1, None)):
            there = (part, slice(None)) if axis == 0 else (slice(None), part)
            # The larger slope to a neighbour tells how many levels a pixel spans: lines are as wide
            # on steep ground as on flat.
            slope[there] = np.fmax(slope[there], change)
    level, slope = level.ravel()[place], slope.ravel()[place]
    nearest = np.clip(np.rint(level), 1, CONTOURS)
    distance = np.abs(level - nearest) / np.maximum(slope, 1e-9)
    return np.asarray(np.clip((width + 1.0) / 2.0 - distance, 0.0, min(width, 1.0)))


def words_placed(lines: BoxLines, view: Projection, look: Look) -> list[tuple[Label, QRectF]]:
    """The names and numbers that have room in a picture, and where: none cut, none over another.

    Names come first, then numbers from each end of an axis on.
    """
    placed: list[tuple[Label, QRectF]] = []
    # False sorts first, so names come before numbers; within each the order stays.
    for label in sorted(lines.labels, key=_is_number):
        metrics = QFontMetricsF(_font_of(label, look))
        width, height = metrics.horizontalAdvance(label.text), metrics.height()
        x, y = label.x - label.across * width, label.y - label.down * height
        left = min(max(x, 0.0), max(view.width - width, 0.0))
        if left != x:
            y += height  # a long name: towards the middle, and below the ticks
        area = QRectF(left, min(max(y, 0.0), max(view.height - height, 0.0)), width, height)
        if label.name or not any(area.intersects(other) for _, other in placed):
            placed.append((label, area))
    return placed


def _is_number(label: Label) -> bool:
    return not label.name


def _font_of(label: Label, look: Look) -> QFont:
    return look.font(12.0 if label.name else 11.0)


class SpacePainter:
    """Paints scenes; what does not change between two pictures is kept.

    `picture` is the surface as an image, filled by whoever knows how many pixels there are.
    """

    def __init__(self, look: Look) -> None:
        self.look = look

    def paint(
        self, painter: QPainter, scene: Scene, view: Projection, lines: BoxLines, picture: QImage
    ) -> None:
        """Paint everything, in pixels of the view."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._lines(painter, lines.grid, self.look.pen(self.look.grid, 1.0))
        self._lines(painter, lines.edges, self.look.pen(self.look.axis, 1.0, opacity=0.7))
        # In SVG files an image keeps its place only among strokes that are not drawn.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawImage(QRectF(0.0, 0.0, view.width, view.height), picture)
        self._lines(painter, lines.ticks, self.look.pen(self.look.axis, 1.0))
        self._words(painter, lines, view)
        self._ways(painter, scene, view)
        self._marks(painter, scene, view)
        self._names(painter, scene, view)

    def _lines(self, painter: QPainter, lines: FloatArray, pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawLines([QLineF(*tail, *tip) for tail, tip in lines.tolist()])

    def _words(self, painter: QPainter, lines: BoxLines, view: Projection) -> None:
        look = self.look
        for label, place in words_placed(lines, view, look):
            painter.setFont(_font_of(label, look))
            painter.setPen(look.colour(look.text if label.name else look.muted))
            painter.drawText(place, 0, label.text)

    def _ways(self, painter: QPainter, scene: Scene, view: Projection) -> None:
        look = self.look
        colour, edge = look.path, look.edge
        if scene.runs:
            colour, edge = self._colour(scene.runs[0]), self._edge
        faint = look.pen(colour, 1.2, opacity=0.55)
        pens = [look.pen(look.path, 1.2, (3.0, 3.0), 0.6)] * len(scene.ghosts)
        for way, pen in zip((*scene.ghosts, scene.future), (*pens, faint), strict=True):
            open_, behind = self._paths(way, scene, view)
            painter.strokePath(behind, _fainter(pen))
            painter.strokePath(open_, pen)
        for run in reversed(scene.runs[1:]):
            self._run(painter, run, scene, view)
        self._sheet(painter, scene, view)
        self._past(painter, scene.past, scene, view, colour, edge)

    def _sheet(self, painter: QPainter, scene: Scene, view: Projection) -> None:
        """The net of the polynomial, faint where the surface hides it."""
        pen = self.look.pen(self.look.curvature, 1.2)
        open_, behind = self._paths(scene.sheet, scene, view)
        painter.strokePath(behind, _fainter(pen))
        painter.strokePath(open_, pen)
        painter.setPen(self.look.pen(self.look.edge, 1.2))
        painter.setBrush(self.look.colour(self.look.curvature))
        for x, y in view.pixels(scene.lowest).tolist():
            painter.drawPolygon(diamond(QPointF(x, y), self.look.size(7.5)))

    @property
    def _edge(self) -> str:
        """Around the colours of runs, which are dark on the light theme: the surface is not."""
        return self.look.edge if self.look.theme == "dark" else self.look.path

    def _colour(self, run: RunWay) -> str:
        return self.look.run_colour(run.colour)

    def _run(self, painter: QPainter, run: RunWay, scene: Scene, view: Projection) -> None:
        """The way of another run, beyond the playhead faint."""
        pen = self.look.pen(self._colour(run), 1.4, opacity=0.5)
        open_, behind = self._paths(run.future, scene, view)
        painter.strokePath(behind, _fainter(pen))
        painter.strokePath(open_, pen)
        self._past(painter, run.past, scene, view, self._colour(run), self._edge)

    def _past(
        self,
        painter: QPainter,
        way: Way,
        scene: Scene,
        view: Projection,
        colour: str,
        edge: str,
    ) -> None:
        look = self.look
        open_, behind = self._paths(way, scene, view)
        painter.strokePath(behind, _fainter(look.pen(colour, 1.8)))
        # Wide and smooth lines of many points take too long for the screen.
        fine = look.thorough or len(way.points) <= _FINE
        if fine:
            painter.strokePath(open_, look.pen(edge, 3.6, opacity=0.8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
        painter.strokePath(open_, look.pen(colour, 1.8 if fine else 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paths(self, way: Way, scene: Scene, view: Projection) -> tuple[QPainterPath, QPainterPath]:
        """A way in pixels: the parts that are open to view, and those that are not."""
        if not len(way.points):
            return QPainterPath(), QPainterPath()
        x, y = view.pixels(way.points).T
        hidden = scene.surface.relief.hidden(way.points, view.camera)
        # A piece is open where both of its ends are.
        open_ = ~hidden & ~np.append(hidden[1:], True)
        found = [
            pg.arrayToQPath(x.copy(), y.copy(), connect=part.astype(np.int32))
            if part.any()
            else QPainterPath()
            for part in (way.joined & open_, way.joined & ~open_)
        ]
        return found[0], found[1]

    def _marks(self, painter: QPainter, scene: Scene, view: Projection) -> None:
        look, size = self.look, self.look.size
        edge = look.pen(look.edge, 1.2)

        def dot(at: QPointF) -> None:
            painter.drawEllipse(at, size(2.6), size(2.6))

        def star_at(at: QPointF) -> None:
            painter.drawPolygon(star(at, size(8.5)))

        def square(at: QPointF) -> None:
            half = size(5.0)
            painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))

        def circle(at: QPointF) -> None:
            painter.drawEllipse(at, size(6.5), size(6.5))

        kinds = (
            (scene.dots, look.path, edge, dot),
            (scene.minima, look.minimum, edge, star_at),
            (scene.start, look.start, look.pen(look.path, 2.0), square),
            *(
                (run.point, self._colour(run), look.pen(self._edge, 2.0), circle)
                for run in scene.runs[1:]
            ),
            (scene.point, *self._ball(scene), circle),
        )
        places = np.concatenate([points for points, *_ in kinds])
        behind = scene.surface.relief.hidden(places, view.camera).tolist()
        marks = iter(zip(view.pixels(places).tolist(), behind, strict=True))
        for points, colour, pen, draw in kinds:
            if points is scene.point:
                self._arrow(painter, scene, view)
            painter.setPen(pen)
            painter.setBrush(look.colour(colour))
            for (x, y), hidden in islice(marks, len(points)):
                painter.setOpacity(HIDDEN if hidden else 1.0)
                draw(QPointF(x, y))
            painter.setOpacity(1.0)
        if scene.apart:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.pen(look.point, 2.0, (1.0, 2.0)))
            for x, y in view.pixels(scene.point).tolist():
                painter.drawEllipse(QPointF(x, y), size(12.5), size(12.5))

    def _ball(self, scene: Scene) -> tuple[str, QPen]:
        """The colour and the edge of the point of the run in front."""
        look = self.look
        if not scene.runs:
            return look.point, look.pen(look.path, 2.0)
        return self._colour(scene.runs[0]), look.pen(self._edge, 2.0)

    def _names(self, painter: QPainter, scene: Scene, view: Projection) -> None:
        """The name of each run at its ball, or where it leaves the box."""
        look = self.look
        named = [run for run in scene.runs if run.name and len(run.end)]
        if not named:
            return
        places = view.pixels(np.concatenate([run.end for run in named])).tolist()
        font, half = look.font(11.0), look.size(8.0)
        metrics = QFontMetricsF(font)
        area = QRectF(0.0, 0.0, view.width, view.height)
        used = [QRectF(x - half, y - half, 2.0 * half, 2.0 * half) for x, y in places]
        painter.setFont(font)
        for run, (x, y) in zip(named, places, strict=True):
            words = run.name if len(run.point) else f"{run.name} leaves"
            air = look.size(4.0)
            size = metrics.horizontalAdvance(words) + 2.0 * air, metrics.height() + air
            plate = free_place(QPointF(x, y), size, area, used, look.scale)
            used.append(plate)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(look.card, 0.9))
            painter.drawRoundedRect(plate, air / 2.0, air / 2.0)
            painter.setPen(look.colour(self._colour(run)))
            painter.drawText(
                QPointF(plate.left() + air, plate.top() + air / 2.0 + metrics.ascent()), words
            )

    def _arrow(self, painter: QPainter, scene: Scene, view: Projection) -> None:
        """The next step, as the straight jump that it is."""
        if len(scene.point) and len(scene.after):
            tail, tip = view.pixels(np.concatenate([scene.point, scene.after])).tolist()
            draw_arrow(painter, QPointF(*tail), QPointF(*tip), self.look.update, False, self.look)


def _fainter(pen: QPen) -> QPen:
    """The pen for what is hidden."""
    made, colour = QPen(pen), pen.color()
    colour.setAlphaF(HIDDEN * colour.alphaF())
    made.setColor(colour)
    return made
