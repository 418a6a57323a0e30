"""The small map inside each unit of a network diagram: what it gives for all inputs."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from visualizer.core.analysis.unit_maps import UnitMaps
from visualizer.gui.look.look import Look
from visualizer.gui.plots.network_places import MOST_UNITS, LayerColumn
from visualizer.gui.plots.painting import signed_image

SMALLEST = 4.0
"""Radius in pixels at scale 1 of a unit in which a map can be seen."""


class UnitImages:
    """The pictures of the units of each column, made once for an answer."""

    def __init__(self) -> None:
        self._known: tuple[UnitMaps, Look] | None = None
        self._columns: list[list[QImage]] = []

    def show(self, maps: UnitMaps | None, look: Look) -> None:
        """Make the pictures of an answer; None is none."""
        if maps is None:
            self._known, self._columns = None, []
        elif self._known != (maps, look):
            self._known = maps, look
            # Upside down: the first line of a picture is its uppermost.
            self._columns = [
                [signed_image(look, np.flipud(unit)) for unit in column[:MOST_UNITS]]
                if len(column) <= MOST_UNITS
                else []
                for column in maps.columns
            ]

    def paint(self, painter: QPainter, number: int, column: LayerColumn, look: Look) -> bool:
        """Paint the maps of a column into its units; whether there are some."""
        images: Sequence[QImage] = self._columns[number] if number < len(self._columns) else ()
        if len(images) != len(column.centres) or column.radius < look.size(SMALLEST):
            return False
        for centre, image in zip(column.centres, images, strict=True):
            side = 2.0 * column.radius
            room = QRectF(0.0, 0.0, side, side)
            room.moveCenter(centre)
            painter.drawImage(room, image)
            painter.setPen(look.pen(look.axis, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room)
        return bool(images)
