"""The cards that hold the plots, with the switches of each view."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from visualizer.gui.choices import LineChoice, PlaneChoice
from visualizer.gui.look import Look
from visualizer.gui.plot_view import PlotView
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.stage import Stage
from visualizer.gui.widgets.card import Card, DockCard
from visualizer.gui.widgets.roles import set_role

SMALLEST_PLOT = QSize(260, 104)
SMALLEST_LANDSCAPE = QSize(300, 240)


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


def plot_docks(stage: Stage, look: Look) -> tuple[dict[str, DockCard], QPushButton]:
    """The docks of the plots at the right, and the switch of the logarithmic loss."""
    docks = {}
    switches = {}
    for plot in (ParametersPlot(look), LossPlot(look), GradientPlot(look), FitPlot(look)):
        view = PlotView(plot, SMALLEST_PLOT)
        stage.add_view(view)
        dock = docks[plot.name] = DockCard(plot.name, plot.title, view)
        if isinstance(plot, ParametersPlot):
            dock.add_switch(LineChoice(stage))
        if isinstance(plot, SeriesPlot):
            switches[plot.name] = _log_switch(plot, stage)
            dock.add_switch(switches[plot.name])
    return docks, switches["loss"]


def _log_switch(plot: SeriesPlot, stage: Stage) -> QPushButton:
    def set_log(on: bool) -> None:
        plot.log = on
        plot.redraw()
        stage.refresh()

    return switch("log", f"Logarithmic axis: {plot.title.lower()}", plot.log, set_log)
