"""Tables that are computed: noisy points along curves, for one input and one number."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.generators import (
    Generated,
    check_range,
    deviation_setting,
    number_setting,
    rows_setting,
    seed_setting,
)
from visualizer.core.data.names import NAMES
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.settings import setting

MOST_COEFFICIENTS = 12

_NOISE = "The standard deviation of the normal noise that is added to y."


@dataclass(frozen=True)
class Sine(Generated):
    r"""n points near a sine wave, x uniform on low..high.

    .. math:: y = A \sin(2\pi f x) + e, \qquad e \sim N(0, \text{noise}^2)

    All x are drawn first, then all noise.
    """

    kind: ClassVar[str] = "sine"
    label: ClassVar[str] = NAMES["sine"].label
    help: ClassVar[str] = "Points near a sine wave: the least that a line cannot follow."

    low: float = number_setting(-1.0, "From x", "No x is smaller.")
    high: float = number_setting(1.0, "To x", "No x is larger.")
    amplitude: float = setting(
        1.0, label="Amplitude", help="The height of the wave.", minimum=0.0, maximum=1e6
    )
    waves: float = setting(
        1.0, label="Waves", help="How many waves there are between 0 and 1.", above=0, maximum=1e6
    )
    noise: float = deviation_setting(0.1, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        x, noise = _draws(self.low, self.high, self.n, self.noise, self.seed)
        y = self.amplitude * np.sin(2 * np.pi * self.waves * x) + noise
        return Table(("x", "y"), np.column_stack([x, y]), self.label)


@dataclass(frozen=True)
class Polynomial(Generated):
    r"""n points near a polynomial with the coefficients c, x uniform on low..high.

    .. math:: y = c_0 + c_1 x + c_2 x^2 + \dots + e, \qquad e \sim N(0, \text{noise}^2)

    Beside x stand its powers up to `degree`: a linear model of them is a polynomial fit,
    and one of a higher degree than the truth can overfit. All x are drawn first, then all
    noise.
    """

    kind: ClassVar[str] = "polynomial"
    label: ClassVar[str] = NAMES["polynomial"].label
    help: ClassVar[str] = "Points near a polynomial; the powers of x can be inputs of their own."

    n: int = rows_setting(60)
    low: float = number_setting(-1.0, "From x", "No x is smaller.")
    high: float = number_setting(1.0, "To x", "No x is larger.")
    coefficients: tuple[float, ...] = setting(
        (0.0, -1.0, 0.0, 2.0),
        label="Coefficients",
        help="Of 1, x, x², x³ and so on; -1 and 2 for x and x³ at first.",
        minimum=-1e9,
        maximum=1e9,
    )
    degree: int = setting(
        1,
        label="Powers as inputs",
        help="The inputs are x, x², ... up to this power; 1 is x alone.",
        minimum=1,
        maximum=MOST_COEFFICIENTS - 1,
    )
    noise: float = deviation_setting(0.1, _NOISE)
    seed: int = seed_setting()

    def table(self, name: str, progress: Progress | None = None) -> Table:
        if not 0 < len(self.coefficients) <= MOST_COEFFICIENTS:
            raise InputError(
                f"{len(self.coefficients)} coefficients are not allowed; "
                f"allowed are 1 to {MOST_COEFFICIENTS}",
                "data.coefficients",
            )
        x, noise = _draws(self.low, self.high, self.n, self.noise, self.seed)
        with np.errstate(over="ignore", invalid="ignore"):
            y = np.polynomial.polynomial.polyval(x, self.coefficients) + noise
            powers = np.vander(x, self.degree + 1, increasing=True)[:, 1:]
        values = np.column_stack([powers, y])
        if not np.isfinite(values).all():
            raise InputError(
                f"powers of {max(abs(self.low), abs(self.high)):g} are too large to be numbers; "
                "allowed is a smaller range",
                "data.high",
            )
        names = ("x", *(f"x^{power}" for power in range(2, self.degree + 1)), "y")
        return Table(names, values, self.label)


def _draws(
    low: float, high: float, n: int, deviation: float, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places x and noise, both (n,)."""
    check_range(low, high)
    generator = np.random.default_rng(seed)
    return generator.uniform(low, high, n), generator.normal(0.0, deviation, n)
