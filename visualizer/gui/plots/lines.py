"""The line plots over epochs: parameters, loss and gradient."""

from typing import ClassVar

from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.core.capabilities import Capability
from visualizer.core.kinds import rate_varies
from visualizer.core.problems.functions import Analytic
from visualizer.core.recording.records import METRIC
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.ranges import Array, log10
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.target_line import TargetSeries
from visualizer.gui.plots.traces import SeriesLine


class ParametersPlot(SeriesPlot):
    """Each chosen parameter over the epochs."""

    name = "parameters"

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        names = frame.run.history.parameters
        return tuple(
            SeriesLine(names[index], names[index], self.look.line_colour(index), dash)
            for index, dash in self.dashed(frame)
        )

    def total(self, frame: Frame) -> int:
        return len(frame.run.history.parameters)

    def remark(self, frame: Frame) -> str:
        return "size, without sign" if self.log else ""


class GradientPlot(SeriesPlot):
    """The slope of the loss along each chosen parameter."""

    name = "gradient"
    requires = (Capability.GRADIENT,)

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        names = frame.run.history.parameters
        return tuple(
            SeriesLine(
                f"gradient:{names[index]}",
                f"∂L/∂{names[index]}",
                self.look.line_colour(index),
                dash,
            )
            for index, dash in self.dashed(frame)
        )

    def total(self, frame: Frame) -> int:
        return len(frame.run.history.parameters)

    def remark(self, frame: Frame) -> str:
        return "size, without sign" if self.log else ""


class LossPlot(TargetSeries):
    """The loss over all training rows, and over the validation rows where there are any.

    Of a run in batches that of all rows stands at the ends of the epochs; the loss of each
    batch is a thin line behind it.
    """

    name = "loss"
    requires = (Capability.LOSS,)
    _floor_known: tuple[Frame, float] | None = None

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        # Beside other runs each has its loss over all rows alone: more lines would be a tangle.
        batches = frame.run.history.layout.batches and not self.compares(frame)
        found = [
            SeriesLine(
                "loss",
                "loss",
                self.look.loss,
                width=2.6 if batches else 2.0,
            )
        ]
        if frame.run.history.layout.validation:
            found.append(
                SeriesLine("validation_loss", "validation", self.look.validation, self.look.dash(1))
            )
        if batches:
            found.append(
                SeriesLine("batch_loss", "batch loss", self.look.loss, width=1.0, opacity=0.55)
            )
        return tuple(found)

    def pair(self, frame: Frame) -> tuple[str, str]:
        return "loss", "validation_loss" if frame.run.history.layout.validation else ""

    def transform(self, frame: Frame, values: Array) -> Array:
        return log10(values - self._floor(frame)) if self.log else values

    def loss_at(self, frame: Frame, height: float) -> float:
        return 10.0**height + self._floor(frame) if self.log else height

    def reads(self, frame: Frame) -> tuple[object, ...]:
        return (*super().reads(frame), self._floor(frame))

    def _move(self, frame: Frame) -> None:
        super()._move(frame)
        if self.log:
            self._explain(frame)  # of the loss at the playhead, too

    def remark(self, frame: Frame) -> str:
        return self._remark_of_logarithm(frame) if self.log else super().remark(frame)

    def _remark_of_logarithm(self, frame: Frame) -> str:
        floor = self._floor(frame)
        if floor != 0.0:
            of = "these runs" if self.compares(frame) else "this run"
            lowest = f"the lowest of {of}" if _minimum(frame) is None else "the minimum"
            return f"loss above {lowest}, {number_text(floor)}"
        if all(end is None for end in self._ends):
            return "no logarithm: the loss is not above 0 here"
        history = frame.run.history
        reached = float(history.row(min(frame.row, len(history) - 1)).loss)
        if reached == 0.0:
            return "the loss is exactly 0, which has no logarithm"
        return super().remark(frame)

    def _floor(self, frame: Frame) -> float:
        """What is subtracted before the logarithm, the same for each line of a frame."""
        if self._floor_known is None or self._floor_known[0] is not frame:
            self._floor_known = frame, self._find_floor(frame)
        return self._floor_known[1]

    def _find_floor(self, frame: Frame) -> float:
        """The minimum where it is below 0.

        Of a formula, and of a recording alone, it is not known; the lowest loss that may be
        seen stands for it.
        """
        problem, minimum = frame.run.problem, _minimum(frame)
        if problem is None or (isinstance(problem, Analytic) and problem.kind == "formula"):
            # Only of rows that may be seen: a lower loss to come would betray the future by its
            # axis.
            minimum = min(_lowest(shown) for shown in frame.shown)
        return minimum if minimum is not None and minimum < 0.0 else 0.0


def _lowest(shown: ShownRun) -> float:
    """The lowest loss of a run that may be seen, and 0 at most."""
    _, losses = shown.run.history.view("loss", 0, shown.last, 8)
    return float(losses.min(initial=0.0))


def _minimum(frame: Frame) -> float | None:
    """The least loss there is, where the problem knows it."""
    problem = frame.run.problem
    return None if problem is None else problem.minimum_loss


class ColumnPlot(SeriesPlot):
    """One column of the history over the epochs."""

    column: ClassVar[str]
    label: ClassVar[str] = ""
    """What the line is called; empty for the name of the column in words."""

    @classmethod
    def applies(cls, run: Run) -> bool:
        return run.history.layout.holds(cls.column)

    def unavailable(self, frame: Frame) -> str:
        # Asked also where `applies` has said no: the dock may be open already.
        there = frame.run.history.layout.holds(self.column)
        return "" if there else f"This run has no {self.words()}."

    def words(self) -> str:
        """What the line is called."""
        return self.label or self.column.removeprefix(METRIC).replace("_", " ")

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        return (SeriesLine(self.column, self.words(), self.look.line_colour(3)),)

    def remark(self, frame: Frame) -> str:
        if self.log and all(end is None for end in self._ends):
            return f"no logarithm: the {self.words()} is 0 here"
        return ""


class RatePlot(ColumnPlot):
    """The learning rate of each step."""

    name = "rate"
    column, label = "learning_rate", "rate"
    requires = (Capability.RATE,)
    in_steps = True

    @classmethod
    def applies(cls, run: Run) -> bool:
        return run.experiment is None or rate_varies(run.experiment)
