"""What the model predicts at the playhead, beside the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.app.state import Run
from visualizer.app.views import LOOK
from visualizer.core.analysis.fit_errors import TargetVariance, errors_at, spread_of
from visualizer.core.analysis.predictions import Predictions
from visualizer.core.analysis.regions import Regions
from visualizer.core.capabilities import Capability
from visualizer.core.data.drawing import SEEN
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text, thinned_text
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.corners import BOTTOM_RIGHT
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.fit_lines import FitLines, predicted
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.hand import NEAR, HandStroke, is_drawn
from visualizer.gui.plots.items import Points, Stroke
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array, Range, padded
from visualizer.gui.plots.shown import Shown

if TYPE_CHECKING:
    from visualizer.gui.plots.class_fit import ClassFit

MOST = 5000
"""More rows than this are thinned evenly, and the plot says so."""

_LINE = 240


class FitPlot(Plot):
    """One input: data and the predicted line. More: predicted against true values.

    Where the target is a class: what `ClassFit` shows.

    The dashed line is the best fit where it is known, else where the run ends (not when the
    future is hidden); or the diagonal.

    Callbacks, besides those of `Plot`
    ----------------------------------
    on_drawn_at(stroke)
        The user draws, moves or erases points with the chosen tool.
    """

    tool = Shown[str]()
    name = "fit"
    depends = ("run.problem", "run.history", "run.colour", "row", "reveal", "label", "ways")
    requires = (Capability.PREDICTIONS,)
    right = 16.0
    usual_corner = BOTTOM_RIGHT
    insights = (Regions, Predictions)

    @classmethod
    def applies(cls, run: Run) -> bool:
        return isinstance(run.problem, Model)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_drawn_at: Callable[[HandStroke], None] = nothing
        self.dashed = self.keep(Stroke(antialias=True), 5)
        self.data = self.keep(Points(symbol="o"), 10)
        self.line = self.keep(Stroke(antialias=True), 15)
        self.lines = FitLines(self)
        self.classes: ClassFit | None = None
        self._spread: tuple[Model, TargetVariance] | None = None
        self._restyle()

    def unavailable(self, frame: Frame) -> str:
        if isinstance(frame.problem, Model):
            return ""
        return "A function has no data to fit."

    def _draw(self, frame: Frame) -> None:
        problem = frame.problem
        assert isinstance(problem, Model)
        self._take_tool(frame)
        self._show_numbers(not problem.class_names)
        self.lines.clear()
        self._dress(frame)
        if problem.class_names:
            self._class_fit().draw(frame, problem)
            self._write_note(self._not_drawn(frame))
            return
        count = len(problem.inputs)
        step = -(-count // MOST)
        rows = np.arange(0, count, step)
        inputs, targets = problem.inputs[rows], problem.targets[rows]
        theta = frame.run.history.theta(frame.row)
        if inputs.shape[1] == 1:
            self._draw_line(frame, problem, inputs[:, 0], targets, _goal(frame))
        else:
            self._draw_pairs(problem, inputs, targets, theta)
        thinned = thinned_text(len(rows), count)
        errors = self._errors(frame, problem)
        self._write_note("   ".join(filter(None, (thinned, errors, self._not_drawn(frame)))))

    def _take_tool(self, frame: Frame) -> None:
        """Have the pointer draw where the points are drawn by hand, and else move the picture."""
        draws = is_drawn(frame) and self.tool != LOOK
        self.box.on_pressed = self._on_clicked if draws else None
        self.box.on_brushed = self._on_brushed if draws else None

    def see(self, across: Range, upward: Range) -> None:
        """Drawn points have their whole square, which must not move under the pointer."""
        if self.frame is not None and is_drawn(self.frame):
            across = upward = SEEN
        super().see(across, upward)

    def _on_clicked(self, point: QPointF) -> None:
        self.on_drawn_at(HandStroke(self.tool, point, point, self._reach(), True))

    def _on_brushed(self, begin: QPointF, here: QPointF) -> None:
        self.on_drawn_at(HandStroke(self.tool, begin, here, self._reach(), False))

    def _reach(self) -> float:
        """How near the pointer has to be to a point that it means, in units of the axes."""
        across, up = self.box.viewPixelSize()
        return self.look.size(NEAR) * float(max(across, up))

    def _not_drawn(self, frame: Frame) -> str:
        """That other runs are not drawn, where they are not."""
        alone = frame.by_run and not frame.apart and len(self.lines.lines) < 2
        return f"of {frame.label} alone" if alone else ""

    def _errors(self, frame: Frame, model: Model) -> str:
        """The error in the units of the target, where it is known."""
        if self._spread is None or self._spread[0] is not model:
            self._spread = (model, spread_of(model))
        found = errors_at(frame.run.history, frame.row, self._spread[1])
        if found is None:
            return ""
        text = f"RMSE {number_text(found.training, 3)}"
        if found.validation is not None:
            text += f", validation {number_text(found.validation, 3)}"
        return f"{text} ({model.target_names[0]})" if len(model.target_names) == 1 else text

    def _show_numbers(self, shown: bool) -> None:
        """Show the picture of a target that is a number, or that of classes."""
        for item in (self.dashed, self.data, self.line):
            item.setVisible(shown)
        if shown and self.classes is not None:
            self.classes.hide()

    def _class_fit(self) -> ClassFit:
        if self.classes is None:
            from visualizer.gui.plots.class_fit import ClassFit

            self.classes = ClassFit(self)
        return self.classes

    def _draw_line(
        self, frame: Frame, problem: Model, x: Array, targets: Array, goal: Array
    ) -> None:
        """Data points, the predictions, and that of the goal (its first output)."""
        low, high = float(x.min()), float(x.max())
        air = 0.08 * (high - low) or 1.0
        places = np.linspace(low - air, high + air, _LINE)
        theta = frame.run.history.theta(frame.row)
        now = predicted(problem, theta, places[:, None])[:, 0]
        size = self._point_size(len(x))
        set_points(self.data, x, targets[:, 0], style=size, size=size)
        self.line.setVisible(True)
        self.line.setData(places, now)
        self.dashed.setData(places, predicted(problem, goal, places[:, None])[:, 0])
        drawn = self.lines.of(frame, places, now)
        near = _near(targets[:, 0], [line.heights for line in drawn]) if drawn else now
        self.see((places[0], places[-1]), self.heights or _heights(targets[:, 0], near))
        low, high = self.box.viewRange()[1]
        names = problem.input_names[0], problem.target_names[0]
        self.lines.draw((low, high), names)
        self.axis("bottom").name(names[0])
        self.axis("left").name(names[1])

    def _draw_pairs(self, problem: Model, inputs: Array, targets: Array, theta: Array) -> None:
        """Predicted against true values of the first target, around the diagonal."""
        true, guess = targets[:, 0], predicted(problem, theta, inputs)[:, 0]
        low, high = padded(float(true.min()), float(true.max()))
        size = self._point_size(len(true))
        set_points(self.data, true, guess, style=size, size=size)
        self.line.setVisible(False)
        self.dashed.setData(np.array([low, high]), np.array([low, high]))
        self.see((low, high), self.heights or _heights(true, guess))
        name = problem.target_names[0]
        self.axis("bottom").name(f"{name}, true")
        self.axis("left").name(f"{name}, predicted")

    def _point_size(self, count: int) -> float:
        return self.look.size(9.0 if count <= 20 else 6.0 if count <= 300 else 4.0)

    def _restyle(self) -> None:
        look = self.look
        self.dashed.setPen(look.pen(look.muted, 1.2, (5.0, 3.0)))
        self.data.setPen(look.pen(look.card, 0.8))
        self.lines.restyle()
        if self.classes is not None:
            self.classes.restyle()

    def _dress(self, frame: Frame) -> None:
        """Line and data in their colours: beside other runs the line has that of its run."""
        look, run = self.look, frame.run
        if frame.by_run:
            dash = look.run_dash(run.colour)
            self.line.setPen(look.pen(look.run_colour(run.colour), 2.6, dash))
        else:
            self.line.setPen(look.pen(look.danger, 2.4))
        self.data.setBrush(look.brush(look.text if frame.by_run else look.line_colour(0), 0.85))

    def _choose_corner(self) -> bool:
        self.lines.place()  # the note keeps off their words
        return super()._choose_corner()

    @property
    def crowded(self) -> bool:
        return self.lines.many

    def _words_drawn(self) -> Sequence[tuple[Array, Array]]:
        return self.lines.exits.outlines()

    def _spoken_picture(self, frame: Frame) -> str:
        return "".join(self.lines.words())

    def _show(self, shown: bool) -> None:
        super()._show(shown)
        if not shown:
            self.lines.clear()
            self.lines.labels.clear()

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        problem = frame.problem
        if isinstance(problem, Model) and problem.class_names:
            return self._class_fit().words_at(frame, problem, point)
        if not isinstance(problem, Model) or problem.inputs.shape[1] != 1:
            return [(f"true {number_text(point.x())}", self.look.text)]
        if self.lines.lines:
            return self.lines.told(problem, point.x())
        theta = frame.run.history.theta(frame.row)
        guess = float(predicted(problem, theta, np.array([[point.x()]]))[0, 0])
        return [
            (f"{problem.input_names[0]} {number_text(point.x())}  ", self.look.text),
            (f"predicted {number_text(guess)}", self.look.danger),
        ]


def _heights(targets: Array, guesses: Array) -> Range:
    """A range that holds the data, and the predictions unless they are far away.

    It stands still while the predictions move within twice the range of the data.
    """
    low, high = float(targets.min()), float(targets.max())
    # A diverging line must not flatten the data.
    reach = 2.0 * (high - low) or max(abs(low), 1.0)
    least, most = np.clip([guesses.min(), guesses.max()], low - reach, high + reach)
    air = 0.25 * reach
    near = low - air <= least and most <= high + air
    return padded(low, high) if near else padded(min(low, float(least)), max(high, float(most)))


def _near(targets: Array, lines: Sequence[Array]) -> Array:
    """The predictions of the runs that are near the data; of none the data themselves."""
    low, high = float(targets.min()), float(targets.max())
    reach = 2.0 * (high - low) or max(abs(low), 1.0)
    near = [line for line in lines if low - reach <= line.min() and line.max() <= high + reach]
    return np.concatenate(near) if near else targets


def _goal(frame: Frame) -> Array:
    """The parameters (P,) of the dashed line."""
    if frame.minima:
        return np.array(frame.minima[0])
    return np.asarray(frame.run.history.theta(frame.reveal))
