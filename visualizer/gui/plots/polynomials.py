"""The Taylor polynomial at the playhead on the map: its contours, and where it is lowest."""

from typing import Any

import numpy as np
from contourpy import contour_generator
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.app.views import MapView
from visualizer.core.analysis.taylor import WHY_NOT, Taylor, TaylorPolynomial
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.contours import Lines, contour_path
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import LIMIT, Array

_FINE = 81
"""Points of the polynomial along each side of the map."""

_STEPS = 9.0
_BULK = (5.0, 95.0)
"""Steps between contours within the bulk of the polynomial's values, in percentiles."""

DASH = (5.0, 3.0)
NAMES = {1: "tangent plane", 2: "paraboloid"}
LINES = {1: "tangent", 2: "parabola"}


class PolynomialLayer:
    """Contours of the polynomial, one of them through the point; or its curve over a line."""

    def __init__(self, keep: Any, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self.edge = keep(QGraphicsPathItem(), 3)
        self.contours = keep(QGraphicsPathItem(), 4)
        self.curve = keep(Stroke(connect="finite"), 7)
        self.lowest = keep(Points(symbol="d"), 16)
        self.tag = Tag(box, look)
        self.order = 0
        self.spoken = ""
        """What it shows, in words."""
        self._known: TaylorPolynomial | None = None
        self._drawn: object = None
        self.restyle(look)

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look
        self.edge.setPen(look.pen(look.edge, 2.4, (), 0.4))
        self.contours.setPen(look.pen(look.curvature, 1.3, DASH))
        self.curve.setPen(look.pen(look.accent, 2.0, DASH))
        self.curve.opts["antialias"] = True
        self.tag.restyle(look)
        self._drawn = None

    def read(self, frame: Frame, view: MapView) -> None:
        """Take over what is known at the playhead, and draw it."""
        found = frame.insight(Taylor) if view.taylor else None
        assert frame.map is not None
        plane = frame.map.plane
        late = found is not None and found.row != frame.row and self._look.thorough
        if found is None or late or len(found.surface.here) != plane.dimensions:
            self.hide()
            return
        self.order, self._known = int(view.taylor), found.surface
        x_range, y_range = plane.x_range, plane.y_range
        # Drawn anew only when something of it has changed: contours take a few milliseconds.
        key = (found, self.order, x_range, y_range)
        if key != self._drawn:
            self._drawn = key
            if plane.dimensions == 1:
                self._draw_curve(found.surface, x_range)
            else:
                self._draw_contours(found.surface, x_range, y_range)
        self._mark(found.surface)
        self.spoken = self._say(found.surface)

    def hide(self) -> None:
        """Draw nothing."""
        self._known, self._drawn, self.order, self.spoken = None, None, 0, ""
        for item in (self.edge, self.contours):
            item.setPath(QPainterPath())
        self.curve.setData([], [])
        self.lowest.setData(x=[], y=[])
        self.tag.write([])

    def entries(self) -> list[LegendEntry]:
        """What the legend says."""
        known, look = self._known, self._look
        if known is None:
            return []
        one = len(known.here) == 1
        words = (LINES if one else NAMES)[self.order]
        if self.order == 2 and known.newton is None:
            words += f": {known.shape}, no minimum"
        found = [LegendEntry("dash", look.accent if one else look.curvature, words)]
        if self.order == 2 and known.newton is not None:
            found.append(LegendEntry("diamond", look.curvature, "its minimum (Newton)"))
        return found

    def place(self) -> None:
        """Write where the minimum is that lies outside of the view."""
        known = self._known
        newton = None if known is None or self.order < 2 else known.newton
        if newton is None or known is None or self._holds(newton):
            self.tag.write([])
            return
        look = self._look
        place = ", ".join(number_text(float(value), 3) for value in newton)
        plate = look.colour(look.tag, 0.72)
        self.tag.write([(f"paraboloid lowest at ({place})", look.tag_text)], plate)
        inset = look.size(4.0)
        self.tag.place(inset, self._box.height() - inset, 0.0, 1.0)

    def _holds(self, place: Array) -> bool:
        limits = self._box.viewRange()
        both = zip(place, limits, strict=False)
        return all(low <= value <= high for value, (low, high) in both)

    def _draw_contours(
        self,
        known: TaylorPolynomial,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
    ) -> None:
        x, y = np.linspace(*x_range, _FINE), np.linspace(*y_range, _FINE)
        grid = np.stack(np.meshgrid(x, y), axis=-1)
        with np.errstate(all="ignore"):
            values = np.clip(known.at(grid, self.order), -LIMIT, LIMIT)
        made = contour_generator(x=x, y=y, z=values, name="serial")
        lines: Lines = []
        for value in _heights(known.loss, values):
            parts = [np.asarray(line, dtype=np.float64) for line in made.lines(value)]
            lines.append((value, [line for line in parts if len(line) > 1]))
        path = contour_path(lines)
        self.edge.setPath(path)
        self.contours.setPath(path)
        self.curve.setData([], [])

    def _draw_curve(self, known: TaylorPolynomial, x_range: tuple[float, float]) -> None:
        x = np.linspace(*x_range, 4 * _FINE)
        self.curve.setData(x, np.clip(known.at(x[:, None], self.order), -LIMIT, LIMIT))
        for item in (self.edge, self.contours):
            item.setPath(QPainterPath())

    def _mark(self, known: TaylorPolynomial) -> None:
        """A diamond where the paraboloid is lowest."""
        newton = known.newton if self.order == 2 else None
        places = np.empty((0, 2))
        if newton is not None:
            height = newton[1] if len(newton) > 1 else known.at(newton, 2)
            places = np.array([[newton[0], height]])
        look = self._look
        set_points(
            self.lowest,
            places[:, 0],
            places[:, 1],
            style=look,
            brush=look.brush(look.curvature),
            pen=look.pen(look.edge, 1.4),
            size=look.size(14.0),
        )

    def _say(self, known: TaylorPolynomial) -> str:
        words = (LINES if len(known.here) == 1 else NAMES)[self.order]
        if self.order == 1:
            return f"The {words} at the point is drawn"
        if known.newton is None:
            return f"The {words} {WHY_NOT[known.shape]}"
        place = ", ".join(number_text(float(value)) for value in known.newton)
        return f"The {words} is lowest at {place}"


def _heights(middle: float, values: Array) -> list[float]:
    """Values evenly apart, one of them that of the point: its contour touches the map's there."""
    low, high = (float(end) for end in np.percentile(values, _BULK))
    step = (high - low) / _STEPS
    if not (step > 0.0 and np.isfinite(step)):
        return []
    first, last = int((low - middle) / step), int((high - middle) / step)
    return [middle + number * step for number in range(first, last + 1)]
