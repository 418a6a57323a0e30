"""Rules that divide the slope of each parameter by the size of its past slopes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.optimizers.base import (
    Optimizer,
    Update,
    column,
    coupled,
    decay_setting,
    epsilon_setting,
    memory_setting,
    per_run,
    rate_setting,
    repeated,
)
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


@dataclass(frozen=True)
class Adagrad(Optimizer):
    r"""Adagrad (Duchi, Hazan and Singer 2011), the diagonal form.

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        s &\leftarrow s + g^2 \\
        \theta &\leftarrow \theta - \eta g / (\sqrt{s} + \epsilon)

    s (..., P) is the sum of squared slopes, at first `initial_accumulator`.
    """

    kind: ClassVar[str] = "adagrad"
    label: ClassVar[str] = "Adagrad"
    formula: ClassVar[str] = "s ← s + g²,  θ ← θ − η g / (√s + ε)"
    source: ClassVar[str] = "Duchi, Hazan and Singer, JMLR 12 (2011) 2121-2159"
    names: ClassVar[Mapping[str, str]] = {"s": "sum of squared slopes"}

    learning_rate: float = rate_setting(0.01)
    epsilon: float = epsilon_setting(1e-10)
    initial_accumulator: float = setting(
        0.0,
        label="First sum",
        help="The sum of squared slopes before the first step.",
        minimum=0,
        maximum=1e12,
        folded=True,
    )
    weight_decay: float = decay_setting()

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {"s": repeated(per_run(self.initial_accumulator), theta)}

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
        total = state["s"] + slope * slope
        # The paper has delta + s_t with the root already in s_t: outside of the root, too.
        moved = theta - column(rate) * slope / (np.sqrt(total) + per_run(self.epsilon))
        return Update(moved, {"s": total}, {"s": total})


@dataclass(frozen=True)
class RMSprop(Optimizer):
    r"""RMSprop (Tieleman and Hinton 2012), with the centring of Graves (2013).

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        v &\leftarrow \alpha v + (1 - \alpha) g^2 \\
        m &\leftarrow \alpha m + (1 - \alpha) g \quad \text{(0 unless centred)} \\
        b &\leftarrow \mu b + g / (\sqrt{v - m^2} + \epsilon) \\
        \theta &\leftarrow \theta - \eta b

    alpha is the part of the means that is kept, mu the momentum; v, m and b (..., P)
    begin at 0.
    """

    kind: ClassVar[str] = "rmsprop"
    label: ClassVar[str] = "RMSprop"
    formula: ClassVar[str] = (
        "v ← α v + (1 − α) g²,  b ← μ b + g / (√(v − m²) + ε),  θ ← θ − η b;  "
        "centred m ← α m + (1 − α) g, else m = 0"
    )
    source: ClassVar[str] = (
        "Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012); "
        "centred: Graves, arXiv:1308.0850"
    )
    names: ClassVar[Mapping[str, str]] = {
        "v": "mean of squared slopes",
        "m": "mean of slopes",
        "b": "momentum",
    }
    arrows: ClassVar[tuple[str, ...]] = ("b",)

    learning_rate: float = rate_setting(0.01)
    alpha: float = memory_setting(0.99, "Alpha", "the mean of squared slopes")
    epsilon: float = epsilon_setting()
    momentum: float = memory_setting(0.0, "Momentum", "the momentum", folded=True)
    centered: bool = setting(
        False,
        label="Centred",
        help="Divide by the spread of the slopes instead of their size.",
        folded=True,
    )
    weight_decay: float = decay_setting()

    @property
    def quantities(self) -> tuple[str, ...]:
        # A mean that stays 0 would be a line at 0 in every plot of the state.
        return ("v", "m", "b") if self.centered else ("v", "b")

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        zero = np.zeros_like(theta)
        return {"v": zero, "m": zero, "b": zero}

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
        alpha = per_run(self.alpha)
        v = alpha * state["v"] + (1 - alpha) * slope * slope
        mean, variance = state["m"], v
        if self.centered:
            mean = alpha * mean + (1 - alpha) * slope
            # Equal slopes have no spread, which rounding may turn below 0.
            variance = np.maximum(v - mean * mean, 0)
        # Graves adds epsilon inside of the root; PyTorch, as here, outside.
        scaled = slope / (np.sqrt(variance) + per_run(self.epsilon))
        # The rate is no part of the momentum: when it changes, past steps are not scaled anew.
        b = per_run(self.momentum) * state["b"] + scaled
        every = {"v": v, "m": mean, "b": b}
        quantities = {name: every[name] for name in self.quantities}
        return Update(theta - column(rate) * b, every, quantities)


@dataclass(frozen=True)
class Adadelta(Optimizer):
    r"""Adadelta (Zeiler 2012): the steps have the unit of the parameters.

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        E[g^2] &\leftarrow \rho E[g^2] + (1 - \rho) g^2 \\
        \Delta &= g \sqrt{E[\Delta^2] + \epsilon} / \sqrt{E[g^2] + \epsilon} \\
        E[\Delta^2] &\leftarrow \rho E[\Delta^2] + (1 - \rho) \Delta^2 \\
        \theta &\leftarrow \theta - \eta \Delta

    rho is the part of both means (..., P) that is kept; they begin at 0. epsilon stands
    inside of both roots, as in the paper, where eta is 1.
    """

    kind: ClassVar[str] = "adadelta"
    label: ClassVar[str] = "Adadelta"
    formula: ClassVar[str] = (
        "E[g²] ← ρ E[g²] + (1 − ρ) g²,  Δ = g √(E[Δ²] + ε) / √(E[g²] + ε),  "
        "E[Δ²] ← ρ E[Δ²] + (1 − ρ) Δ²,  θ ← θ − η Δ"
    )
    source: ClassVar[str] = "Zeiler, arXiv:1212.5701"
    names: ClassVar[Mapping[str, str]] = {
        "E_g2": "mean of squared slopes",
        "E_delta2": "mean of squared steps",
        "delta": "step",
    }
    arrows: ClassVar[tuple[str, ...]] = ("delta",)
    rate_means: ClassVar[str] = "factor"

    learning_rate: float = rate_setting(1.0)
    rho: float = memory_setting(0.9, "Rho", "both means")
    epsilon: float = epsilon_setting(1e-6)
    weight_decay: float = decay_setting()

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        zero = np.zeros_like(theta)
        return {"E_g2": zero, "E_delta2": zero}

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
        rho, epsilon = per_run(self.rho), per_run(self.epsilon)
        slopes = rho * state["E_g2"] + (1 - rho) * slope * slope
        delta = np.sqrt(state["E_delta2"] + epsilon) / np.sqrt(slopes + epsilon) * slope
        steps = rho * state["E_delta2"] + (1 - rho) * delta * delta
        # The paper's delta has the other sign; here, as b elsewhere, it is subtracted.
        quantities = {"E_g2": slopes, "E_delta2": steps, "delta": delta}
        moved = theta - column(rate) * delta
        return Update(moved, {"E_g2": slopes, "E_delta2": steps}, quantities)
