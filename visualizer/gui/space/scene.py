"""What stands in the box: the surface, the ways over it, and the marked places."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from visualizer.core.analysis.landscape import LandscapeMap
from visualizer.core.analysis.plane_path import MOST_POINTS, PlanePath
from visualizer.core.analysis.planes import Plane, Range
from visualizer.core.arrays import FloatArray
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.levels import Levels, levels_of
from visualizer.gui.plots.trajectory import FEW, until_gone
from visualizer.gui.space.camera import SpaceBox
from visualizer.gui.space.relief import Relief

LIFT = 0.012
"""What lies on the surface is drawn so far above it, in heights of the box."""
HEIGHT = 0.66
# Sides that differ by more are drawn alike: a box would be a wall.
_MOST_UNEQUAL = 2.5
# Pieces of a straight line across the box: it has to bend with the surface below it.
_PIECES = 90
_MOST_POINTS = 4000
_LEAST = 200
"""Points of the way of another run, however many there are."""


@dataclass(frozen=True, eq=False)
class Way:
    """A line over the surface: points (K, 3), and which are joined to the next (K,)."""

    points: FloatArray
    joined: NDArray[np.bool_]


NO_WAY = Way(np.empty((0, 3)), np.empty(0, bool))
NOWHERE = np.empty((0, 3))


class Surface:
    """A `LandscapeMap` over two coordinates as a relief in a box.

    Heights are the colours' levels: the logarithm of the loss or the loss itself, cut off
    where the colours are. The sides of the box are as long as the ranges, unless these
    differ too much.
    """

    def __init__(self, surface: LandscapeMap, minimum: float | None, log: bool) -> None:
        self.x_range: Range = (float(surface.x[0]), float(surface.x[-1]))
        self.y_range: Range = (float(surface.y[0]), float(surface.y[-1]))
        self.levels: Levels = levels_of(surface.loss, minimum, log)
        across, up = (high - low for low, high in (self.x_range, self.y_range))
        ratio = up / across if across / _MOST_UNEQUAL < up < across * _MOST_UNEQUAL else 1.0
        longest = max(1.0, ratio)
        heights = self.levels.heights(surface.loss)
        # A narrow valley passes between the points of the map: its floor would be all spikes.
        heights = _evened(heights) if log else heights
        self.relief = Relief(heights, SpaceBox(1.0 / longest, ratio / longest, HEIGHT))

    def inside(self, points: FloatArray) -> NDArray[np.bool_]:
        """Which of the places (M, 2) lie in the ranges."""
        low = np.array([self.x_range[0], self.y_range[0]])
        high = np.array([self.x_range[1], self.y_range[1]])
        return np.asarray(((points >= low) & (points <= high)).all(axis=1))

    def floor(self, points: FloatArray) -> FloatArray:
        """Places (M, 2) in units of the parameters as places of the box."""
        box = self.relief.box
        found = np.empty_like(points, dtype=float)
        for axis, ((low, high), half) in enumerate(
            zip((self.x_range, self.y_range), (box.x, box.y), strict=True)
        ):
            # Half first: the distance of two huge numbers need not be finite.
            found[:, axis] = (points[:, axis] / 2 - (low + high) / 4) / (high - low) * 4 * half
        return found

    def stand(self, points: FloatArray) -> FloatArray:
        """Places (M, 2) inside the ranges as points (N, 3) on the surface; others are left out."""
        places = self.floor(points[self.inside(points)])
        return self._lifted(places)

    def drape(self, points: FloatArray) -> Way:
        """The way through places (M, 2), along the surface; what is outside is left out."""
        places = self.floor(points)
        box = self.relief.box
        start, joined = _inside_pieces(places, np.array([box.x, box.y]))
        return Way(self._lifted(start), joined) if len(start) else NO_WAY

    def _lifted(self, places: FloatArray) -> FloatArray:
        # Lifted, or the surface would hide half of what lies on it by rounding.
        z = self.relief.at(places[:, 0], places[:, 1]) + 2.0 * LIFT * self.relief.box.z
        return np.column_stack([places, z])


def _evened(grid: FloatArray) -> FloatArray:
    """A grid (ny, nx) with each value replaced by a mean over its neighbours, twice.

    The weights are 1/4, 1/2, 1/4 along each axis, which leaves slopes as they are.
    """
    for axis in (0, 1, 0, 1):
        # At the edges the value itself stands for the neighbour that is missing.
        low = grid.take(np.maximum(np.arange(grid.shape[axis]) - 1, 0), axis)
        above = np.minimum(np.arange(grid.shape[axis]) + 1, grid.shape[axis] - 1)
        grid = (low + grid.take(above, axis)) / 4.0 + grid / 2.0
    return grid


def _inside_pieces(places: FloatArray, half: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """The parts of a polygon (M, 2) in the rectangle within +-half, as many short pieces.

    Returns points (K, 2), and which of them are joined to the next (K,).
    """
    tail, tip = places[:-1], places[1:]
    with np.errstate(all="ignore"):
        ahead = tip - tail
        # Where each step enters and leaves the rectangle, as parts of the step.
        sides = np.stack([(-half - tail) / ahead, (half - tail) / ahead])
        still = ahead == 0.0
        within = np.abs(tail) <= half
        enter = np.where(still, np.where(within, 0.0, np.inf), sides.min(axis=0)).max(axis=1)
        leave = np.where(still, np.where(within, 1.0, -np.inf), sides.max(axis=0)).min(axis=1)
        enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
        kept = np.isfinite(ahead).all(axis=1) & (enter <= leave)
    tail, ahead, enter, leave = tail[kept], ahead[kept], enter[kept], leave[kept]
    length = np.hypot(*ahead.T) * (leave - enter)
    # Coarser for long ways, so that there are never more points than a frame can paint.
    step = max(2.0 / _PIECES, float(length.sum()) / _MOST_POINTS)
    # Points of each step of the way: both its ends, and those between.
    counts = np.ceil(length / step).astype(int).clip(1) + 1
    ends = np.cumsum(counts)
    # The number of each point within its own step, without a loop over steps.
    place = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    part = np.repeat(enter, counts) + place / np.repeat(counts - 1, counts) * np.repeat(
        leave - enter, counts
    )
    points = np.repeat(tail, counts, axis=0) + part[:, None] * np.repeat(ahead, counts, axis=0)
    joined = np.ones(len(points), bool)
    steps = np.flatnonzero(kept)
    # Two steps are one line where nothing was cut off between them.
    follows = (np.diff(steps) == 1) & (leave[:-1] == 1.0) & (enter[1:] == 0.0)
    joined[ends[:-1] - 1] = follows
    joined[-1:] = False
    return points, joined


@dataclass(frozen=True, eq=False)
class RunWay:
    """A run that is compared with others: its way, and its ball with its name.

    `point` is (1, 3), or empty where the run has left the box: the name then stands where it
    did so.
    """

    past: Way
    future: Way
    point: FloatArray
    colour: int
    name: str

    @property
    def end(self) -> FloatArray:
        """Where the name stands (1, 3), or empty where there is nothing of the run."""
        return self.point if len(self.point) else self.past.points[-1:]


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything in the box; points are arrays (N, 3), without any where there is none."""

    surface: Surface
    names: tuple[str, str]
    past: Way
    future: Way
    ghosts: tuple[Way, ...]
    dots: FloatArray
    start: FloatArray
    point: FloatArray
    after: FloatArray
    minima: FloatArray
    runs: tuple[RunWay, ...] = ()
    """The runs that are compared, the one in front first; none where it is alone."""
    sheet: Way = NO_WAY
    """The Taylor polynomial at the point, as lines of a net."""
    lowest: FloatArray = field(default_factory=NOWHERE.copy)
    """Where that is lowest (1, 3), or nothing."""
    apart: bool = False
    """Whether the true loss at the point is another than that of the surface."""


