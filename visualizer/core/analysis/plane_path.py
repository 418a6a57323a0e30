"""The trajectory as it is seen on a plane."""

import numpy as np

from visualizer.core.analysis.planes import Plane, SpannedPlane
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.recording.history import History

# Parameters read for a path that no pyramid is there for: some 30 MB.
NUMBERS = 4_000_000
MOST_POINTS = 2000
LEAST_POINTS = 100


_SKETCHED = 1000
"""About the rows of a sketch."""


def _scales(last: int) -> list[tuple[int, int, int]]:
    """From and to which rows of 0..last each how many stands in a sketch."""
    scales = [(0, 255, 1), (256, 4095, 16), (4096, last, max(1, (last - 4096) // 400))]
    return [(low, min(high, last), every) for low, high, every in scales if low <= last]


class PlanePath:
    """Points of a trajectory on a plane; what has been projected is kept.

    On the plane of two parameters these are the columns of the history. On other planes
    every row would have to be read whole, so evenly spread rows stand for all: `every` is
    the distance between them, which doubles as the history grows.
    """

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._clear()

        self._sketch_key: tuple[object, ...] = ()
        self._sketch: tuple[IntArray, FloatArray] = (np.empty(0, int), np.empty((0, 2)))

    def _clear(self) -> None:
        self.every = 1
        self._rows: IntArray = np.empty(0, int)
        self._points: FloatArray = np.empty((0, 2))

    def points(
        self, history: History, plane: Plane, low: int, high: int, most: int = MOST_POINTS
    ) -> FloatArray:
        """The points (M, 2) of rows low..high with the last one exact; () if high < low.

        Of many rows about `most`, or twice as many, stand for all, with every extreme.
        """
        if high < low:
            return np.empty((0, 2))
        last = plane.project(history.theta(high))[None]
        if not plane.axes:
            rows, points = self.sampled(history, plane, high)
            return np.concatenate([points[(rows >= low) & (rows < high)], last])
        first, second = plane.axes
        found = np.asarray(history.path(first, second, low, high, most), float).reshape(-1, 2)
        if len(found) and np.array_equal(found[-1:], last):
            return found
        return np.concatenate([found, last])

    def sketch(self, history: History, plane: Plane) -> tuple[IntArray, FloatArray]:
        """Rows (M,) that stand for all, most of them at the start, and their points (M, 2).

        They are read once, and again when a tenth more rows have come: of many runs not even the
        rows up to the playhead can be read for each frame.
        """
        last = len(history) - 1
        if len(history.parameters) * _SKETCHED > NUMBERS:
            return self.sampled(history, plane, last)
        directions = plane.directions if isinstance(plane, SpannedPlane) else None
        key = (history, history.thinning, plane.axes or (id(plane.origin), id(directions)))
        known = len(self._sketch[0])
        done = int(self._sketch[0][-1]) if known else -1
        if key != self._sketch_key or last > 1.1 * done + 1 or (history.ending and last != done):
            self._sketch_key, self._spans = key, (plane.origin, directions)
            parts = [history.sample(low, high, every) for low, high, every in _scales(last)]
            rows = np.concatenate([one for one, _ in parts])
            with np.errstate(all="ignore"):
                points = plane.project(np.concatenate([thetas for _, thetas in parts]))
                end = plane.project(history.theta(last))[None]
            if len(rows) and rows[-1] != last:
                rows, points = np.append(rows, last), np.concatenate([points, end])
            self._sketch = rows, points
        return self._sketch

    def sampled(self, history: History, plane: Plane, last: int) -> tuple[IntArray, FloatArray]:
        """Rows (M,) up to `last` that stand for all, and their points (M, 2)."""
        directions = plane.directions if isinstance(plane, SpannedPlane) else None
        # Not the plane: it is made anew with every zoom, and only its ranges differ.
        spans = plane.axes or (id(plane.origin), id(directions))
        key = (history, history.thinning, spans)
        if key != self._key:
            # Kept with the key: the number of an array that is gone may come again.
            self._key, self._kept = key, (plane.origin, directions)
            self._clear()
        done = int(self._rows[-1]) if len(self._rows) else -1
        if last > done:
            # Up to the last row there is, as the playhead will come there.
            self._extend(history, plane, done + 1, len(history) - 1)
        upto = int(np.searchsorted(self._rows, last, side="right"))
        return self._rows[:upto], self._points[:upto]

    def _extend(self, history: History, plane: Plane, low: int, high: int) -> None:
        most = int(np.clip(NUMBERS // len(history.parameters), LEAST_POINTS, MOST_POINTS))
        while high // self.every >= most:
            self.every *= 2
        rows, thetas = history.sample(low, high, self.every)
        # Every second one has gone where the distance doubled.
        kept = self._rows % self.every == 0
        with np.errstate(all="ignore"):
            points = plane.project(thetas)
        self._rows = np.concatenate([self._rows[kept], rows])
        self._points = np.concatenate([self._points[kept], points])
