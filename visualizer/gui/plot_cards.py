"""The cards that hold the plots, with the switches of each view."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from visualizer.gui.look import Look
from visualizer.gui.plot_view import PlotView
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot
from visualizer.gui.stage import Stage
from visualizer.gui.widgets.card import Card, DockCard
from visualizer.gui.widgets.choice_box import ChoiceBox
from visualizer.gui.widgets.roles import set_role

SMALLEST_PLOT = QSize(260, 104)
SMALLEST_LANDSCAPE = QSize(300, 240)
MOST_AXES = 12


def switch(words: str, help_text: str, on: bool, toggled: Callable[[bool], None]) -> QPushButton:
    """A button that stays down, for the title row of a card."""
    button = set_role(QPushButton(words), "switch")
    button.setCheckable(True)
    button.setChecked(on)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.toggled.connect(toggled)
    return button


def landscape_card(stage: Stage, look: Look) -> tuple[LandscapePlot, PlotView, Card]:
    """The landscape with its switches: which parameters, logarithm, arrows."""
    plot = LandscapePlot(look)
    view = PlotView(plot, SMALLEST_LANDSCAPE)
    stage.add_view(view)
    card = Card("Landscape", view)
    planes = PlaneChoice(stage)

    def set_log(on: bool) -> None:
        plot.log = on
        plot.redraw()
        view.paint_soon()

    def set_arrows(on: bool) -> None:
        plot.arrows = on
        plot.redraw()
        view.paint_soon()

    card.add_switch(
        planes,
        switch("log", "Colour by the logarithm of the loss", plot.log, set_log),
        switch("arrows", "Arrows downhill and of the next step", plot.arrows, set_arrows),
    )
    return plot, view, card


class PlaneChoice(ChoiceBox):
    """Chooses the two parameters that the landscape is over; hidden when there are two."""

    AUTOMATIC = ""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._names: tuple[str, ...] = ()
        self.setToolTip("The parameters that the landscape is over")
        self.setAccessibleName("Plane")
        self.chosen.connect(self._on_chosen)
        stage.frame_made.connect(self._on_frame)
        self.hide()

    def _on_frame(self, frame: object) -> None:
        names = self._stage.frame.run.history.parameters if self._stage.frame else ()
        if names == self._names:
            return
        self._names = names
        self.setVisible(len(names) > 2)
        self._stage.set_view(replace(self._stage.view, axes=(), ranges=(), everything=False))
        shown = names[:MOST_AXES]
        pairs = {
            f"{i},{j}": f"{shown[i]} × {shown[j]}"
            for i in range(len(shown))
            for j in range(i + 1, len(shown))
        }
        self.set_choices({self.AUTOMATIC: "moved most"} | pairs)

    def _on_chosen(self, value: str) -> None:
        axes = tuple(int(part) for part in value.split(",")) if value else ()
        self._stage.set_view(replace(self._stage.view, axes=axes, ranges=(), everything=False))


def plot_docks(stage: Stage, look: Look) -> tuple[dict[str, DockCard], QPushButton]:
    """The docks of the plots at the right, and the switch of the logarithmic loss."""
    docks = {}
    loss = LossPlot(look)
    for plot in (ParametersPlot(look), loss, GradientPlot(look), FitPlot(look)):
        view = PlotView(plot, SMALLEST_PLOT)
        stage.add_view(view)
        docks[plot.name] = DockCard(plot.name, plot.title, view)

    def set_log(on: bool) -> None:
        loss.log = on
        loss.redraw()
        stage.refresh()

    log = switch("log", "Logarithmic axis of the loss", loss.log, set_log)
    docks["loss"].add_switch(log)
    return docks, log
