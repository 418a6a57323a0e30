"""Every plot by its name; a class is imported when it is asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from visualizer.gui.plots.base import Plot


class Plots(Mapping[str, type[Plot]]):
    """Classes by name, imported when they are asked for: few sessions need all of them."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> type[Plot]:
        module, _, plot = self._places[name].partition(":")
        found: type[Plot] = getattr(import_module(f"visualizer.gui.{module}"), plot)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


PLOTS: Mapping[str, type[Plot]] = Plots(
    {
        "landscape": "plots.landscape:LandscapePlot",
        "surface": "space.surface:SurfacePlot",
        "parameters": "plots.lines:ParametersPlot",
        "loss": "plots.lines:LossPlot",
        "rate": "plots.lines:RatePlot",
        "gradient": "plots.lines:GradientPlot",
        "sharpness": "plots.sharpness:SharpnessPlot",
        "fit": "plots.fit:FitPlot",
        "state": "plots.state:StatePlot",
        "sections": "plots.sections:SectionPlot",
        "basins": "plots.basins:BasinPlot",
        "accuracy": "plots.accuracy:AccuracyPlot",
        "confusion": "plots.confusion:ConfusionPlot",
        "wrong": "plots.rows:WrongPlot",
        "classes": "plots.rows:ClassesPlot",
        "network": "plots.network:NetworkPlot",
        "filters": "plots.filters:FiltersPlot",
        "weights": "plots.weights:WeightsPlot",
        "gradient-cloud": "plots.noise:GradientCloudPlot",
        "gradient-error": "plots.noise:GradientErrorPlot",
        "activation": "plots.functions:ActivationPlot",
        "loss-shape": "plots.functions:LossShapePlot",
    }
)
"""Every plot by its name, in the order of the dashboard."""
