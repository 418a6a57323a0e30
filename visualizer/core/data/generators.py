"""Tables that are computed: the exact line and the noisy line."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from visualizer.core.data.names import NAMES
from visualizer.core.data.options import DataOptions
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.settings import setting

MOST_ROWS = 10_000_000


def rows_setting(count: int) -> Any:
    """How many points there are."""
    return setting(count, label="Rows", help="How many points.", minimum=2, maximum=MOST_ROWS)


def seed_setting() -> Any:
    """The seed of what is random in the points."""
    return setting(
        0,
        label="Data seed",
        help="Each seed gives other points; the same seed gives the same.",
        minimum=0,
        maximum=2**63 - 1,
    )


def number_setting(value: float, label: str, help: str) -> Any:
    """A number of the law behind the points; its square must still be an ordinary number."""
    return setting(value, label=label, help=help, minimum=-1e9, maximum=1e9)


def deviation_setting(deviation: float, help: str) -> Any:
    """The standard deviation of normal noise."""
    return setting(deviation, label="Noise", help=help, minimum=0.0, maximum=1e6)


def check_range(low: float, high: float) -> None:
    """Refuse an empty range of x.

    Raises
    ------
    InputError
        With the key ``"data.high"``.
    """
    if high <= low:
        raise InputError(
            f"{high:g} is not allowed; allowed is a number above data.low, which is {low:g}",
            "data.high",
        )


@dataclass(frozen=True)
class Generated(DataOptions):
    """Points that are computed."""

    n: int = rows_setting(100)

    def size(self, name: str) -> int:
        # A row takes about as long as ten bytes of a file.
        return 10 * self.n


@dataclass(frozen=True)
class Line(Generated):
    """n points exactly on y = weight x + bias, x equally spaced from low to high."""

    kind: ClassVar[str] = "line"
    label: ClassVar[str] = NAMES["line"].label
    help: ClassVar[str] = "Points exactly on a line; by default x = 1, 2, 3, 4 and y = 3x."

    n: int = rows_setting(4)
    low: float = number_setting(1.0, "From x", "The smallest x.")
    high: float = number_setting(4.0, "To x", "The largest x.")
    weight: float = number_setting(3.0, "True weight", "The slope of the line.")
    bias: float = number_setting(0.0, "True bias", "The height of the line at x = 0.")

    def table(self, name: str, progress: Progress | None = None) -> Table:
        check_range(self.low, self.high)
        x = np.linspace(self.low, self.high, self.n)
        values = np.column_stack([x, self.weight * x + self.bias])
        return Table(("x", "y"), values, self.label)


@dataclass(frozen=True)
class NoisyLine(Generated):
    """n points near y = weight x + bias: x uniform on low..high, noise added to y.

    Uniform noise lies between 0 and the amplitude, so that its mean, half the amplitude,
    adds to the bias that a fit finds. Normal noise has mean 0 and the amplitude as its
    standard deviation.
    """

    kind: ClassVar[str] = "noisy-line"
    label: ClassVar[str] = NAMES["noisy-line"].label
    help: ClassVar[str] = "Points near a line, made from a seed; by default y = 3x + 2 + noise."

    low: float = number_setting(-1.0, "From x", "No x is smaller.")
    high: float = number_setting(1.0, "To x", "No x is larger.")
    weight: float = number_setting(3.0, "True weight", "The slope of the line.")
    bias: float = number_setting(2.0, "True bias", "The height of the line at x = 0.")
    noise: str = setting(
        "uniform",
        label="Noise",
        help="What is added to y. Uniform noise is never negative, so it raises the fitted bias.",
        choices={"uniform": "uniform from 0 to the amplitude", "normal": "normal, mean 0"},
    )
    amplitude: float = setting(
        1.0,
        label="Amplitude",
        help="The largest uniform noise, or the standard deviation of normal noise.",
        minimum=0.0,
        maximum=1e9,
    )
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        check_range(self.low, self.high)
        generator = np.random.default_rng(self.seed)
        x = generator.uniform(self.low, self.high, self.n)
        if self.noise == "uniform":
            noise = generator.uniform(0.0, self.amplitude, self.n)
        else:
            noise = generator.normal(0.0, self.amplitude, self.n)
        values = np.column_stack([x, self.weight * x + self.bias + noise])
        return Table(("x", "y"), values, self.label)
