"""Tables of points that were drawn by hand; the points stand in the experiment itself."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.drawing import EDGE, MOST_POINTS
from visualizer.core.data.names import NAMES
from visualizer.core.data.options import TWO_CLASSES, DataOptions
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.settings import setting

CLASSES = ("A", "B")

_CLASSES = (
    *(-0.7, 0.5, 0.0, -0.4, 0.7, 0.0, -0.6, -0.2, 0.0, -0.2, 0.3, 0.0),
    *(0.6, -0.5, 1.0, 0.4, -0.7, 1.0, 0.7, 0.2, 1.0, 0.2, -0.3, 1.0),
)
_CURVE = (-0.9, -0.5, -0.5, 0.3, -0.1, 0.5, 0.3, 0.1, 0.6, -0.2, 0.9, 0.4)


@dataclass(frozen=True)
class Drawn(DataOptions):
    """What both kinds have in common: points as one list of numbers."""

    width: ClassVar[int]
    """Numbers of each point."""

    points: tuple[float, ...] = setting(
        (), label="Points", help="The points that were drawn.", folded=True
    )

    def __post_init__(self) -> None:
        count, width = len(self.points), self.width
        if count % width:
            raise InputError(
                f"{count:,} numbers are not allowed; allowed are {width} for each point", "points"
            )
        if not 2 <= count // width <= MOST_POINTS:
            raise InputError(
                f"{count // width:,} points are not allowed; allowed are 2 to {MOST_POINTS:,}",
                "points",
            )
        outside = next((one for one in self.points if abs(one) > EDGE), None)
        if outside is not None:
            raise InputError(
                f"{outside:g} is not allowed; allowed are numbers from -1 to 1", "points"
            )

    @property
    def rows(self) -> NDArray[np.float64]:
        """The points (N, width)."""
        return np.array(self.points, float).reshape(-1, self.width)


@dataclass(frozen=True)
class DrawnClasses(Drawn):
    """Points of two classes in a square: x, y and the number of the class of each."""

    kind: ClassVar[str] = "drawn-classes"
    label: ClassVar[str] = NAMES["drawn-classes"].label
    help: ClassVar[str] = "Points of two classes that you draw in the panel Fit."
    head = TWO_CLASSES
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})
    width: ClassVar[int] = 3

    points: tuple[float, ...] = setting(
        _CLASSES,
        label="Points",
        help="Of each point x, y and 0 for class A or 1 for class B; drawn in the panel Fit.",
        folded=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        labels = self.rows[:, 2]
        wrong = labels[(labels != 0) & (labels != 1)]
        if len(wrong):
            raise InputError(
                f"{wrong[0]:g} is not allowed as a class; allowed are 0 (A) and 1 (B)", "points"
            )
        if len(np.unique(labels)) < len(CLASSES):
            raise InputError("points of one class are not allowed; both are needed", "points")

    def table(self, name: str, progress: Progress | None = None) -> Table:
        return Table(("x", "y", "class"), self.rows, self.label, classes={"class": CLASSES})


@dataclass(frozen=True)
class DrawnPoints(Drawn):
    """Points (x, y) in a square, of which y is to be predicted from x."""

    kind: ClassVar[str] = "drawn-points"
    label: ClassVar[str] = NAMES["drawn-points"].label
    help: ClassVar[str] = "Points x, y that you draw in the panel Fit."
    suggested = MappingProxyType({"learning_rate": 0.3, "epochs": 100})
    width: ClassVar[int] = 2

    points: tuple[float, ...] = setting(
        _CURVE,
        label="Points",
        help="Of each point x and y; drawn in the panel Fit.",
        folded=True,
    )

    def table(self, name: str, progress: Progress | None = None) -> Table:
        return Table(("x", "y"), self.rows, self.label)
