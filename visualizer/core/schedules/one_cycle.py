"""The one-cycle policy."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.errors import InputError
from visualizer.core.schedules.base import Swinging, Time, length_setting, rate_setting
from visualizer.core.schedules.cycles import falling_cosine
from visualizer.core.settings import setting


@dataclass(frozen=True)
class OneCycle(Swinging):
    r"""Up to the highest rate, down again, and out (Smith 2018, arXiv 1803.09820).

    With the total N, the fraction p, and as in PyTorch's `OneCycleLR` the phases

    ======================  ==================================  ====================
    phase                   ends at t =                         at the rate
    ======================  ==================================  ====================
    (start)                 0                                   max / start_divisor
    up                      p N - 1                             max
    back (three phases)     2 p N - 2                           max / start_divisor
    out                     N - 1                               start / final_divisor
    ======================  ==================================  ====================

    between whose ends the rate follows half a cosine or a straight line. From N - 1 on
    the last rate holds. The optimizer's rate is not used.
    """

    kind: ClassVar[str] = "one_cycle"
    label: ClassVar[str] = "One cycle"
    formula: ClassVar[str] = "η: η_max / a → η_max → η_max / (a b)"
    source: ClassVar[str] = "Smith, arXiv:1803.09820"
    uses_base: ClassVar[bool] = False
    own_rates: ClassVar[tuple[str, ...]] = ("maximum",)

    span: ClassVar[str] = "total"
    shortest: ClassVar[int] = 5

    maximum: float = rate_setting(0.1, "Highest rate", "The rate at the peak.")
    total: int = length_setting(60, "Total", "The length of the whole cycle.", minimum=3)
    fraction_up: float = setting(
        0.3,
        label="Fraction up",
        help="The share of the total in which the rate rises.",
        above=0,
        maximum=1,
    )
    anneal: str = setting(
        "cosine",
        label="Shape",
        help="Whether the rate follows half a cosine or a straight line in each phase.",
        choices={"cosine": "Cosine", "linear": "Linear"},
    )
    phases: int = setting(
        2,
        label="Phases",
        help="2: up and out. 3: up, back as long as up, and out.",
        minimum=2,
        maximum=3,
        folded=True,
    )
    start_divisor: float = setting(
        25.0,
        label="Start divisor",
        help="The first rate is the highest one divided by this.",
        minimum=1,
        maximum=1e12,
        folded=True,
    )
    final_divisor: float = setting(
        1e4,
        label="Final divisor",
        help="The last rate is the first one divided by this.",
        minimum=1,
        maximum=1e12,
        folded=True,
    )

    def __post_init__(self) -> None:
        ends = self.ends
        if any(later <= earlier for earlier, later in pairwise(ends)):
            most = (self.total + 1) / 2 if self.phases == 3 else self.total
            raise InputError(
                f"{self.fraction_up:g} of {self.total} leaves a phase without length; allowed is "
                f"more than {1 / self.total:.3g} and less than {most / self.total:.3g}",
                "fraction_up",
            )

    @property
    def ends(self) -> tuple[float, ...]:
        """The times at which the phases begin and end; they need not be whole."""
        up = self.fraction_up * self.total
        back = (2 * up - 2,) if self.phases == 3 else ()
        return (0.0, up - 1, *back, self.total - 1.0)

    @property
    def rates(self) -> tuple[float, ...]:
        """The rates at `ends`."""
        first = self.maximum / self.start_divisor
        back = (first,) if self.phases == 3 else ()
        return (first, self.maximum, *back, first / self.final_divisor)

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        rate = self._between(self.rates, t)
        return np.broadcast_to(rate, np.broadcast_shapes(np.shape(base), np.shape(rate)))

    def swing(self, t: Time) -> FloatArray:
        return self._between((0.0, 1.0, *[0.0] * (len(self.ends) - 2)), t)

    def _between(self, heights: tuple[float, ...], t: Time) -> FloatArray:
        """What has `heights` at the ends of the phases, at time t."""
        ends, rates = np.array(self.ends), np.array(heights)
        # After the end of the cycle its last rate holds.
        t = np.minimum(t, self.total - 1)
        # The ends between the phases; at one of them the phase before still holds.
        phase = np.searchsorted(ends[1:-1], t, side="left")
        share = (t - ends[phase]) / (ends[phase + 1] - ends[phase])
        if self.anneal == "cosine":
            return falling_cosine(rates[phase], rates[phase + 1], share)
        return np.asarray(rates[phase] + (rates[phase + 1] - rates[phase]) * share)
