"""The plot of a sweep over one setting: what its values have come to, training and validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.core.sweeps.axes import value_text
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.callbacks import nothing
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.curves import set_points
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.race import RangeBand
from visualizer.gui.plots.ranges import Array, Range, padded
from visualizer.gui.plots.sweeps import across_of, drawn_together, groups_of, wording

DOTTED = (1.0, 2.5)
BAND = 0.16
MOST_GROUPS = 8
"""Curves that can still be told apart."""
CROSS_ROW = 9.0
"""Pixels between the crosses of one group and those of the next."""


class SweepCurvePlot(Chart):
    """Losses at the end over one setting; of two settings a curve for each value of the other.

    Callbacks
    ---------
    on_setting_chosen(setting)
        The user has clicked near the value of a setting.
    on_setting_seen(setting)
        The pointer is near it.
    """

    name = "sweep-curve"
    title = "What it came to"
    depends = ("sweep",)
    main = True

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.on_setting_chosen: Callable[[int], None] = nothing
        self.on_setting_seen: Callable[[int], None] = nothing
        self._bands: list[RangeBand] = []
        self.points = self.keep(Points(symbol="o"), 15.0)
        self.failures = self.keep(Points(symbol="x"), 16.0)
        self.best = self.keep(Points(symbol="o"), 17.0)
        self._places: Array = np.empty(0)
        self.box.on_pressed = self._on_pressed
        self.box.drag_presses = True
        self._restyle()

    def unavailable(self, frame: Frame) -> str:
        return self.reason(frame)

    @staticmethod
    def reason(frame: Frame) -> str:
        """Why there is no such picture of a frame; empty where there is."""
        if frame.sweep is None:
            return "No sweep has been made yet"
        if across_of(frame.sweep.plan) is None:
            return "More than two settings vary: see the table"
        if len(groups_of(frame.sweep)) > MOST_GROUPS:
            return f"More than {MOST_GROUPS} curves: see the map"
        return ""

    def _outcome(self, frame: Frame) -> SweepOutcome:
        assert frame.sweep is not None
        return frame.sweep

    # What is drawn -------------------------------------------------------------------------

    def words(self, frame: Frame) -> tuple[str, str]:
        outcome = self._outcome(frame)
        place = across_of(outcome.plan)
        assert place is not None
        return wording(outcome.plan.keys[place]), "loss at the end"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        outcome, look = self._outcome(frame), self.look
        final, best, validation = (
            _good(outcome, name) for name in ("final_loss", "best_loss", "validation_loss")
        )
        groups = groups_of(outcome)
        found = []
        for number, (name, settings) in enumerate(groups.items()):
            x = self._places[settings]
            colour = look.run_colour(number) if len(groups) > 1 else look.loss
            dash = look.run_dash(number) if len(groups) > 1 else ()
            found.append(ChartLine(x, best[settings], colour, "", DOTTED, 1.2, 0.8))
            if outcome.validated:
                other = colour if len(groups) > 1 else look.validation
                words = "" if len(groups) > 1 else "validation"
                found.append(ChartLine(x, validation[settings], other, words, (6.0, 3.0), 1.6))
            words = name or ("training" if outcome.validated else "loss at the end")
            # Neighbours that differ in more than what goes across are not on one curve.
            look_of = (dash, 1.0, 0.4) if drawn_together(outcome.plan) else (dash,)
            found.append(ChartLine(x, final[settings], colour, words, *look_of))
        return [*self._limits(frame), *self._gap(frame), *found]

    def _limits(self, frame: Frame) -> list[ChartLine]:
        """An upright line at the largest stable rate of each group that has one."""
        outcome = self._outcome(frame)
        place = across_of(outcome.plan)
        if place is None or outcome.plan.keys[place] != "optimizer.learning_rate":
            return []
        groups = groups_of(outcome)
        found: list[ChartLine] = []
        for number, settings in enumerate(groups.values()):
            known = [outcome.limits[one] for one in settings] if outcome.limits else []
            # One line is one number: where another setting changes it, it is not drawn.
            if not known or not np.isfinite(known[0]) or len(set(known)) > 1:
                continue
            colour = self.look.run_colour(number) if len(groups) > 1 else self.look.muted
            words = "largest stable rate" if not found else ""
            x = np.full(2, known[0])
            found.append(ChartLine(x, np.array(self._ends(frame)), colour, words, DOTTED, 1.4))
        return found

    def _gap(self, frame: Frame) -> list[ChartLine]:
        """At the best setting an upright line from the training to the validation loss."""
        outcome = self._outcome(frame)
        if outcome.best is None or not outcome.validated or len(groups_of(outcome)) > 1:
            return []
        ends = [_mean(outcome.values(name))[outcome.best] for name in _BOTH]
        x = np.full(2, self._places[outcome.best])
        return [ChartLine(x, np.array(ends), self.look.accent, "gap", (), 3.0, 0.7)]

    def _ends(self, frame: Frame) -> Range:
        """The lowest and the greatest loss that is in sight."""
        outcome = self._outcome(frame)
        known = [_good(outcome, "final_loss"), _good(outcome, "best_loss")]
        if outcome.validated:
            known.append(_good(outcome, "validation_loss"))
        known += [
            _of_seeds(outcome, name)[settings].ravel() for _, name, settings in _banded(outcome)
        ]
        values = np.concatenate(known)
        values = values[np.isfinite(values) & ((values > 0) | (not self.log))]
        if not len(values):
            return 0.1, 1.0
        first = outcome.values("first_loss")
        top = float(np.nanmax(first)) if np.isfinite(first).any() else float(values.max())
        # Losses that have grown are crosses at the top, and stretch no axis.
        low, high = float(values.min()), float(min(values.max(), top))
        return low, max(high, low * 1.01 if low > 0 else low + 1e-9)

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        x = self.to_across(self._places)
        low, high = padded(*(float(one) for one in self.to_upward(np.array(self._ends(frame)))))
        rows = len(groups_of(self._outcome(frame)))
        share = min(self.look.size(CROSS_ROW) * (rows + 0.5) / self.pixels()[1], 0.5)
        air = 0.03 * float(x.max() - x.min()) or 0.5
        top = low + (high - low) / (1.0 - share)
        return (float(x.min()) - air, float(x.max()) + air), (low, top)

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        outcome = self._outcome(frame)
        found = [LegendEntry("dash", self.look.muted, "lowest on the way", dash=DOTTED)]
        if outcome.validated and len(groups_of(outcome)) > 1:
            found.append(LegendEntry("dash", self.look.muted, "validation", dash=(6.0, 3.0)))
        if outcome.plan.seeds > 1:
            found.append(LegendEntry("band", self.look.muted, f"{outcome.plan.seeds} seeds", 0.25))
        if outcome.best is not None:
            found.append(LegendEntry("ring", self.look.accent, f"best by {outcome.measure}"))
        if outcome.failed.any():
            words = "diverges, or ends no lower than before"
            found.append(LegendEntry("cross", self.look.warning, words))
        return found

    def _draw(self, frame: Frame) -> None:
        outcome = self._outcome(frame)
        place = across_of(outcome.plan)
        assert place is not None
        axis = outcome.plan.axes[place]
        self._places = self._across(outcome, place)
        # Of the instance: another sweep may be over another setting.
        self.log_across = axis.numeric and axis.logarithmic
        bottom = self.axis("bottom")
        bottom.log = self.log_across
        names = [(float(n), _short(value)) for n, value in enumerate(axis.values)]
        bottom.setTicks(None if axis.numeric else [names])
        super()._draw(frame)
        self._draw_bands(outcome)
        self._draw_points(outcome)

    def _across(self, outcome: SweepOutcome, place: int) -> Array:
        """Where each setting stands; what is no number by its place in the list."""
        axis = outcome.plan.axes[place]
        values = [one[place] for one in outcome.settings]
        if axis.numeric:
            return np.array(values, dtype=np.float64)
        return np.array([axis.values.index(value) for value in values], dtype=np.float64)

    def _draw_bands(self, outcome: SweepOutcome) -> None:
        """From the best to the worst seed, of what is measured and of what is trained."""
        bands = _banded(outcome)
        for number, (group, name, settings) in enumerate(bands):
            while number >= len(self._bands):
                self._bands.append(RangeBand())
                self.keep(self._bands[-1], 5.0)
            own = self.look.validation if name == "validation_loss" else self.look.loss
            colour = self.look.run_colour(group) if len(groups_of(outcome)) > 1 else own
            values = _of_seeds(outcome, name)[settings]
            ends = (self.to_upward(values.min(axis=1)), self.to_upward(values.max(axis=1)))
            self._bands[number].setBrush(self.look.brush(colour, BAND))
            self._bands[number].show_between(self.to_across(self._places[settings]), *ends)
            self._bands[number].setVisible(True)
        for band in self._bands[len(bands) :]:
            band.setVisible(False)

    def _draw_points(self, outcome: SweepOutcome) -> None:
        look, groups = self.look, groups_of(outcome)
        there = np.array([one is not None for one in outcome.results])
        known = there.reshape(-1, outcome.plan.seeds).any(axis=1)
        failed = np.logical_and(outcome.failed.any(axis=1), known).tolist()
        heights = self.to_upward(_mean(outcome.values("final_loss")))
        low, high = self.box.viewRange()[1]
        row = look.size(CROSS_ROW) * (high - low) / self.pixels()[1]
        points, crosses, colours, marks = [], [], [], []
        for number, settings in enumerate(groups.values()):
            colour = look.run_colour(number) if len(groups) > 1 else look.loss
            for one in settings:
                x = float(self.to_across(self._places[one : one + 1])[0])
                if failed[one]:
                    crosses.append((x, high - (number + 0.7) * row))
                    marks.append(colour if len(groups) > 1 else look.warning)
                elif np.isfinite(heights[one]):
                    points.append((x, float(heights[one])))
                    colours.append(colour)
        _put(self.points, points, colours, look, 5.0)
        _put(self.failures, crosses, marks, look, 7.0)
        best = outcome.best
        ring = (
            []
            if best is None
            else [
                (
                    float(self.to_across(self._places[best : best + 1])[0]),
                    self._best_height(outcome),
                )
            ]
        )
        across, upward = np.array(ring, dtype=np.float64).reshape(-1, 2).T
        set_points(
            self.best,
            across,
            upward,
            (best, look),
            size=look.size(13.0),
            brush=None,
            pen=look.pen(look.accent, 2.4),
        )

    def _best_height(self, outcome: SweepOutcome) -> float:
        name = "validation_loss" if outcome.validated else "final_loss"
        return float(self.to_upward(_mean(outcome.values(name)))[outcome.best])

    # The pointer ---------------------------------------------------------------------------

    def setting_at(self, point: QPointF) -> int | None:
        """The setting next to a place: of those at the same value the one of the nearest curve."""
        outcome = None if self.drawn is None else self.drawn.sweep
        if outcome is None or not len(self._places):
            return None
        x = self.to_across(self._places)
        y = self.to_upward(_mean(outcome.values("final_loss")))
        low, high = self.box.viewRange()[1]
        # A value first, whatever became of it; then the nearest of those that have it.
        across = np.abs(x - point.x())
        upward = np.where(np.isfinite(y), np.abs(y - point.y()) / (high - low), 1.0)
        return int(np.lexsort((upward, across))[0])

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        setting = self.setting_at(point)
        if setting is None or frame.sweep is None:
            return ()
        self.on_setting_seen(setting)
        return told(frame.sweep, setting, self.look)

    def _on_pressed(self, point: QPointF) -> None:
        setting = self.setting_at(point)
        if setting is not None:
            self.on_setting_chosen(setting)

    def _restyle(self) -> None:
        super()._restyle()


def _banded(outcome: SweepOutcome) -> list[tuple[int, str, list[int]]]:
    """The group, the loss and the settings of each band over seeds."""
    if outcome.plan.seeds < 2:
        return []
    groups = list(groups_of(outcome).values())
    # With several curves, those of what decides alone: bands over bands say nothing.
    names = ("final_loss", "validation_loss") if outcome.validated else ("final_loss",)
    return [
        (number, name, settings)
        for number, settings in enumerate(groups)
        for name in (names if len(groups) == 1 else names[-1:])
    ]


def _of_seeds(outcome: SweepOutcome, name: str) -> Array:
    return np.where(outcome.diverged, np.nan, outcome.values(name))


_BOTH = ("final_loss", "validation_loss")


def told(outcome: SweepOutcome, setting: int, look: Look) -> list[Span]:
    """A setting and what it has come to, in a line."""
    values = zip(outcome.plan.axes, outcome.settings[setting], strict=True)
    words = ", ".join(
        f"{wording(axis.key)} {_short(value)}" for axis, value in values if len(axis.values) > 1
    )
    spans: list[Span] = [(f"{words}  ", look.text)]
    runs = outcome.results[setting * outcome.plan.seeds : (setting + 1) * outcome.plan.seeds]
    if all(one is None for one in runs):
        return [*spans, ("not yet", look.muted)]
    if outcome.diverged[setting].any():
        return [*spans, ("diverges", look.warning)]
    spans.append(
        (f"loss {number_text(float(_mean(outcome.values('final_loss'))[setting]))}", look.loss)
    )
    if outcome.validated:
        value = float(_mean(outcome.values("validation_loss"))[setting])
        spans.append((f"  validation {number_text(value)}", look.validation))
    return spans


def _mean(values: Array) -> Array:
    """Means over the seeds (settings,); NaN where one is missing."""
    return np.asarray(values.mean(axis=1))


def _good(outcome: SweepOutcome, name: str) -> Array:
    """Means (settings,) of a column; NaN where a run failed, which is a cross instead."""
    return np.where(outcome.failed.any(axis=1), np.nan, _mean(outcome.values(name)))


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else value_text(value)


def _put(
    item: Points, points: list[tuple[float, float]], colours: list[str], look: Look, size: float
) -> None:
    x, y = np.array(points, dtype=np.float64).reshape(-1, 2).T
    set_points(
        item,
        x,
        y,
        (tuple(colours), look),
        size=look.size(size),
        brush=[look.brush(colour) for colour in colours],
        pen=[look.pen(colour, 1.0) for colour in colours],
    )
