"""What the plane does not show: the point at the playhead may lie beside it."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from visualizer.core.analysis.slices import beside
from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Tag
from visualizer.gui.plots.landscape_texts import beside_text
from visualizer.gui.plots.ranges import Array

_NOTHING: Array = np.empty((0, 2))
_NO_NOTE = QRectF()


class Honesty:
    """A ring around the point whose true loss is not that of the map, and the numbers.

    Nothing shows while the point lies on the plane.
    """

    def __init__(self, keep: Any, box: pg.ViewBox, look: Look) -> None:
        self._box = box
        self.ring = keep(Points(symbol="o"), 29)
        self.tag = Tag(box, look)
        self.tag.setZValue(24)
        self.apart = False
        """Whether the true loss of the point shown is not that of the map."""

    def restyle(self, look: Look) -> None:
        """Take over colours and sizes."""
        self._look = look
        pen = look.pen(look.point, 2.0)
        pen.setStyle(Qt.PenStyle.DotLine)
        self.ring.setPen(pen)
        self.ring.setBrush(None)
        self.ring.setSize(look.size(25.0))
        self.tag.restyle(look)

    def show(self, frame: Frame) -> None:
        """Compare the point of a frame with its place on the map."""
        assert frame.map is not None
        plane, theta = frame.map.plane, frame.run.history.theta(frame.row)
        found = None
        if frame.map.known and len(frame.run.history.parameters) > plane.dimensions == 2:
            found = beside(frame.problem, plane, theta)
        self.apart = found is not None and found.apart
        marked = plane.project(theta)[None] if self.apart else _NOTHING
        set_points(self.ring, marked[:, 0], marked[:, 1])
        late = found is not None and bool(plane.axes)
        words = ["the map is a moment behind"] if late else []
        if frame.map.coarse:
            words.append("coarse")
        spans = [(", ".join(words), self._look.muted)] if words else []
        if found is not None and not late:
            spans = beside_text(found, self._look)
        self.tag.write(spans, self._look.colour(self._look.card, 0.88) if spans else None)

    def place(self, here: QPointF | None = None, note: QRectF = _NO_NOTE) -> None:
        """Put the numbers into the lower left corner, or another one if that is taken.

        `here` is the point that they are about, `note` what another text covers, in pixels.
        """
        inset, near = self._look.size(4.0), self._look.size(16.0)
        left, right = inset, self._box.width() - inset
        top, bottom = inset, self._box.height() - inset
        for x, y, across, down in (
            (left, bottom, 0.0, 1.0),
            (right, bottom, 1.0, 1.0),
            (left, top, 0.0, 0.0),
        ):
            self.tag.place(x, y, across, down)
            area = self.tag.boundingRect().translated(self.tag.pos())
            close = here is not None and area.adjusted(-near, -near, near, near).contains(here)
            if not close and not area.intersects(note):
                break

    def hide(self) -> None:
        """Show nothing."""
        set_points(self.ring, _NOTHING[:, 0], _NOTHING[:, 1])
        self.tag.write([])
