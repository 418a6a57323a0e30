"""Lines and points in a view box, and what stands beside it.

pyqtgraph works out the extent of its items for each picture: for axes that scale themselves, which
ours do not. Here an item takes all that its view box shows, and the box cuts off the rest.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem

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


def keep_picture(item: QGraphicsItem, look: Look) -> None:
    """Have Qt keep what an item has painted until it changes; a figure is painted once, in shapes.

    Texts take most of the time of a paint, and stay the same for long. An item that is larger than
    its view must not be kept: Qt draws it beside its place when its shape changes.
    """
    modes = QGraphicsItem.CacheMode
    item.setCacheMode(modes.NoCache if look.thorough else modes.DeviceCoordinateCache)


def seen(item: Any) -> QRectF:
    """What the view box of an item shows, in its units."""
    box = item.getViewBox()
    if box is None:
        return QRectF()
    # Not `viewRect`, which asks more than once: Qt wants to know this many times in each frame.
    (left, right), (low, high) = box.state["viewRange"]
    return QRectF(left, low, right - left, high - low)
