"""How the layers of a network fare over the epochs: slopes, updates, dead and saturated units."""

from typing import ClassVar

import numpy as np

from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.analysis.layer_health import LayerHealth, is_network
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.ranges import Array
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.traces import SeriesLine


class LayerSeries(SeriesPlot):
    """A line for each layer, at sampled rows of the run in front."""

    insights = (LayerHealth,)
    requires = (Capability.PREDICTIONS, Capability.GRADIENT)
    together = False
    of_front_alone = True

    @classmethod
    def applies(cls, run: Run) -> bool:
        return is_network(run.problem)

    def names(self, found: LayerHealth) -> tuple[str, ...]:
        """What has a line."""
        return found.names

    def table(self, found: LayerHealth) -> FloatArray:
        """The values (M, lines) at the rows of an insight."""
        raise NotImplementedError

    def unavailable(self, frame: Frame) -> str:
        if not is_network(frame.run.problem):
            return "Only networks with hidden layers have this picture."
        found = frame.insight(LayerHealth)
        if found is None:
            return "Looking at the layers…"
        return "" if self.names(found) else "The layers of this network have no activations."

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        found = frame.insight(LayerHealth)
        assert found is not None
        return tuple(
            SeriesLine(str(place), name, self.look.line_colour(place), self.look.dash(place))
            for place, name in enumerate(self.names(found))
        )

    def remark(self, frame: Frame) -> str:
        found = frame.insight(LayerHealth)
        if found is None or len(found.rows) >= frame.run.count:
            return ""
        at = f"at {len(found.rows):,} of {frame.run.count:,} rows"
        return at if found.complete else f"computing: {at}"

    def reads(self, frame: Frame) -> tuple[object, ...]:
        return (*super().reads(frame), frame.insight(LayerHealth))

    def _values(
        self, frame: Frame, shown: ShownRun, column: str, low: int, high: int, pixels: int
    ) -> tuple[Array, Array]:
        found = frame.insight(LayerHealth)
        assert found is not None
        rows, values = found.rows, self.table(found)[:, int(column)]
        if low == high and len(rows):
            # At the playhead: the nearest row that was looked at, as far as it may be seen.
            seen = np.flatnonzero(rows <= frame.reveal)
            nearest = seen[np.abs(rows[seen] - low).argmin()] if len(seen) else 0
            return np.array([float(low)]), values[[nearest]]
        inside = (rows >= low) & (rows <= high) & np.isfinite(values)
        return rows[inside].astype(float), values[inside]


class LayerGradientsPlot(LayerSeries):
    """The length of the gradient of each layer."""

    name = "layer-gradients"
    upward: ClassVar[str] = "length of the gradient"

    def table(self, found: LayerHealth) -> FloatArray:
        return found.of_layers("gradient")


class LayerUpdatesPlot(LayerSeries):
    """The size of each layer's update over that of its weights."""

    name = "layer-updates"
    upward: ClassVar[str] = "update / weights"

    def table(self, found: LayerHealth) -> FloatArray:
        return found.of_layers("update")


class LayerUnitsPlot(LayerSeries):
    """The shares of dead and of saturated units of each hidden layer."""

    name = "layer-units"
    upward: ClassVar[str] = "share of the units"

    def names(self, found: LayerHealth) -> tuple[str, ...]:
        return found.unit_names

    def table(self, found: LayerHealth) -> FloatArray:
        # The units of a layer are dead or saturated, never some of both: see `layer_health`.
        return found.of_units("dead") + found.of_units("saturated")
