"""How plots show what they show: declared like other settings, kept in the state of the session.

What is declared here is changed by `intents.ChangeView`, in the window as in a lesson; it is the
same for every run, it holds in exported pictures, too, and it is remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from visualizer.core.analysis.plane_kinds import PLANE_KINDS
from visualizer.core.analysis.predictions import PARTS
from visualizer.core.errors import InputError
from visualizer.core.settings import from_dict, setting, to_dict

TRAINING, VALIDATION = PARTS
LANDSCAPE = "landscape"
"""The plot of the map, after which its view settings and ranges are named."""
RUNS = "runs"
"""The list of runs: its target stands in the plot of the loss, too."""
AXES = "axes"
FLAT, SPACE = "2-D", "3-D"
LOOK, DRAW_A, DRAW_B, SPRAY_A, SPRAY_B, MOVE, ERASE = (
    "look", "A", "B", "spray A", "spray B", "move", "erase",
)  # fmt: skip
TOOLS = {
    LOOK: "Look",
    DRAW_A: "Draw A",
    DRAW_B: "Draw B",
    SPRAY_A: "Spray A",
    SPRAY_B: "Spray B",
    MOVE: "Move",
    ERASE: "Erase",
}
"""What the pointer does to drawn points."""

TAYLOR = {"": "No polynomial", "1": "First order", "2": "Second order"}
"""Taylor polynomials at the playhead: none, the tangent plane, the paraboloid."""
FIELDS = {"": "No field", "arrows": "Arrows downhill", "lines": "Streamlines"}


@dataclass(frozen=True)
class ViewSettings:
    """The settings of a plot that has none."""


@dataclass(frozen=True)
class LogView(ViewSettings):
    """Of a plot whose upward axis may be logarithmic."""

    log: bool = setting(False, label="Logarithmic axis", help="Powers of ten are equally far.")


@dataclass(frozen=True)
class LinesView(LogView):
    """Of lines over the epochs."""

    full_range: bool = setting(
        False, label="Full range", help="Show everything that an exploding run does."
    )


@dataclass(frozen=True)
class StateView(LinesView):
    """Of what an update rule keeps."""

    quantity: str = setting(
        "", label="Quantity", help="Which is drawn, such as v_hat, or all.", optional=True
    )


@dataclass(frozen=True)
class SectionsView(LogView):
    """Of cross sections."""

    taylor: str = setting(
        "",
        label="Polynomials",
        help="The tangent or the parabola of each section at the playhead.",
        choices=TAYLOR,
    )


@dataclass(frozen=True)
class BetweenView(LogView):
    """Of the line from the run in front to another one that is shown."""

    other: str = setting(
        "", label="To", help="The run at its other end; empty for the first.", optional=True
    )


@dataclass(frozen=True)
class BasinsView(ViewSettings):
    """Of the basins."""

    by_epochs: bool = setting(
        False, label="By epochs", help="Colours tell how long a run takes, not where it ends."
    )


@dataclass(frozen=True)
class RowsView(ViewSettings):
    """Of rows of the data."""

    part: str = setting(
        VALIDATION,
        label="Rows",
        help="Those that were trained on, or those that were kept aside, where there are any.",
        choices={TRAINING: "Training rows", VALIDATION: "Validation rows"},
    )


@dataclass(frozen=True)
class GridView(RowsView):
    """Of a grid of rows."""

    page: int = setting(0, label="Page", help="Which page of the grid, from 0.", minimum=0)


@dataclass(frozen=True)
class ConfusionView(RowsView):
    """Of the confusion matrix."""

    shares: bool = setting(False, label="Shares", help="Shares of each true class, not counts.")


@dataclass(frozen=True)
class FitView(ViewSettings):
    """Of the fit: what the pointer does to points that are drawn by hand."""

    tool: str = setting(
        "A", label="Tool", help="What a click or a drag does to drawn points.", choices=TOOLS
    )


@dataclass(frozen=True)
class NetworkView(ViewSettings):
    """Of the diagram of a network."""

    backward: bool = setting(
        False, label="Backward", help="The gradient of the step, not the values of a row."
    )
    maps: bool = setting(
        True, label="Maps", help="Of two inputs: what each unit gives for all of them."
    )


@dataclass(frozen=True)
class CurveView(ViewSettings):
    """Of an activation function: which, by default that of the run, and the place looked at."""

    entry: str = setting("", label="Function", help="Which is drawn.", optional=True)
    place: float = setting(0.5, label="Place", help="Where it is read.")


@dataclass(frozen=True)
class LossCurveView(CurveView):
    """Of the loss of one row."""

    target: float = setting(1.0, label="Target", help="What the row should be.")


@dataclass(frozen=True)
class RatesView(LogView):
    """Of the curve of a test of rising rates; a chosen rate of 0 is none."""

    chosen: float = setting(0.0, label="Chosen rate", help="Marked in the curve.", minimum=0)


@dataclass(frozen=True)
class RaceView(LogView):
    """Of the losses of a race."""

    raw: bool = setting(
        False, label="Raw loss", help="The loss of each step, which may swing, not the lowest yet."
    )


@dataclass(frozen=True)
class RunsView(ViewSettings):
    """Of the list of runs; a target of 0 is none."""

    target: float = setting(
        0.0, label="Target loss", help="How long each run takes to a loss of at most this.",
        minimum=0, logarithmic=True,
    )  # fmt: skip
    all_settings: bool = setting(
        False, label="All settings", help="Also those that are the same in all runs."
    )


@dataclass(frozen=True)
class MapView(ViewSettings):
    """Of the landscape, as a map and as a surface."""

    log: bool = setting(
        True, label="Logarithmic colours", help="Colours by the logarithm of the loss."
    )
    arrows: bool = setting(True, label="Arrows", help="Downhill, and of the next step.")
    state: bool = setting(
        True, label="State of the rule", help="What the update rule keeps, as arrows."
    )
    cloud: bool = setting(True, label="Batches", help="Where each batch of the epoch would lead.")
    curvature: bool = setting(
        False, label="Curvature", help="The ellipse of equal loss around the playhead."
    )
    contours: int = setting(
        14, label="Contours", help="About how many lines of equal loss.", minimum=0, maximum=100
    )
    labels: bool = setting(
        False, label="Numbers on contours", help="Lines carry their loss, also in grey print."
    )
    clip: float = setting(
        99.7,
        label="Colours up to",
        help="Colours end at this percentile of the map; losses above share the lightest.",
        above=0,
        maximum=100,
    )
    field: str = setting("", label="Field", help="Where steepest descent leads.", choices=FIELDS)
    taylor: str = setting(
        "",
        label="Polynomial",
        help="The tangent plane or the paraboloid at the playhead, and where that is lowest.",
        choices=TAYLOR,
    )
    turned: bool = setting(
        False, label="Direction", help="The slope along a direction, which can be turned."
    )
    angle: float = setting(
        45.0,
        label="Angle",
        help="Of the direction, in degrees from the first axis towards the second.",
        minimum=0,
        maximum=360,
    )
    equal: bool = setting(False, label="Equal scales", help="One unit is as long across as up.")
    plane: str = setting(
        AXES,
        label="Plane",
        help="What the map is over, where there are more than two parameters.",
        choices={AXES: "Two parameters"} | {name: one.label for name, one in PLANE_KINDS.items()},
    )
    axes: tuple[str, ...] = setting(
        (), label="Parameters", help="The two of the map; else those that move most.", optional=True
    )
    draw: int = setting(
        0, label="Draw", help="Which of the random planes, counted from 0.", minimum=0
    )
    dimensions: str = setting(
        FLAT,
        label="Dimensions",
        help="A map, or a surface in three dimensions.",
        choices={FLAT: "A map", SPACE: "A surface"},
    )


@dataclass(frozen=True)
class CameraView(ViewSettings):
    """From where the surface is seen; as long as it is the usual one, from where most is seen."""

    azimuth: float = setting(
        -60.0, label="Azimuth", help="Degrees from the first axis towards the second."
    )
    elevation: float = setting(
        30.0, label="Elevation", help="Degrees above the floor.", minimum=0, maximum=90
    )
    zoom: float = setting(1.0, label="Zoom", help="1 shows the whole box.", minimum=0.4, maximum=8)


@dataclass(frozen=True)
class ByHandView(ViewSettings):
    """Of the step worked out by hand."""

    parameter: str = setting(
        "", label="Parameter", help="Whose derivative is taken; empty for the first that is drawn.",
        optional=True,
    )  # fmt: skip
    all_rows: bool = setting(
        False, label="All rows", help="All rows of the data and their mean, not one row."
    )
    digits: int = setting(
        5, label="Digits", help="Significant digits of the numbers.", minimum=2, maximum=12
    )
    blanks: bool = setting(
        False, label="Hide all numbers", help="Room to fill them in stands in their place."
    )
    hidden: tuple[str, ...] = setting(
        (), label="Hidden parts", help="Those of which the title alone is seen.", optional=True
    )
    revealed: int = setting(
        -1, label="Lines", help="How many lines are revealed; -1 for all.", minimum=-1
    )
    sub_step: int = setting(
        0, label="Sub-step", help="The line of the update that is looked at; 0 for none.",
        minimum=0,
    )  # fmt: skip


BY_HAND = "by-hand"
"""The panel of the step worked out by hand, after which its view settings are named."""

_KNOWN: dict[str, ViewSettings] = {
    "surface": CameraView(),
    "landscape": MapView(),
    "parameters": LinesView(),
    "loss": LinesView(log=True),
    "rate": LinesView(),
    "gradient": LinesView(),
    "sharpness": LinesView(log=True),
    "accuracy": LinesView(),
    "state": StateView(),
    "sections": SectionsView(),
    "between": BetweenView(),
    "basins": BasinsView(),
    "confusion": ConfusionView(),
    "wrong": GridView(),
    "classes": GridView(),
    "fit": FitView(),
    "network": NetworkView(),
    "layer-gradients": LinesView(log=True),
    "layer-updates": LinesView(log=True),
    "layer-units": LinesView(),
    "gradient-cloud": LogView(),
    "gradient-error": LogView(log=True),
    "activation": CurveView(),
    "loss-shape": LossCurveView(),
    BY_HAND: ByHandView(),
    RUNS: RunsView(),
    "finder-curve": RatesView(),
    "finder-rates": LogView(log=True),
    "finder-losses": LogView(),
    "finder-proof": LogView(log=True),
    "finder-runs": LogView(log=True),
    "race-loss": RaceView(log=True),
    "race-rates": LogView(),
    "sweep-curve": LogView(log=True),
}
VIEWS: Mapping[str, ViewSettings] = MappingProxyType(_KNOWN)
"""The usual settings of every plot that has some, by its name."""


def declare_lines(name: str) -> None:
    """Have a plot of lines over the epochs take part that is declared elsewhere."""
    _KNOWN.setdefault(name, LinesView())


Views = tuple[tuple[str, ViewSettings], ...]
"""View settings that are not the usual ones, by the names of plots."""


def changed(name: str, view: ViewSettings, values: Mapping[str, Any]) -> ViewSettings:
    """The settings of a plot with other values.

    Raises
    ------
    InputError
        For a plot without settings, an unknown setting or a value that is not allowed.
    """
    if name not in VIEWS:
        raise InputError(f'"{name}" has no view settings; allowed are {", ".join(VIEWS)}', "name")
    found: ViewSettings = from_dict(type(VIEWS[name]), {**to_dict(view), **values})
    return found
