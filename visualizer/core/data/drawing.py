"""Points that are drawn by hand: added, sprayed, moved and erased.

They lie in the square from -1 to 1. Points are rows (N, 3), (x, y, number of the class), or (N, 2)
without classes; what is changed comes back as other rows.
"""

import numpy as np

from visualizer.core.arrays import FloatArray

EDGE = 1.0
"""Half of the side of the square."""

SEEN = (-1.06 * EDGE, 1.06 * EDGE)
"""The range of both axes where the points are looked at."""

MOST_POINTS = 2000

SPRAYED, SPREAD = 4, 0.08
"""Points of a puff, and the standard deviation with which they are spread."""

APART = 0.06
"""How far from each other points are that are drawn in one stroke."""

_DIGITS = 3


def _rounded(rows: FloatArray) -> FloatArray:
    """Rows whose places are inside the square, and numbers that somebody would type."""
    places = np.clip(rows[:, :2], -EDGE, EDGE).round(_DIGITS)
    # Adding 0 makes 0 of -0.
    return np.hstack([places, rows[:, 2:]]) + 0.0


def _row(points: FloatArray, place: FloatArray, label: int) -> FloatArray:
    return np.array([*place, label][: points.shape[1]], float)


def added(points: FloatArray, place: FloatArray, label: int, apart: float = 0.0) -> FloatArray:
    """The points with one more at a place (2,), unless the last one is nearer than `apart`."""
    last = points[-1:, :2]
    near = len(last) and np.hypot(*(last[0] - place)) < apart
    if near or len(points) >= MOST_POINTS:
        return points
    return _rounded(np.vstack([points, _row(points, place, label)]))


def sprayed(points: FloatArray, place: FloatArray, label: int) -> FloatArray:
    """The points with some more around a place (2,); the same ones for as many points."""
    count = min(SPRAYED, MOST_POINTS - len(points))
    random = np.random.default_rng(len(points))
    puff = place + random.normal(0.0, SPREAD, (count, 2))
    rows = [_row(points, one, label) for one in puff]
    return _rounded(np.vstack([points, *rows])) if rows else points


def nearest(points: FloatArray, place: FloatArray, reach: float) -> int | None:
    """Which point is nearest to a place (2,), and no farther than `reach`."""
    if not len(points):
        return None
    away = np.hypot(*(points[:, :2] - place).T)
    found = int(np.argmin(away))
    return found if away[found] <= reach else None


def moved(points: FloatArray, number: int, place: FloatArray) -> FloatArray:
    """The points with one of them at another place (2,)."""
    changed = points.copy()
    changed[number, :2] = place
    return _rounded(changed)


def erased(points: FloatArray, place: FloatArray, reach: float) -> FloatArray:
    """The points without those within `reach` of a place (2,); of each class one stays."""
    kept = np.hypot(*(points[:, :2] - place).T) > reach
    labels = points[:, 2] if points.shape[1] > 2 else np.zeros(len(points))
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if not kept[own].any():
            kept[own[-1]] = True
    # A line needs two points.
    if kept.sum() < 2:
        return points
    return np.asarray(points[kept])
