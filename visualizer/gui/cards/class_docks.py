"""The bodies of the docks about classes and networks, with their switches."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from visualizer.core.analysis.predictions import PARTS
from visualizer.core.problems.model import Model
from visualizer.gui.cards.plot_cards import SMALLEST, named_body, plot_body
from visualizer.gui.cards.view_switch import ViewSwitch
from visualizer.gui.look.links import calling
from visualizer.gui.look.look import Look
from visualizer.gui.plots.accuracy import AccuracyPlot
from visualizer.gui.plots.confusion import ClassPlot, ConfusionPlot
from visualizer.gui.plots.frame import Frame
from visualizer.gui.plots.network import NetworkPlot
from visualizer.gui.plots.rows import RowsPlot
from visualizer.gui.stage.pane import Pane
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.count_box import CountBox
from visualizer.gui.widgets.roles import set_role


def accuracy_body(bench: Workbench, dock: DockCard) -> PlotView:
    """Accuracy, or R squared, over the epochs."""
    view = PlotView(AccuracyPlot(bench.look), SMALLEST)
    bench.pane.add_view(view)
    return view


def confusion_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The confusion matrix."""
    plot = ConfusionPlot(bench.look)
    view = plot_body(bench, dock, plot)
    dock.add_switch(ViewSwitch(bench, plot, "shares", "%", "Shares of each true class, not counts"))
    part = PartSwitch(plot)
    bench.pane.add_panel(part)
    dock.add_switch(part)
    return view


def network_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The diagram of the network, and which row of the data goes through it."""
    plot = NetworkPlot(bench.look)
    view = plot_body(bench, dock, plot)
    choice = SampleChoice(bench.pane)
    bench.pane.add_panel(choice)
    dock.add_switch(
        choice,
        ViewSwitch(bench, plot, "maps", "maps", "Of two inputs: what each unit gives for all"),
        ViewSwitch(
            bench, plot, "backward", "backward", "The gradient of this step instead of values"
        ),
    )
    return view


def rows_body(bench: Workbench, dock: DockCard) -> PlotView:
    """Rows of the data, page by page: the plot that has the name of the dock."""
    view = named_body(bench, dock)
    plot = view.plot
    assert isinstance(plot, RowsPlot)
    plot.on_sample_chosen = bench.pane.look_at_sample
    for words, by, help_text in (("‹", -1, "Previous page"), ("›", 1, "Next page")):
        dock.add_switch(_page_button(plot, words, by, f"{help_text}: {plot.title}"))
    part = PartSwitch(plot)
    bench.pane.add_panel(part)
    dock.add_switch(part)
    return view


def _page_button(plot: RowsPlot, words: str, by: int, help_text: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.setFixedWidth(28)

    button.clicked.connect(calling(plot.turn, by))
    return button


class PartSwitch(QPushButton):
    """Training or validation rows, in the title row of a card.

    It is a panel of a pane: without validation rows it is neither lit nor to be pressed.
    """

    def __init__(self, plot: ClassPlot) -> None:
        super().__init__("validation")
        self._plot = plot
        help_text = f"The validation rows, not the training rows: {plot.title}"
        set_role(self, "switch")
        self.setCheckable(True)
        self.setChecked(plot.part == PARTS[1])
        self.setToolTip(help_text)
        self.setAccessibleName(help_text)
        self.toggled.connect(self._on_toggled)

    def draw(self, frame: Frame) -> None:
        """Follow the run in front; the choice stays for the next one with validation."""
        model = frame.run.problem
        aside = isinstance(model, Model) and model.validation is not None
        # Following the frame is no wish of the user.
        blocked = self.blockSignals(True)
        self.setEnabled(aside)
        self.setChecked(aside and self._plot.part == PARTS[1])
        self.blockSignals(blocked)

    def restyle(self, look: Look) -> None:
        """Nothing of its own to dress."""

    def _on_toggled(self, on: bool) -> None:
        self._plot.choose(part=PARTS[on])


class SampleChoice(CountBox):
    """Which row goes through the network: the training rows first, then the validation rows.

    It is a panel of a pane: a row that is clicked elsewhere is shown here as well.
    """

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane
        self._training = 1
        self.setPrefix("row ")
        self.setMinimum(1)
        self.setAccelerated(True)
        self.setToolTip("The row whose values the units show: training rows, then validation rows")
        self.setAccessibleName("Row of the data")
        self.valueChanged.connect(self._on_changed)

    def draw(self, frame: Frame) -> None:
        """Show the row that is looked at; tells nobody."""
        model = frame.run.problem
        self.setEnabled(isinstance(model, Model))
        if not isinstance(model, Model):
            return
        self._training = len(model.training.inputs)
        aside = 0 if model.validation is None else len(model.validation.inputs)
        blocked = self.blockSignals(True)
        self.setMaximum(self._training + aside)
        part, number = frame.sample
        place = number + (self._training if part == PARTS[1] and aside else 0)
        # While a number is typed it is ahead of the frame.
        if not self.hasFocus():
            self.setValue(place + 1)
        self.blockSignals(blocked)

    def restyle(self, look: Look) -> None:
        """Nothing of its own to dress."""

    def _on_changed(self, number: int) -> None:
        beyond = number > self._training
        place = number - 1 - (self._training if beyond else 0)
        self._pane.look_at_sample(PARTS[beyond], place)
