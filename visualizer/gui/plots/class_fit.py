"""The fit of a model that tells classes apart: regions, curves, or the chance of being right."""

from collections.abc import Callable, Sequence

import numpy as np
from contourpy import contour_generator
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from visualizer.core.analysis.predictions import (
    PARTS,
    Predictions,
    class_probabilities,
    samples_of,
)
from visualizer.core.analysis.regions import Regions, range_of
from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import Samples
from visualizer.gui.look.number_texts import thinned_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.heatmap import pixel_rect
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import Legend, LegendEntry
from visualizer.gui.plots.painting import channels, class_colour, class_symbol

MOST = 3000
"""More rows of a part than this are thinned evenly, and the legend says so."""

MOST_MOVING = 600
"""The same where the markers move with every frame."""

_LINE = 240
_UPSAMPLED = 3


class ClassLegend(Legend):
    """Markers of the classes, and of the two parts of the rows."""

    def _sample_width(self, entry: LegendEntry) -> float:
        return super()._sample_width(entry) if entry.sample else 0.0

    def _sample(self, painter: QPainter, entry: LegendEntry, area: QRectF) -> None:
        if not entry.sample:
            return
        symbol, _, hollow = entry.sample.partition(" ")
        look = self._look
        painter.save()
        painter.translate(area.center())
        brush = look.brush(look.card if hollow else entry.colour)
        pen = look.pen(entry.colour, 1.6)
        drawSymbol(painter, symbol, look.size(8.0), pen, brush)
        painter.restore()


