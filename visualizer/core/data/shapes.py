"""Tables that are computed: points of the plane in classes, as classifiers are tried on."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.generators import Generated, deviation_setting, rows_setting, seed_setting
from visualizer.core.data.names import NAMES
from visualizer.core.data.options import CLASSES_HEAD, TWO_CLASSES
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.settings import setting

MOST_CLASSES = len(ascii_uppercase)

_NOISE = "The standard deviation of the normal noise that is added to both coordinates."


@dataclass(frozen=True)
class TwoMoons(Generated):
    r"""Two half circles, of radius 1, that reach into each other.

    .. math:: (\cos t, \sin t), \qquad (1 - \cos t, \tfrac12 - \sin t), \qquad 0 \le t \le \pi

    The places t are equally spaced; only the noise is random.
    """

    kind: ClassVar[str] = "two-moons"
    label: ClassVar[str] = NAMES["two-moons"].label
    help: ClassVar[str] = "Two half circles in each other: no straight line parts them."
    head = TWO_CLASSES
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})

    n: int = rows_setting(200)
    noise: float = deviation_setting(0.15, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        upper, lower = (np.linspace(0, np.pi, count) for count in shares(self.n, 2))
        points = [
            np.column_stack([np.cos(upper), np.sin(upper)]),
            np.column_stack([1 - np.cos(lower), 0.5 - np.sin(lower)]),
        ]
        return _noisy(points, ("upper", "lower"), self)


@dataclass(frozen=True)
class Circles(Generated):
    r"""A circle of radius `inner` inside a circle of radius 1.

    The places on the circles are equally spaced; only the noise is random.
    """

    kind: ClassVar[str] = "circles"
    label: ClassVar[str] = NAMES["circles"].label
    help: ClassVar[str] = "A circle inside another: the distance from the middle tells them apart."
    head = TWO_CLASSES
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})

    n: int = rows_setting(200)
    inner: float = setting(
        0.5, label="Inner radius", help="The outer radius is 1.", above=0, below=1
    )
    noise: float = deviation_setting(0.1, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        points = []
        for count, radius in zip(shares(self.n, 2), (1.0, self.inner), strict=True):
            angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
            points.append(radius * np.column_stack([np.cos(angle), np.sin(angle)]))
        return _noisy(points, ("outer", "inner"), self)


@dataclass(frozen=True)
class Spirals(Generated):
    r"""Arms of a spiral around the origin, one for each class.

    .. math:: r = \sqrt{u}, \qquad \text{angle} = 2\pi(\text{turns}\, r + c / C)

    with u equally spaced on (0, 1] and c the number of the class: the root spaces the
    points evenly along the arm. Only the noise is random.
    """

    kind: ClassVar[str] = "spirals"
    label: ClassVar[str] = NAMES["spirals"].label
    help: ClassVar[str] = "Arms that wind around each other: hard for a small network."
    head = CLASSES_HEAD
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})

    n: int = rows_setting(300)
    classes: int = setting(
        2, label="Classes", help="How many arms.", minimum=2, maximum=MOST_CLASSES
    )
    turns: float = setting(
        1.0, label="Turns", help="How often an arm winds around the middle.", above=0, maximum=20
    )
    noise: float = deviation_setting(0.02, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        points = []
        for number, count in enumerate(shares(self.n, self.classes)):
            radius = np.sqrt(np.arange(1, count + 1) / count)
            angle = 2 * np.pi * (self.turns * radius + number / self.classes)
            points.append(radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
        return _noisy(points, tuple(ascii_uppercase[: self.classes]), self)


@dataclass(frozen=True)
class Blobs(Generated):
    r"""Clouds of normal points around centres on a circle of radius `distance`."""

    kind: ClassVar[str] = "blobs"
    label: ClassVar[str] = NAMES["blobs"].label
    help: ClassVar[str] = "Round clouds of points: straight lines part them."
    head = CLASSES_HEAD
    suggested = MappingProxyType({"learning_rate": 0.2, "epochs": 100})

    n: int = rows_setting(150)
    classes: int = setting(
        3, label="Classes", help="How many clouds.", minimum=2, maximum=MOST_CLASSES
    )
    distance: float = setting(
        2.0,
        label="Distance",
        help="How far the centres of the clouds are from the middle.",
        minimum=0.0,
        maximum=1e6,
    )
    noise: float = deviation_setting(0.6, "The standard deviation of a cloud in each direction.")
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        points = []
        for number, count in enumerate(shares(self.n, self.classes)):
            # The first cloud is above the middle.
            angle = np.pi / 2 + 2 * np.pi * number / self.classes
            centre = self.distance * np.array([np.cos(angle), np.sin(angle)])
            points.append(np.tile(centre, (count, 1)))
        return _noisy(points, tuple(ascii_uppercase[: self.classes]), self)


@dataclass(frozen=True)
class Xor(Generated):
    """Points of a square, in two classes: x and y of the same sign, or of different signs.

    Each quarter of the square (-1..1) has as many points as the others; noise is added
    afterwards, so that some points cross into a quarter of the other class.
    """

    kind: ClassVar[str] = "xor"
    label: ClassVar[str] = NAMES["xor"].label
    help: ClassVar[str] = "Opposite quarters of a square: the classic that no line can part."
    head = TWO_CLASSES
    suggested = MappingProxyType({"learning_rate": 0.5, "epochs": 200})

    n: int = rows_setting(200)
    noise: float = deviation_setting(0.05, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        generator = np.random.default_rng(self.seed)
        points = generator.uniform(0.0, 1.0, (self.n, 2))
        same = shares(self.n, 2)[0]
        # Every second point of a class is mirrored through the middle.
        points[:same:2] *= -1
        points[same:, 0] *= -1
        points[same::2] *= -1
        noise = generator.normal(0.0, self.noise, points.shape)
        return _table([points[:same], points[same:]], ("same", "different"), noise, self.label)


def shares(rows: int, classes: int) -> list[int]:
    """How many of the rows each class has: as many as the others, or one more.

    Raises
    ------
    InputError
        With the key ``"data.n"``: a class would have no row.
    """
    if rows < classes:
        raise InputError(
            f"{rows} is not allowed; allowed is at least {classes}, a row for each class", "data.n"
        )
    return [rows // classes + (number < rows % classes) for number in range(classes)]


def _noisy(
    points: Sequence[NDArray[np.float64]],
    names: tuple[str, ...],
    options: TwoMoons | Circles | Spirals | Blobs,
) -> Table:
    generator = np.random.default_rng(options.seed)
    noise = generator.normal(0.0, options.noise, (options.n, 2))
    return _table(points, names, noise, options.label)


def _table(
    points: Sequence[NDArray[np.float64]],
    names: tuple[str, ...],
    noise: NDArray[np.float64],
    source: str,
) -> Table:
    """The points (count, 2) of each class, with noise (N, 2) added."""
    labels = np.repeat(np.arange(float(len(points))), [len(part) for part in points])
    values = np.column_stack([np.concatenate(points) + noise, labels])
    return Table(("x", "y", "class"), values, source, classes={"class": names})
