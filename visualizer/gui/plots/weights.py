"""How the entries of each weight matrix are spread, epoch by epoch."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from visualizer.app.state import Run
from visualizer.core.analysis.weight_spread import Spread, WeightSpread
from visualizer.core.capabilities import Capability
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.painting import LEFT, RIGHT, height_of, shaded_image, width_of, write

_LEAST_HEIGHT = 64.0


class WeightsPlot(CanvasPlot):
    """A map for each weight matrix: across the epochs, up the values, dark where there are many.

    The dashed lines are one standard deviation either side of 0, which words below say.
    """

    name = "weights"
    depends = ("row", "reveal")
    requires = (Capability.PREDICTIONS,)
    insights = (WeightSpread,)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._images: list[QImage] = []
        self._areas: list[QRectF] = []

    @classmethod
    def applies(cls, run: Run) -> bool:
        problem = run.problem
        return isinstance(problem, Model) and len(problem.layers) > 1

    def unavailable(self, frame: Frame) -> str:
        if not isinstance(frame.problem, Model):
            return "A function has no weights."
        return "" if frame.insight(WeightSpread) else "The weights are being counted ..."

    def _draw(self, frame: Frame) -> None:
        found = frame.insight(WeightSpread)
        assert found is not None
        self._images = [self._image(spread) for spread in found.matrices]

    def _image(self, spread: Spread) -> QImage:
        """A column for each epoch, the highest values at the top."""
        # A power below 1, or the few large weights would be too pale to be seen.
        shares = (spread.counts / np.maximum(spread.counts.max(axis=1, keepdims=True), 1)) ** 0.6
        upward = np.asarray(shares.T[::-1])
        return shaded_image(upward, self.look.card, self.look.accent)

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        look, found = self.look, frame.insight(WeightSpread)
        if found is None:
            return
        line = height_of(look.font(11.0)) + look.size(2.0)
        count = len(found.matrices)
        fitting = max(1, int((area.height() - line) // look.size(_LEAST_HEIGHT)))
        across = min(count, max(1, -(-count // fitting)))
        down = -(-count // across)
        width, height = area.width() / across, (area.height() - line) / down
        ends = [number_text(float(spread.edges[-1]), 2) for spread in found.matrices]
        left = width_of(look.font(10.0), ["−" + end for end in ends]) + look.size(6.0)
        self._areas = []
        for number, spread in enumerate(found.matrices):
            x, y = area.left() + number % across * width, area.top() + number // across * height
            room = QRectF(x + left, y + line, width - left - look.size(10.0), height - line * 1.3)
            self._areas.append(room)
            self._paint_matrix(painter, room, spread, self._images[number], frame, found)
        self._paint_words(painter, area, left, line, frame, found)

    def _paint_words(
        self,
        painter: QPainter,
        area: QRectF,
        left: float,
        line: float,
        frame: Frame,
        found: WeightSpread,
    ) -> None:
        """Below the maps: what the dashed lines are, and which epochs are shown."""
        look, font = self.look, self.look.font(11.0)
        end = number_text(float(found.rows[-1]) / frame.run.history.steps_per_epoch, 4)
        below = QRectF(area.left(), area.bottom() - line, area.width() - look.size(10.0), line)
        epochs = f"epochs 0 to {end.rstrip('0').rstrip('.') if '.' in end else end}"
        write(painter, below, epochs, font, look.muted, RIGHT)
        below.setLeft(area.left() + left)
        for words in ("dashed: one standard deviation either side of 0", "dashed: ±σ"):
            free = below.width() - width_of(font, [epochs]) - look.size(12.0)
            if width_of(font, [words]) <= free:
                write(painter, below, words, font, look.line_colour(1), LEFT)
                return

    def _paint_matrix(
        self,
        painter: QPainter,
        room: QRectF,
        spread: Spread,
        image: QImage,
        frame: Frame,
        found: WeightSpread,
    ) -> None:
        look, small = self.look, self.look.font(10.0)
        line = height_of(look.font(11.0))
        words = f"{spread.name}   {' × '.join(str(side) for side in spread.shape)}"
        head = QRectF(room.left(), room.top() - line - look.size(2.0), room.width(), line)
        write(painter, head, words, look.font(11.0, bold=True), look.text, LEFT)
        painter.drawImage(room, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.pen(look.axis, 1.0))
        painter.drawRect(room)
        edge = float(spread.edges[-1])
        painter.setPen(look.pen(look.line_colour(1), 1.2, (4.0, 3.0)))
        # The middles of the columns.
        across = np.linspace(room.left(), room.right(), 2 * len(spread.deviations) + 1)[1::2]
        half = room.height() / 2.0
        for sign in (1.0, -1.0):
            up = room.center().y() - sign * half * spread.deviations / edge
            places = zip(across.tolist(), up.tolist(), strict=True)
            points = [QPointF(x, y) for x, y in places if np.isfinite(y)]
            painter.drawPolyline(QPolygonF(points))
        for value, y in ((edge, room.top()), (0.0, room.center().y()), (-edge, room.bottom())):
            label = QRectF(room.left() - room.width(), y - line / 2.0, room.width(), line)
            label.setRight(room.left() - look.size(4.0))
            write(painter, label, number_text(value, 2), small, look.muted, RIGHT)
        share = frame.row / max(float(found.rows[-1]), 1.0)
        at = room.left() + min(share, 1.0) * room.width()
        painter.setPen(look.pen(look.text, 1.5))
        painter.drawLine(QPointF(at, room.top()), QPointF(at, room.bottom()))

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        found = frame.insight(WeightSpread)
        for number, room in enumerate(self._areas):
            if found is not None and room.contains(place):
                spread = found.matrices[number]
                column = int((place.x() - room.left()) / room.width() * len(found.rows))
                column = min(column, len(found.rows) - 1)
                epoch = found.rows[column] / frame.run.history.steps_per_epoch
                deviation = number_text(float(spread.deviations[column]), 3)
                told = f"{spread.name}, epoch {epoch:.6g}: standard deviation {deviation}"
                return [(told, self.look.text)]
        return ()
