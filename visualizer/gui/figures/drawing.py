"""A figure as a list of what was drawn, for files of lines: SVG and PDF.

Qt's own SVG writer rounds coordinates and transformations to six digits, which moves lines
where an axis shows a narrow range, and leaves letters to fonts that others may not have. Its
PDF writer closes paths that were never begun and writes every point of a contour. So the
scene is painted once on a `Sheet`, which notes everything in pixels of the figure, and both
formats are written from that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import sqrt
from typing import Any, ParamSpec

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPicture,
    QPolygonF,
    QTextItem,
    QTransform,
)

from visualizer.gui.plots.ranges import Array

TOLERANCE = 0.04
"""Pixels (96 to an inch) by which a line may differ from what was drawn."""

_P = ParamSpec("_P")

_FAR = 1e6
"""Pixels; farther out nothing can be seen, and formats have no numbers for it."""


@dataclass(frozen=True)
class Shape:
    """A path in pixels; `pen` and `fill` are None where there is no line or no area."""

    path: QPainterPath
    pen: QPen | None
    fill: QColor | None


@dataclass(frozen=True)
class Letters:
    """A line of text that begins at `at`, which `place` maps to pixels."""

    text: str
    font: QFont
    at: QPointF
    place: QTransform
    colour: QColor


@dataclass(frozen=True)
class Pixels:
    """A picture that fills `target`, which `place` maps to pixels."""

    image: QImage
    target: QRectF
    place: QTransform
    smooth: bool


@dataclass(frozen=True)
class DrawnMark:
    """Something that was drawn, the path that it is cut off at, and how opaque it is."""

    what: Shape | Letters | Pixels
    clip: QPainterPath | None
    opacity: float


def drawn(width: float, height: float, paint: Callable[[QPainter], None]) -> list[DrawnMark]:
    """What `paint` draws on a sheet of so many pixels, in order.

    Raises
    ------
    Exception
        Whatever went wrong while something was noted.
    """
    sheet = Sheet(width, height)
    painter = QPainter(sheet)
    try:
        paint(painter)
    finally:
        painter.end()
    if sheet.engine.error is not None:
        raise sheet.engine.error
    return sheet.engine.marks


class Sheet(QPaintDevice):
    """Paper of so many pixels, on which a `PaintRecorder` draws."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.engine = PaintRecorder()
        # Recorded pictures, as pyqtgraph's axes are, are scaled by the ratio of resolutions.
        dots = QPicture().logicalDpiX()
        metric = QPaintDevice.PaintDeviceMetric
        self._metrics = {
            metric.PdmWidth: round(width),
            metric.PdmHeight: round(height),
            metric.PdmWidthMM: round(width * 25.4 / dots),
            metric.PdmHeightMM: round(height * 25.4 / dots),
            metric.PdmDepth: 32,
            metric.PdmNumColors: 1 << 24,
            metric.PdmDevicePixelRatio: 1,
            metric.PdmDevicePixelRatioScaled: 1 << 16,
        }
        self._dots = dots

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics.get(metric, self._dots)


def _noting(draw: Callable[_P, None]) -> Callable[_P, None]:
    """Keeps an error for later: Qt cannot pass on what is raised while it paints."""

    @wraps(draw)
    def kept(*arguments: _P.args, **named: _P.kwargs) -> None:
        engine: Any = arguments[0]
        if engine.error is None:
            try:
                draw(*arguments, **named)
            except Exception as error:
                engine.error = error

    return kept


