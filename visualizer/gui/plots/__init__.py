"""The plots, each a picture of a `Frame`."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot, RatePlot


class Plots(Mapping[str, type[Plot]]):
    """Classes by name, imported when they are asked for: few sessions need all of them."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> type[Plot]:
        module, _, plot = self._places[name].partition(":")
        found: type[Plot] = getattr(import_module(f"visualizer.gui.plots.{module}"), plot)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


PLOTS: Mapping[str, type[Plot]] = Plots(
    {
        "landscape": "landscape:LandscapePlot",
        "surface": "surface:SurfacePlot",
        "parameters": "lines:ParametersPlot",
        "loss": "lines:LossPlot",
        "rate": "lines:RatePlot",
        "gradient": "lines:GradientPlot",
        "sharpness": "sharpness:SharpnessPlot",
        "fit": "fit:FitPlot",
        "state": "state:StatePlot",
        "sections": "sections:SectionPlot",
        "basins": "basins:BasinPlot",
        "accuracy": "accuracy:AccuracyPlot",
        "confusion": "confusion:ConfusionPlot",
        "wrong": "rows:WrongPlot",
        "classes": "rows:ClassesPlot",
        "network": "network:NetworkPlot",
        "filters": "filters:FiltersPlot",
        "weights": "weights:WeightsPlot",
        "gradient-cloud": "noise:GradientCloudPlot",
        "gradient-error": "noise:GradientErrorPlot",
        "activation": "functions:ActivationPlot",
        "loss-shape": "functions:LossShapePlot",
    }
)
"""Every plot by its name, in the order of the dashboard."""

__all__ = [
    "PLOTS",
    "FitPlot",
    "GradientPlot",
    "LandscapePlot",
    "LossPlot",
    "ParametersPlot",
    "Plot",
    "Plots",
    "RatePlot",
]
