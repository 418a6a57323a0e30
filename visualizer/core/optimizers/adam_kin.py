"""Rules made from Adam's moments in other ways: NAdam, RAdam and Adamax."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.optimizers.adam import CorrectedRule, MomentRule
from visualizer.core.optimizers.base import (
    Update,
    column,
    coupled,
    per_run,
    rate_setting,
    repeated,
)
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting

# The warm-up of the momentum, 0.96^(t psi), as published.
_LOG = math.log(0.96)


@dataclass(frozen=True)
class NAdam(MomentRule):
    r"""Adam with Nesterov momentum (Dozat 2016), with a momentum that warms up.

    .. math::
        \mu_t &= \beta_1 (1 - 0.96^{t \psi} / 2) \\
        \bar m &= \mu_{t+1} m / (1 - \prod_{i=1}^{t+1} \mu_i)
            + (1 - \mu_t) g / (1 - \prod_{i=1}^{t} \mu_i) \\
        \theta &\leftarrow \theta - \eta \bar m / (\sqrt{\hat v} + \epsilon)

    with g, m, v and v_hat of `Adam` (..., P); psi is the momentum decay.
    """

    kind: ClassVar[str] = "nadam"
    label: ClassVar[str] = "NAdam"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  μₜ = β₁ (1 − ½ · 0.96^(ψ t)),  "
        "m̄ = μₜ₊₁ m / (1 − μ₁⋯μₜ₊₁) + (1 − μₜ) g / (1 − μ₁⋯μₜ),  v̂ = v / (1 − β₂ᵗ),  "
        "θ ← θ − η m̄ / (√v̂ + ε)"
    )
    source: ClassVar[str] = "Dozat, Incorporating Nesterov Momentum into Adam, ICLR workshop 2016"
    names: ClassVar[Mapping[str, str]] = {
        "m": "first moment",
        "v": "second moment",
        "m_bar": "first moment, looking ahead",
        "v_hat": "second moment, bias-corrected",
    }
    arrows: ClassVar[tuple[str, ...]] = ("m_bar",)

    learning_rate: float = rate_setting(0.002)
    momentum_decay: float = setting(
        0.004,
        label="Momentum decay",
        help="How fast the momentum grows to beta 1: larger is faster, 0 leaves it at half.",
        minimum=0,
        maximum=1e3,
        folded=True,
    )

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {**super().initial_state(theta), "steps": np.zeros((), int), "product": np.ones(())}

    def _momentum(self, step: Any) -> Any:
        """mu_t of update `step`, counted from 1."""
        # An exponential function, as powers are rounded differently in arrays.
        decayed = np.exp(per_run(self.momentum_decay) * step * _LOG)
        return per_run(self.beta1) * (1 - 0.5 * decayed)

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
        now, step = self.moments(slope, state), state["steps"] + 1
        mu, following = self._momentum(step), self._momentum(step + 1)
        product = state["product"] * mu
        # As in PyTorch, m is kept with beta1 and only weighed with mu; Dozat keeps it with mu.
        ahead = following * now["m"] / (1 - product * following)
        m_bar = ahead + (1 - mu) * slope / (1 - product)
        v_hat = now["v"] / (1 - now["power2"])
        moved = theta - column(rate) * m_bar / (np.sqrt(v_hat) + per_run(self.epsilon))
        quantities = {"m": now["m"], "v": now["v"], "m_bar": m_bar, "v_hat": v_hat}
        return Update(moved, {**now, "steps": np.asarray(step), "product": product}, quantities)


@dataclass(frozen=True)
class RAdam(MomentRule):
    r"""Rectified Adam (Liu et al. 2020): plain momentum until v can be trusted.

    .. math::
        \rho_\infty &= 2 / (1 - \beta_2) - 1, \quad
        \rho_t = \rho_\infty - 2 t \beta_2^t / (1 - \beta_2^t) \\
        r &= \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}
            {(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}}, \quad
        l = \sqrt{1 - \beta_2^t} / (\sqrt{v} + \epsilon) \\
        \theta &\leftarrow \theta - \eta r \hat m l \text{ if } \rho_t > 5,
            \text{ else } \theta - \eta \hat m

    with g, m, v and m_hat of `Adam` (..., P); r is recorded as 0 where it is not used.
    """

    kind: ClassVar[str] = "radam"
    label: ClassVar[str] = "RAdam"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  m̂ = m / (1 − β₁ᵗ),  "
        "ρ∞ = 2 / (1 − β₂) − 1,  ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ),  "
        "r = √((ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ)),  l = √(1 − β₂ᵗ) / (√v + ε),  "
        "θ ← θ − η r m̂ l if ρₜ > 5, else θ ← θ − η m̂"
    )
    source: ClassVar[str] = "Liu et al., arXiv:1908.03265"
    names: ClassVar[Mapping[str, str]] = {
        "m": "first moment",
        "v": "second moment",
        "m_hat": "first moment, bias-corrected",
        "r": "rectification",
    }
    single: ClassVar[tuple[str, ...]] = ("r",)
    arrows: ClassVar[tuple[str, ...]] = ("m_hat",)

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {**super().initial_state(theta), "steps": np.zeros((), int)}

    def _rectification(self, power: Any, step: Any) -> FloatArray:
        """R of update `step` where it is used, otherwise 0; () or a column."""
        longest = 2 / (1 - np.asarray(per_run(self.beta2))) - 1
        length = longest - 2 * step * power / (1 - power)
        # The paper rectifies above 4, PyTorch above 5.
        used = length > 5
        # Any number above 4 will do where it is not used: the root must not see a negative one.
        length, longest = np.where(used, length, 6), np.where(used, longest, 6)
        ratio = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        return np.where(used, np.sqrt(ratio), 0)

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
        now, step = self.moments(slope, state), state["steps"] + 1
        m_hat, r = now["m"] / (1 - now["power1"]), self._rectification(now["power2"], step)
        adaptive = np.sqrt(1 - now["power2"]) / (np.sqrt(now["v"]) + per_run(self.epsilon))
        # r is 0 just where it is not used.
        moved = theta - column(rate) * m_hat * np.where(r > 0, r * adaptive, 1)
        quantities = {"m": now["m"], "v": now["v"], "m_hat": m_hat, "r": repeated(r, gradient)}
        return Update(moved, {**now, "steps": np.asarray(step)}, quantities)


@dataclass(frozen=True)
class Adamax(CorrectedRule):
    r"""Adamax (Kingma and Ba 2015, algorithm 2): Adam with the largest slope for a norm.

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad
        u \leftarrow \max(\beta_2 u, |g| + \epsilon) \\
        \theta &\leftarrow \theta - \eta \hat m / u, \quad \hat m = m / (1 - \beta_1^t)

    m and u (..., P) begin at 0.
    """

    kind: ClassVar[str] = "adamax"
    label: ClassVar[str] = "Adamax"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g| + ε),  m̂ = m / (1 − β₁ᵗ),  θ ← θ − η m̂ / u"
    )
    source: ClassVar[str] = "Kingma and Ba, arXiv:1412.6980"
    names: ClassVar[Mapping[str, str]] = {
        "m": "first moment",
        "u": "largest slope",
        "m_hat": "first moment, bias-corrected",
    }
    arrows: ClassVar[tuple[str, ...]] = ("m_hat",)

    learning_rate: float = rate_setting(0.002)

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        zero = np.zeros_like(theta)
        return {"m": zero, "u": zero, "power1": np.ones(())}

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
        beta1 = per_run(self.beta1)
        m, power1 = beta1 * state["m"] + (1 - beta1) * slope, state["power1"] * beta1
        # The paper has no epsilon; PyTorch adds it to the new slope, so that u is never 0.
        u = np.maximum(per_run(self.beta2) * state["u"], np.abs(slope) + per_run(self.epsilon))
        m_hat = self.corrected(m, power1)
        moved = theta - column(rate) * m_hat / u
        state = {"m": m, "u": u, "power1": power1}
        return Update(moved, state, self.recorded(m=m, u=u, m_hat=m_hat))
