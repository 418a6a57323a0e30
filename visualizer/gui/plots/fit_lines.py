"""The predicted lines of several runs over one input, with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPen

from visualizer.app.panes import ShownRun
from visualizer.core.problems.model import Model
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.bundle import LooseLines, ThinLine
from visualizer.gui.plots.curves import LONGEST_LABEL, EndLabels
from visualizer.gui.plots.exits import Exit, Exits
from visualizer.gui.plots.extents import crossing
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import LIMIT, Array, Range

MOST_PARAMETERS = 20_000
"""Of a larger model only the run in front is drawn: each more would take a part of a frame."""


_MANY = 8
"""Of more lines each is thin and plain: smooth ones take longer than a frame has."""


@dataclass(frozen=True)
class FittedLine:
    """A run and what it predicts at the places of the picture, (M,)."""

    shown: ShownRun
    colour: str
    heights: Array


class FitLines:
    """Lines of the runs beside the one in front, names at the right end, and arrows."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._strokes = plot.keep(LooseLines(), 14)
        self.labels = EndLabels(plot.item, plot.look)
        self.exits = Exits(plot.box, plot.item, plot.look)
        self.lines: list[FittedLine] = []
        self._places: Array = np.empty(0)
        self._same: dict[tuple[int, int], tuple[Model, Model, bool]] = {}

    def restyle(self) -> None:
        """Take over fonts of the plot's look."""
        self.labels.restyle(self._plot.look)
        self.exits.restyle(self._plot.look)

    def of(self, frame: Frame, places: Array, front: Array) -> list[FittedLine]:
        """The lines of all runs on the data of the run in front; none where that is alone."""
        look, others = self._plot.look, self._others(frame, places)
        found = []
        for shown in frame.shown if frame.by_run else ():
            heights = front if shown.run is frame.run else others.get(id(shown.run))
            if heights is not None:
                found.append(FittedLine(shown, look.run_colour(shown.run.colour), heights))
        # Side by side those of the others count for the range alone.
        self.lines, self._places = found[:1] if frame.apart else found, places
        return found

    def _others(self, frame: Frame, places: Array) -> dict[int, Array]:
        """What runs beside predict, by identity; none whose data are others or model is large."""
        models: dict[int, list[ShownRun]] = {}
        for shown in frame.shown[1:]:
            problem = shown.run.problem
            if not isinstance(problem, Model) or shown.row < 0 or problem.size > MOST_PARAMETERS:
                continue
            if self._alike(frame.problem, problem):
                models.setdefault(id(problem), []).append(shown)
        found: dict[int, Array] = {}
        for group in models.values():
            # Runs that differ in their rates alone have one model: all are evaluated at once.
            model = group[0].run.problem
            assert isinstance(model, Model)
            theta = np.array([one.run.history.theta(one.row) for one in group])
            heights = predicted(model, theta, places[:, None])[..., 0]
            found |= {id(one.run): line for one, line in zip(group, heights, strict=True)}
        return found

    def _alike(self, one: object, other: Model) -> bool:
        """Whether two models are fitted to the same rows."""
        assert isinstance(one, Model)
        key = (id(one), id(other))
        if key not in self._same:
            # With the models, as their numbers may come again once they are gone.
            alike = one is other or (
                one.input_names == other.input_names
                and one.target_names == other.target_names
                and np.array_equal(one.inputs, other.inputs)
                and np.array_equal(one.targets, other.targets)
            )
            self._same[key] = one, other, alike
        return self._same[key][2]

    def draw(self, limits: Range, words: tuple[str, str]) -> None:
        """Draw all but the run in front; `words` are the names of the input and of the target."""
        others = self.lines[1:]
        self._strokes.refine(not self.many)
        self._strokes.show([ThinLine(self._places, one.heights, self._pen(one)) for one in others])
        self.exits.show_exits(
            [one for line in self.lines for one in self._exit(line, limits, words)]
        )

    @property
    def many(self) -> bool:
        """Whether there is no time for wide, smooth lines."""
        return len(self.lines) > _MANY and not self._plot.look.thorough

    def _pen(self, line: FittedLine) -> QPen:
        look = self._plot.look
        if self.many:
            return look.pen(line.colour, 1.0)
        return look.pen(line.colour, 2.0, look.run_dash(line.shown.run.colour))

    def _exit(self, line: FittedLine, limits: Range, words: tuple[str, str]) -> list[Exit]:
        """Where a line is outside at its right end; nothing for one that ends inside."""
        low, high = limits
        x, y = self._places, line.heights
        if low <= y[-1] <= high:
            return []
        inside = np.flatnonzero((y >= low) & (y <= high))
        up = 1.0 if y[-1] > high else -1.0
        at = (float(x[-1]), high if up > 0.0 else low)
        if len(inside):
            end = int(inside[-1]) + 2
            at = crossing(x[:end], y[:end], limits)
        place, value = (number_text(float(one[-1]), 3) for one in (x, y))
        brief = f"{line.shown.label}: {words[1]} {value}"
        return [Exit(at, (0.0, up), line.colour, f"{brief} at {words[0]} {place}", brief)]

    def place(self) -> None:
        """Write the names where the view now is."""
        plot, look = self._plot, self._plot.look
        area, (low, high) = plot.box.geometry(), plot.box.viewRange()[1]
        ends = [
            (
                line.shown.label,
                line.colour,
                plot.box.mapFromView(QPointF(0.0, line.heights[-1])).y(),
            )
            for line in self.lines
            if low <= line.heights[-1] <= high
        ]
        if not self.lines:
            self.labels.clear()
            plot.item.layout.setColumnMinimumWidth(3, 0.0)
            return
        letters = int(np.clip(plot.item.size().width() / look.size(20.0), 13, LONGEST_LABEL))
        self.labels.show(ends, area, len(ends), letters=letters)
        plot.item.layout.setColumnMinimumWidth(3, self.labels.width() if ends else 0.0)
        self.exits.place(lambda: ())

    def clear(self) -> None:
        """Show the run in front alone."""
        self.lines = []
        self._strokes.show(())
        self.exits.show_exits(())

    def told(self, problem: Model, x: float) -> list[Span]:
        """What each run predicts at a place, a line for each."""
        width = max(len(line.shown.label) for line in self.lines)
        spans = []
        for line in self.lines:
            model, row = line.shown.run.problem, line.shown.row
            assert isinstance(model, Model)
            theta = line.shown.run.history.theta(row)
            guess = number_text(float(predicted(model, theta, np.array([[x]]))[0, 0]))
            spans.append((f"\n{line.shown.label.ljust(width)}  {guess}", line.colour))
        return [
            (f"{problem.input_names[0]} {number_text(x)}  predicted", self._plot.look.text),
            *spans,
        ]

    def words(self) -> Sequence[str]:
        """What each run predicts at the right end, for those who cannot see it."""
        if not self.lines:
            return []
        x = number_text(float(self._places[-1]), 3)
        parts = [f"{one.shown.label} {number_text(float(one.heights[-1]))}" for one in self.lines]
        return [f"Predicted at {x}: {'; '.join(parts)}"]


def predicted(problem: Model, theta: Array, inputs: Array) -> Array:
    """Predictions (..., M, T) at theta (..., P), drawn in to what painting can bear."""
    with np.errstate(all="ignore"):
        return np.clip(np.nan_to_num(problem.predict(theta, inputs)), -LIMIT, LIMIT)
