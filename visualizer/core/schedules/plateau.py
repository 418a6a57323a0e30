"""The rule that lowers the rate when the run gets no better."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.schedules.base import LONGEST, Schedule, Time, rate_setting
from visualizer.core.settings import setting

LEAST_CHANGE = 1e-8
"""A rate that would fall by less than this stays."""


@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    r"""The rate falls when a metric has stopped falling (PyTorch, `ReduceLROnPlateau`).

    At each row that ends an epoch, before its rate is chosen, with the metric m there and
    the threshold theta: is m < best (1 - theta) (relative) or m < best - theta (absolute)?

    .. math:: \text{yes: } best = m, bad = 0 \qquad \text{no: } bad = bad + 1

    The state holds, each (...): `base`, the rate of the optimizer that `rate` came from, `best`,
    the best metric, `bad`, the epochs since it, and `cooldown`, those in which none is counted.

    A metric that is not a number is not better. In cooldown: cooldown - 1, bad = 0. Then,
    where bad > patience, eta = max(factor eta, minimum), unless that is a change of less
    than 1e-8; the cooldown begins, bad = 0.

    The row at which the rule begins is not observed, nor is one before it: that is row 0,
    or the end of a warm-up.
    When the optimizer's rate is changed during a run, the rate is the new one from there
    on; what has been counted stays.
    """

    kind: ClassVar[str] = "plateau"
    label: ClassVar[str] = "On a plateau"
    formula: ClassVar[str] = "η ← max(factor · η, minimum)  after patience epochs without progress"

    factor: float = setting(
        0.1,
        label="Factor",
        help="The rate is multiplied by this on a plateau.",
        minimum=0,
        maximum=1,
    )
    patience: int = setting(
        10,
        label="Patience",
        help="The epochs without progress that are borne; with one more the rate falls.",
        minimum=0,
        maximum=LONGEST,
    )
    threshold: float = setting(
        1e-4,
        label="Threshold",
        help="How much better than the best so far the metric must be to count as progress.",
        minimum=0,
        maximum=1e6,
    )
    threshold_mode: str = setting(
        "rel",
        label="Threshold is",
        help="Whether the threshold is a share of the best metric or a difference from it.",
        choices={"rel": "Relative", "abs": "Absolute"},
        folded=True,
    )
    cooldown: int = setting(
        0,
        label="Cooldown",
        help="The epochs after a fall in which a lack of progress is not counted.",
        minimum=0,
        maximum=LONGEST,
        folded=True,
    )
    minimum: float = rate_setting(0.0, "Minimum", "The rate never falls below this.")
    metric: str = setting(
        "loss",
        label="Metric",
        help="What must fall: the loss on all training rows, or on the validation rows.",
        choices={"loss": "Loss", "validation_loss": "Validation loss"},
        folded=True,
    )

    @property
    def watched(self) -> str:
        return self.metric

    def proper(self, base: FloatArray, t: Time, state: NamedArrays | None = None) -> FloatArray:
        rate = base if state is None else state["rate"]
        if isinstance(t, np.ndarray):
            return np.broadcast_to(rate, np.broadcast_shapes(np.shape(rate), t.shape))
        return rate

    def follow(
        self, state: NamedArrays | None, base: FloatArray, t: int, metric: FloatArray | None
    ) -> NamedArrays:
        if state is None:
            zero = np.zeros(np.shape(base), int)
            best = np.full(np.shape(base), np.inf)
            return {"base": base, "rate": base, "best": best, "bad": zero, "cooldown": zero}
        # Replayed from a stored state it may be another array of the same value: only then it is
        # compared.
        if state["base"] is not base:
            kept = np.equal(state["base"], base)
            state = {**state, "base": base, "rate": np.where(kept, state["rate"], base)}
        if metric is None or t <= self.warmup:
            return state
        return self._observed(state, metric)

    def _observed(self, state: NamedArrays, metric: FloatArray) -> NamedArrays:
        better = self.is_better(metric, state["best"])
        best = np.where(better, metric, state["best"])
        bad = np.where(better, 0, state["bad"] + 1)
        cooling = state["cooldown"] > 0
        cooldown = np.where(cooling, state["cooldown"] - 1, state["cooldown"])
        # PyTorch's order: the cooldown is looked at after the metric.
        bad = np.where(cooling, 0, bad)
        falls = bad > self.patience
        rate = state["rate"]
        lower = np.maximum(rate * self.factor, self.minimum)
        rate = np.where(falls & (rate - lower > LEAST_CHANGE), lower, rate)
        cooldown, bad = np.where(falls, self.cooldown, cooldown), np.where(falls, 0, bad)
        return {**state, "rate": rate, "best": best, "bad": bad, "cooldown": cooldown}

    def is_better(self, metric: FloatArray, best: FloatArray) -> NDArray[np.bool_]:
        """Whether metrics (...) are progress over the best so far (...)."""
        if self.threshold_mode == "abs":
            return np.asarray(metric < best - self.threshold)
        # PyTorch's definition, also for a negative best, where it asks for less than nothing.
        return np.asarray(metric < best * (1 - self.threshold))
