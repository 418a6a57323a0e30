"""The plots in their cards and docks, with the switches of each view."""

from __future__ import annotations

from PySide6.QtCore import QSize

from visualizer.gui.cards.choices import LineChoice, PlaneChoice
from visualizer.gui.cards.landscape_body import LandscapeBody
from visualizer.gui.cards.landscape_control import LandscapeControl
from visualizer.gui.cards.map_menu import MapButton
from visualizer.gui.cards.taylor_choice import TaylorChoice
from visualizer.gui.cards.view_switch import ViewSwitch
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import ParametersPlot
from visualizer.gui.plots.registry import PLOTS
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.stage.workbench import Workbench
from visualizer.gui.widgets.card import Card, DockCard

SMALLEST = QSize(260, 104)
MAP_HELP = (
    "Drag the square to start elsewhere, or click with Shift.\n"
    "The wheel zooms, a drag moves the map; a double click or 0 shows the usual part."
)
SMALLEST_LANDSCAPE = QSize(300, 120)


def fill_landscape(
    bench: Workbench, card: Card
) -> tuple[LandscapePlot, PlotView, LandscapeControl]:
    """Put the landscape into a card, with its switches: which parameters, logarithm, arrows."""
    plot = LandscapePlot(bench.look)
    view = PlotView(plot, SMALLEST_LANDSCAPE)
    view.setToolTip(MAP_HELP)
    bench.pane.add_view(view)
    bench.stage.current = view
    control = LandscapeControl(view, plot, bench.pane, bench.session)
    body = LandscapeBody(bench, view)
    card.set_body(body)
    switches = (
        ViewSwitch(bench, plot, "log", "log", "Colour by the logarithm of the loss"),
        ViewSwitch(bench, plot, "arrows", "arrows", "Arrows downhill and of the next step"),
    )
    planes, maps = PlaneChoice(bench), MapButton(bench, plot)
    maps.beside = switches
    card.add_switch(planes, maps, *switches, body.choice)
    card.title_row.let_give_way(*switches)
    return plot, view, control


def plot_body(bench: Workbench, dock: DockCard, plot: Plot) -> PlotView:
    """A plot, as the body of a dock; over epochs it has a switch for the logarithm."""
    view = PlotView(plot, SMALLEST)
    bench.pane.add_view(view)
    if isinstance(plot, SeriesPlot):
        words = f"Logarithmic axis: {plot.title.lower()}"
        dock.add_switch(ViewSwitch(bench, plot, "log", "log", words))
    return view


def named_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The plot that has the name of the dock."""
    return plot_body(bench, dock, PLOTS[dock.objectName()](bench.look))


def parameters_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The parameters over the epochs, and which of them."""
    dock.add_switch(LineChoice(bench.pane))
    return plot_body(bench, dock, ParametersPlot(bench.look))


def sections_body(bench: Workbench, dock: DockCard) -> PlotView:
    """The loss along lines through the point at the playhead."""
    view = named_body(bench, dock)
    dock.add_switch(TaylorChoice(bench, view.plot))
    words = "Logarithmic axis: cross sections"
    dock.add_switch(ViewSwitch(bench, view.plot, "log", "log", words, refit=True))
    return view
