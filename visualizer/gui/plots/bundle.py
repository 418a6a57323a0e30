"""Many lines as one item: each faint as a whole, and bright up to the playhead.

An item for each line costs more than its ink: pyqtgraph and Qt ask every one of them, in every
frame, where it is and how it is painted. Here the faint lines and the bright ones are two pictures
that Qt keeps; the playhead only moves the edge between them.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.items import seen
from visualizer.gui.plots.ranges import Array


class BundledLine(NamedTuple):
    """A line of points x and y (M,), where NaN is a gap, with the pens of its two parts."""

    x: Array
    y: Array
    bright: QPen
    faint: QPen


class ThinLine(NamedTuple):
    """A line of points x and y (M,), where NaN is a gap, and its pen."""

    x: Array
    y: Array
    pen: QPen


class Bundle:
    """Many thin lines; `keep` adds an item to the view box once."""

    def __init__(self, keep: Callable[[Any, float], Any], below: float, above: float) -> None:
        self._faint: LooseLines = keep(_KeptLines(), below)
        self._past = keep(_Past(), above)
        self._bright = _KeptLines(self._past)
        self._ends = keep(LooseLines(), above)
        self._lines: tuple[BundledLine, ...] = ()

    @property
    def whole(self) -> "LooseLines":
        """The item of the lines as wholes."""
        return self._faint

    @property
    def lines(self) -> tuple[BundledLine, ...]:
        """What is shown."""
        return self._lines

    def show(self, lines: Sequence[BundledLine], fine: bool = False) -> None:
        """Show other lines; which part of them is bright is to be told then.

        `fine` ones are smooth, and shapes also in a file: nothing is kept of them as a picture.
        """
        if not lines and not self._lines:
            return
        self._lines = tuple(lines)
        for item in (self._faint, self._bright, self._ends):
            item.refine(fine)
        self._faint.show([ThinLine(one.x, one.y, one.faint) for one in lines])
        self._bright.show([ThinLine(one.x, one.y, one.bright) for one in lines])
        self._ends.show(())

    def set_visible(self, visible: bool) -> None:
        """Show or hide everything."""
        for item in (self._faint, self._ends):
            item.setVisible(visible)
        self._past.setVisible(visible)

    def reach_place(self, x: float) -> None:
        """All lines are bright up to one place."""
        self._ends.show(())
        self._past.reach(x)

    def reach_points(self, points: Sequence[tuple[Array, Array]]) -> None:
        """Each line has a bright part of its own: points x and y, without gaps."""
        self._past.reach(None)
        self._ends.show(
            [ThinLine(x, y, one.bright) for (x, y), one in zip(points, self._lines, strict=True)]
        )


class LooseLines(pg.GraphicsObject):
    """Lines as one item, painted one after the other without more ado."""

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[ThinLine, ...] = ()
        self._shapes: list[QPainterPath | QPolygonF] = []
        self._fine = False

    def show(self, lines: Sequence[ThinLine]) -> None:
        """Draw lines."""
        if lines or self.lines:
            self.lines, self._shapes = tuple(lines), [_shape(one.x, one.y) for one in lines]
            self.update()

    def refine(self, fine: bool) -> None:
        """Draw smooth lines, or plain ones."""
        self._fine = fine

    def boundingRect(self) -> QRectF:
        return seen(self)

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._fine)
        for shape, line in zip(self._shapes, self.lines, strict=True):
            painter.setPen(line.pen)
            if isinstance(shape, QPolygonF):
                painter.drawPolyline(shape)
            else:
                painter.drawPath(shape)


class _KeptLines(LooseLines):
    """Lines of which Qt keeps the picture, until they or the part of the view are others."""

    def refine(self, fine: bool) -> None:
        super().refine(fine)
        modes = QGraphicsItem.CacheMode
        self.setCacheMode(modes.NoCache if fine else modes.DeviceCoordinateCache)


class _Past(pg.GraphicsObject):
    """Cuts off what lies beyond a place."""

    def __init__(self) -> None:
        super().__init__()
        self._place: float | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)

    def reach(self, x: float | None) -> None:
        self.prepareGeometryChange()
        self._place = x

    def boundingRect(self) -> QRectF:
        area = seen(self)
        place = area.left() if self._place is None else self._place
        area.setRight(min(max(place, area.left()), area.right()))
        return area

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.boundingRect())
        return path


def _shape(x: Array, y: Array) -> QPainterPath | QPolygonF:
    if np.isfinite(y).all():
        return pg.functions.arrayToQPolygonF(x, y)  # is painted faster
    return pg.functions.arrayToQPath(x, y, connect="finite")
