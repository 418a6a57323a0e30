"""What all schedules share: the unit of their time, and the warm-up in front of them."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray, NamedArrays
from visualizer.core.settings import setting

Time: TypeAlias = int | IntArray
"""Updates made or epochs completed so far: one number, or many for a preview."""

LONGEST = 1_000_000_000
"""Steps or epochs that a setting of a schedule may span, as many as a run may have."""

GREATEST_RATE = 1e6


@dataclass(frozen=True)
class Schedule:
    r"""The `[schedule]` section: how the learning rate follows from the time.

    With the time t in updates or epochs (`unit`), the length W of the warm-up, its factor
    f and the schedule proper s(t), whose start the warm-up delays,

    .. math:: \eta(t) = \begin{cases} s(0) (f + (1 - f) t / W) & t < W \\
       s(t - W) & t \ge W \end{cases}

    (Goyal et al. 2017, arXiv 1706.02677, section 2.2). A schedule of finite length keeps
    its last rate afterwards; no schedule looks at the length of the run, so that a run
    that is extended repeats all rates that it had.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[str] = ""
    """Where it was published."""
    uses_base: ClassVar[bool] = True
    """Whether the optimizer's learning rate matters."""
    own_rates: ClassVar[tuple[str, ...]] = ()
    """Its settings that are rates in place of the optimizer's, the highest first."""
    span: ClassVar[str] = ""
    """The setting that says how long it is, where it has an end; by default the run's length."""
    shortest: ClassVar[int] = 1
    """The least such length for which the other defaults are allowed."""

    unit: str = setting(
        "step",
        label="Counts",
        help="Whether the lengths of the schedule count steps or epochs.",
        choices={"step": "Steps", "epoch": "Epochs"},
        folded=True,
    )
    warmup: int = setting(
        0,
        label="Warm-up",
        help="So many steps or epochs in front, in which the rate rises to its first value.",
        minimum=0,
        maximum=LONGEST,
        folded=True,
    )
    warmup_factor: float = setting(
        0.1,
        label="Warm-up factor",
        help="The share of the first rate with which the warm-up begins.",
        minimum=0,
        maximum=1,
        folded=True,
    )

    @property
    def watched(self) -> str:
        """The metric of the run that the rate depends on, see `follow`; "" for none."""
        return ""

    @property
    def end(self) -> int | None:
        """The time after which the rate stays as it is, warm-up included; None for no such."""
        return self.warmup + int(getattr(self, self.span)) if self.span else None

    def clock(self, steps_per_epoch: int) -> int:
        """How many steps make one unit of time: row k stands at time k // clock."""
        return 1 if self.unit == "step" else steps_per_epoch

    def rate(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        """The learning rates at time t.

        Parameters
        ----------
        base
            The rate of the optimizer, shape (...): a number, or one for each run.
        t
            The time; an array must broadcast with `base`.
        state
            What `follow` has made of the run so far; None at its start.

        Returns
        -------
        FloatArray
            Shape of `base`, or of both. A rate that overflows is inf.
        """
        if self.warmup == 0:
            return self.proper(base, t, state)
        share = self.warmup_factor + (1 - self.warmup_factor) * (t / self.warmup)
        # Beyond the warm-up the factor is exactly 1, which 0.3 + 0.7 need not be.
        ramp = np.where(t < self.warmup, share, 1.0)
        # Not below 0: during the warm-up the schedule proper waits at its start.
        return np.asarray(self.proper(base, np.maximum(t - self.warmup, 0), state) * ramp)

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        """The rates without a warm-up; see `rate` for the parameters."""
        raise NotImplementedError

    def momentum(self, t: Time) -> FloatArray | None:
        """The momentum of the rule at time t; None where the rule's own holds."""
        return None

    def follow(
        self, state: NamedArrays | None, base: FloatArray, t: int, metric: FloatArray | None
    ) -> NamedArrays | None:
        """The state in which the rate of a row is chosen, from that of the row before.

        Called at every row when something is `watched`; `state` is None at the first one.
        `metric` (...) is the value of that at rows that end an epoch, else None.
        """
        return None


@dataclass(frozen=True)
class Constant(Schedule):
    r"""The base rate at every step.

    .. math:: \eta(t) = \eta_0
    """

    kind: ClassVar[str] = "constant"
    label: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "η = η₀"

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        if isinstance(t, np.ndarray):
            return np.broadcast_to(base, np.broadcast_shapes(np.shape(base), t.shape))
        return base


@dataclass(frozen=True)
class Swinging(Schedule):
    r"""A schedule that may also have the momentum cycle, against the rate.

    With the swing s(t), 0 where the rate is low and 1 at the highest peak,

    .. math:: \mu(t) = \mu_{max} - (\mu_{max} - \mu_{min}) s(t)

    (Smith 2018, arXiv 1803.09820; `cycle_momentum` of PyTorch's `CyclicLR` and `OneCycleLR`).
    """

    cycle_momentum: bool = setting(
        False,
        label="Momentum too",
        help="Whether the momentum falls while the rate rises; for rules with a momentum.",
        folded=True,
    )
    lowest_momentum: float = setting(
        0.85,
        label="Lowest momentum",
        help="The momentum at the highest rate.",
        minimum=0,
        below=1,
        folded=True,
    )
    highest_momentum: float = setting(
        0.95,
        label="Highest momentum",
        help="The momentum at the lowest rate.",
        minimum=0,
        below=1,
        folded=True,
    )

    def swing(self, t: Time) -> FloatArray:
        """How near the rate is to its peak at time t, without a warm-up."""
        raise NotImplementedError

    def momentum(self, t: Time) -> FloatArray | None:
        if not self.cycle_momentum:
            return None
        swing = self.swing(np.maximum(t - self.warmup, 0))
        span = self.highest_momentum - self.lowest_momentum
        return np.asarray(self.highest_momentum - span * swing)


def length_setting(default: int, label: str, help: str, minimum: int = 1) -> Any:
    """Declare a length in steps or epochs."""
    return setting(default, label=label, help=help, minimum=minimum, maximum=LONGEST)


def rate_setting(default: float, label: str, help: str) -> Any:
    """Declare a learning rate."""
    return setting(
        default, label=label, help=help, minimum=0, maximum=GREATEST_RATE, logarithmic=True
    )


def factor_setting(default: float, help: str) -> Any:
    """Declare the factor by which a schedule multiplies the rate now and then."""
    return setting(default, label="Gamma", help=help, minimum=0, maximum=10)
