"""The curvature on the map: an ellipse about the playhead, along the principal directions."""

from __future__ import annotations

import numpy as np

from visualizer.core.analysis.local_curvature import Curvature
from visualizer.core.analysis.planes import Plane
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Stroke
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import Array

_REACH = 64.0
"""Pixels from the middle to the farthest point of the ellipse."""

_FLATTEST = 1e-4
"""A curvature counts as at least this part of the larger: the ellipse stays in the picture."""

_POINTS = 65


class CurvatureEllipse:
    r"""The places where the local quadratic has grown by the same amount.

    .. math:: u^T H u = c

    with H the second derivatives along the plane, so the semi-axes are as 1/√|λ|: short
    across a valley and long along it. The size on the screen is always the same. Axes along
    which the loss curves down are dashed, and so is the ellipse of a saddle, which shows
    the sizes of the curvatures alone.
    """

    def __init__(self, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self._curves = [(self._curve(18), self._curve(19)) for _ in range(3)]
        self._middle: Array | None = None
        self._axes: Array = np.zeros((2, 2))
        self._down = (False, False)
        self.restyle(look)

    def _curve(self, z: float) -> Stroke:
        curve = Stroke()
        curve.setZValue(z)
        self._box.addItem(curve, ignoreBounds=True)
        return curve

    def restyle(self, look: Look) -> None:
        """Take over colours and widths."""
        self._look = look

    def read(self, frame: Frame, plane: Plane, wanted: bool) -> None:
        """Take over what is known of the curvature at the playhead."""
        self._middle = None
        found = frame.insight(Curvature)
        if not wanted or found is None or found.block is None or plane.dimensions != 2:
            return
        late = found.report.row != frame.row and not found.quadratic
        if late and self._look.thorough:
            return  # on the screen the right one comes at once, in a file never
        values, vectors = np.linalg.eigh(found.block)
        largest = float(np.abs(values).max())
        if not largest > 0:
            return
        sizes = np.maximum(np.abs(values), _FLATTEST * largest)
        self._axes = vectors.T / np.sqrt(sizes)[:, None]
        self._down = (bool(values[0] < 0), bool(values[1] < 0))
        self._middle = plane.project(frame.run.history.theta(frame.row).astype(float))

    def entries(self) -> list[LegendEntry]:
        """What the legend says."""
        if self._middle is None:
            return []
        words = "curvature, dashed: downwards" if any(self._down) else "curvature"
        return [LegendEntry("dash", self._look.curvature, words)]

    def place(self) -> None:
        """Draw it in the size that suits the view."""
        middle = self._middle
        for pair in self._curves:
            for curve in pair:
                curve.setVisible(middle is not None)
        if middle is None:
            return
        axes = self._axes * self._scale()
        angles = np.linspace(0, 2 * np.pi, _POINTS)
        round_way = np.outer(np.cos(angles), axes[0]) + np.outer(np.sin(angles), axes[1])
        self._draw(0, middle + round_way, any(self._down))
        for number, axis in enumerate(axes):
            self._draw(1 + number, middle + np.stack([-axis, axis]), self._down[number])

    def _scale(self) -> float:
        """What makes the longer axis as long as `_REACH` pixels."""
        (x_low, x_high), (y_low, y_high) = self._box.viewRange()
        pixels = np.array([self._box.width(), self._box.height()])
        lengths = np.linalg.norm(self._axes * pixels / [x_high - x_low, y_high - y_low], axis=1)
        return self._look.size(_REACH) / max(float(lengths.max()), 1e-300)

    def _draw(self, number: int, points: Array, dashed: bool) -> None:
        edge, line = self._curves[number]
        width = 1.8 if number == 0 else 1.2
        dash = (4.0, 3.0) if dashed else ()
        for curve, colour, wide in (
            (edge, self._look.edge, width + 1.6),
            (line, self._look.curvature, width),
        ):
            pen = self._look.pen(colour, wide, dash)
            curve.setData(points[:, 0], points[:, 1], pen=pen, antialias=True)