class ClassFit:
    """What `FitPlot` shows where the target is a class.

    Two inputs: the plane in the colours of the classes, the fuller the surer the model is,
    with lines where it is undecided. One input: the probability of each class. More: the
    probability that the model gives to the true class of each row. Training rows are full
    markers, validation rows hollow ones.
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._box = plot.box
        self.image = plot.keep(pg.ImageItem(axisOrder="row-major"), 1)
        self.border = plot.keep(Stroke(antialias=True, connect="finite"), 5)
        self.lines: list[Stroke] = []
        self.points: dict[tuple[str, int], Points] = {}
        self.legend = ClassLegend(plot.look)
        plot.item.layout.removeItem(plot.item.titleLabel)
        plot.item.layout.addItem(self.legend, 0, 0, 1, 4)
        self.restyle()

    def hide(self) -> None:
        """Make room for another picture."""
        self.legend.setVisible(False)
        self.image.setVisible(False)
        self.border.setVisible(False)
        for line in self.lines:
            line.setVisible(False)
        for item in self.points.values():
            item.setVisible(False)
        self._plot.axis("bottom").setTicks(None)

    def restyle(self) -> None:
        """Take pens and fonts of the plot's look."""
        self.legend.restyle(self._plot.look)
        self.border.setPen(self._plot.look.pen(self._plot.look.text, 1.5))

    def draw(self, frame: Frame, model: Model) -> None:
        """Draw a frame."""
        self.hide()
        self.legend.setVisible(True)
        self._write_legend(model, self._draw_picture(frame, model))

    def _draw_picture(self, frame: Frame, model: Model) -> str:
        """Draw all but the legend; returns how many of the rows are drawn where not all are."""
        inputs = model.training.inputs.shape[1]
        if inputs == 2:
            return self._draw_plane(frame, model)
        if inputs == 1:
            return self._draw_curves(frame, model)
        return self._draw_chances(frame, model)

    def _write_legend(self, model: Model, thinned: str) -> None:
        look = self._plot.look
        entries = [
            LegendEntry(class_symbol(number), class_colour(look, number), name)
            for number, name in enumerate(model.class_names)
        ]
        if model.validation is not None:
            entries.append(LegendEntry("o hollow", look.muted, "validation"))
        if thinned:
            # Not over the picture, whose points are everywhere.
            entries.append(LegendEntry("", look.muted, thinned))
        self.legend.show_entries(entries)

    # Two inputs.

    def _draw_plane(self, frame: Frame, model: Model) -> str:
        found = frame.insight(Regions)
        if found is not None:
            self._show_regions(found)
        for axis, column in (("bottom", 0), ("left", 1)):
            self._plot.axis(axis).name(model.input_names[column])
        self._plot.see(range_of(model, 0), range_of(model, 1))
        return self._show_rows(model, lambda samples, rows: samples.inputs[rows])

    def _show_regions(self, found: Regions) -> None:
        look = self._plot.look
        shares = np.nan_to_num(found.probabilities)
        height, width, classes = shares.shape
        x = np.linspace(*found.x_range, width)
        y = np.linspace(*found.y_range, height)
        pixels = region_pixels(shares, look.card, [class_colour(look, k) for k in range(classes)])
        fine = np.kron(pixels, np.ones((_UPSAMPLED, _UPSAMPLED, 1))).astype(np.uint8)
        self.image.setImage(fine, autoLevels=False, levels=None)
        self.image.setRect(pixel_rect(x, y, (height, width)))
        self.image.setVisible(True)
        self.border.setData(*border_lines(x, y, shares))
        self.border.setVisible(True)

    # One input.

    def _draw_curves(self, frame: Frame, model: Model) -> str:
        look = self._plot.look
        places = np.linspace(*range_of(model, 0), _LINE)
        theta = frame.run.history.theta(frame.row)
        classes = len(model.class_names)
        outputs = model.predict(theta, places[:, None])
        shares = np.clip(np.nan_to_num(class_probabilities(outputs, classes)), -0.5, 1.5)
        for number in range(classes):
            line = self._line(number)
            line.setPen(look.pen(class_colour(look, number), 2.0, look.dash(number)))
            line.setData(places, shares[:, number])
            line.setVisible(True)
        self._plot.axis("bottom").name(model.input_names[0])
        self._plot.axis("left").name("probability")
        self._plot.see((places[0], places[-1]), (-0.18, 1.06))

        def below(samples: Samples, rows: IntArray) -> FloatArray:
            height = -0.04 - 0.11 * samples.labels[rows] / max(classes - 1, 1)
            return np.column_stack([samples.inputs[rows, 0], height])

        return self._show_rows(model, below)

    def _line(self, number: int) -> Stroke:
        while number >= len(self.lines):
            self.lines.append(self._plot.keep(Stroke(antialias=True), 8))
        return self.lines[number]

    # More inputs.

    def _draw_chances(self, frame: Frame, model: Model) -> str:
        found = frame.insight(Predictions)
        classes = len(model.class_names)
        axis = self._plot.axis("bottom")
        axis.name("true class")
        axis.setTicks([list(enumerate(model.class_names))])
        self._plot.axis("left").name("probability of the true class", "P(true class)")
        self._plot.see((-0.6, classes - 0.4), (-0.05, 1.05))
        if found is None:
            return ""
        guesses = {part: found.part(part) for part in PARTS}

        def chances(samples: Samples, rows: IntArray) -> FloatArray:
            part = PARTS[samples is model.validation]
            labels = samples.labels[rows]
            given = guesses[part].probabilities[rows, labels]
            # The golden ratio spreads them evenly, and in the same way each time.
            aside = (rows * 0.618034 % 1.0 - 0.5) * 0.7
            return np.column_stack([labels + aside, np.clip(np.nan_to_num(given), 0.0, 1.0)])

        # A figure stands still.
        most = MOST if self._plot.look.thorough else MOST_MOVING
        return self._show_rows(model, chances, most)

    # The rows.

    def _show_rows(
        self,
        model: Model,
        place: Callable[[Samples, IntArray], FloatArray],
        most: int = MOST,
    ) -> str:
        """A marker for each row, at the places (M, 2) that `place` gives to rows (M,)."""
        shown = count = 0
        for part in PARTS[: 1 if model.validation is None else 2]:
            samples = samples_of(model, part)
            rows = np.arange(0, len(samples.inputs), -(-len(samples.inputs) // most))
            shown, count = shown + len(rows), count + len(samples.inputs)
            places = place(samples, rows)
            labels = samples.labels[rows]
            for number in range(len(model.class_names)):
                self._show_class(part, number, places[labels == number])
        return thinned_text(shown, count)

    def _show_class(self, part: str, number: int, places: FloatArray) -> None:
        look = self._plot.look
        if (part, number) not in self.points:
            self.points[part, number] = self._plot.keep(Points(), 12)
        item, colour = self.points[part, number], class_colour(look, number)
        hollow = part == PARTS[1]
        size = look.size(8.0 if len(places) <= 150 else 6.0 if len(places) <= 600 else 4.0)
        set_points(
            item,
            places[:, 0],
            places[:, 1],
            style=(look, colour, size),
            symbol=class_symbol(number),
            size=size,
            brush=look.brush(look.card, 0.9) if hollow else look.brush(colour),
            pen=look.pen(colour, 1.5) if hollow else look.pen(look.card, 0.8),
        )
        item.setVisible(len(places) > 0)

    def words_at(self, frame: Frame, model: Model, point: QPointF) -> Sequence[Span]:
        """The probabilities of the classes under the cursor."""
        inputs, look = model.training.inputs.shape[1], self._plot.look
        if inputs > 2:
            return ()
        place = np.array([[point.x(), point.y()][:inputs]])
        outputs = model.predict(frame.run.history.theta(frame.row), place)
        shares = class_probabilities(outputs, len(model.class_names))[0]
        best = np.argsort(-np.nan_to_num(shares), kind="stable")[:3]
        return [
            (f"{model.class_names[k]} {100.0 * shares[k]:.1f} %  ", class_colour(look, int(k)))
            for k in best
        ]


def region_pixels(shares: FloatArray, card: str, colours: Sequence[str]) -> FloatArray:
    """Colours (H, W, 3) of the most probable class, fuller the surer: shares (H, W, C)."""
    classes = shares.shape[-1]
    best = shares.argmax(axis=-1)
    sure = (np.clip(shares.max(axis=-1), 0.0, 1.0) - 1.0 / classes) / (1.0 - 1.0 / classes)
    paint = np.array([channels(colour) for colour in colours])[best]
    paper = channels(card)
    strength = (0.08 + 0.42 * np.clip(sure, 0.0, 1.0))[..., None]
    return np.asarray(paper + (paint - paper) * strength)


def border_lines(x: FloatArray, y: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where the most probable class changes: x and y (M,) of lines, NaN between them."""
    classes = shares.shape[-1]
    parts = [np.empty((0, 2))]
    # Between two classes there is one border; among more, each class has its own.
    for number in range(1 if classes == 2 else classes):
        others = np.delete(shares, number, axis=-1).max(axis=-1)
        ahead = shares[..., number] - others
        if ahead.min() < 0.0 < ahead.max():
            for line in contour_generator(x=x, y=y, z=ahead, name="serial").lines(0.0):
                parts += [np.asarray(line, dtype=np.float64), np.full((1, 2), np.nan)]
    points = np.concatenate(parts)
    return points[:, 0].copy(), points[:, 1].copy()
