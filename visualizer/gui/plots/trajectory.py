"""The way through the plane: paths, points, the start, the known minima."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.app.panes import ShownRun
from visualizer.core.analysis.plane_path import PlanePath
from visualizer.core.analysis.planes import Plane
from visualizer.core.arrays import IntArray
from visualizer.core.recording.history import History
from visualizer.gui.look.look import Look
from visualizer.gui.plots.bundle import Bundle, BundledLine
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.path_items import (
    PathItems,
    PathStyle,
    draw_path,
    folded,
    lies_on,
    style_of,
)
from visualizer.gui.plots.ranges import Array, Range

FEW = 150
"""Up to so many steps each is drawn as a dot."""

# Half-widths of the view beyond which nothing is seen but the direction.
_FAR = 500.0
_CROWDED = 0.3
_CELL = 1.5
"""Pixels within which points of one of many runs are one."""
_FEW_RUNS = 5
"""Up to so many other runs are drawn with all their points, and beside one another."""


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


def until_gone(points: Array, x_range: Range, y_range: Range) -> Array:
    """The part of a path (M, 2) up to where it leaves the view for good."""
    (left, right), (low, high) = x_range, y_range
    x, y = points.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= low) & (y <= high))
    # One more, so that the line is seen to leave.
    return points[: inside[-1] + 2] if len(inside) else points[:1]


@dataclass(frozen=True)
class Ball:
    """Where a run stands on the map, in units of its axes, and where it leaves the view.

    `leaving` is the last point inside the view and the one after it; None for a run that stays.
    """

    shown: ShownRun
    colour: str
    at: tuple[float, float]
    leaving: tuple[Array, Array] | None


@dataclass(frozen=True, eq=False)
class PathSketch:
    """The path of one of many runs, without the points that no pixel needs.

    `rows` (M,) and `points` (M, 2) are those that are left, `whole` what is drawn of them up to the
    last row that may be, `leaving` where that leaves the view. `read` are all points, kept as
    their number in the key may come again once they are gone.
    """

    key: object
    read: Array
    rows: IntArray
    points: Array
    whole: Array
    leaving: tuple[Array, Array] | None
    colour: str


class Trajectory:
    """Items for the paths in a plane; `keep` adds each to the view box once."""

    def __init__(self, keep: Any) -> None:
        self._keep = keep
        self._front = PathItems(keep)
        self.future, self.past = self._front.future, self._front.past
        self.dots = keep(Points(symbol="o"), 14)
        self.minima = keep(Points(symbol="star"), 15)
        self.others = keep(Points(symbol="o"), 29)
        self.point = keep(Points(symbol="o"), 30)
        self.balls: list[Ball] = []
        """The runs that are compared, the one in front first; none where it is alone."""
        self._beside: list[PathItems] = []
        self._bundle: Bundle | None = None  # made with the first many runs
        self._bundled: object = None
        self._ghosts: list[Stroke] = []
        self._paths: dict[int, tuple[History, PlanePath]] = {}
        self._sketches: dict[int, PathSketch] = {}
        self._read = PlanePath()

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self._look = look
        edge = look.pen(look.edge, 1.2)
        self.dots.setSize(look.size(6.0))
        self.minima.setPen(edge)
        self.minima.setBrush(look.brush(look.minimum))
        self.minima.setSize(look.size(17.0))

    def show(
        self,
        frame: Frame,
        plane: Plane,
        view: tuple[Range, Range],
        size: tuple[float, float],
    ) -> None:
        """Draw the runs of a frame, projected to a plane, in a view of so many pixels."""
        spans = [high - low for low, high in view]
        self._scale = np.array([pixels / span for pixels, span in zip(size, spans, strict=True)])
        look, path = self._look, self._path_of(frame.run.history)
        style = PathStyle(look.path, look.edge)
        if frame.by_run:
            style = style_of(frame.front, look)
        history = frame.run.history
        past = tamed(path.points(history, plane, 0, frame.row), *view)
        rest = path.points(history, plane, frame.row, frame.reveal)
        # Beside others a run that has left for good stops there: it would cross again and again.
        seen = until_gone(past, *view) if frame.by_run else past
        self._front.show(seen, tamed(rest, *view), self._scale, style, look)
        whole = np.concatenate([past, until_gone(rest, *view)])
        others = self._others(frame, plane, view, [whole])
        self._ghost_curves(frame, plane, view)
        self._draw_dots(frame, past, style)
        leaving = leaving_of(np.concatenate([past, rest[1:]]), view)
        front = Ball(frame.front, style.colour, _place(past), leaving) if len(past) else None
        self.balls = [front, *others] if frame.by_run and front is not None else []
        self._draw_balls(others)
        minima = np.array(frame.minima, dtype=np.float64)
        stars = plane.project(minima) if len(minima) else np.empty((0, 2))
        set_points(self.minima, stars[:, 0], stars[:, 1])
        self._forget_paths(frame)

    def _draw_dots(self, frame: Frame, past: Array, style: PathStyle) -> None:
        """Each step of the run in front, as long as they are few, and the point at the playhead."""
        look, few = self._look, past if frame.row <= FEW else past[:1]
        inner, edge = (style.edge, style.colour) if frame.by_run else (look.path, look.edge)
        set_points(
            self.dots, few[:-1, 0], few[:-1, 1], style=(look, inner, edge),
            pen=look.pen(edge, 1.2), brush=look.brush(inner),
        )  # fmt: skip
        ball = style.colour if frame.by_run else look.point
        set_points(
            self.point, past[-1:, 0], past[-1:, 1], style=(look, ball), size=look.size(13.0),
            pen=look.pen(style.edge if frame.by_run else look.path, 2.0), brush=look.brush(ball),
        )  # fmt: skip

    def _draw_balls(self, others: Sequence[Ball]) -> None:
        look = self._look
        set_points(
            self.others,
            np.array([ball.at[0] for ball in others], dtype=np.float64),
            np.array([ball.at[1] for ball in others], dtype=np.float64),
            style=(look, [ball.colour for ball in others]),
            size=look.size(12.0),
            pen=look.pen(look.edge if look.theme == "dark" else look.path, 2.0),
            brush=[look.brush(ball.colour) for ball in others],
        )

    def _others(
        self, frame: Frame, plane: Plane, view: tuple[Range, Range], above: list[Array]
    ) -> list[Ball]:
        """Draw the paths of the other runs, below those that are `above`."""
        runs = [one for one in frame.shown[1:] if one.same_plane and one.row >= 0]
        if frame.apart:
            runs = []  # of those beside only the ranges are seen
        many = runs if len(runs) > _FEW_RUNS else []
        few = [] if many else runs
        while len(self._beside) < len(few):
            self._beside.append(PathItems(self._keep, 0.1 + 0.03 * len(self._beside)))
        found = [
            self._draw_one(shown, items, plane, view, above)
            for shown, items in zip(few, self._beside, strict=False)
        ]
        for items in self._beside[len(few) :]:
            items.clear()
        return found + self._draw_many(many, plane, view)

    def _draw_one(
        self,
        shown: ShownRun,
        items: PathItems,
        plane: Plane,
        view: tuple[Range, Range],
        above: list[Array],
    ) -> Ball:
        history, path = shown.run.history, self._path_of(shown.run.history)
        past = tamed(path.points(history, plane, 0, shown.row), *view)
        rest = path.points(history, plane, shown.row, shown.last)
        future, seen = tamed(until_gone(rest, *view), *view), until_gone(past, *view)
        style = style_of(shown, self._look, self._layer(np.concatenate([seen, future]), above))
        items.show(seen, future, self._scale, style, self._look)
        leaving = leaving_of(np.concatenate([past, rest[1:]]), view)
        return Ball(shown, style.colour, _place(past), leaving)

    def _draw_many(
        self, runs: Sequence[ShownRun], plane: Plane, view: tuple[Range, Range]
    ) -> list[Ball]:
        """Draw many runs as one item: only how far each of them is bright changes with a frame."""
        if self._bundle is None:
            if not runs:
                return []
            self._bundle = Bundle(self._keep, 9.5, 12.0)
        sketches = [self._sketch(shown, plane, view) for shown in runs]
        self._bundle_paths(runs, sketches)
        if not runs:  # there were many before
            self._bundle.reach_points([])
            return []
        theta = np.array([one.run.history.theta(one.row) for one in runs])
        here = tamed(plane.project(theta.reshape(len(runs), -1)), *view)
        pasts, found = [], []
        for shown, sketch, place in zip(runs, sketches, here, strict=True):
            end = int(np.searchsorted(sketch.rows, shown.row, side="right"))
            past = np.concatenate([sketch.points[:end], place[None]])
            pasts.append(until_gone(past, *view))
            at = float(place[0]), float(place[1])
            found.append(Ball(shown, sketch.colour, at, sketch.leaving))
        self._bundle.reach_points(
            [(np.ascontiguousarray(p[:, 0]), np.ascontiguousarray(p[:, 1])) for p in pasts]
        )
        return found

    def _bundle_paths(self, runs: Sequence[ShownRun], sketches: Sequence[PathSketch]) -> None:
        """Put the whole paths into the one item of all, unless they are there."""
        assert self._bundle is not None
        look = self._look
        # Sketches stay the same while only the playhead moves.
        if (look, sketches) == self._bundled:
            return
        self._bundled = look, sketches
        width = 1.8 if look.thorough else 1.0
        self._bundle.show(
            [
                BundledLine(
                    np.ascontiguousarray(one.whole[:, 0]),
                    np.ascontiguousarray(one.whole[:, 1]),
                    look.pen(one.colour, width),
                    look.pen(one.colour, width, (), 0.45),
                )
                for one in sketches
            ],
            look.thorough,
        )

    def _sketch(self, shown: ShownRun, plane: Plane, view: tuple[Range, Range]) -> PathSketch:
        """A path thinned to the pixels: read once."""
        history = shown.run.history
        rows, points = self._path_of(history).sketch(history, plane)
        colour = self._look.run_colour(shown.run.colour)
        key = (id(points), view, tuple(self._scale), shown.last, colour)
        known = self._sketches.get(id(history))
        if known is not None and known.key == key:
            return known
        kept = apart(points * self._scale)
        thinned = tamed(points[kept], *view)
        last = int(np.searchsorted(rows[kept], shown.last, side="right"))
        made = PathSketch(
            key,
            points,
            rows[kept],
            thinned,
            until_gone(thinned[:last], *view),
            leaving_of(thinned[:last], view),
            colour,
        )
        self._sketches[id(history)] = made
        return made

    def _layer(self, whole: Array, above: list[Array]) -> int:
        """How many paths lie on this one, which then is one of them."""
        layer = sum(lies_on(whole * self._scale, one * self._scale) for one in above)
        above.append(whole)
        return layer

    def _path_of(self, history: History) -> PlanePath:
        # With the history, as its number may come again once it is gone.
        return self._paths.setdefault(id(history), (history, PlanePath()))[1]

    def _forget_paths(self, frame: Frame) -> None:
        used = {id(one.run.history) for one in (frame.front, *frame.beside)}
        self._paths = {key: kept for key, kept in self._paths.items() if key in used}
        self._sketches = {key: kept for key, kept in self._sketches.items() if key in used}

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
        items = [item for one in (self._front, *self._beside) for item in one.items]
        if self._bundle is not None:
            self._bundle.set_visible(visible)
        for item in (*items, *self._ghosts, self.dots, self.minima, self.others, self.point):
            item.setVisible(visible)

    def _ghost_curves(self, frame: Frame, plane: Plane, view: tuple[Range, Range]) -> None:
        while len(self._ghosts) < len(frame.ghosts):
            self._ghosts.append(self._keep(Stroke(), 8))
        for index, curve in enumerate(self._ghosts):
            points: Array = np.empty((0, 2))
            if index < len(frame.ghosts):
                shown = frame.ghosts[index]
                history = shown.run.history
                if len(plane.origin) == len(history.parameters):
                    points = self._path_of(history).points(history, plane, 0, shown.last)
            drawn = tamed(until_gone(points, *view), *view)
            # Dashes that lie beside one another are a pattern of dots: lines, but faint.
            dense = folded(drawn * self._scale)
            crowded = len(dense) > 0 and dense.mean() > _CROWDED
            dash, opacity = ((), 0.3) if crowded else ((3.0, 3.0), 0.6)
            width = 0.8 if crowded else 1.2
            draw_path(curve, drawn, self._look, self._look.path, width, opacity, dash)


def apart(pixels: Array) -> NDArray[np.bool_]:
    """Which points of a path (M, 2), in pixels, are to be drawn: not those beside the last one."""
    with np.errstate(all="ignore"):
        cells = np.floor(np.clip(pixels, -1e9, 1e9) / _CELL)
        moved = (np.diff(cells, axis=0) != 0).any(axis=1)
    # The last of those in one cell, too, as the line goes on from there.
    return np.append(True, moved) | np.append(moved, True)


def leaving_of(points: Array, view: tuple[Range, Range]) -> tuple[Array, Array] | None:
    """The last point of a path (M, 2) inside a view and the next one; None for one that stays."""
    (left, right), (low, high) = view
    x, y = points.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= low) & (y <= high))
    if not len(inside) or inside[-1] + 1 >= len(points):
        return None
    return points[inside[-1]], points[inside[-1] + 1]


def _place(past: Array) -> tuple[float, float]:
    return float(past[-1, 0]), float(past[-1, 1])


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
