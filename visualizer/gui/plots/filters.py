"""The learned filters of convolutions, at the playhead."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from visualizer.app.state import Run
from visualizer.core.analysis.class_maps import learned_filters, mapped_layer
from visualizer.core.analysis.network import mosaic
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.grids import largest_squares
from visualizer.gui.plots.painting import (
    LEFT,
    draw_image,
    height_of,
    signed_image,
    square_in,
    write,
)

MOST = 256
"""Filters of a layer that are drawn, each channel on its own."""


PIXELS = 4
"""Pixels of the picture for each weight, along both sides."""


class FiltersPlot(CanvasPlot):
    """Each filter as an image: orange weights are positive, blue ones negative.

    Of a filter over several channels each channel is drawn, one after the other.
    """

    name = "filters"
    depends = ("run.problem", "run.history", "row")
    requires = (Capability.PREDICTIONS,)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._images: list[tuple[str, QImage]] = []

    @classmethod
    def applies(cls, run: Run) -> bool:
        return isinstance(run.problem, Model) and mapped_layer(run.problem) is not None

    def unavailable(self, frame: Frame) -> str:
        return "" if self.applies(frame.run) else "Only models with a convolution have filters."

    def _draw(self, frame: Frame) -> None:
        model = frame.problem
        assert isinstance(model, Model)
        theta = frame.run.history.theta(frame.row)
        self._images = []
        layers = learned_filters(model, theta)
        width, height = self.pixels()
        room = QSizeF(width / max(len(layers), 1), height)
        for number, filters in layers:
            count, size, _, channels = filters.shape
            words = f"layer {number}: {count} filters of {size} × {size} × {channels}"
            flat = _flat(filters)
            if flat.shape[-1] > MOST:
                flat, words = flat[..., :MOST], f"{words}, the first {MOST // channels}"
            across, _ = largest_squares(room, flat.shape[-1])
            self._images.append((words, signed_image(self.look, mosaic(flat, across))))

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        look, font = self.look, self.look.font(11.0)
        line = height_of(font) + look.size(4.0)
        width = area.width() / max(len(self._images), 1)
        for number, (words, image) in enumerate(self._images):
            left = area.left() + number * width
            room = QRectF(left, area.top(), width - look.size(8.0), line)
            write(painter, room, words, font, look.muted, LEFT)
            body = QRectF(left, area.top() + line, room.width(), area.height() - line)
            place = square_in(body, image.height(), image.width())
            place.moveTopLeft(QPointF(left, body.top()))
            draw_image(painter, place, image)


def _flat(filters: FloatArray) -> FloatArray:
    """Filters (F, size, size, C) as images (PIXELS * size, PIXELS * size, F * C)."""
    moved = np.moveaxis(filters, 0, 2)
    flat = moved.reshape(*moved.shape[:2], -1)
    # Larger pixels, so that the gaps between filters are narrower than a weight.
    return flat.repeat(PIXELS, axis=0).repeat(PIXELS, axis=1)