class Scenes:
    """Makes the scenes of frames; what has been read of the trajectories is kept."""

    def __init__(self) -> None:
        self._paths = [PlanePath()]

    def scene_of(self, frame: Frame, surface: Surface, arrows: bool) -> Scene:
        """The scene of a frame with a map over two coordinates."""
        assert frame.map is not None
        plane, history, path = frame.map.plane, frame.run.history, self._paths[0]
        past = path.points(history, plane, 0, frame.row)
        future = path.points(history, plane, frame.row, frame.reveal)
        minima = np.array(frame.minima, dtype=float)
        start = plane.project(history.theta(0))[None]
        ahead = past[:0]
        if arrows and frame.row < frame.reveal:
            ahead = plane.project(history.theta(frame.row + 1))[None]
        first, second = plane.labels(history.parameters)
        way, rest = surface.drape(past), surface.drape(future)
        return Scene(
            surface=surface,
            names=(first, second),
            past=way,
            future=rest,
            runs=self._runs(
                frame,
                surface,
                RunWay(way, rest, surface.stand(past[-1:]), frame.run.colour, frame.label),
            ),
            ghosts=tuple(surface.drape(points) for points in self._ghosts(frame, plane)),
            dots=surface.stand(past[:-1] if frame.row <= FEW else past[:0]),
            start=surface.stand(start),
            point=surface.stand(past[-1:]),
            after=surface.stand(ahead),
            minima=surface.stand(plane.project(minima) if len(minima) else past[:0]),
        )

    def _runs(self, frame: Frame, surface: Surface, front: RunWay) -> tuple[RunWay, ...]:
        """The ways of all runs that are compared."""
        assert frame.map is not None
        plane = frame.map.plane
        runs = [one for one in frame.shown[1:] if one.same_plane and one.row >= 0]
        # Together they have as many points as one alone.
        most = max(_LEAST, MOST_POINTS // max(len(runs), 1))
        found = [front] if frame.by_run else []
        for number, shown in enumerate(runs, 1 + len(frame.ghosts)):
            path, history = self._path(number), shown.run.history
            past = path.points(history, plane, 0, shown.row, most)
            rest = path.points(history, plane, shown.row, shown.last, most)
            view = surface.x_range, surface.y_range
            found.append(
                RunWay(
                    surface.drape(until_gone(past, *view)),
                    surface.drape(until_gone(rest, *view)),
                    surface.stand(past[-1:]),
                    shown.run.colour,
                    shown.label,
                )
            )
        return tuple(found)

    def _path(self, number: int) -> PlanePath:
        while number >= len(self._paths):
            self._paths.append(PlanePath())
        return self._paths[number]

    def _ghosts(self, frame: Frame, plane: Plane) -> list[FloatArray]:
        """The ways (M, 2) of what runs were before that can be on this plane."""
        found = []
        for number, shown in enumerate(frame.ghosts, 1):
            history = shown.run.history
            # A run of another model has no place on this plane.
            if len(plane.origin) == len(history.parameters):
                found.append(self._path(number).points(history, plane, 0, shown.last))
        return found
