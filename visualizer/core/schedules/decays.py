"""Schedules that lower the rate in steps or along a curve, once."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.errors import InputError
from visualizer.core.schedules.base import (
    LONGEST,
    Schedule,
    Time,
    factor_setting,
    length_setting,
)
from visualizer.core.settings import setting


@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""The rate times gamma after every s steps or epochs (PyTorch, `StepLR`).

    .. math:: \eta(t) = \eta_0 \gamma^{\lfloor t / s \rfloor}
    """

    kind: ClassVar[str] = "step"
    label: ClassVar[str] = "Steps down"
    formula: ClassVar[str] = "η = η₀ γ^⌊t / s⌋"

    step_size: int = length_setting(20, "Step size", "How long each rate holds.")
    gamma: float = factor_setting(0.1, "The rate is multiplied by this at the end of each hold.")

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        # From the time alone, not step by step: any row's rate can be had directly.
        return np.asarray(base * np.power(self.gamma, t // self.step_size))


@dataclass(frozen=True)
class MultiStep(Schedule):
    r"""The rate times gamma at each milestone, where it holds already (`MultiStepLR`).

    .. math:: \eta(t) = \eta_0 \gamma^n, \quad n = \text{the number of milestones} \le t
    """

    kind: ClassVar[str] = "multistep"
    label: ClassVar[str] = "Milestones"
    formula: ClassVar[str] = "η = η₀ γ^(milestones up to t)"

    milestones: tuple[int, ...] = setting(
        (20, 40),
        label="Milestones",
        help="The steps or epochs from which on the rate is lower, in rising order.",
        minimum=1,
        maximum=LONGEST,
    )
    gamma: float = factor_setting(0.1, "The rate is multiplied by this at each milestone.")

    def __post_init__(self) -> None:
        places = self.milestones
        if any(later <= earlier for earlier, later in pairwise(places)):
            shown = ", ".join(map(str, places))
            raise InputError(
                f"[{shown}] is not allowed; allowed are whole numbers in rising order",
                "milestones",
            )

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        # "right": the milestone itself counts already.
        passed = np.searchsorted(self.milestones, t, side="right")
        return np.asarray(base * np.power(self.gamma, passed))


@dataclass(frozen=True)
class Exponential(Schedule):
    r"""The rate times gamma at every step or epoch (PyTorch, `ExponentialLR`).

    .. math:: \eta(t) = \eta_0 \gamma^t
    """

    kind: ClassVar[str] = "exponential"
    label: ClassVar[str] = "Exponential"
    formula: ClassVar[str] = "η = η₀ γ^t"

    gamma: float = factor_setting(0.95, "The rate is multiplied by this each time.")

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        return np.asarray(base * np.power(self.gamma, t))


@dataclass(frozen=True)
class InverseTime(Schedule):
    r"""The rate falls like 1 / t, with k the decay (Robbins and Monro 1951).

    .. math:: \eta(t) = \eta_0 / (1 + k t)
    """

    kind: ClassVar[str] = "inverse_time"
    label: ClassVar[str] = "Inverse time"
    formula: ClassVar[str] = "η = η₀ / (1 + k t)"
    source: ClassVar[str] = "Robbins and Monro (1951), doi:10.1214/aoms/1177729586"

    decay: float = setting(
        0.05,
        label="Decay",
        help="The rate is halved after 1 / decay steps or epochs.",
        minimum=0,
        maximum=1e6,
    )

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        return np.asarray(base / (1 + self.decay * t))


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    r"""The rate falls to 0 within T, linearly with power p = 1 (PyTorch, `PolynomialLR`).

    .. math:: \eta(t) = \eta_0 (1 - \min(t, T) / T)^p
    """

    kind: ClassVar[str] = "polynomial"
    label: ClassVar[str] = "Polynomial"
    formula: ClassVar[str] = "η = η₀ (1 − min(t, T) / T)^p"

    span: ClassVar[str] = "total"

    total: int = length_setting(60, "Total", "After so many steps or epochs the rate is 0.")
    power: float = setting(
        1.0,
        label="Power",
        help="1 is a straight line; with more, the rate falls sooner.",
        above=0,
        maximum=100,
    )

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        left = 1 - np.minimum(t, self.total) / self.total
        return np.asarray(base * np.power(left, self.power))
