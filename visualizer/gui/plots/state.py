"""What the update rule keeps from step to step, over the epochs."""

from visualizer.app.state import Run
from visualizer.core.capabilities import Capability
from visualizer.core.notation.letters import letter_text
from visualizer.core.recording.history import History
from visualizer.gui.look.look import DASHES
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.plots.shown import Shown
from visualizer.gui.plots.traces import SeriesLine

PREFIX = "state:"

ALL = "all"
"""Stands for every quantity of the rule."""


def quantities_of(history: History) -> tuple[str, ...]:
    """The quantities of the rule that a history holds."""
    kinds = history.layout.vectors
    return tuple(kind.removeprefix(PREFIX) for kind in kinds if kind.startswith(PREFIX))


class StatePlot(SeriesPlot):
    """Quantities of the update rule (momentum, second moment, ...), for each parameter.

    One that is a single number for all parameters is a single line.
    """

    name = "state"
    requires = (Capability.STATE,)
    together = False
    quantity = Shown[str]()

    @classmethod
    def applies(cls, run: Run) -> bool:
        return bool(quantities_of(run.history))

    def shown(self, frame: Frame) -> str:
        """The quantity that is drawn, or `ALL`; "" when there is none."""
        known = quantities_of(frame.run.history)
        if self.quantity == ALL and len(known) > 1:
            return ALL
        wanted = (self.quantity, *frame.run.rule.pointers, *known)
        return next((name for name in wanted if name in known), "")

    def unavailable(self, frame: Frame) -> str:
        if self.shown(frame):
            return ""
        return f"{frame.run.rule.label} keeps nothing from step to step"

    def lines(self, frame: Frame) -> tuple[SeriesLine, ...]:
        shown = self.shown(frame)
        if shown != ALL:
            return self._lines_of(frame, shown)
        known = quantities_of(frame.run.history)
        # Colour tells the parameter, and so the dash the quantity.
        return tuple(
            line
            for place, name in enumerate(known)
            for line in self._lines_of(frame, name, DASHES[place % len(DASHES)])
        )

    def _lines_of(
        self, frame: Frame, quantity: str, dash: tuple[float, ...] | None = None
    ) -> tuple[SeriesLine, ...]:
        """A quantity for each parameter; with the dashes of the parameters, or one for all."""
        names, letter = frame.run.history.parameters, letter_text(quantity)
        if quantity in frame.run.rule.single:
            return (
                SeriesLine(f"{PREFIX}{quantity}:{names[0]}", letter, self.look.text, dash or ()),
            )
        return tuple(
            SeriesLine(
                f"{PREFIX}{quantity}:{names[index]}",
                f"{letter} of {names[index]}",
                self.look.line_colour(index),
                usual if dash is None else dash,
            )
            for index, usual in self.dashed(frame)
        )

    def upward_words(self, frame: Frame) -> str:
        shown = self.shown(frame)
        if shown == ALL:
            return "quantities of the rule"
        return frame.run.rule.names.get(shown, shown)

    def remark(self, frame: Frame) -> str:
        shown = self.shown(frame)
        if shown == ALL or (len(quantities_of(frame.run.history)) > 1 and not self.look.thorough):
            # In the window it stands in the title row, where one is chosen.
            return "size, without sign" if self.log else ""
        words = frame.run.rule.names.get(shown, "")
        size = ", size without sign" if self.log else ""
        return f"{letter_text(shown)}: {words}{size}"
