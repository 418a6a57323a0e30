"""What readers of a history share: pyramids of the columns that are looked at."""

from threading import Lock

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.recording.pyramids import PathPyramid, RangePyramid, are_few, without_gaps
from visualizer.core.recording.store import Stored

Thinned = tuple[FloatArray, FloatArray]
"""Positions and values (M,); not to be changed."""


class Views:
    """The pyramids of a history, made when a column is first looked at.

    Any thread may ask; one lock makes them wait for each other, never for the writer.
    """

    def __init__(self) -> None:
        self._ranges: dict[str, tuple[int, RangePyramid]] = {}
        self._last: dict[str, tuple[tuple[int, ...], Thinned]] = {}
        self._paths: dict[tuple[int, int], tuple[int, PathPyramid]] = {}
        # Extending a pyramid is not safe for two threads; the writer never comes here.
        self._lock = Lock()

    def range(
        self, name: str, stored: Stored, number: int, low: int, high: int, pixels: int
    ) -> Thinned:
        """Positions and values of column `number` at positions low..high - 1."""
        if are_few(high - low, pixels):
            # No pyramid is needed: a single row is asked for many times in a frame.
            return without_gaps(np.arange(low, high, dtype=float), stored.read(number, low, high))

        def read(low: int, high: int) -> FloatArray:
            return stored.read(number, low, high)

        with self._lock:
            # 0 is no stride, so that a new pyramid is stored below.
            stride, pyramid = self._ranges.get(name, (0, RangePyramid()))
            if stride != stored.stride:
                # Thinned since: positions mean other rows now.
                pyramid = RangePyramid()
                self._ranges[name] = (stored.stride, pyramid)
            asked = (stored.stride, low, high, pixels)
            known = self._last.get(name)
            if known is not None and known[0] == asked:
                return known[1]
            pyramid.extend(read, stored.size)
            found = pyramid.view(read, low, high, pixels)
            # Rows never change, and the same picture is asked for while only the playhead moves.
            self._last[name] = asked, found
            return found

    def path(self, stored: Stored, i: int, j: int, low: int, high: int, points: int) -> FloatArray:
        """Thinned (M, 2) of columns i and j at positions low..high - 1."""

        def read(low: int, high: int) -> FloatArray:
            return np.stack([stored.read(i, low, high), stored.read(j, low, high)])

        with self._lock:
            stride, pyramid = self._paths.get((i, j), (0, PathPyramid()))
            if stride != stored.stride:
                pyramid = PathPyramid()
                self._paths[i, j] = (stored.stride, pyramid)
            pyramid.extend(read, stored.size)
            return pyramid.path(read, low, high, points)
