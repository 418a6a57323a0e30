"""The plots, each a picture of a `Frame`."""

from collections.abc import Callable, Iterator, Mapping

from visualizer.gui.plots.base import Plot
from visualizer.gui.plots.fit import FitPlot
from visualizer.gui.plots.landscape import LandscapePlot
from visualizer.gui.plots.lines import GradientPlot, LossPlot, ParametersPlot, RatePlot
from visualizer.gui.plots.state import StatePlot


class Plots(Mapping[str, type[Plot]]):
    """Plots by name; those that are rarely shown are imported when they are asked for."""

    def __init__(self, plots: dict[str, Callable[[], type[Plot]]]) -> None:
        self._plots = plots

    def __getitem__(self, name: str) -> type[Plot]:
        return self._plots[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._plots)

    def __len__(self) -> int:
        return len(self._plots)


def _basins() -> type[Plot]:
    from visualizer.gui.plots.basins import BasinPlot

    return BasinPlot


def _surface() -> type[Plot]:
    from visualizer.gui.plots.surface import SurfacePlot

    return SurfacePlot


def _sharpness() -> type[Plot]:
    from visualizer.gui.plots.sharpness import SharpnessPlot

    return SharpnessPlot


PLOTS = Plots(
    {
        "landscape": lambda: LandscapePlot,
        "surface": _surface,
        "parameters": lambda: ParametersPlot,
        "loss": lambda: LossPlot,
        "rate": lambda: RatePlot,
        "gradient": lambda: GradientPlot,
        "sharpness": _sharpness,
        "fit": lambda: FitPlot,
        "state": lambda: StatePlot,
        "basins": _basins,
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
    "StatePlot",
]
