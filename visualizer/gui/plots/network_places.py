"""Where the units of a network diagram are."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from visualizer.core.analysis.network import UnitLayer, field_of
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.plots.painting import square_in

MOST_UNITS = 16
"""A layer with more is drawn as a field of shades, and its weights as histograms."""

NAME_HEIGHT = 14.0
"""Pixels from one unit to the next that its name wants."""


@dataclass(frozen=True)
class LayerColumn:
    """Where the units of a layer are: circles, or a field of cells."""

    area: QRectF
    centres: tuple[QPointF, ...]
    radius: float
    across: int = 1
    down: int = 1
    shape: tuple[int, ...] = ()

    @property
    def single(self) -> bool:
        """Whether each unit is a circle."""
        return bool(self.centres)

    def unit(self, place: QPointF, count: int) -> int:
        """The unit at a place; -1 for none."""
        if self.single:
            for number, centre in enumerate(self.centres):
                away = place - centre
                if away.x() ** 2 + away.y() ** 2 <= self.radius**2:
                    return number
            return -1
        if not self.area.contains(place):
            return -1
        column = int((place.x() - self.area.left()) / self.area.width() * self.across)
        line = int((place.y() - self.area.top()) / self.area.height() * self.down)
        if self.shape:
            return self._pixel(line, column)
        number = line * self.across + column
        return number if number < count else -1

    def _pixel(self, line: int, column: int) -> int:
        """The unit at a place of the mosaic of channels; -1 between them."""
        height, width, channels = self.shape
        (row, y), (place, x) = divmod(line, height + 1), divmod(column, width + 1)
        channel = row * field_of(channels)[1] + place
        inside = y < height and x < width and channel < channels
        return (y * width + x) * channels + channel if inside else -1


def image_of_inputs(model: Model) -> tuple[int, ...]:
    """Height and width when the inputs are pixels of one channel, else ()."""
    image = model.training.image
    return image[:2] if len(image) == 2 or (len(image) == 3 and image[2] == 1) else ()


def columns_of(
    body: QRectF, layers: Sequence[UnitLayer], image: tuple[int, ...], look: Look
) -> list[LayerColumn]:
    """The places of all columns, evenly spaced; `image` is the shape of the inputs."""
    gap = body.width() / max(len(layers), 1)
    counts = [layer.values.size for layer in layers if _is_few(layer)]
    radius = min(look.size(22.0), 0.42 * body.height() / max(counts, default=1), 0.3 * gap)
    columns = []
    for number, layer in enumerate(layers):
        x = body.left() + (number + 0.5) * gap
        if _is_few(layer):
            columns.append(_circles(x, body, layer.values.size, radius, look.size(NAME_HEIGHT)))
            continue
        shape = layer.values.shape if layer.is_image else ()
        down, across = image if number == 0 and image else field_of(layer.values.size)
        if shape:
            rows, line = field_of(shape[2])
            down, across = rows * (shape[0] + 1) - 1, line * (shape[1] + 1) - 1
        share = 0.86 if any(one.is_image for one in layers) else 0.5
        side = min(share * gap, look.size(120.0))
        room = QRectF(0, 0, side, min(body.height(), side * max(1.0, down / across)))
        room.moveCenter(QPointF(x, body.center().y()))
        columns.append(LayerColumn(square_in(room, down, across), (), 0.0, across, down, shape))
    return columns


def _is_few(layer: UnitLayer) -> bool:
    return not layer.is_image and layer.values.size <= MOST_UNITS


def _circles(x: float, body: QRectF, count: int, radius: float, name: float) -> LayerColumn:
    pitch = min(body.height() / count, max(3.2 * radius, name))
    top = body.center().y() - pitch * (count - 1) / 2.0
    centres = tuple(QPointF(x, top + number * pitch) for number in range(count))
    area = QRectF(x - radius, top - radius, 2 * radius, pitch * (count - 1) + 2 * radius)
    return LayerColumn(area, centres, radius)
