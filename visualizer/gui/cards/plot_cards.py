"""The plots in their cards and docks, with the switches of each view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from visualizer.gui.cards.choices import LineChoice, PlaneChoice
from visualizer.gui.cards.landscape_body import LandscapeBody
from visualizer.gui.cards.landscape_control import LandscapeControl
from visualizer.gui.cards.map_menu import MapButton
from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot, RatePlot
from visualizer.gui.plots.series import SeriesPlot
from visualizer.gui.stage.plot_view import PlotView
from visualizer.gui.widgets.card import DockCard
from visualizer.gui.widgets.switch import switch

if TYPE_CHECKING:
    from visualizer.gui.window.main_window import MainWindow

SMALLEST_PLOT = QSize(260, 104)
MAP_HELP = (
    "Drag the square to start elsewhere, or click with Shift.\n"
    "The wheel zooms, a drag moves the map; a double click or 0 shows the usual part."
)
SMALLEST_LANDSCAPE = QSize(300, 120)


def fill_landscape(window: MainWindow) -> tuple[LandscapePlot, PlotView, LandscapeControl]:
    """Put the landscape into its card, with its switches: which parameters, logarithm, arrows."""
    plot = LandscapePlot(window.look)
    view = PlotView(plot, SMALLEST_LANDSCAPE)
    view.setToolTip(MAP_HELP)
    window.stage.add_view(view)
    control = LandscapeControl(view, plot, window.stage, window.session, window.landscapes)
    card, body = window.landscape_card, LandscapeBody(window, view)
    card.set_body(body)
    switches = (
        flag_switch(view, "log", "log", "Colour by the logarithm of the loss"),
        flag_switch(view, "arrows", "arrows", "Arrows downhill and of the next step"),
    )
    for button in switches:
        body.follow(button)
    planes, maps = PlaneChoice(window.stage), MapButton(window, view, plot)
    maps.beside = switches
    card.add_switch(planes, maps, *switches, body.choice)
    card.title_row.let_give_way(*switches)
    return plot, view, control


def flag_switch(view: PlotView, flag: str, words: str, help_text: str) -> QPushButton:
    """A switch of a plot's flag."""
    plot = view.plot

    def toggle(on: bool) -> None:
        setattr(plot, flag, on)
        if flag == "log" and not isinstance(plot, LandscapePlot | SeriesPlot):
            plot.fit()  # what is zoomed to means nothing on the other axis
        plot.redraw()
        view.paint_soon()

    button = switch(words, help_text, getattr(plot, flag), toggle)
    button.setObjectName(flag)
    return button


def plot_body(
    window: MainWindow, dock: DockCard, plot: Plot, smallest: QSize = SMALLEST_PLOT
) -> PlotView:
    """A plot on the stage, as the body of a dock; over epochs it has a switch for the logarithm."""
    view = PlotView(plot, smallest)
    window.stage.add_view(view)
    if isinstance(plot, SeriesPlot):
        dock.add_switch(flag_switch(view, "log", "log", f"Logarithmic axis: {plot.title.lower()}"))
    return view


def parameters_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The parameters over the epochs, and which of them."""
    dock.add_switch(LineChoice(window.stage))
    return plot_body(window, dock, ParametersPlot(window.look))


def loss_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The loss over the epochs."""
    return plot_body(window, dock, LossPlot(window.look))


def rate_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The learning rate over the epochs."""
    return plot_body(window, dock, RatePlot(window.look))


def sharpness_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The greatest curvature over the epochs."""
    from visualizer.gui.plots.sharpness import SharpnessPlot

    view = plot_body(window, dock, SharpnessPlot(window.look))
    window.want_curvature().want_along(view)
    return view


def gradient_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The slope along each parameter."""
    return plot_body(window, dock, GradientPlot(window.look))


def fit_body(window: MainWindow, dock: DockCard) -> PlotView:
    """The data and the predictions."""
    return plot_body(window, dock, FitPlot(window.look))
