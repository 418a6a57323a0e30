"""The sharpness over the epochs: the greatest curvature, and how much the rate bears."""

from __future__ import annotations

import numpy as np

from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.analysis.sharpness import Sharpness
from visualizer.core.capabilities import Capability
from visualizer.core.problems.functions import Analytic
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.traces import SeriesLine

SHARPNESS, BEARABLE = "sharpness", "bearable"


class SharpnessPlot(SeriesPlot):
    """The greatest eigenvalue of the Hessian at sampled rows, with the limit of the rate.

    The limit is the curvature above which the learning rate of each step is too large:
    2 / η for gradient descent, more with momentum. Other rules have none that is known.
    """

    insights = (Sharpness,)
    name = "sharpness"
    requires = (Capability.CURVATURE,)
    together = False
    of_front_alone = True

    @classmethod
    def applies(cls, run: Run) -> bool:
        """Where the curvature differs from place to place, and a formula gives it at once."""
        from visualizer.core.analysis.curvature import constant_hessian

        return isinstance(run.problem, Analytic) and constant_hessian(run.problem) is None

    def unavailable(self, frame: Frame) -> str:
        found = frame.insight(Sharpness)
        if found is None:
            return "Computing the curvature…"
        shown = found.greatest[found.rows <= frame.reveal]
        if found.complete and not np.isfinite(shown).any():
            return "The curvature is not finite here."
        return ""

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        from visualizer.core.analysis.stability import is_understood

        found = [SeriesLine(SHARPNESS, "λmax", self.look.line_colour(3))]
        if is_understood(frame.experiment.optimizer):
            words = "2/η" if _is_plain(frame) else "limit"
            found.append(SeriesLine(BEARABLE, words, self.look.muted, self.look.dash(1)))
        return tuple(found)

    def remark(self, frame: Frame) -> str:
        sharpness = frame.insight(Sharpness)
        if sharpness is not None and not sharpness.complete:
            return f"computing: {len(sharpness.rows)} points so far"
        if len(self._lines) == 1:
            label = frame.experiment.optimizer.label
            return f"the limit of {label} is not known"
        if sharpness is not None and len(sharpness.rows) < frame.run.count:
            # A spike between two of them is not seen.
            return f"at {len(sharpness.rows):,} of {frame.run.count:,} rows"
        return "size, without sign" if self.log and self._some_negative(frame) else ""

    def _some_negative(self, frame: Frame) -> bool:
        sharpness = frame.insight(Sharpness)
        return sharpness is not None and bool((sharpness.greatest < 0).any())

    def reads(self, frame: Frame) -> tuple[object, ...]:
        return (*super().reads(frame), frame.insight(Sharpness))

    def _values(
        self, frame: Frame, shown: ShownRun, column: str, low: int, high: int, pixels: int
    ) -> tuple[Array, Array]:
        if column == BEARABLE:
            return _bearable(frame, low, high, pixels)
        sharpness = frame.insight(Sharpness)
        assert sharpness is not None
        inside = (sharpness.rows >= low) & (sharpness.rows <= high)
        return sharpness.rows[inside].astype(float), sharpness.greatest[inside]

    def _values_at(self, frame: Frame, row: int, most: int) -> list[Span]:
        """The sharpness at the nearest row at which it is known, and what the rate bears."""
        if frame.insight(Sharpness) is None:
            return []
        history = frame.run.history
        rows, values = self._values(frame, frame.front, SHARPNESS, 0, frame.reveal, 8)
        if not len(rows):
            return [(f"epoch {row / history.steps_per_epoch:.6g}", self.look.muted)]
        nearest = int(np.abs(rows - row).argmin())
        row, value = int(rows[nearest]), float(values[nearest])
        rate = float(history.view("learning_rate", row, row, 8)[1][-1])
        return [
            (f"epoch {row / history.steps_per_epoch:.6g}", self.look.muted),
            (f"  λmax {number_text(value)}", self.look.line_colour(3)),
            (f"  η·λmax {number_text(rate * value)}", self.look.text),
        ]


def _is_plain(frame: Frame) -> bool:
    return all(stage.experiment.optimizer.plain for stage in frame.experiment.stages())


def _bearable(frame: Frame, low: int, high: int, pixels: int) -> tuple[Array, Array]:
    """The curvature that the rate of rows low..high bears, by the rule in force there."""
    from visualizer.core.analysis.stability import largest_curvature

    rows, rates = frame.run.history.view("learning_rate", low, high, pixels)
    values = np.full(len(rows), np.nan)
    for stage in frame.experiment.stages():
        for place in np.flatnonzero(rows >= stage.step):
            bearable = largest_curvature(stage.experiment.optimizer, float(rates[place]))
            values[place] = np.nan if bearable is None else bearable
    return rows, values
