"""Lines and points in a view box, and what stands beside it.

pyqtgraph works out the extent of its items for each picture: for axes that scale themselves, which
ours do not. Here an item takes all that its view box shows, and the box cuts off the rest.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture

from visualizer.gui.look.look import Look
from visualizer.gui.look.quick_import import pg


class Stroke(pg.PlotCurveItem):
    """A line."""

    def boundingRect(self) -> QRectF:
        return seen(self)


class Points(pg.ScatterPlotItem):
    """Markers that keep their size in pixels."""

    def __init__(self, **options: Any) -> None:
        super().__init__(pxMode=True, **options)

    def boundingRect(self) -> QRectF:
        return seen(self)

    def _maskAt(self, place: Any) -> Any:
        if isinstance(place, QRectF) and not self._exportOpts:
            # To find those that lie outside takes longer than to paint them.
            known: NDArray[np.bool_] = np.isfinite(self.data["x"]) & np.isfinite(self.data["y"])
            return known
        return super()._maskAt(place)


class Recorded(pg.GraphicsWidget):
    """Plays on the screen what it has drawn once, until it is updated or has another size.

    Most of the time goes into making pens and measuring texts, which stay the same for long.
    """

    _look: Look
    _record: QPicture | None = None

    def draw(self, painter: QPainter) -> None:
        """Draw it, in pixels."""
        raise NotImplementedError

    def update(self, *area: Any) -> None:
        self._record = None
        super().update(*area)

    def resizeEvent(self, event: object) -> None:
        self.update()

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        if self._look.thorough:
            # A figure is drawn once.
            self.draw(painter)
            return
        if self._record is None:
            record = QPicture()
            recorder = QPainter(record)
            self.draw(recorder)
            recorder.end()
            self._record = record
        self._record.play(painter)


def seen(item: Any) -> QRectF:
    """What the view box of an item shows, in its units."""
    box = item.getViewBox()
    if box is None:
        return QRectF()
    # Not `viewRect`, which asks more than once: Qt wants to know this many times in each frame.
    (left, right), (low, high) = box.state["viewRange"]
    return QRectF(left, low, right - left, high - low)
