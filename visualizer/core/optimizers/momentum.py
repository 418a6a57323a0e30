"""Rules that step along the slope, or along a running sum of slopes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.optimizers.base import (
    NO_QUANTITIES,
    Optimizer,
    Update,
    column,
    coupled,
    decay_setting,
    memory_setting,
    per_run,
)
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


@dataclass(frozen=True)
class SGD(Optimizer):
    r"""Gradient descent (Cauchy 1847), on batches stochastic (Robbins and Monro 1951).

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        \theta &\leftarrow \theta - \eta g

    eta is the learning rate, lambda the weight decay. On a quadratic with the curvature c
    it converges for eta < 2 / (c + lambda).
    """

    kind: ClassVar[str] = "sgd"
    label: ClassVar[str] = "Gradient descent"
    formula: ClassVar[str] = "θ ← θ − η ∇L(θ)"
    source: ClassVar[str] = (
        "Cauchy, Comptes Rendus 25 (1847); Robbins and Monro (1951), doi:10.1214/aoms/1177729586"
    )
    folded: ClassVar[bool] = False
    rate_means: ClassVar[str] = "slope"

    weight_decay: float = decay_setting()

    @property
    def plain(self) -> bool:
        return not np.any(self.weight_decay)

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        slope = coupled(gradient, theta, self.weight_decay)
        return Update(np.subtract(theta, np.multiply(slope, column(rate))), state, NO_QUANTITIES)


@dataclass(frozen=True)
class Momentum(Optimizer):
    r"""The heavy ball (Polyak 1964), as PyTorch defines it.

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        b &\leftarrow \mu b + (1 - \tau) g, \quad b = g \text{ at the first step} \\
        \theta &\leftarrow \theta - \eta b

    mu is the momentum, tau the dampening, b (..., P) the momentum buffer. On a quadratic
    with the curvature c it converges for eta < (2 + 2 mu) / c, and with tau = mu for
    eta < (2 + 2 mu) / ((1 - mu) c).

    Polyak writes theta_{k+1} = theta_k - eta g + mu (theta_k - theta_{k-1}): the rate is
    inside of the velocity, which is the same as long as the rate does not change.
    """

    kind: ClassVar[str] = "momentum"
    label: ClassVar[str] = "Momentum"
    formula: ClassVar[str] = "b ← μ b + (1 − τ) g,  θ ← θ − η b;  b = g initially"
    source: ClassVar[str] = "Polyak (1964), doi:10.1016/0041-5553(64)90137-5"
    names: ClassVar[Mapping[str, str]] = {"b": "momentum"}
    arrows: ClassVar[tuple[str, ...]] = ("b",)
    folded: ClassVar[bool] = False
    rate_means: ClassVar[str] = "slope"

    momentum: float = memory_setting(0.9, "Momentum", "the momentum")
    dampening: float = setting(
        0.0,
        label="Dampening",
        help="How much less than the whole slope is added to the momentum.",
        minimum=0,
        maximum=1,
        folded=True,
    )
    weight_decay: float = decay_setting()

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        slope = coupled(gradient, theta, self.weight_decay)
        if not state:
            # PyTorch: the first slope is not dampened; (1 - tau) g would be as plausible.
            buffer = slope
        else:
            buffer = per_run(self.momentum) * state["b"] + (1 - per_run(self.dampening)) * slope
        return Update(theta - column(rate) * buffer, {"b": buffer}, {"b": buffer})


@dataclass(frozen=True)
class Nesterov(Optimizer):
    r"""Nesterov's accelerated gradient (1983), in the form of Sutskever et al. (2013).

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        b &\leftarrow \mu b + g \\
        \theta &\leftarrow \theta - \eta (g + \mu b)

    mu is the momentum, b (..., P) the momentum buffer, at first 0. On a quadratic with
    the curvature c it converges for eta < (2 + 2 mu) / ((1 + 2 mu) c).

    theta is here what Sutskever et al. call theta + mu v, the point that looks ahead; so
    the slope is taken where the parameters are.
    """

    kind: ClassVar[str] = "nesterov"
    label: ClassVar[str] = "Nesterov momentum"
    formula: ClassVar[str] = "b ← μ b + g,  θ ← θ − η (g + μ b)"
    source: ClassVar[str] = (
        "Nesterov, Soviet Mathematics Doklady 27 (1983); "
        "Sutskever, Martens, Dahl and Hinton, ICML 2013"
    )
    names: ClassVar[Mapping[str, str]] = {"b": "momentum"}
    arrows: ClassVar[tuple[str, ...]] = ("b",)
    rate_means: ClassVar[str] = "slope"

    momentum: float = memory_setting(0.9, "Momentum", "the momentum")
    weight_decay: float = decay_setting()

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {"b": np.zeros_like(theta)}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        slope = coupled(gradient, theta, self.weight_decay)
        momentum = per_run(self.momentum)
        buffer = momentum * state["b"] + slope
        moved = theta - column(rate) * (slope + momentum * buffer)
        return Update(moved, {"b": buffer}, {"b": buffer})
