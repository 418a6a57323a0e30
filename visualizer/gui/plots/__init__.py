"""The plots, each a picture of a `Frame`."""

from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot, RatePlot
from visualizer.gui.plots.state import StatePlot

PLOTS: dict[str, type[Plot]] = {
    plot.name: plot
    for plot in (
        LandscapePlot,
        ParametersPlot,
        LossPlot,
        RatePlot,
        GradientPlot,
        FitPlot,
        StatePlot,
    )
}
"""Every plot by its name, in the order of the dashboard."""

__all__ = [
    "PLOTS",
    "FitPlot",
    "GradientPlot",
    "LandscapePlot",
    "LossPlot",
    "ParametersPlot",
    "Plot",
    "RatePlot",
    "StatePlot",
]
