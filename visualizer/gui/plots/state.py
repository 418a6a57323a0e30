"""What the update rule keeps from step to step, over the epochs."""

from visualizer.app.state import Run
from visualizer.core.history import History
from visualizer.gui.frame import Frame
from visualizer.gui.letters import letter_text
from visualizer.gui.look import Look
from visualizer.gui.plots.series import Line, SeriesPlot

PREFIX = "state:"


def quantities_of(history: History) -> tuple[str, ...]:
    """The quantities of the rule that a history holds."""
    kinds = history.layout.vectors
    return tuple(kind.removeprefix(PREFIX) for kind in kinds if kind.startswith(PREFIX))


class StatePlot(SeriesPlot):
    """One quantity of the update rule (momentum, second moment, ...), for each parameter.

    Flags (call `redraw` after a change)
    ------------------------------------
    quantity
        The one to show; "" for one that points somewhere, else the first.
    """

    name = "state"
    title = "Optimizer state"
    together = False
    flags = (*SeriesPlot.flags, "quantity")

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.quantity = ""

    @classmethod
    def suits(cls, run: Run) -> bool:
        return bool(quantities_of(run.history))

    def shown(self, frame: Frame) -> str:
        """The quantity that is drawn; "" when there is none."""
        known = quantities_of(frame.run.history)
        wanted = (self.quantity, *frame.run.experiment.optimizer.arrows, *known)
        return next((name for name in wanted if name in known), "")

    def unavailable(self, frame: Frame) -> str:
        if self.shown(frame):
            return ""
        return f"{frame.run.experiment.optimizer.label} keeps nothing from step to step"

    def _key_of(self, frame: Frame) -> object:
        return super()._key_of(frame), self.shown(frame)

    def lines(self, frame: Frame) -> tuple[Line, ...]:
        names, quantity = frame.run.problem.names, self.shown(frame)
        letter = letter_text(quantity)
        return tuple(
            Line(
                f"{PREFIX}{quantity}:{names[index]}",
                f"{letter} of {names[index]}",
                self.look.line_colour(index),
                self.look.dash(index),
            )
            for index in frame.lines
        )

    def remark(self, frame: Frame) -> str:
        quantity = self.shown(frame)
        if len(quantities_of(frame.run.history)) > 1 and not self.look.thorough:
            # In the window it stands in the title row, where one is chosen.
            return "size, without sign" if self.log else ""
        words = frame.run.experiment.optimizer.names.get(quantity, "")
        size = ", size without sign" if self.log else ""
        return f"{letter_text(quantity)}: {words}{size}"