class PaintRecorder(QPaintEngine):
    """Notes what a painter draws, with all transformations carried out."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.marks: list[DrawnMark] = []
        self.error: Exception | None = None
        self._clip: QPainterPath | None = None

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    @_noting
    def updateState(self, state: QPaintEngineState) -> None:
        """Follow the clip, which a painter tells in pieces."""
        flag, changed = QPaintEngine.DirtyFlag, state.state()
        if changed & flag.DirtyClipPath:
            # In pixels at once: the transformation will be another one when it is used.
            self._cut(state.transform().map(state.clipPath()), state.clipOperation())
        elif changed & flag.DirtyClipRegion:
            path = QPainterPath()
            path.addRegion(state.clipRegion())
            self._cut(state.transform().map(path), state.clipOperation())
        if changed & flag.DirtyClipEnabled and not state.isClipEnabled():
            self._clip = None

    def _cut(self, path: QPainterPath, how: Qt.ClipOperation) -> None:
        if how == Qt.ClipOperation.NoClip:
            self._clip = None
        elif how == Qt.ClipOperation.IntersectClip and self._clip is not None:
            self._clip = self._clip.intersected(path)
        else:
            self._clip = path

    # What is drawn (Qt hands over lists and points of either kind) ------------------------

    @_noting
    def drawPath(self, path: QPainterPath) -> None:
        self._shape(path)

    @_noting
    def drawPolygon(self, points: Any, mode: QPaintEngine.PolygonDrawMode) -> None:
        path = QPainterPath()
        path.addPolygon(QPolygonF(points))
        line = mode == QPaintEngine.PolygonDrawMode.PolylineMode
        if mode == QPaintEngine.PolygonDrawMode.WindingMode:
            path.setFillRule(Qt.FillRule.WindingFill)
        if not line:
            path.closeSubpath()
        self._shape(path, filled=not line)

    @_noting
    def drawLines(self, lines: Any) -> None:
        path = QPainterPath()
        for line in lines:
            path.moveTo(line.p1())
            path.lineTo(line.p2())
        self._shape(path, filled=False)

    @_noting
    def drawRects(self, rects: Any) -> None:
        for rect in rects:
            path = QPainterPath()
            path.addRect(QRectF(rect))
            self._shape(path)

    @_noting
    def drawEllipse(self, rect: Any) -> None:
        path = QPainterPath()
        path.addEllipse(QRectF(rect))
        self._shape(path)

    @_noting
    def drawTextItem(self, at: Any, item: QTextItem) -> None:
        painter = self.painter()
        if item.text().strip():
            # Not those of the engine, which may be reused.
            font, place = settled(item.font()), QTransform(painter.deviceTransform())
            self._note(Letters(item.text(), font, QPointF(at), place, painter.pen().color()))

    @_noting
    def drawImage(self, target: Any, image: QImage, source: Any, flags: Any = None) -> None:
        part = QRectF(source).toAlignedRect()
        whole = QRectF(part) == QRectF(image.rect())
        hint = QPainter.RenderHint.SmoothPixmapTransform
        smooth = bool(self.painter().renderHints() & hint)
        place = QTransform(self.painter().deviceTransform())
        copied = QImage(image) if whole else image.copy(part)
        self._note(Pixels(copied, QRectF(target), place, smooth))

    def drawPixmap(self, target: Any, pixmap: Any, source: Any) -> None:
        self.drawImage(target, pixmap.toImage(), source)

    def _shape(self, path: QPainterPath, filled: bool = True) -> None:
        painter = self.painter()
        place = painter.deviceTransform()
        pen, brush = QPen(painter.pen()), painter.brush()
        fill = brush.color() if filled and brush.style() != Qt.BrushStyle.NoBrush else None
        line: QPen | None = None
        if pen.style() != Qt.PenStyle.NoPen and pen.color().alpha():
            line = pen
            if not pen.isCosmetic():
                # The mean of both scales: pens are scaled with what they draw.
                line.setWidthF(pen.widthF() * sqrt(abs(place.determinant())))
            # Width 0 means one pixel to Qt, and nothing at all to SVG.
            line.setWidthF(line.widthF() or 1.0)
        if fill is not None and not fill.alpha():
            fill = None
        path = tidied(place.map(path))
        if (line or fill) and not path.isEmpty():
            self._note(Shape(path, line, fill))

    def _note(self, what: Shape | Letters | Pixels) -> None:
        if isinstance(what, Shape) and self._clip is not None:
            air = what.pen.widthF() if what.pen is not None else 0.0
            box = what.path.boundingRect().adjusted(-air, -air, air, air)
            # Most of a long trajectory may lie outside: files would hold it for nothing.
            if not self._clip.boundingRect().intersects(box):
                return
        clip = None if self._clip is None else QPainterPath(self._clip)
        self.marks.append(DrawnMark(what, clip, self.painter().opacity()))


def settled(font: QFont) -> QFont:
    """A font of which all is its own.

    What rich text has of its document is a default to Qt: a painter takes its own in its place, and
    the letters would be those of another family, wider or narrower than they were laid out.
    """
    made = QFont(font.families())
    if font.pixelSize() > 0:
        made.setPixelSize(font.pixelSize())
    else:
        made.setPointSizeF(font.pointSizeF())
    made.setWeight(font.weight())
    made.setItalic(font.italic())
    made.setHintingPreference(font.hintingPreference())
    # Figures of equal width; older Qt cannot.
    if hasattr(font, "featureTags"):
        for tag in font.featureTags():
            made.setFeature(tag, font.featureValue(tag))
    return made


# Paths -----------------------------------------------------------------------------------

Element = QPainterPath.ElementType


def tidied(path: QPainterPath) -> QPainterPath:
    """A path without parts of a single point, and without points that cannot be told apart."""
    made = QPainterPath()
    made.setFillRule(path.fillRule())
    for part in parts_of(path):
        curved = any(kind == Element.CurveToElement for kind, *_ in part)
        if len(part) > 1:
            (_add_curved if curved else _add_straight)(made, part)
    return made


def parts_of(path: QPainterPath) -> list[list[tuple[Element, float, float]]]:
    """The connected parts of a path, each (type, x, y) of its elements."""
    parts: list[list[tuple[Element, float, float]]] = []
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        x, y = min(max(element.x, -_FAR), _FAR), min(max(element.y, -_FAR), _FAR)
        kind = element.type
        if kind == Element.MoveToElement or not parts:
            parts.append([])
        parts[-1].append((kind, x, y))
    return parts


def _add_curved(made: QPainterPath, part: list[tuple[Element, float, float]]) -> None:
    _, x, y = part[0]
    made.moveTo(x, y)
    points = iter(part[1:])
    for kind, x, y in points:
        if kind == Element.CurveToElement:
            (_, x2, y2), (_, x3, y3) = next(points), next(points)
            made.cubicTo(x, y, x2, y2, x3, y3)
        else:
            made.lineTo(x, y)
    if part[0][1:] == part[-1][1:]:
        made.closeSubpath()


def _add_straight(made: QPainterPath, part: list[tuple[Element, float, float]]) -> None:
    points = np.array([(x, y) for _, x, y in part])
    closed = len(points) > 2 and bool((points[0] == points[-1]).all())
    kept = thinned(points).tolist()
    made.moveTo(*kept[0])
    for x, y in kept[1:]:
        made.lineTo(x, y)
    if closed:
        made.closeSubpath()


def thinned(points: Array, tolerance: float = TOLERANCE) -> Array:
    """A line (M, 2) with as few of its points as lie within a tolerance of it.

    Douglas and Peucker (1973), Algorithms for the reduction of the number of points required
    to represent a digitized line or its caricature.
    """
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    # A list instead of recursion: a line has more points than Python has frames.
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        begin, between = points[first], points[first + 1 : last] - points[first]
        way = points[last] - begin
        length = float(np.hypot(*way))
        if length < tolerance:
            off = np.hypot(*between.T)
        else:
            # Beyond its ends a line turns back: there the distance is that to the end.
            along = np.clip(between @ way / length**2, 0.0, 1.0)
            off = np.hypot(*(between - along[:, None] * way).T)
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            middle = first + 1 + worst
            kept[middle] = True
            todo += [(first, middle), (middle, last)]
    made: Array = points[kept]
    return made
