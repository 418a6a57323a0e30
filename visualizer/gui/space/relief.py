"""The surface as heights over a rectangle: what is seen of it, and what it hides."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray
from visualizer.gui.space.camera import Camera, Projection, SpaceBox

Floats = NDArray[np.float32]
# Places along the way to the eye: on the finest map about two cells apart.
_STEPS = 96
_LIGHT = (-0.42, 0.52, 0.74)
"""To the right, upwards and towards the eye of the usual camera: over the left shoulder."""
# Even a slope in full shadow keeps most of its colour, which says how high it is.
_AMBIENT, _DIFFUSE = 0.62, 0.44


@dataclass(frozen=True, eq=False)
class Relief:
    """Heights 0..1 (ny, nx) at the points of a regular grid over the floor of a box.

    The first column lies at -box.x, the first row at -box.y; a height of 0 at -box.z and
    one of 1 at box.z. Between the points heights are bilinear.
    """

    heights: FloatArray
    box: SpaceBox

    @cached_property
    def _single(self) -> Floats:
        # float32 halves the memory traffic, which is what a picture costs; no pixel shows the rest.
        return np.ascontiguousarray(self.heights, dtype=np.float32)

    def at(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """The vertical coordinate of the surface at places of the box, any shape."""
        corner, parts = self._cells(np.asarray(x), np.asarray(y))
        return (2.0 * self._between(self._single, corner, parts) - 1.0) * self.box.z

    def _cells(
        self, x: NDArray[np.floating], y: NDArray[np.floating]
    ) -> tuple[NDArray[np.int32], tuple[NDArray[np.floating], NDArray[np.floating]]]:
        """The lower corner of the cell around each place, and the parts of the way across."""
        ny, nx = self.heights.shape
        u = np.clip((x / self.box.x + 1.0) * ((nx - 1) / 2.0), 0.0, nx - 1.0)
        v = np.clip((y / self.box.y + 1.0) * ((ny - 1) / 2.0), 0.0, ny - 1.0)
        # The last point belongs to the last cell, not to one beyond it.
        column = np.minimum(u.astype(np.int32), nx - 2)
        row = np.minimum(v.astype(np.int32), ny - 2)
        return row * np.int32(nx) + column, (u - column, v - row)

    def _between(
        self,
        grid: Floats,
        corner: NDArray[np.int32],
        parts: tuple[NDArray[np.floating], NDArray[np.floating]],
    ) -> NDArray[np.floating]:
        """Values of a grid (ny, nx) between its points."""
        flat, nx = grid.ravel(), grid.shape[1]
        u, v = parts
        # `take` with flat indices is faster than indexing with two arrays.
        first = flat.take(corner)
        low = first + (flat.take(corner + 1) - first) * u
        second = flat.take(corner + nx)
        high = second + (flat.take(corner + nx + 1) - second) * u
        return low + (high - low) * v

    def hidden(self, points: FloatArray, camera: Camera) -> NDArray[np.bool_]:
        """Which of the points (M, 3) the surface hides from the eye, (M,).

        A point is hidden when the straight way from it to the eye passes below the
        surface; points should lie a little above it.
        """
        if not len(points):
            return np.zeros(0, bool)
        # Orthographic: the way to the eye has the same direction from every point.
        toward = camera.axes[2]
        way = self._way_out(points, toward)
        # Without the point itself, which rounding may put below the surface.
        along = np.linspace(0.0, 1.0, _STEPS)[1:, None] * way
        x = points[:, 0] + along * toward[0]
        y = points[:, 1] + along * toward[1]
        z = points[:, 2] + along * toward[2]
        return np.asarray((z < self.at(x, y)).any(axis=0))

    def _way_out(self, points: FloatArray, toward: FloatArray) -> FloatArray:
        """How far each point is from leaving the box in a direction, (M,)."""
        way = np.full(len(points), np.inf)
        for axis, half in enumerate(self.box):
            if abs(toward[axis]) > 1e-9:
                side = half * np.sign(toward[axis])
                way = np.minimum(way, np.maximum((side - points[:, axis]) / toward[axis], 0.0))
        return way

    @cached_property
    def shades(self) -> Floats:
        """How brightly each point (ny, nx) is lit, by diffuse light that stays where it is."""
        ny, nx = self.heights.shape
        up, across = np.gradient(
            self._single * np.float32(2.0 * self.box.z),
            2.0 * self.box.y / (ny - 1),
            2.0 * self.box.x / (nx - 1),
        )
        # From the usual camera into the box: the light stays while the camera turns.
        light = np.asarray(_LIGHT) @ Camera().axes / np.linalg.norm(_LIGHT)
        # The normal of z = h(x, y) is (-h_x, -h_y, 1), here not yet of length 1.
        facing = light[2] - light[0] * across - light[1] * up
        lit = np.maximum(facing, 0.0) / np.sqrt(1.0 + across * across + up * up)
        return np.asarray(_AMBIENT + _DIFFUSE * lit, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Seen:
    """What is seen of a relief in each pixel of a picture.

    `place` are flat indices (M,) of the pixels that show the surface, row by row from the
    top; `height` (M,) is what is seen there, 0..1, `shade` (M,) its brightness, and `below`
    (M,) says whether it is the underside.
    """

    width: int
    height_in_pixels: int
    place: NDArray[np.intp]
    height: Floats
    shade: Floats
    below: NDArray[np.bool_]


def look_at(relief: Relief, view: Projection) -> Seen:
    """What is seen of a relief, pixel by pixel, with the method of the floating horizon.

    The camera is upright, so the ground seen in one column of pixels is a line. Walking
    along it away from the eye, the surface covers what lies between the highest and the
    lowest picture row reached so far, and only what rises above the one horizon (its upper
    side) or falls below the other (its underside) is seen (T. J. Wright, IEEE Transactions
    on Computers C-22, 1973). All columns are handled at once.
    """
    width, height = round(view.width), round(view.height)
    line = _walk(relief, view, width)
    # Picture rows counted from the bottom, as heights grow upwards.
    rows = (height / 2.0 + line.up * np.float32(view.scale)).astype(np.float32)
    # The running maximum is the upper horizon: what is seen in a pixel is the first step at which
    # it reaches that row.
    first = _first_above(np.maximum.accumulate(rows, axis=0), height)
    last = height - 1 - np.arange(height)
    # The lower horizon in the same way, in a picture turned upside down.
    under = _first_above(np.maximum.accumulate(height - rows, axis=0), height)[last]
    middle = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)
    # The first step is the edge of the floor next to the eye: what lies below it in the picture can
    # only be the underside.
    below = middle < rows[0]
    step = np.where(below, under, first)
    # Step 0 has nothing before it to interpolate from; it is the edge, a line without width.
    seen = (step < len(rows)) & (step > 0) & line.inside
    # Row 0 of a picture is at its top.
    upright = np.flatnonzero(seen[::-1])
    row, column = np.divmod(upright, width)
    row = height - 1 - row
    at = step[row, column] * width + column
    return _between_steps(line, rows, (row, column, at, upright), below, (width, height))


@dataclass(frozen=True, eq=False)
class _HorizonLine:
    """The walk along the ground of each column: arrays (steps, width)."""

    up: Floats
    height: Floats
    shade: Floats
    inside: NDArray[np.bool_]


def _walk(relief: Relief, view: Projection, width: int) -> _HorizonLine:
    axes, box = view.camera.axes, relief.box
    sin_e, cos_e = axes[2, 2], axes[1, 2]
    right = axes[0, :2]
    # On the floor, at a right angle to the picture: each column of pixels walks along it.
    away = np.array([-right[1], right[0]])
    # Through the middles of the pixels.
    across = (np.arange(width) + 0.5 - width / 2.0) / view.scale
    near, far = np.full(width, -np.inf), np.full(width, np.inf)
    for axis in (0, 1):
        half, start = (box.x, box.y)[axis], across * right[axis]
        # The walk is parallel to these walls and never meets them: a column is inside or it is not.
        if abs(away[axis]) < 1e-9:
            outside = np.abs(start) > half
            near, far = np.where(outside, np.inf, near), np.where(outside, -np.inf, far)
            continue
        ends = (np.array([[-half], [half]]) - start) / away[axis]
        near, far = np.maximum(near, ends.min(axis=0)), np.minimum(far, ends.max(axis=0))
    inside = near < far
    # Columns beside the box are walked along, too, without going anywhere: all arrays have one
    # shape.
    near, far = np.where(inside, near, 0.0), np.where(inside, far, 0.0)
    # Along the diagonal of the grid a little more than one step for each of its cells.
    steps = int(1.3 * np.hypot(*relief.heights.shape)) + 2
    part = np.linspace(0.0, 1.0, steps, dtype=np.float32)[:, None]
    t = near.astype(np.float32) + part * (far - near).astype(np.float32)
    x = (across * right[0]).astype(np.float32) + t * np.float32(away[0])
    y = (across * right[1]).astype(np.float32) + t * np.float32(away[1])
    corner, parts = relief._cells(x, y)
    heights = np.asarray(relief._between(relief._single, corner, parts), np.float32)
    shades = np.asarray(relief._between(relief.shades, corner, parts), np.float32)
    z = (2.0 * heights - 1.0) * np.float32(box.z)
    return _HorizonLine(z * np.float32(cos_e) + t * np.float32(sin_e), heights, shades, inside)


def _first_above(horizon: Floats, height: int) -> NDArray[np.intp]:
    """The first step at which a rising horizon reaches the middle of each pixel row.

    Horizons (steps, width) are counted in rows from the bottom; the answer (height, width)
    is the number of steps where it is never reached.
    """
    width = horizon.shape[1]
    # Row i waits for all steps whose horizon is below i + 1/2.
    waits = np.clip(np.floor(horizon - 0.5).astype(np.int32) + 1, 0, height)
    places = (waits * np.int32(width) + np.arange(width, dtype=np.int32)).ravel()
    # Counting instead of searching: the number of steps that stay below a row is the index of the
    # first that reaches it, as the horizon only rises. `bincount` and a sum do that for all columns
    # at once.
    counts = np.bincount(places, minlength=(height + 1) * width)
    return np.cumsum(counts.reshape(height + 1, width)[:height], axis=0)


def _between_steps(
    line: _HorizonLine,
    rows: Floats,
    places: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
    below: NDArray[np.bool_],
    size: tuple[int, int],
) -> Seen:
    """Values between the last step that does not reach a pixel and the first that does."""
    row, column, at, upright = places
    width, height = size
    # One step earlier in the same column: arrays are (steps, width).
    before, after = rows.take(at - width), rows.take(at)
    gap = after - before
    part = np.where(gap != 0.0, (row + np.float32(0.5) - before) / np.where(gap, gap, 1.0), 1.0)
    part = np.clip(part, 0.0, 1.0).astype(np.float32)
    found = []
    for values in (line.height, line.shade):
        start = values.take(at - width)
        found.append(start + (values.take(at) - start) * part)
    return Seen(width, height, upright, found[0], found[1], below[row, column])
