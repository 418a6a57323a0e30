"""The way through the plane: paths, points, the start, the known minima."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from visualizer.core.analysis.plane_path import PlanePath
from visualizer.core.analysis.planes import Plane
from visualizer.core.recording.history import History
from visualizer.gui.look.look import Look
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.ranges import Array, Range

FEW = 150
"""Up to so many steps each is drawn as a dot."""

_CLOSE = 5.0
"""Pixels between two lines there and back within which they are drawn thin."""

# Points up to which wide, smooth lines are painted within a frame.
_FINE = 700
# Half-widths of the view beyond which nothing is seen but the direction.
_FAR = 500.0
_CROWDED = 0.3


def tamed(points: Array, x_range: Range, y_range: Range) -> Array:
    """Points (M, 2) with those very far outside the view drawn in towards its middle.

    Painting cannot hold coordinates like 1e200. A point hundreds of views away moves
    along its line to the middle of the view, which leaves the visible line as it was.
    """
    middle = np.array([sum(x_range) / 2.0, sum(y_range) / 2.0])
    half = np.array([x_range[1] - x_range[0], y_range[1] - y_range[0]]) / 2.0
    reach = np.abs(points / half - middle / half).max(axis=1)
    shrink = np.minimum(1.0, _FAR / np.maximum(reach, 1e-300))
    return np.where((shrink < 1.0)[:, None], middle + (points - middle) * shrink[:, None], points)


def folded(pixels: Array) -> NDArray[np.bool_]:
    """Which of the M - 1 segments between points (M, 2), in pixels, go there and back.

    Where a path zig-zags across a valley its lines lie so close that they would be one slab.
    """
    mask = np.zeros(max(len(pixels) - 1, 0), dtype=bool)
    if len(pixels) < 3:
        return mask
    lengths = np.hypot(*np.diff(pixels, axis=0).T)
    apart = np.hypot(*(pixels[2:] - pixels[:-2]).T)
    # The point after the next is near, though the steps between were long: there and back.
    back = apart < np.minimum(_CLOSE, 0.5 * np.maximum(lengths[1:], lengths[:-1]))
    mask[:-1] |= back
    mask[1:] |= back
    return mask


def until_gone(points: Array, x_range: Range, y_range: Range) -> Array:
    """The part of a path (M, 2) up to where it leaves the view for good."""
    (left, right), (low, high) = x_range, y_range
    x, y = points.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= low) & (y <= high))
    # One more, so that the line is seen to leave.
    return points[: inside[-1] + 2] if len(inside) else points[:1]


class Trajectory:
    """Items for the paths in a plane; `keep` adds each to the view box once."""

    def __init__(self, keep: Any) -> None:
        self._keep = keep
        self.future = keep(Stroke(), 10)
        self.edge = keep(Stroke(), 12)
        self.past = keep(Stroke(), 13)
        self.thin = keep(Stroke(), 13)
        self.dots = keep(Points(symbol="o"), 14)
        self.minima = keep(Points(symbol="star"), 15)
        self.point = keep(Points(symbol="o"), 30)
        self._ghosts: list[Stroke] = []
        self._paths = [PlanePath()]
        self._read = PlanePath()

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self._look = look
        edge = look.pen(look.edge, 1.2)
        self.dots.setPen(edge)
        self.dots.setBrush(look.brush(look.path))
        self.dots.setSize(look.size(6.0))
        self.minima.setPen(edge)
        self.minima.setBrush(look.brush(look.minimum))
        self.minima.setSize(look.size(17.0))
        self.point.setPen(look.pen(look.path, 2.0))
        self.point.setBrush(look.brush(look.point))
        self.point.setSize(look.size(13.0))

    def show(
        self,
        frame: Frame,
        plane: Plane,
        view: tuple[Range, Range],
        size: tuple[float, float],
    ) -> None:
        """Draw the run of a frame, projected to a plane, in a view of so many pixels."""
        spans = [high - low for low, high in view]
        self._scale = np.array([pixels / span for pixels, span in zip(size, spans, strict=True)])
        history, path = frame.run.history, self._paths[0]
        past = tamed(path.points(history, plane, 0, frame.row), *view)
        future = tamed(path.points(history, plane, frame.row, frame.reveal), *view)
        dense = folded(past * self._scale)
        wide = np.append(~dense, False)
        self._curve(self.edge, past, self._look.edge, 3.6, 0.8, connect=wide)
        self._curve(self.past, past, self._look.path, 1.8, 1.0, connect=wide)
        narrow = past if dense.any() else past[:0]
        thin = np.append(dense, False)[: len(narrow)]
        self._curve(self.thin, narrow, self._look.path, 0.8, 0.6, connect=thin)
        self._curve(self.future, future, self._look.path, 1.2, 0.55)
        self._ghost_curves(frame, plane, view)
        few = past if frame.row <= FEW else past[:1]
        set_points(self.dots, few[:-1, 0], few[:-1, 1])
        set_points(self.point, past[-1:, 0], past[-1:, 1])
        minima = np.array(frame.minima, dtype=np.float64)
        stars = plane.project(minima) if len(minima) else np.empty((0, 2))
        set_points(self.minima, stars[:, 0], stars[:, 1])

    def near(
        self, frame: Frame, plane: Plane, place: tuple[float, float], reach: tuple[float, float]
    ) -> int | None:
        """The row whose point is next to a place, if it is within reach along both axes."""
        rows, points = self._read.sampled(frame.run.history, plane, frame.reveal)
        with np.errstate(all="ignore"):
            apart = np.abs((points - place) / reach).max(axis=1)
        apart = np.where(np.isfinite(apart), apart, np.inf)
        closest = int(apart.argmin()) if len(apart) else -1
        return int(rows[closest]) if closest >= 0 and apart[closest] <= 1.0 else None

    def set_visible(self, visible: bool) -> None:
        """Show or hide everything."""
        for item in (
            self.future,
            self.edge,
            self.past,
            self.thin,
            self.dots,
            self.minima,
            self.point,
        ):
            item.setVisible(visible)
        for ghost in self._ghosts:
            ghost.setVisible(visible)

    def _ghost_curves(self, frame: Frame, plane: Plane, view: tuple[Range, Range]) -> None:
        while len(self._ghosts) < len(frame.beside):
            self._ghosts.append(self._keep(Stroke(), 8))
            self._paths.append(PlanePath())
        for index, curve in enumerate(self._ghosts):
            points: Array = np.empty((0, 2))
            if index < len(frame.beside):
                shown = frame.beside[index]
                history = shown.run.history
                if len(plane.origin) == len(history.parameters):
                    points = self._paths[index + 1].points(history, plane, 0, shown.last)
            drawn = tamed(until_gone(points, *view), *view)
            # Dashes that lie beside one another are a pattern of dots: lines, but faint.
            dense = folded(drawn * self._scale)
            crowded = len(dense) > 0 and dense.mean() > _CROWDED
            dash, opacity = ((), 0.3) if crowded else ((3.0, 3.0), 0.6)
            self._curve(curve, drawn, self._look.path, 0.8 if crowded else 1.2, opacity, dash)

    def _curve(
        self,
        curve: Stroke,
        points: Array,
        colour: str,
        width: float,
        opacity: float,
        dash: tuple[float, ...] = (),
        connect: NDArray[np.bool_] | None = None,
    ) -> None:
        fine = len(points) <= _FINE or self._look.thorough
        pen = self._look.pen(colour, width if fine else min(width, 1.0), dash, opacity)
        if not fine and width > 3.0:
            # The wide dark edge of a line that is thin itself would be all there is to see.
            pen.setStyle(Qt.PenStyle.NoPen)
        curve.setData(
            np.ascontiguousarray(points[:, 0]),
            np.ascontiguousarray(points[:, 1]),
            pen=pen,
            antialias=fine,
            connect="all" if connect is None or connect[:-1].all() else connect,
        )


class Outside:
    """Which rows of a run lie outside the view, counted without reading it every frame."""

    def __init__(self) -> None:
        self._key: object = None
        self._history: History | None = None
        self._count = 0
        self._rows: Array = np.empty(0)
        self._path = PlanePath()
        self.every = 1
        """For how many rows each of `rows` stands."""

    def rows(self, frame: Frame, plane: Plane, view: tuple[Range, ...]) -> Array:
        """The rows (ascending) that may be drawn and lie outside.

        While a run grows the count is renewed at each tenth more rows.
        """
        history = frame.run.history
        key = (plane.axes or id(plane), view)
        # Counting reads every row of two columns.
        grown = frame.count > 1.1 * self._count or history.ending is not None
        same = history is self._history and key == self._key
        if not same or (grown and frame.count != self._count):
            self._key, self._history, self._count = key, history, frame.count
            # Kept, as its number in the key may come again once it is gone.
            self._kept = plane
            self._rows = self._outside(history, frame.count - 1, plane, view)
        return self._rows[self._rows <= frame.reveal]

    def _outside(self, history: History, last: int, plane: Plane, view: tuple[Range, ...]) -> Array:
        if not plane.axes:
            sampled, points = self._path.sampled(history, plane, last)
            self.every = self._path.every
            inside = plane.within(view[0], view[1]).holds(points)
            return sampled[np.logical_not(inside)].astype(float)
        self.every = 1
        found = []
        for axis, (low, high) in zip(plane.axes, view, strict=True):
            name = history.parameters[axis]
            least, greatest = history.bounds(name, 0, last)
            # The bounds come from the pyramid and cost nothing: most runs stay in the picture.
            if least < low or greatest > high:
                rows, values = history.view(name, 0, last, last + 1)
                found.append(rows[(values < low) | (values > high)])
        return np.unique(np.concatenate(found)) if found else np.empty(0)
