"""Every plot, declared once: what the shell lists, figures draw and docks show.

A new plot over a column of the history is one row here:

    PlotEntry("slope", "Slope", "the length of the gradient", column="gradient_norm", place="loss")

Another plot is one row with the place of its class. The standard library only: the shell lists
plots without loading what draws them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PlotEntry:
    """What there is to know about a plot before it exists.

    Parameters
    ----------
    name
        By which it is asked for, in the shell and in files, and by which layouts remember it.
    title
        The words above it.
    help
        What it shows, in a few words that begin small; for lists and menus.
    kind
        "module:Class" within `visualizer.gui`; imported when the plot is first needed.
    column
        Instead of a class: the column of the history that is drawn over the epochs.
    place
        The dock that it is in: "right" of the landscape, or the name of a dock whose tabs it
        shares. Empty for a plot that stands elsewhere, or in figures alone.
    group
        The menu within View > Panels; empty for what is there from the start. Plots over columns
        that are in a menu stay out of the dashboard.
    """

    name: str
    title: str
    help: str
    kind: str = ""
    column: str = ""
    place: str = ""
    group: str = ""


OPTIMIZER, LANDSCAPE = "Optimizer", "Landscape"
CURVATURE, NETWORKS = "Curvature", "Classes and networks"

_ENTRIES = (
    PlotEntry("landscape", "Landscape", "the loss over two parameters, with the trajectory",
              "plots.landscape:LandscapePlot"),
    PlotEntry("surface", "Surface", "the same in three dimensions", "space.surface:SurfacePlot"),
    PlotEntry("parameters", "Parameters", "each parameter over the epochs",
              "plots.lines:ParametersPlot", place="right"),
    PlotEntry("loss", "Loss", "the loss over the epochs", "plots.lines:LossPlot", place="right"),
    PlotEntry("rate", "Learning rate",
              "the learning rate of each step, with the changes during the run",
              "plots.lines:RatePlot", place="gradient", group=OPTIMIZER),
    PlotEntry("gradient", "Gradient", "the slope along each parameter over the epochs",
              "plots.lines:GradientPlot", place="right"),
    PlotEntry("sharpness", "Sharpness",
              "the greatest curvature over the epochs, and the rate's limit",
              "plots.sharpness:SharpnessPlot", place="loss", group=CURVATURE),
    PlotEntry("fit", "Fit", "the data and what the model predicts", "plots.fit:FitPlot",
              place="right"),
    PlotEntry("state", "Optimizer state",
              "what the update rule keeps: momentum, moments and the like",
              "plots.state:StatePlot", place="gradient", group=OPTIMIZER),
    PlotEntry("sections", "Cross sections",
              "the loss along lines through the point at the playhead",
              "plots.sections:SectionPlot", place="fit", group=LANDSCAPE),
    PlotEntry("between", "Between runs",
              "the loss along the straight line to another shown run, and its barrier",
              "plots.between:BetweenPlot", place="fit", group=LANDSCAPE),
    PlotEntry("basins", "Basins", "which minimum a run reaches from each start",
              "plots.basins:BasinPlot", place="fit", group=LANDSCAPE),
    PlotEntry("accuracy", "Accuracy",
              "accuracy or R squared over the epochs, training and validation",
              "plots.accuracy:AccuracyPlot", place="loss", group=NETWORKS),
    PlotEntry("confusion", "Confusion", "which classes are taken for which",
              "plots.confusion:ConfusionPlot", place="gradient", group=NETWORKS),
    PlotEntry("wrong", "Wrong rows", "the rows that are classified wrongly, as images or tables",
              "plots.rows:WrongPlot", place="gradient", group=NETWORKS),
    PlotEntry("classes", "Classes", "a row of each class and what the model takes it for",
              "plots.rows:ClassesPlot", place="gradient", group=NETWORKS),
    PlotEntry("network", "Network", "units and weights, for a row of the data or for the gradient",
              "plots.network:NetworkPlot", place="parameters", group=NETWORKS),
    PlotEntry("filters", "Filters", "what the convolutions of the network have learned",
              "plots.filters:FiltersPlot", place="loss", group=NETWORKS),
    PlotEntry("weights", "Weight histograms", "how the weights are spread, epoch by epoch",
              "plots.weights:WeightsPlot", place="loss", group=NETWORKS),
    PlotEntry("layer-gradients", "Gradient by layer",
              "the length of the gradient of each layer over the epochs",
              "plots.layer_lines:LayerGradientsPlot", place="gradient", group=NETWORKS),
    PlotEntry("layer-updates", "Update by layer",
              "the size of each layer's update over that of its weights",
              "plots.layer_lines:LayerUpdatesPlot", place="gradient", group=NETWORKS),
    PlotEntry("layer-units", "Dead units",
              "the share of dead or saturated units of each layer",
              "plots.layer_lines:LayerUnitsPlot", place="gradient", group=NETWORKS),
    PlotEntry("gradient-cloud", "Gradients of the batches",
              "the gradient of every batch of the epoch, at the playhead",
              "plots.noise:GradientCloudPlot", place="gradient", group=OPTIMIZER),
    PlotEntry("gradient-error", "Error of the gradient",
              "how the error of a batch's gradient falls with its size",
              "plots.noise:GradientErrorPlot", place="gradient", group=OPTIMIZER),
    PlotEntry("activation", "Activation", "the activation function and its derivative",
              "plots.functions:ActivationPlot"),
    PlotEntry("loss-shape", "Loss of one row", "the loss of one row over its prediction",
              "plots.functions:LossShapePlot"),
)  # fmt: skip

CATALOGUE: Mapping[str, PlotEntry] = {entry.name: entry for entry in _ENTRIES}
"""Every plot by its name, in the order of the dashboard."""

TOGETHER: Mapping[str, str] = {
    "dashboard": "the first of these in one picture",
    "film-strip": "the landscape at five epochs, with equal parts of the path between",
}
"""Pictures that are made of several plots."""

PICTURES: Mapping[str, str] = {name: entry.help for name, entry in CATALOGUE.items()} | {**TOGETHER}
"""Every picture of a run by its name, and what it shows."""

FINDER: Mapping[str, str] = {
    "finder-curve": "loss and smoothed loss against the learning rate (find-lr)",
    "finder-rates": "the learning rate at each step of the test (find-lr)",
    "finder-losses": "loss and smoothed loss at each step of the test (find-lr)",
    "finder-proof": "the loss that short runs reach against their learning rate (find-lr)",
    "finder-runs": "the loss of these runs over the epochs (find-lr)",
    "finder": "the test above the runs, and what both did on the way (find-lr)",
}
"""Pictures of a test of rising rates."""

SWEEP: Mapping[str, str] = {
    "sweep-curve": "what the runs came to against one setting, of two with a line for each value",
    "sweep-map": "the same over two settings, seen from above",
    "sweep-parallel": "all settings and results on parallel axes, a line for each combination",
}
"""Pictures of a sweep."""
