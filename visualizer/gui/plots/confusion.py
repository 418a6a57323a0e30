"""The confusion matrix: which classes are taken for which, at the playhead."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from visualizer.app.state import Run
from visualizer.core.analysis.insight import Insight
from visualizer.core.analysis.predictions import PARTS, Guesses, Predictions, is_classification
from visualizer.core.capabilities import Capability
from visualizer.gui.look.colours import mixed, readable_on
from visualizer.gui.look.look import Look
from visualizer.gui.plots.canvas import CanvasPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.painting import LEFT, MIDDLE, RIGHT, height_of, width_of, write
from visualizer.gui.plots.shown import Shown

NO_CLASSES = "Only models whose target is a class have this picture."
WAITING = "The rows are being classified ..."
SPOKEN_CLASSES = 20


class ClassPlot(CanvasPlot):
    """The base of pictures of the predictions for one part of the rows."""

    requires = (Capability.PREDICTIONS,)
    insights: tuple[type[Insight], ...] = (Predictions,)
    part = Shown[str]()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return is_classification(run.problem)

    def unavailable(self, frame: Frame) -> str:
        if not self.applies(frame.run):
            return NO_CLASSES
        return "" if frame.insight(Predictions) else WAITING

    def part_of(self, frame: Frame) -> str:
        """The part that is really shown."""
        found = frame.insight(Predictions)
        return self.part if found is None or found.validation is not None else PARTS[0]

    def guesses(self, frame: Frame) -> Guesses:
        """The predictions that are drawn."""
        found = frame.insight(Predictions)
        assert found is not None
        return found.part(self.part)

    def classes(self, frame: Frame) -> tuple[str, ...]:
        """The names of the classes."""
        return class_names(frame)

    def _spoken_picture(self, frame: Frame) -> str:
        return self.summary(frame)

    def summary(self, frame: Frame) -> str:
        """How many rows are right, in words."""
        guesses = self.guesses(frame)
        wrong, count = len(guesses.wrong), len(guesses.true)
        part = self.part_of(frame).capitalize()
        return f"{part}: {100.0 * guesses.accuracy:.1f} % right, {wrong:,} of {count:,} rows wrong"


def class_names(frame: Frame) -> tuple[str, ...]:
    """The names of the classes of a frame's problem."""
    names: tuple[str, ...] = frame.problem.training.class_names  # type: ignore[attr-defined]
    return names


