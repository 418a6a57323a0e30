"""The docks that show what an update rule keeps, and the noise of what it follows."""

from __future__ import annotations

from visualizer.core.notation.letters import letter_text
from visualizer.gui.cards.plot_cards import plot_body
from visualizer.gui.cards.view_switch import ViewSwitch
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.noise import GradientErrorPlot
from visualizer.gui.plots.state import ALL, StatePlot, quantities_of
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox


class QuantityChoice(ChoiceBox):
    """Chooses the quantity of the update rule that is drawn."""

    def __init__(self, pane: Pane, plot: StatePlot) -> None:
        super().__init__()
        self._plot = plot
        self._offered: dict[str, str] | None = None
        self.setAccessibleName("The quantity of the update rule")
        self.setToolTip("The quantity of the update rule that is drawn")
        self.setMinimumContentsLength(14)
        self.chosen.connect(self._on_chosen)
        pane.frame_made.connect(self._on_frame)
        if pane.frame is not None:
            self._on_frame(pane.frame)

    def _on_frame(self, frame: Frame) -> None:
        names = frame.run.rule.names
        offered = {
            name: f"{letter_text(name)}  {names.get(name, '')}"
            for name in quantities_of(frame.run.history)
        }
        if len(offered) > 1:
            offered[ALL] = "all quantities"
        if offered != self._offered:
            self._offered = offered
            self.set_choices(offered)
            self.setVisible(len(offered) > 1)
        self.set_value(self._plot.shown(frame))

    def _on_chosen(self, name: str) -> None:
        self._plot.choose(quantity=name)


def state_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The state of the update rule over the epochs, and which quantity of it."""
    plot = StatePlot(bench.look)
    view = plot_body(bench, dock, plot)
    dock.add_switch(QuantityChoice(bench.pane, plot))
    return view


def error_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The error of the gradient against the batch size."""
    plot = GradientErrorPlot(bench.look)
    view = plot_body(bench, dock, plot)
    words = "Logarithmic axis: error of the gradient"
    dock.add_switch(ViewSwitch(bench, view.plot, "log", "log", words, refit=True))
    return view
