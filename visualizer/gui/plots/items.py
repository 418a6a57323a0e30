"""Lines and points in a view box.

pyqtgraph works out the extent of its items for each picture: for axes that scale themselves, which
ours do not. Here an item takes all that its view box shows, and the box cuts off the rest.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from visualizer.gui.look.quick_import import pg


class Stroke(pg.PlotCurveItem):
    """A line."""

    def boundingRect(self) -> QRectF:
        return _seen(self)


class Points(pg.ScatterPlotItem):
    """Markers that keep their size in pixels."""

    def __init__(self, **options: Any) -> None:
        super().__init__(pxMode=True, **options)

    def boundingRect(self) -> QRectF:
        return _seen(self)

    def _maskAt(self, place: Any) -> Any:
        if isinstance(place, QRectF) and not self._exportOpts:
            # To find those that lie outside takes longer than to paint them.
            known: NDArray[np.bool_] = np.isfinite(self.data["x"]) & np.isfinite(self.data["y"])
            return known
        return super()._maskAt(place)


def _seen(item: Any) -> QRectF:
    """What the view box of an item shows, in its units."""
    box = item.getViewBox()
    return QRectF() if box is None else QRectF(box.viewRect())
