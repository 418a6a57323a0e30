"""Activations and losses as curves with their derivatives, and the numbers at a place."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.app.state import Run
from visualizer.core.analysis.function_curves import FunctionCurve, activation_curve, loss_curve
from visualizer.core.problems.activations import ACTIVATIONS
from visualizer.core.problems.losses import LOSSES
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import Legend, LegendEntry
from visualizer.gui.plots.ranges import Range, padded
from visualizer.gui.plots.shown import Shown

_POINTS = 601


class FunctionPlot(Plot):
    """A function of one number, its derivative, and both at a place.

    Callbacks
    ---------
    on_place_chosen(x)
        The user has dragged the line, or pressed somewhere.
    """

    entry = Shown[str]()
    place = Shown[float]()
    together = False
    depends = ("run.experiment",)
    right = 16.0
    register: ClassVar[Mapping[str, object]]
    letters: ClassVar[tuple[str, str, str]]
    """Of the argument, of the value, and of the derivative."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_place_chosen = nothing
        self.curve: FunctionCurve | None = None
        self.value_line = self.keep(Stroke(antialias=True, connect="finite"), 10)
        self.slope_line = self.keep(Stroke(antialias=True, connect="finite"), 9)
        self.here = self.keep(pg.InfiniteLine(angle=90, movable=True), 5)
        self.here.sigDragged.connect(self._on_dragged)
        self.points = self.keep(Points(), 20)
        self.legend = Legend(look)
        self.item.layout.removeItem(self.item.titleLabel)
        self.item.layout.addItem(self.legend, 0, 0, 1, 4)
        self.box.drag_presses = True
        self.box.on_pressed = self._on_pressed
        self._restyle()

    def _on_dragged(self, line: Any) -> None:
        self.on_place_chosen(float(line.value()))

    def _on_pressed(self, point: QPointF) -> None:
        self.on_place_chosen(point.x())

    @classmethod
    def applies(cls, run: Run) -> bool:
        return False  # it is about a function, not about a run: made only when asked for

    def chosen(self, frame: Frame) -> str:
        """The name of the entry that is drawn."""
        raise NotImplementedError

    def limits(self, entry: str) -> Range:
        """The range of the argument."""
        raise NotImplementedError

    def curve_of(self, entry: str, places: Sequence[float]) -> FunctionCurve:
        """The function at places (M,)."""
        raise NotImplementedError

    def _draw(self, frame: Frame) -> None:
        entry = self.chosen(frame)
        low, high = self.limits(entry)
        self.curve = self.curve_of(entry, np.linspace(low, high, _POINTS).tolist())
        curve = self.curve
        self.value_line.setData(curve.places, _finite(curve.values))
        self.slope_line.setData(curve.places, _finite(curve.slopes))
        self.see((low, high), _heights(curve))
        self.here.setBounds((low, high))
        self.here.setValue(min(max(self.place, low), high))
        value, slope = self.numbers(frame)
        heights = np.array([value, slope])
        shown = np.isfinite(heights)
        colours = [self.look.line_colour(0), self.look.line_colour(1)]
        set_points(
            self.points,
            np.full(2, self.place)[shown],
            heights[shown],
            style=(self.look, tuple(shown)),
            brush=[self.look.brush(colour) for colour, one in zip(colours, shown, strict=True)
                   if one],
            pen=self.look.pen(self.look.card, 1.0),
            size=self.look.size(9.0),
        )  # fmt: skip
        argument, letter, slope_letter = self.letters
        self.axis("bottom").name(argument)
        self.legend.show_entries(
            [
                LegendEntry("line", colours[0], f"{curve.label}: {letter}"),
                LegendEntry("dash", colours[1], f"derivative {slope_letter}"),
            ]
        )

    def numbers(self, frame: Frame) -> tuple[float, float]:
        """Value and derivative at the place."""
        curve = self.curve_of(self.chosen(frame), [self.place])
        return float(curve.values[0]), float(curve.slopes[0])

    def words(self, frame: Frame) -> str:
        """Both in words."""
        argument, letter, slope_letter = self.letters
        value, slope = (number_text(number, 5) for number in self.numbers(frame))
        place = number_text(self.place, 4)
        return f"{argument} = {place}:   {letter} = {value},   {slope_letter} = {slope}"

    def _restyle(self) -> None:
        look = self.look
        self.value_line.setPen(look.pen(look.line_colour(0), 2.2))
        self.slope_line.setPen(look.pen(look.line_colour(1), 2.0, (5.0, 3.0)))
        self.here.setPen(look.pen(look.accent, 1.5))
        self.here.setHoverPen(look.pen(look.accent, 3.0))
        self.legend.restyle(look)

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        entry = self.chosen(frame)
        low, high = self.limits(entry)
        curve = self.curve_of(entry, [min(max(point.x(), low), high)])
        argument, letter, slope_letter = self.letters
        spans = [(f"{argument} {number_text(float(curve.places[0]), 3)}", self.look.muted)]
        for words, value, colour in (
            (letter, curve.values[0], self.look.line_colour(0)),
            (slope_letter, curve.slopes[0], self.look.line_colour(1)),
        ):
            spans.append((f"  {words} {number_text(float(value))}", colour))
        return spans


class ActivationPlot(FunctionPlot):
    """An activation function and its derivative."""

    name = "activation"
    register = ACTIVATIONS
    letters = ("z", "a", "da/dz")

    def chosen(self, frame: Frame) -> str:
        problem = frame.run.problem
        return self.entry or (
            problem.settings.activation if isinstance(problem, Model) else "sigmoid"
        )

    def limits(self, entry: str) -> Range:
        return -6.0, 6.0

    def curve_of(self, entry: str, places: Sequence[float]) -> FunctionCurve:
        return activation_curve(entry, np.asarray(places))


class LossShapePlot(FunctionPlot):
    """A loss over the prediction for one row with one output, and its derivative."""

    name = "loss-shape"
    target = Shown[float]()
    register = LOSSES
    letters = ("ŷ", "L", "∂L/∂ŷ")

    def __init__(self, look: Look) -> None:
        super().__init__(look)

    def chosen(self, frame: Frame) -> str:
        problem = frame.run.problem
        return self.entry or (problem.settings.loss if isinstance(problem, Model) else "mse")

    def limits(self, entry: str) -> Range:
        if LOSSES[entry].outputs:
            return 0.0, 1.0  # a probability
        return self.target - 3.0, self.target + 3.0

    def curve_of(self, entry: str, places: Sequence[float]) -> FunctionCurve:
        return loss_curve(entry, np.asarray(places), self.target)


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), np.clip(values, -1e6, 1e6), np.nan)


def _heights(curve: FunctionCurve) -> Range:
    """A range that shows both; where they grow beyond all bounds, their larger part."""
    both = np.concatenate([curve.values, curve.slopes])
    both = both[np.isfinite(both)]
    low, high = np.percentile(both, [2.0, 98.0]) if len(both) else (0.0, 1.0)
    bounded = np.ptp(both) <= 3.0 * (high - low) if len(both) else False
    if bounded:
        low, high = both.min(), both.max()
    return padded(float(low), float(high))
