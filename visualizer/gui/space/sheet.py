"""The Taylor polynomial at the point as a net in the box: a tangent plane, or a paraboloid."""

from dataclasses import replace

import numpy as np

from visualizer.core.analysis.taylor import Taylor, TaylorPolynomial
from visualizer.core.arrays import FloatArray
from visualizer.gui.plots.frame import Frame
from visualizer.gui.space.scene import LIFT, NO_WAY, Scene, Surface, Way

_LINES, _POINTS = 13, 61
"""Lines of the net in each direction, and the points of each."""

_REACH = 0.3
"""How far the net reaches from the point, in parts of the box."""


def with_polynomial(scene: Scene, frame: Frame, order: int) -> Scene:
    """The scene with the net of the polynomial of an order at the point; 0 is none."""
    found = frame.insight(Taylor) if order else None
    if found is None or found.row != frame.row or len(found.surface.here) != 2:
        return scene
    lowest = found.surface.newton if order > 1 else None
    marks = scene.lowest
    if lowest is not None and scene.surface.inside(lowest[None])[0]:
        marks, _ = _stood(scene.surface, found.surface, lowest[None], order)
    return replace(scene, sheet=net_of(scene.surface, found.surface, order), lowest=marks)


def net_of(surface: Surface, known: TaylorPolynomial, order: int) -> Way:
    """The lines of the net, cut off where they leave the box."""
    ranges = np.array([surface.x_range, surface.y_range])
    reach = _REACH * (ranges[:, 1] - ranges[:, 0])
    low = np.maximum(ranges[:, 0], known.here - reach)
    high = np.minimum(ranges[:, 1], known.here + reach)
    if np.any(high <= low):
        return NO_WAY
    wide = [np.linspace(low[axis], high[axis], _LINES) for axis in (0, 1)]
    fine = [np.linspace(low[axis], high[axis], _POINTS) for axis in (0, 1)]
    across = np.stack(np.meshgrid(fine[0], wide[1]), axis=-1)
    up = np.stack(np.meshgrid(wide[0], fine[1], indexing="ij"), axis=-1)
    places = np.concatenate([across.reshape(-1, 2), up.reshape(-1, 2)])
    points, heights = _stood(surface, known, places, order)
    inside = (heights > 0) & (heights < 1)
    # The last point of each line is not joined to the first of the next.
    ends = np.arange(1, len(points) + 1) % _POINTS == 0
    joined = inside & np.append(inside[1:], False) & ~ends
    return Way(points, joined)


def _stood(
    surface: Surface, known: TaylorPolynomial, places: FloatArray, order: int
) -> tuple[FloatArray, FloatArray]:
    """Places (M, 2) as points (M, 3) at the heights of the polynomial, and these (M,), 0 to 1."""
    box = surface.relief.box
    with np.errstate(all="ignore"):
        heights = surface.levels.heights(known.at(places, order))
    z = (2.0 * heights - 1.0) * box.z + 2.0 * LIFT * box.z
    return np.column_stack([surface.floor(places), z]), heights
