"""The network as units and weights, at the playhead, for one row of the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from visualizer.app.state import Run
from visualizer.core.analysis.network import (
    NetworkState,
    UnitLayer,
    backward_state,
    forward_state,
)
from visualizer.core.analysis.predictions import samples_of
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.model import Model
from visualizer.gui.colours import mixed, readable_on
from visualizer.gui.frame import Frame
from visualizer.gui.look import Look
from visualizer.gui.number_texts import number_text
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.painting import (
    LEFT,
    MIDDLE,
    NEGATIVE,
    POSITIVE,
    RIGHT,
    channels,
    draw_image,
    height_of,
    image_of,
    signed_colour,
    square_in,
    width_of,
    write,
)

MOST_UNITS = 16
"""A layer with more is drawn as a field of shades, and its weights as histograms."""

MOST_LAYERS = 12
LEVELS = 6
"""Widths of the lines of weights: all of one sign and width are one path."""

BINS = 31


@dataclass(frozen=True)
class _Column:
    """Where the units of a layer are: circles, or a field of cells."""

    area: QRectF
    centres: tuple[QPointF, ...]
    radius: float
    across: int = 1
    down: int = 1

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
        number = line * self.across + column
        return number if number < count else -1


class NetworkPlot(CanvasPlot):
    """Units from the left to the right; orange is positive, blue negative, wide is large.

    A layer of many units is a field of shades, and the weights to and from it a histogram: a
    thousand crossing lines tell nothing.

    Flags (call `redraw` after a change)
    ------------------------------------
    backward
        The gradient of the step at the playhead instead of weights and values.
    """

    name = "network"
    title = "Network"
    flags = ("backward",)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.backward = False
        self._state: NetworkState | None = None
        self._columns: list[_Column] = []

    @classmethod
    def suits(cls, run: Run) -> bool:
        problem = run.problem
        return isinstance(problem, Model) and len(problem.layers) > 1

    def unavailable(self, frame: Frame) -> str:
        problem = frame.run.problem
        if not isinstance(problem, Model):
            return "A function is no network."
        if len(problem.layers) > MOST_LAYERS:
            return f"Networks of more than {MOST_LAYERS} layers are not drawn."
        other = next((layer.kind for layer in problem.layers if layer.kind != "dense"), "")
        if other:
            return f"Only dense layers are drawn; this network has others, such as {other}."
        return ""

    def _key_of(self, frame: Frame) -> object:
        run = frame.run
        shown = (self.backward, frame.sample, self.look, self.pixels())
        return id(run.problem), id(run.history), frame.row, shown

    def _draw(self, frame: Frame) -> None:
        model = frame.run.problem
        assert isinstance(model, Model)
        row = frame.run.history.row(frame.row)
        if self.backward:
            self._state = backward_state(model, row.gradient)
            self._write_note("gradient of this step's loss")
        else:
            part, number = frame.sample
            number = min(number, len(samples_of(model, part).inputs) - 1)
            self._state = forward_state(model, row.theta, part, number)
            self._write_note(f"{part} row {number + 1}")

    # Painting ----------------------------------------------------------------------------

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        state, model = self._state, frame.run.problem
        if state is None or not isinstance(model, Model):
            return
        look, small = self.look, self.look.font(11.0)
        line = height_of(small) + look.size(4.0)
        names = self._names(frame, model, state)
        left = min(width_of(small, names[0]) + look.size(8.0), 0.25 * area.width())
        right = min(width_of(small, names[1]) + look.size(8.0), 0.3 * area.width())
        body = area.adjusted(left, line, -right, -line)
        self._columns = _columns(body, state.layers, _image_of(model), look)
        for number, weights in enumerate(state.weights):
            self._paint_weights(painter, self._columns[number], self._columns[number + 1], weights)
        for layer, column in zip(state.layers, self._columns, strict=True):
            self._paint_units(painter, layer, column, _image_of(model) if layer is state.layers[0]
                              else ())  # fmt: skip
        self._paint_names(painter, names, left, right)
        self._paint_feet(painter, area, state.layers, line)

    def _names(
        self, frame: Frame, model: Model, state: NetworkState
    ) -> tuple[list[str], list[str]]:
        """Words beside the units of the first and of the last column; none beside fields."""
        first, last = state.layers[0], state.layers[-1]
        inputs = list(model.input_names) if len(first.values) <= MOST_UNITS else []
        if len(last.values) > MOST_UNITS:
            return inputs, []
        classes = model.training.class_names
        names = list(classes if len(classes) == len(last.values) else model.target_names)
        names = names if len(names) == len(last.values) else [""] * len(last.values)
        return inputs, [
            f"{name}  {number_text(float(value), 3)}"
            for name, value in zip(names, last.values, strict=True)
        ]

    def _paint_weights(
        self, painter: QPainter, before: _Column, after: _Column, weights: FloatArray
    ) -> None:
        if before.single and after.single:
            self._paint_lines(painter, before, after, weights)
        else:
            self._paint_histogram(painter, before, after, weights)

    def _paint_lines(
        self, painter: QPainter, before: _Column, after: _Column, weights: FloatArray
    ) -> None:
        """One path for each sign and width, the faintest first."""
        sizes = np.nan_to_num(np.abs(weights), nan=0.0, posinf=np.finfo(float).max)
        largest = float(sizes.max()) or 1.0
        levels = np.ceil(sizes / largest * LEVELS).astype(int)
        for level in range(1, LEVELS + 1):
            for colour, chosen in ((NEGATIVE, weights < 0), (POSITIVE, weights > 0)):
                path = QPainterPath()
                for source, target in np.argwhere((levels == level) & chosen):
                    path.moveTo(before.centres[source])
                    path.lineTo(after.centres[target])
                share = level / LEVELS
                shade = mixed(self.look.card, colour, 0.25 + 0.75 * share)
                painter.setPen(self.look.pen(shade, 0.6 + 3.4 * share))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)

    def _paint_histogram(
        self, painter: QPainter, before: _Column, after: _Column, weights: FloatArray
    ) -> None:
        look, small = self.look, self.look.font(10.0)
        left, right = before.area.right() + look.size(8.0), after.area.left() - look.size(8.0)
        line = height_of(small)
        width, height = min(right - left, look.size(120.0)), look.size(60.0)
        if width < look.size(24.0):
            return
        middle = (before.area.center().y() + after.area.center().y()) / 2.0
        room = QRectF((left + right - width) / 2.0, middle - height / 2.0, width, height)
        finite = weights[np.isfinite(weights)]
        edge = float(np.abs(finite).max()) if finite.size and finite.any() else 1.0
        counts, _ = np.histogram(finite, BINS, (-edge, edge))
        bar = room.width() / BINS
        painter.setPen(Qt.PenStyle.NoPen)
        for number, count in enumerate(counts.tolist()):
            tall = room.height() * count / max(int(counts.max()), 1)
            shade = signed_colour(look, (number - BINS // 2) / (BINS // 2), 0.9)
            painter.setBrush(QColor(look.axis if number == BINS // 2 else shade))
            painter.drawRect(QRectF(room.left() + number * bar, room.bottom() - tall, bar, tall))
        painter.setPen(look.pen(look.axis, 1.0))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        across = room.adjusted(-look.size(30.0), 0, look.size(30.0), 0)
        across.setLeft(max(across.left(), left - look.size(6.0)))
        across.setRight(min(across.right(), right + look.size(6.0)))
        words = f"{weights.shape[0]} × {weights.shape[1]}"
        for shift, text in ((2.0, f"±{number_text(edge, 2)}"), (2.0 + line, words)):
            at = QRectF(across.left(), room.bottom() + shift, across.width(), line)
            write(painter, at, text, small, look.muted, MIDDLE)

    def _paint_units(
        self, painter: QPainter, layer: UnitLayer, column: _Column, image: Sequence[int]
    ) -> None:
        look = self.look
        finite = np.abs(layer.values[np.isfinite(layer.values)])
        largest = float(finite.max()) if finite.size and finite.any() else 1.0
        if not column.single:
            self._paint_field(painter, layer.values / largest, column)
            return
        font = look.mono(min(10.0, column.radius / look.scale * 0.62))
        for centre, value in zip(column.centres, layer.values.tolist(), strict=True):
            colour = signed_colour(look, value / largest, 0.85)
            painter.setPen(look.pen(look.axis, 1.2))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(centre, column.radius, column.radius)
            if column.radius >= look.size(13.0) and np.isfinite(value):
                side = 2.0 * column.radius
                room = QRectF(0, 0, side, side)
                room.moveCenter(centre)
                text = number_text(value, 2)
                if width_of(font, [text]) < side - look.size(2.0):
                    write(painter, room, text, font, readable_on(colour), MIDDLE)

    def _paint_field(self, painter: QPainter, shares: FloatArray, column: _Column) -> None:
        """Cells in lines; those beyond the last unit stay empty."""
        look = self.look
        colours = np.tile(channels(look.card), (column.down * column.across, 1))
        colours[: len(shares)] = [channels(signed_colour(look, share, 0.95)) for share in shares]
        image = image_of(colours.reshape(column.down, column.across, 3))
        draw_image(painter, column.area, image)
        painter.setPen(look.pen(look.axis, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(column.area)

    def _paint_names(
        self, painter: QPainter, names: tuple[list[str], list[str]], left: float, right: float
    ) -> None:
        look, small = self.look, self.look.font(11.0)
        line = height_of(small)
        first, last = self._columns[0], self._columns[-1]
        gap = look.size(4.0)
        for centre, name in zip(first.centres, names[0], strict=False):
            x = centre.x() - first.radius - gap
            room = QRectF(x - left, centre.y() - line / 2.0, left, line)
            write(painter, room, name, small, look.muted, RIGHT)
        for centre, name in zip(last.centres, names[1], strict=False):
            room = QRectF(centre.x() + last.radius + gap, centre.y() - line / 2.0, right, line)
            write(painter, room, name, small, look.text, LEFT)

    def _paint_feet(
        self, painter: QPainter, area: QRectF, layers: Sequence[UnitLayer], line: float
    ) -> None:
        """The name and the number of units below each column."""
        look, small = self.look, self.look.font(10.0)
        width = area.width() / max(len(layers), 1)
        for layer, column in zip(layers, self._columns, strict=True):
            room = QRectF(0, area.bottom() - line, width, line)
            room.moveCenter(QPointF(column.area.center().x(), room.center().y()))
            room.moveLeft(max(area.left(), min(room.left(), area.right() - width)))
            write(painter, room, f"{layer.name} ({len(layer.values)})", small, look.muted, MIDDLE)

    # The mouse ---------------------------------------------------------------------------

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        if self._state is None or len(self._columns) != len(self._state.layers):
            return ()
        for number, (layer, column) in enumerate(
            zip(self._state.layers, self._columns, strict=True)
        ):
            unit = column.unit(place, len(layer.values))
            if unit >= 0:
                return [(self._told(frame, number, layer, unit), self.look.text)]
        return ()

    def _told(self, frame: Frame, number: int, layer: UnitLayer, unit: int) -> str:
        problem: Any = frame.run.problem
        name = problem.input_names[unit] if number == 0 else f"{layer.name}, unit {unit + 1}"
        value = number_text(float(layer.values[unit]))
        if self.backward:
            return f"{name}: ∂L/∂z {value}" if number else name
        bias = "" if layer.biases is None else f", bias {number_text(float(layer.biases[unit]))}"
        return f"{name}: {value}{bias}"


def _image_of(model: Model) -> tuple[int, ...]:
    """Height and width when the inputs are pixels of one channel, else ()."""
    image = model.training.image
    return image[:2] if len(image) == 2 or (len(image) == 3 and image[2] == 1) else ()


def _columns(
    body: QRectF, layers: Sequence[UnitLayer], image: tuple[int, ...], look: Look
) -> list[_Column]:
    """The places of all columns, evenly spaced."""
    gap = body.width() / max(len(layers), 1)
    largest = max((len(one.values) for one in layers if len(one.values) <= MOST_UNITS), default=1)
    radius = min(look.size(22.0), 0.42 * body.height() / largest, 0.3 * gap)
    columns = []
    for number, layer in enumerate(layers):
        x = body.left() + (number + 0.5) * gap
        count = len(layer.values)
        if count <= MOST_UNITS:
            columns.append(_circles(x, body, count, radius))
        else:
            down, across = image if number == 0 and image else _field(count)
            side = min(0.5 * gap, look.size(120.0))
            room = QRectF(0, 0, side, min(body.height(), side * max(1.0, down / across)))
            room.moveCenter(QPointF(x, body.center().y()))
            columns.append(_Column(square_in(room, down, across), (), 0.0, across, down))
    return columns


def _circles(x: float, body: QRectF, count: int, radius: float) -> _Column:
    pitch = min(body.height() / count, 3.2 * radius)
    top = body.center().y() - pitch * (count - 1) / 2.0
    centres = tuple(QPointF(x, top + number * pitch) for number in range(count))
    area = QRectF(x - radius, top - radius, 2 * radius, pitch * (count - 1) + 2 * radius)
    return _Column(area, centres, radius)


def _field(count: int) -> tuple[int, int]:
    """Lines and cells in a line for many units, near to a square."""
    across = int(np.ceil(np.sqrt(count)))
    return -(-count // across), across