class ConfusionPlot(ClassPlot):
    """Rows are true classes, columns predicted ones; blue is right, orange is wrong.

    The shade and the share are of all rows of the true class.
    """

    name = "confusion"
    shares = Shown[bool]()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._cells = QRectF()

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        look, names = self.look, self.classes(frame)
        words, small = look.font(12.0), look.font(11.0)
        line = height_of(words) + look.size(4.0)
        head = QRectF(area.left(), area.top(), area.width(), line)
        write(painter, head, self.summary(frame), words, look.text)
        left = min(width_of(small, names) + look.size(8.0), 0.34 * area.width())
        body = area.adjusted(left + line, line + look.size(4.0), 0.0, -2.0 * line)
        side = min(body.width() / len(names), body.height() / len(names))
        cell_width = min(body.width() / len(names), 2.4 * side)
        self._cells = QRectF(body.left(), body.top(), cell_width * len(names), side * len(names))
        self._paint_cells(painter, frame, len(names))
        self._paint_names(painter, names, left, line)

    def _paint_cells(self, painter: QPainter, frame: Frame, count: int) -> None:
        look, confusion = self.look, self.guesses(frame).confusion
        totals = confusion.sum(axis=1)
        width, height = self._cells.width() / count, self._cells.height() / count
        font = look.mono(12.0)
        while look.size(7.0) < font.pixelSize() and not self._fits(font, confusion, width, height):
            font.setPixelSize(font.pixelSize() - 1)
        written = self._fits(font, confusion, width, height)
        painter.fillRect(self._cells, QColor(self._shade(0.0, True)))
        for row, column in np.argwhere(confusion).tolist():
            share = float(confusion[row, column] / max(totals[row], 1))
            colour = self._shade(share, row == column)
            left, top = self._cells.left() + column * width, self._cells.top() + row * height
            cell = QRectF(left, top, width, height)
            painter.fillRect(cell, QColor(colour))
            if written:
                text = self._text(int(confusion[row, column]), share)
                write(painter, cell, text, font, readable_on(colour), MIDDLE)
        painter.setPen(look.pen(look.card, 1.0))
        for number in range(count + 1):
            x, y = self._cells.left() + number * width, self._cells.top() + number * height
            painter.drawLine(QPointF(x, self._cells.top()), QPointF(x, self._cells.bottom()))
            painter.drawLine(QPointF(self._cells.left(), y), QPointF(self._cells.right(), y))

    def _text(self, count: int, share: float) -> str:
        return f"{100.0 * share:.0f} %" if self.shares else f"{count:,}"

    def _fits(self, font: object, confusion: object, width: float, height: float) -> bool:
        largest = "100 %" if self.shares else f"{int(confusion.max()):,}"  # type: ignore[attr-defined]
        return (
            width_of(font, [largest]) < width - self.look.size(3.0)  # type: ignore[arg-type]
            and height_of(font) < height  # type: ignore[arg-type]
        )

    def _shade(self, share: float, right: bool) -> str:
        full = "#2166ac" if right else "#d9660a"
        empty = mixed(self.look.card, self.look.grid, 0.6)
        return mixed(empty, full, share**0.5) if share else empty

    def _paint_names(
        self, painter: QPainter, names: Sequence[str], left: float, line: float
    ) -> None:
        look, cells = self.look, self._cells
        small, muted = look.font(11.0), look.muted
        width, height = cells.width() / len(names), cells.height() / len(names)
        every = max(1, -(-height_of(small) // height)) if height else 1
        across = max(1, -(-look.size(16.0) // width)) if width else 1
        for number, name in enumerate(names):
            if number % every == 0:
                room = QRectF(cells.left() - left, cells.top() + number * height, left, height)
                write(painter, room.adjusted(0, 0, -look.size(6.0), 0), name, small, muted, RIGHT)
            if number % across == 0:
                room = QRectF(cells.left() + number * width, cells.bottom(), across * width, line)
                write(painter, room, name, small, muted, MIDDLE if across == 1 else LEFT)
        below = QRectF(cells.left(), cells.bottom() + line, cells.width(), line)
        write(painter, below, "predicted", small, look.text, MIDDLE)
        painter.save()
        painter.translate(cells.left() - left - line, cells.bottom())
        painter.rotate(-90.0)
        write(painter, QRectF(0, 0, cells.height(), line), "true", small, look.text, MIDDLE)
        painter.restore()

    def _spoken_picture(self, frame: Frame) -> str:
        """The rows of the matrix, those for which nothing is wrong as well."""
        names, confusion = self.classes(frame), self.guesses(frame).confusion
        told = [super()._spoken_picture(frame)]
        for row, name in enumerate(names[:SPOKEN_CLASSES]):
            taken = [
                f"{confusion[row, column]:,} taken for {names[column]}"
                for column in np.flatnonzero(confusion[row]).tolist()
                if column != row
            ]
            right = f"{name}: {confusion[row, row]:,} of {confusion[row].sum():,} right"
            told.append(", ".join([right, *taken]))
        return ". ".join(told)

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        if not self._cells.contains(place) or frame.insight(Predictions) is None:
            return ()
        names, confusion = self.classes(frame), self.guesses(frame).confusion
        row = int((place.y() - self._cells.top()) / self._cells.height() * len(names))
        column = int((place.x() - self._cells.left()) / self._cells.width() * len(names))
        row, column = min(row, len(names) - 1), min(column, len(names) - 1)
        count, total = int(confusion[row, column]), int(confusion[row].sum())
        share = 100.0 * count / max(total, 1)
        told = f"{names[row]} taken for {names[column]}: {count:,} of {total:,} ({share:.1f} %)"
        if row == column:
            told = f"{names[row]} recognised: {count:,} of {total:,} ({share:.1f} %)"
        return [(told, self.look.text)]
