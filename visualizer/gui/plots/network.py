"""The network as units and weights, at the playhead, for one row of the data."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from visualizer.app.state import Run
from visualizer.core.analysis.insight import Insight
from visualizer.core.analysis.network import (
    NetworkState,
    UnitLayer,
    backward_state,
    forward_state,
    mosaic,
    shape_text,
    shown_layers,
)
from visualizer.core.analysis.predictions import samples_of
from visualizer.core.analysis.unit_maps import UnitMaps
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.problems.model import Model
from visualizer.gui.look.colours import mixed, readable_on
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.corners import TOP_LEFT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.network_places import MOST_UNITS, LayerColumn, columns_of, image_of_inputs
from visualizer.gui.plots.painting import (
    LEFT,
    MIDDLE,
    NEGATIVE,
    POSITIVE,
    RIGHT,
    draw_image,
    height_of,
    signed_colour,
    signed_image,
    width_of,
    write,
)
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.unit_images import UnitImages

MOST_LAYERS = 12
SPOKEN_UNITS = 10
LEVELS = 6
"""Widths of the lines of weights."""

BINS = 31

_LETTERS = 11.0
"""Pixels of the letters beside units: where not all names have room, some are left out."""

_CLOSEST = 0.7
"""Distance of two names, as a share of the height of their letters."""


class NetworkPlot(CanvasPlot):
    """Units from the left to the right; orange is positive, blue negative, wide is large.

    A layer of many units is a field of shades, and the weights to and from it a histogram: a
    thousand crossing lines tell nothing.
    """

    name = "network"
    depends = ("run.problem", "run.history", "row", "sample")
    requires = (Capability.PREDICTIONS,)
    backward = Shown[bool]()
    maps = Shown[bool]()
    usual_corner = TOP_LEFT  # at the right are the names of the outputs

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: NetworkState | None = None
        self._columns: list[LayerColumn] = []
        self._largest = 0
        self._images = UnitImages()

    @property
    def insights(self) -> tuple[type[Insight], ...]:
        return (UnitMaps,) if self.maps and not self.backward else ()

    @classmethod
    def applies(cls, run: Run) -> bool:
        problem = run.problem
        return isinstance(problem, Model) and len(problem.layers) > 1

    def unavailable(self, frame: Frame) -> str:
        problem = frame.problem
        if not isinstance(problem, Model):
            return "A function is no network."
        if len(shown_layers(problem)) > MOST_LAYERS:
            return f"Networks of more than {MOST_LAYERS} layers are not drawn."
        return ""

    def _draw(self, frame: Frame) -> None:
        model = frame.problem
        assert isinstance(model, Model)
        row = frame.run.history.row(frame.row)
        self._images.show(frame.insight(UnitMaps) if self.insights else None, self.look)
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
        state, model = self._state, frame.problem
        if state is None or not isinstance(model, Model):
            return
        look, small = self.look, self.look.font(11.0)
        line = height_of(small) + look.size(2.0)
        names = self._names(frame, model, state)
        feet = self._foot_lines(area, line, len(names[1]))
        left = min(width_of(small, names[0]) + look.size(8.0), 0.25 * area.width())
        right = min(width_of(small, names[1]) + look.size(8.0), 0.3 * area.width())
        # The remark stands over the first column, which a picture does not fill.
        top = line if state.layers[0].values.size <= MOST_UNITS else 0.0
        body = area.adjusted(left, top, -right, -line * feet)
        self._columns = columns_of(body, state.layers, image_of_inputs(model), look)
        for number, weights in enumerate(state.weights):
            if weights is not None:
                before, after = self._columns[number : number + 2]
                self._paint_weights(painter, before, after, weights)
        for number, (layer, column) in enumerate(zip(state.layers, self._columns, strict=True)):
            if not self._images.paint(painter, number, column, look):
                self._paint_units(painter, layer, column)
        self._paint_names(painter, names, left, right)
        self._paint_feet(painter, area, body.width(), state.layers, feet)

    def _names(
        self, frame: Frame, model: Model, state: NetworkState
    ) -> tuple[list[str], list[str]]:
        """Words beside the units of the first and of the last column; none beside fields."""
        first, last = state.layers[0], state.layers[-1]
        inputs = list(model.feature_names) if first.values.size <= MOST_UNITS else []
        if last.values.size > MOST_UNITS:
            return inputs, []
        classes = model.training.class_names
        names = list(classes if len(classes) == len(last.values) else model.target_names)
        names = names if len(names) == len(last.values) else [""] * len(last.values)
        self._largest = int(np.argmax(last.values))
        return inputs, [
            f"{name}  {number_text(float(value), 3) if abs(value) >= 0.001 else '0.000'}"
            for name, value in zip(names, last.values, strict=True)
        ]

    def _paint_weights(
        self, painter: QPainter, before: LayerColumn, after: LayerColumn, weights: FloatArray
    ) -> None:
        if before.single and after.single:
            self._paint_lines(painter, before, after, weights)
        else:
            self._paint_histogram(painter, before, after, weights)

    def _paint_lines(
        self, painter: QPainter, before: LayerColumn, after: LayerColumn, weights: FloatArray
    ) -> None:
        """At once for each sign and width, the faintest first: one path would take longer."""
        sizes = np.nan_to_num(np.abs(weights), nan=0.0, posinf=np.finfo(float).max)
        largest = float(sizes.max()) or 1.0
        # Level 0 are weights of exactly 0, which have no line.
        levels = np.ceil(sizes / largest * LEVELS).astype(int)
        for level in range(1, LEVELS + 1):
            for colour, chosen in ((NEGATIVE, weights < 0), (POSITIVE, weights > 0)):
                lines = [
                    QLineF(before.centres[source], after.centres[target])
                    for source, target in np.argwhere((levels == level) & chosen).tolist()
                ]
                share = level / LEVELS
                shade = mixed(self.look.card, colour, 0.25 + 0.75 * share)
                # Thin lines are drawn ten times as fast, and most weights are small.
                width = 1.0 if level <= LEVELS // 2 else 4.0 * share
                painter.setPen(self.look.pen(shade, width))
                painter.drawLines(lines)

    def _paint_histogram(
        self, painter: QPainter, before: LayerColumn, after: LayerColumn, weights: FloatArray
    ) -> None:
        body_height = self.pixels()[1]
        look, small = self.look, self.look.font(10.0)
        left, right = before.area.right() + look.size(8.0), after.area.left() - look.size(8.0)
        line = height_of(small)
        width = min(right - left, look.size(120.0))
        height = min(look.size(60.0), 0.42 * body_height)
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
        told = ((2.0, f"±{number_text(edge, 2)}"), (2.0 + line, words))
        for shift, text in told[: 2 if body_height > look.size(130.0) else 1]:
            at = QRectF(across.left(), room.bottom() + shift, across.width(), line)
            write(painter, at, text, small, look.muted, MIDDLE)

    def _paint_units(self, painter: QPainter, layer: UnitLayer, column: LayerColumn) -> None:
        look = self.look
        finite = np.abs(layer.values[np.isfinite(layer.values)])
        largest = float(finite.max()) if finite.size and finite.any() else 1.0
        if not column.single:
            self._paint_field(painter, layer.values, column)
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

    def _paint_field(self, painter: QPainter, values: FloatArray, column: LayerColumn) -> None:
        """Cells in lines, or channels side by side; those beyond the last unit stay empty."""
        look = self.look
        if column.shape:
            cells = mosaic(values)
        else:
            cells = np.full(column.down * column.across, np.nan)
            cells[: values.size] = values
            cells = cells.reshape(column.down, column.across)
        draw_image(painter, column.area, signed_image(look, cells))
        painter.setPen(look.pen(look.axis, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(column.area)

    def _paint_names(
        self, painter: QPainter, names: tuple[list[str], list[str]], left: float, right: float
    ) -> None:
        """Beside the units, as many as have room."""
        look, font = self.look, self.look.font(_LETTERS)
        for column, words, width, align in (
            (self._columns[0], names[0], left, RIGHT),
            (self._columns[-1], names[1], right, LEFT),
        ):
            every = self._every(column)
            # Of the outputs the largest has its name, whichever of them have.
            begin = self._largest % every if align == LEFT else 0
            line, gap = height_of(font), column.radius + look.size(4.0)
            for centre, name in list(zip(column.centres, words, strict=False))[begin::every]:
                x = centre.x() - gap - width if align == RIGHT else centre.x() + gap
                room = QRectF(x, centre.y() - line / 2.0, width, line)
                write(painter, room, name, font, look.muted if align == RIGHT else look.text, align)

    def _every(self, column: LayerColumn) -> int:
        """Every which name there is room for."""
        look, centres = self.look, column.centres
        pitch = centres[1].y() - centres[0].y() if len(centres) > 1 else look.size(30.0)
        height = height_of(look.font(_LETTERS))
        return max(1, math.ceil(_CLOSEST * height / max(pitch, 1.0) - 1e-6))

    def _foot_lines(self, area: QRectF, line: float, outputs: int) -> int:
        """Lines below the columns: the name, then the shape, then the parameters.

        Fewer, or none, where the names of the outputs need the room.
        """
        height = area.height() / self.look.scale
        most = 1 if height < 110.0 else 2 if height < 220.0 else 3
        needed = outputs * _CLOSEST * height_of(self.look.font(_LETTERS))
        free = int((area.height() - line - needed) // line)
        return max(0, min(most, free))

    def _paint_feet(
        self,
        painter: QPainter,
        area: QRectF,
        width: float,
        layers: Sequence[UnitLayer],
        count: int,
    ) -> None:
        look, small = self.look, self.look.font(10.0)
        line, wide = height_of(self.look.font(11.0)) + look.size(2.0), width / len(layers)
        for layer, column in zip(layers, self._columns, strict=True):
            texts = [layer.name, shape_text(layer.values), f"{layer.parameters:,} par."]
            for number, text in enumerate(texts[: count if layer.parameters else min(count, 2)]):
                top = area.bottom() - (count - number) * line
                room = QRectF(column.area.center().x() - wide / 2.0, top, wide, line)
                write(painter, room, text, small, look.muted, MIDDLE)

    def _spoken_picture(self, frame: Frame) -> str:
        """The layers, and the values of the last one."""
        if self._state is None or not self._state.layers:
            return ""
        layers = self._state.layers
        told = [
            f"{layer.name}: {shape_text(layer.values)}, {layer.parameters:,} parameters"
            for layer in layers
        ]
        last, count = layers[-1], min(layers[-1].values.size, SPOKEN_UNITS)
        told += [self._told(frame, len(layers) - 1, last, unit) for unit in range(count)]
        return ". ".join(told)

    # The mouse ---------------------------------------------------------------------------

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        if self._state is None or len(self._columns) != len(self._state.layers):
            return ()
        for number, (layer, column) in enumerate(
            zip(self._state.layers, self._columns, strict=True)
        ):
            unit = column.unit(place, layer.values.size)
            if unit >= 0:
                return [(self._told(frame, number, layer, unit), self.look.text)]
            if column.area.left() <= place.x() <= column.area.right():
                words = f"{layer.name}: {shape_text(layer.values)}, {layer.parameters:,} parameters"
                return [(words, self.look.text)]
        return ()

    def _told(self, frame: Frame, number: int, layer: UnitLayer, unit: int) -> str:
        model = frame.problem
        assert isinstance(model, Model)
        name = model.feature_names[unit] if number == 0 else f"{layer.name}, unit {unit + 1}"
        if layer.is_image and number:
            _, width, channels = layer.values.shape
            place, channel = divmod(unit, channels)
            name = f"{layer.name}, channel {channel + 1}, row {place // width + 1}"
            name += f", column {place % width + 1}"
            unit_bias = channel
        else:
            unit_bias = unit
        value = number_text(float(layer.values.reshape(-1)[unit]))
        if self.backward:
            return f"{name}: ∂L/∂z {value}" if number else name
        bias = (
            "" if layer.biases is None else f", bias {number_text(float(layer.biases[unit_bias]))}"
        )
        return f"{name}: {value}{bias}"
