"""Rows of the data as pictures: those classified wrongly, and one of each class."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from visualizer.core.analysis.predictions import Guesses, Predictions, samples_of
from visualizer.core.analysis.wrong_maps import WrongMaps
from visualizer.core.arrays import IntArray
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import Samples
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.confusion import ClassPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.grids import Grid, Images, image_grid, table_grid
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.painting import (
    LEFT,
    MIDDLE,
    RIGHT,
    draw_image,
    heat_image,
    height_of,
    pixels_image,
    square_in,
    write,
)
from visualizer.gui.plots.shown import Shown

SPOKEN_ROWS = 6

MOST_VALUES = 6
"""Inputs that a small table shows at the least; those that have no room are counted."""

LEAST_IMAGE, MOST_IMAGE = 72.0, 256.0
"""Sides of an image, in pixels at scale 1; the least holds where there are many."""

TABLE_WIDTH = 132.0


class RowsPlot(ClassPlot):
    """The base of grids of rows: images as images, other rows as small tables.

    Callbacks
    ---------
    on_sample_chosen(part, number)
        The user has clicked a row of the data.
    """

    page = Shown[int]()
    depends = ("sample",)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_sample_chosen = nothing
        self._rows: IntArray = np.empty(0, np.intp)
        self._grid = Grid(QRectF(), 1, 1)
        self._value_lines = MOST_VALUES + 1
        self._images: dict[int, QImage] = {}
        self._maps: dict[int, QImage] = {}
        self._limits = (0.0, 1.0)

    def chosen(self, frame: Frame) -> IntArray:
        """The rows to show, (M,), the most important first."""
        raise NotImplementedError

    # Drawing -----------------------------------------------------------------------------

    def _draw(self, frame: Frame) -> None:
        self._rows = self.chosen(frame)
        samples = self.samples(frame)
        self._grid = self._grid_for(samples, self.with_maps(frame), len(self._rows))
        room = self._grid.room
        pages = max(1, -(-len(self._rows) // room))
        page = min(self.page, pages - 1)
        self._rows = self._rows[page * room : (page + 1) * room]
        self._images = {}
        if samples.image:
            self._limits = float(samples.inputs.min()), float(samples.inputs.max())
            shape = _image_shape(samples.image)
            for row in self._rows.tolist():
                pixels = samples.inputs[row].reshape(shape)
                self._images[row] = pixels_image(self.look, pixels, *self._limits)
        self._find_maps(frame)
        words = f"page {page + 1} of {pages}  " if pages > 1 else ""
        self._write_note(words, "next page" if pages > 1 and not self.look.thorough else "")

    def _on_note(self) -> None:
        self.turn(1)
        super()._on_note()

    def turn(self, by: int) -> None:
        """Show another page; after the last comes the first."""
        if self.drawn is None:  # without predictions there are no pages
            return
        pages = max(1, -(-len(self.chosen(self.drawn)) // self._grid.room))
        self.choose(page=(min(self.page, pages - 1) + by) % pages)

    def samples(self, frame: Frame) -> Samples:
        """The rows of the data that the numbers count."""
        problem = frame.problem
        assert isinstance(problem, Model)
        return samples_of(problem, self.part)

    def with_maps(self, frame: Frame) -> bool:
        """Whether a map of what speaks for the class stands under each image."""
        return False

    def _find_maps(self, frame: Frame) -> None:
        """Prepare the maps of the rows in sight."""
        self._maps = {}
        found = frame.insight(WrongMaps)
        if found is None or not self.with_maps(frame):
            return
        known = found.of(self.part)
        for row in self._rows.tolist():
            pixels = known.map_of(row)
            if pixels is not None:
                self._maps[row] = heat_image(self.look, pixels)

    def _grid_for(self, samples: Samples, with_maps: bool, count: int) -> Grid:
        """Cells for `count` rows: as large as all of them have room, if they have."""
        look = self.look
        line, top = height_of(look.font(11.0)), height_of(look.font(12.0)) + look.size(8.0)
        area = self.box.geometry().adjusted(look.size(2.0), top, -look.size(2.0), -look.size(2.0))
        below = self.caption_lines * line + look.size(15.0)
        if samples.image:
            sides = look.size(LEAST_IMAGE), look.size(MOST_IMAGE)
            return image_grid(area, count, Images(1 + with_maps, look.size(17.0), below, *sides))
        values = samples.inputs.shape[1]
        least = min(values, MOST_VALUES + 1)
        grid = table_grid(area, count, look.size(TABLE_WIDTH), least, line, below)
        # As many values as there is room for, in cells that are not higher than those need.
        self._value_lines = max(least, min(values, int((grid.cell(0).height() - below) // line)))
        height = grid.down * (self._value_lines * line + below)
        area.setHeight(min(area.height(), height))
        return Grid(area, grid.across, grid.down)

    caption_lines = 2

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        look, font = self.look, self.look.font(12.0)
        head = QRectF(area.left(), area.top(), area.width(), height_of(font))
        head.setRight(area.right() - self.note.size()[0] * self.note.isVisible() - look.size(8.0))
        write(painter, head, self.summary(frame), font, look.text)
        guesses, samples = self.guesses(frame), self.samples(frame)
        for number, row in enumerate(self._rows.tolist()):
            if row < len(guesses.true):
                cell = self._grid.cell(number).adjusted(*(look.size(x) for x in (3, 3, -3, -3)))
                self._paint_cell(painter, cell, frame, samples, guesses, row)

    def _paint_cell(
        self,
        painter: QPainter,
        cell: QRectF,
        frame: Frame,
        samples: Samples,
        guesses: Guesses,
        row: int,
    ) -> None:
        look, line = self.look, height_of(self.look.font(11.0))
        looked_at = frame.sample == (self.part_of(frame), row)
        pen = look.pen(look.accent, 2.0) if looked_at else look.pen(look.border, 1.0)
        painter.setPen(pen)
        painter.setBrush(QColor(look.card))
        painter.drawRoundedRect(cell, look.size(4.0), look.size(4.0))
        inner = cell.adjusted(*(look.size(x) for x in (5, 4, -5, -4)))
        captions = self.caption_lines * line
        body = inner.adjusted(0, 0, 0, -captions)
        if self.with_maps(frame):
            body.setHeight((body.height() - look.size(4.0)) / 2.0)
            if row in self._maps:
                below = body.translated(0.0, body.height() + look.size(4.0))
                place = square_in(below, *_image_shape(samples.image)[:2])
                draw_image(painter, place, self._maps[row])
                painter.setPen(look.pen(look.border, 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(place)
        if row in self._images:
            draw_image(
                painter, square_in(body, *_image_shape(samples.image)[:2]), self._images[row]
            )
        elif not samples.image:
            self._paint_values(painter, body, samples, row)
        room = QRectF(inner.left(), inner.bottom() - captions, inner.width(), line)
        self._paint_captions(painter, room, self.classes(frame), guesses, row)

    def _paint_captions(
        self, painter: QPainter, room: QRectF, names: Sequence[str], guesses: Guesses, row: int
    ) -> None:
        look, font = self.look, self.look.font(11.0)
        told = guesses.predicted[row]
        right = told == guesses.true[row]
        guess = "no number"
        if told >= 0:
            guess = f"{names[told]} ({score_text(float(guesses.probabilities[row, told]))})"
        write(painter, room, f"true {names[guesses.true[row]]}", font, look.muted, LEFT)
        colour = look.good if right else look.danger
        sign = "✓" if right else "→"
        write(painter, room.translated(0, room.height()), f"{sign} {guess}", font, colour, LEFT)

    def _paint_values(self, painter: QPainter, room: QRectF, samples: Samples, row: int) -> None:
        look, words, figures = self.look, self.look.font(11.0), self.look.mono(11.0)
        line, values = height_of(words), samples.inputs[row]
        shown = len(values) if len(values) <= self._value_lines else self._value_lines - 1
        for place in range(shown):
            at = QRectF(room.left(), room.top() + place * line, room.width(), line)
            name = at.adjusted(0, 0, -0.42 * at.width(), 0)
            write(painter, name, samples.input_names[place], words, look.muted, LEFT)
            write(painter, at, number_text(float(values[place])), figures, look.text, RIGHT)
        if shown < len(values):
            at = QRectF(room.left(), room.top() + shown * line, room.width(), line)
            write(painter, at, f"and {len(values) - shown} more", words, look.muted, MIDDLE)

    # The mouse ---------------------------------------------------------------------------

    def _row_at(self, place: QPointF) -> int:
        number = self._grid.number(place)
        return int(self._rows[number]) if 0 <= number < len(self._rows) else -1

    def _on_pressed_at(self, place: QPointF) -> None:
        row = self._row_at(place)
        if row >= 0 and self.drawn is not None:
            self.on_sample_chosen(self.part_of(self.drawn), row)

    def _spoken_picture(self, frame: Frame) -> str:
        """The first rows that are shown, and what they are taken for."""
        names, true = self.classes(frame), self.guesses(frame).true
        rows = self._rows[:SPOKEN_ROWS].tolist() if frame is self.drawn else []
        told = [f"{self._told(frame, row)}; true {names[int(true[row])]}" for row in rows]
        return ". ".join([super()._spoken_picture(frame), *told])

    def _words_at(self, frame: Frame, place: QPointF) -> Sequence[Span]:
        row = self._row_at(place)
        if not 0 <= row < len(self.guesses(frame).true):
            return ()
        return [(self._told(frame, row), self.look.text)]

    def _told(self, frame: Frame, row: int) -> str:
        """A row, and what it is taken for with which probabilities."""
        names, shares = self.classes(frame), self.guesses(frame).probabilities[row]
        best = np.argsort(-np.nan_to_num(shares, nan=-np.inf), kind="stable")[:3]
        told = ", ".join(f"{names[place]} {score_text(float(shares[place]))}" for place in best)
        return f"row {row + 1}: {told}"


class WrongPlot(RowsPlot):
    """The rows that are classified wrongly at the playhead, the surest first.

    For a model with convolutions the map under each image shows what speaks for the wrong
    class.
    """

    name = "wrong"
    insights = (Predictions, WrongMaps)

    def chosen(self, frame: Frame) -> IntArray:
        return self.guesses(frame).wrong

    def with_maps(self, frame: Frame) -> bool:
        problem = frame.problem
        assert isinstance(problem, Model)
        return WrongMaps.applies(frame.moment) and bool(problem.training.image)


class ClassesPlot(RowsPlot):
    """The first row of each class, and what the model takes it for."""

    name = "classes"

    def chosen(self, frame: Frame) -> IntArray:
        _, first = np.unique(self.guesses(frame).true, return_index=True)
        return np.asarray(first)


def score_text(score: float) -> str:
    """A probability in per cent; a score that is none (of a linear output) as a number."""
    return f"{100.0 * score:.0f} %" if 0.0 <= score <= 1.0 else number_text(score, 2)


def _image_shape(image: tuple[int, ...]) -> tuple[int, ...]:
    """Height and width (and channels) to draw; the channels of one are left out."""
    return image[:2] if len(image) == 3 and image[2] == 1 else image
