"""Schedules that come back: cosines, warm restarts, and triangles."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray, NamedArrays
from visualizer.core.schedules.base import (
    LONGEST,
    Schedule,
    Swinging,
    Time,
    factor_setting,
    length_setting,
    rate_setting,
)
from visualizer.core.settings import setting


def falling_cosine(high: FloatArray, low: FloatArray | float, share: Any) -> FloatArray:
    """From high (...) at share 0 down to low at share 1, along half a period of a cosine."""
    return np.asarray(low + (high - low) * (1 + np.cos(np.pi * share)) / 2)


@dataclass(frozen=True)
class Cosine(Schedule):
    r"""The rate falls along a cosine within T (Loshchilov and Hutter 2017, equation 5).

    .. math:: \eta(t) = \eta_{min} + (\eta_0 - \eta_{min}) (1 + \cos(\pi t / T)) / 2

    After T it stays at the minimum ("hold", t is cut at T), or rises along the same
    cosine and falls again ("rise", as in PyTorch's `CosineAnnealingLR`).
    """

    kind: ClassVar[str] = "cosine"
    label: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = "η = η_min + (η₀ − η_min) (1 + cos(π t / T)) / 2"
    source: ClassVar[str] = "Loshchilov and Hutter, arXiv:1608.03983, equation 5"

    span: ClassVar[str] = "period"

    period: int = length_setting(60, "Period", "How long the rate falls.")
    minimum: float = rate_setting(0.0, "Minimum", "The rate at the end of the period.")
    after: str = setting(
        "hold",
        label="Afterwards",
        help="Whether the rate stays at the minimum, or rises again as it fell.",
        choices={"hold": "Stays", "rise": "Rises again"},
    )

    @property
    def end(self) -> int | None:
        return super().end if self.after == "hold" else None

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        # Cut to one period, as a cosine of a large argument is less exact.
        within = np.minimum(t, self.period) if self.after == "hold" else t % (2 * self.period)
        return falling_cosine(base, self.minimum, within / self.period)


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    r"""Cosines that begin anew, each longer than the last (SGDR, arXiv 1608.03983).

    .. math:: \eta(t) = \eta_{min} + (\eta_0 - \eta_{min})
       (1 + \cos(\pi T_{cur} / T_i)) / 2, \quad T_{i+1} = m T_i

    T_cur counts from the last restart, where the rate is eta_0 again (PyTorch,
    `CosineAnnealingWarmRestarts`).
    """

    kind: ClassVar[str] = "cosine_restarts"
    label: ClassVar[str] = "Cosine with restarts"
    formula: ClassVar[str] = "η = η_min + (η₀ − η_min) (1 + cos(π T_cur / Tᵢ)) / 2,  Tᵢ₊₁ = m Tᵢ"
    source: ClassVar[str] = "Loshchilov and Hutter, arXiv:1608.03983"

    first_period: int = length_setting(10, "First period", "The time to the first restart.")
    multiplier: int = setting(
        2,
        label="Multiplier",
        help="Each period is so many times as long as the one before.",
        minimum=1,
        maximum=1000,
    )
    minimum: float = rate_setting(0.0, "Minimum", "The rate just before each restart.")

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        if self.multiplier == 1:
            share = t % self.first_period / self.first_period
        else:
            # By a table: the formula with logarithms is off by one at the restarts themselves,
            # through rounding.
            restarts = _restarts(self.first_period, self.multiplier)
            number = np.searchsorted(restarts, t, side="right") - 1
            share = (t - restarts[number]) / (restarts[number + 1] - restarts[number])
        return falling_cosine(base, self.minimum, share)


@cache
def _restarts(first: int, multiplier: int) -> IntArray:
    """When the periods begin, from 0 on; the last of them begins after every run's end."""
    times, period = [0], first
    while len(times) < 2 or times[-2] <= LONGEST * LONGEST:
        times.append(times[-1] + period)
        period *= multiplier
    # Steps are far fewer than 2^63, but the last restart may be later than that.
    return np.array([min(time, 2**63 - 1) for time in times], np.int64)


@dataclass(frozen=True)
class Cyclical(Swinging):
    r"""Triangles between two rates (Smith 2017, arXiv 1506.01186).

    In cycle c = 1, 2, ... of length u + d the height h rises from 0 to 1 within u and
    falls back within d:

    .. math:: \eta(t) = \eta_{base} + (\eta_{max} - \eta_{base}) h(t) f,
       \quad f = 1, \; 2^{-(c - 1)} \text{ or } \gamma^t

    for the modes triangular, triangular2 and exp_range. With u = d this is Smith's
    h = max(0, 1 - x), x = |t / u - 2 c + 1|. The optimizer's rate is not used.
    """

    kind: ClassVar[str] = "cyclical"
    label: ClassVar[str] = "Cyclical"
    formula: ClassVar[str] = "η = η_base + (η_max − η_base) h(t) f"
    source: ClassVar[str] = "Smith, arXiv:1506.01186"
    uses_base: ClassVar[bool] = False
    own_rates: ClassVar[tuple[str, ...]] = ("maximum", "base")

    base: float = rate_setting(0.01, "Lowest rate", "The rate at both ends of each cycle.")
    maximum: float = rate_setting(0.1, "Highest rate", "The rate at the first peak.")
    steps_up: int = length_setting(10, "Steps up", "How long the rate rises in each cycle.")
    steps_down: int = length_setting(
        0, "Steps down", "How long the rate falls in each cycle; 0: as long as it rises.", minimum=0
    )
    mode: str = setting(
        "triangular",
        label="Mode",
        help="Whether all peaks are alike, halve with each cycle, or fall exponentially.",
        choices={
            "triangular": "Equal peaks",
            "triangular2": "Halving peaks",
            "exp_range": "Exponentially falling peaks",
        },
    )
    gamma: float = factor_setting(
        1.0, "With exponentially falling peaks: the factor of each step or epoch."
    )

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        rate = self.base + (self.maximum - self.base) * self.swing(t)
        return np.broadcast_to(rate, np.broadcast_shapes(np.shape(base), np.shape(rate)))

    def swing(self, t: Time) -> FloatArray:
        up, down = self.steps_up, self.steps_down or self.steps_up
        cycle, place = t // (up + down), t % (up + down)
        height = np.where(place < up, place / up, (up + down - place) / down)
        if self.mode == "triangular2":
            # Exact: powers of two only change the exponent.
            height = height * np.power(2.0, -cycle)
        elif self.mode == "exp_range":
            height = height * np.power(self.gamma, t)
        return np.asarray(height)
