"""The noise of the gradient: the cloud of the batches, and its error against the batch size."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from visualizer.app.state import Run
from visualizer.core.analysis.batch_noise import Cloud, GradientError
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.problems.model import Model
from visualizer.gui.look.look import Look
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.look.quick_import import pg
from visualizer.gui.plots.chart import Chart, ChartLine
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.items import Points
from visualizer.gui.plots.labels import Span
from visualizer.gui.plots.marks import LegendEntry
from visualizer.gui.plots.ranges import Range, log10, padded

DECADES = 2.5
"""How far down a logarithmic axis goes."""

MEASURING = "Measuring the noise of the gradient…"


class GradientCloudPlot(Chart):
    """The slopes of every batch at the playhead along two parameters, and those of all rows.

    Over a single parameter they stand side by side.
    """

    insights = (Cloud,)
    name = "gradient-cloud"
    depends = ("lines",)
    requires = (Capability.NOISE,)
    together = False

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.points = self.keep(Points(symbol="o"), 20)
        self.own = self.keep(Points(symbol="o"), 25)
        self.mean = self.keep(Points(symbol="star"), 30)
        self._restyle()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return not run.history.layout.whole

    def unavailable(self, frame: Frame) -> str:
        if not self.applies(frame.run):
            return "Every step uses all rows: set a batch size in Training"
        return "" if frame.insight(Cloud) else MEASURING

    def _pair(self, frame: Frame) -> tuple[int, ...]:
        """The parameters whose slopes are drawn, one or two."""
        shown = (*frame.lines, *range(len(frame.run.history.parameters)))
        return tuple(dict.fromkeys(shown))[:2]

    def _draw(self, frame: Frame) -> None:
        cloud = frame.insight(Cloud)
        assert cloud is not None
        pair = self._pair(frame)
        places, whole = self._places(cloud.gradients, pair), self._places(cloud.whole[None], pair)
        if len(pair) == 1:
            whole[:, 1] = places[:, 1].mean()
        super()._draw(frame)
        spread = np.vstack([places, whole, np.zeros((1, 2))])
        self.see(padded(*_limits(spread[:, 0])), padded(*_limits(spread[:, 1])))
        self.points.setData(x=places[:, 0], y=places[:, 1])
        self.own.setData(
            x=places[cloud.own : cloud.own + 1, 0], y=places[cloud.own : cloud.own + 1, 1]
        )
        self.mean.setData(x=whole[:, 0], y=whole[:, 1] if len(pair) == 2 else [places[:, 1].mean()])
        left = cloud.batches - len(cloud.gradients)
        self._write_note(f"{len(cloud.gradients)} of {cloud.batches} batches" if left > 0 else "")

    def _places(self, gradients: FloatArray, pair: tuple[int, ...]) -> FloatArray:
        """Points (n, 2) of gradients (n, P)."""
        if len(pair) == 2:
            return gradients[:, list(pair)]
        return np.column_stack([gradients[:, pair[0]], np.arange(len(gradients))])

    def words(self, frame: Frame) -> tuple[str, str]:
        names, pair = frame.run.history.parameters, self._pair(frame)
        return f"∂L/∂{names[pair[0]]}", f"∂L/∂{names[pair[1]]}" if len(pair) == 2 else "batch"

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        """The axes through 0, where the slope is nothing."""
        cloud = frame.insight(Cloud)
        assert cloud is not None
        far = 1e3 * np.abs(cloud.gradients).max(initial=1.0)
        ends, zero = np.array([-far, far]), np.zeros(2)
        dash = (4.0, 3.0)
        found = [ChartLine(zero, ends, self.look.axis, dash=dash, width=1.0)]
        if len(self._pair(frame)) == 2:
            found.append(ChartLine(ends, zero, self.look.axis, dash=dash, width=1.0))
        return found

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        cloud = frame.insight(Cloud)
        assert cloud is not None
        size, look = cloud.size, self.look
        return [
            LegendEntry("dot", look.line_colour(0), f"batches of {size}" if size else "draws", 0.6),
            LegendEntry("ring", look.danger, "of this step"),
            LegendEntry("star", look.minimum, "all rows" if size else "without noise"),
        ]

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        across, upward = self.words(frame)
        spans = [(f"{across} {number_text(point.x())}  ", self.look.text)]
        if len(self._pair(frame)) == 2:
            spans.append((f"{upward} {number_text(point.y())}", self.look.text))
        return spans

    def _restyle(self) -> None:
        super()._restyle()
        look = self.look
        self.points.setBrush(look.brush(look.line_colour(0), 0.5))
        self.points.setPen(look.pen(look.card, 0.8))
        self.points.setSize(look.size(8.0))
        self.own.setBrush(look.brush(look.danger, 0.0))
        self.own.setPen(look.pen(look.danger, 2.0))
        self.own.setSize(look.size(14.0))
        self.mean.setBrush(look.brush(look.minimum))
        self.mean.setPen(look.pen(look.edge, 1.2))
        self.mean.setSize(look.size(17.0))


class GradientErrorPlot(Chart):
    """How far a batch's gradient is from that of all rows, for every size of a batch."""

    insights = (GradientError,)
    name = "gradient-error"
    depends = ("experiment.training.batch_size", "row")
    requires = (Capability.NOISE,)
    together = False
    log_across = True
    across = "rows of a batch"
    upward = "error"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.points = self.keep(Points(symbol="o"), 20)
        self.here = self.keep(pg.InfiniteLine(angle=90, movable=False), 5)
        self._restyle()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return run.history.layout.batches

    def unavailable(self, frame: Frame) -> str:
        problem = frame.problem
        if not isinstance(problem, Model) or problem.rows == 1:
            return "Batches need data with several rows"
        return "" if frame.insight(GradientError) else MEASURING

    def traces(self, frame: Frame) -> Sequence[ChartLine]:
        """The theory as a line; where it is 0 a logarithmic axis cannot show it."""
        error = frame.insight(GradientError)
        assert error is not None
        sizes = np.unique(np.geomspace(1, error.rows, 200).round())
        words = "σ √((N − B) / (B (N − 1)))"
        return [ChartLine(sizes, error.expected(sizes), self.look.line_colour(1), words)]

    def ranges(self, frame: Frame, traces: Sequence[ChartLine]) -> tuple[Range, Range]:
        """From nothing upwards; a logarithmic axis ends where the last rows would bend it down."""
        across, upward = super().ranges(frame, traces)
        if not self.log:
            return across, (0.0, upward[1])
        heights = self.to_upward(traces[0].y)
        finite = heights[np.isfinite(heights)]
        if not len(finite):
            return across, upward
        return across, padded(
            max(float(finite.min()), float(finite.max()) - 2.5), float(finite.max())
        )

    def _draw(self, frame: Frame) -> None:
        super()._draw(frame)
        error = frame.insight(GradientError)
        assert error is not None
        heights = self.to_upward(error.measured)
        known = np.isfinite(heights)
        self.points.setData(x=log10(error.sizes.astype(float))[known], y=heights[known])
        size = frame.experiment.training.batch_size
        self.here.setVisible(0 < size < error.rows)
        if 0 < size < error.rows:
            self.here.setValue(float(np.log10(size)))
        late = error.step != frame.row
        self._write_note(f"at step {error.step:,}" if late else "")

    def entries(self, frame: Frame) -> Sequence[LegendEntry]:
        size = frame.experiment.training.batch_size
        found = [LegendEntry("dot", self.look.line_colour(0), "measured on random batches")]
        if 0 < size < frame.problem.rows:
            found.append(LegendEntry("dash", self.look.accent, f"batch size {size}"))
        return found

    def _read_out(self, frame: Frame, point: QPointF) -> Sequence[Span]:
        error = frame.insight(GradientError)
        if error is None:
            return ()
        size = float(np.clip(round(self.from_across(point.x())), 1, error.rows))
        expected = float(error.expected(np.array(size)))
        words = f"{size:.0f} rows: {number_text(expected)}"
        return [(words, self.look.text)]

    def _restyle(self) -> None:
        super()._restyle()
        self.points.setBrush(self.look.brush(self.look.line_colour(0)))
        self.points.setPen(self.look.pen(self.look.card, 1.0))
        self.points.setSize(self.look.size(9.0))
        self.here.setPen(self.look.pen(self.look.accent, 1.6, (6.0, 3.0)))


def _limits(values: FloatArray) -> Range:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
