"""How good the model is on its training rows and on those it has not seen, epoch by epoch."""

import math

from visualizer.app.state import Run
from visualizer.core.capabilities import Capability
from visualizer.core.recording.history import History
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.corners import BOTTOM_RIGHT
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.traces import SeriesLine
from visualizer.gui.plots.validation import ValidationSeries

METRIC = "metric:"
VALIDATION = "validation_"

WORDS = {"accuracy": "accuracy", "r_squared": "R²", "r2": "R²", "rmse": "RMSE"}


def metric_columns(history: History) -> tuple[tuple[str, str], ...]:
    """Pairs of a training column and its validation column ("" without), best known first."""
    # Not of all columns: a network has thousands, and this is asked with every frame.
    found = [name for name in history.layout.scalars if name.startswith(METRIC)]
    plain = [name for name in found if not name.startswith(METRIC + VALIDATION)]
    pairs = []
    for name in plain:
        other = METRIC + VALIDATION + name.removeprefix(METRIC)
        pairs.append((name, other if other in found else ""))
    # The share that is right, or that is explained, tells more than an error in a unit.
    return tuple(sorted(pairs, key=lambda pair: "rmse" in pair[0]))


class AccuracyPlot(ValidationSeries):
    """Accuracy of classes, or R squared: of the training rows and of the validation rows."""

    name = "accuracy"
    requires = (Capability.SCORES,)
    lowest_is_best = False
    usual_corner = BOTTOM_RIGHT  # such lines rise to the top
    together = False

    @classmethod
    def applies(cls, run: Run) -> bool:
        return bool(metric_columns(run.history))

    def unavailable(self, frame: Frame) -> str:
        if self.applies(frame.run):
            return ""
        return "Only models have it: the share of rows that is right, or R squared."

    def pair(self, frame: Frame) -> tuple[str, str]:
        return metric_columns(frame.run.history)[0]

    def _draw(self, frame: Frame) -> None:
        # No share is larger, and no R squared.
        self.axis("left").most = math.inf if "rmse" in self.pair(frame)[0] else 1.0
        super()._draw(frame)

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        training, validation = self.pair(frame)
        name = training.removeprefix(METRIC)
        found = [SeriesLine(training, WORDS.get(name, name), self.look.loss)]
        if validation:
            found.append(
                SeriesLine(validation, "validation", self.look.validation, self.look.dash(1))
            )
        return tuple(found)

    def upward_words(self, frame: Frame) -> str:
        name = self.pair(frame)[0].removeprefix(METRIC)
        return WORDS.get(name, name)

    def amount(self, value: float) -> str:
        return number_text(value, 3)
