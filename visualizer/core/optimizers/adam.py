"""Adam, and the rules that change one thing in it: AMSGrad and AdamW."""

import re
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
)
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting

_HAT = "_hat"
_CORRECTED = re.compile("(\\w\u0302) = (\\w+) / [^,]*,  ")
"""In a formula: a quantity with a hat, and the mean that it is without the correction."""

ADAM_NAMES: Mapping[str, str] = {
    "m": "first moment",
    "v": "second moment",
    "m_hat": "first moment, bias-corrected",
    "v_hat": "second moment, bias-corrected",
}


@dataclass(frozen=True)
class MomentRule(Optimizer):
    r"""What Adam and its kin share: the two running means and their bias.

    .. math::
        m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
        \hat m &= m / (1 - \beta_1^t), \quad \hat v = v / (1 - \beta_2^t)

    m and v (..., P) begin at 0, t counts the updates from 1. The state holds m and v, and
    beta1^t and beta2^t as `power1` and `power2`.
    """

    learning_rate: float = rate_setting(0.001)
    beta1: float = memory_setting(
        0.9, "Beta 1", "the first moment, the mean of slopes,", folded=True
    )
    beta2: float = memory_setting(
        0.999, "Beta 2", "the second moment, the mean of squares,", folded=True
    )
    epsilon: float = epsilon_setting()
    weight_decay: float = decay_setting()

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        # One array for both moments: no update changes a state in place.
        zero, one = np.zeros_like(theta), np.ones(())
        return {"m": zero, "v": zero, "power1": one, "power2": one}

    def moments(self, slope: FloatArray, state: NamedArrays) -> dict[str, FloatArray]:
        """Both means with the slope (..., P) taken in."""
        beta1, beta2 = per_run(self.beta1), per_run(self.beta2)
        # In the memory of what was just computed: new memory costs as much as the sums.
        part = (1 - beta1) * slope
        m = beta1 * state["m"]
        m += part
        np.multiply(1 - beta2, slope, part)
        part *= slope
        v = beta2 * state["v"]
        v += part
        power1, power2 = state["power1"] * beta1, state["power2"] * beta2
        return {"m": m, "v": v, "power1": power1, "power2": power2}


@dataclass(frozen=True)
class CorrectedRule(MomentRule):
    """A rule with moments whose bias towards 0, where they begin, is corrected, or is not.

    Without the correction a quantity with a hat is the mean itself, and is not recorded.
    """

    bias_correction: bool = setting(
        True,
        label="Bias correction",
        help="The running means begin at 0: with it they are divided by the share that they have "
        "seen, 1 − βᵗ. Without it the first steps have other lengths: Adam's are too long.",
        folded=True,
    )

    @property
    def quantities(self) -> tuple[str, ...]:
        if self.bias_correction:
            return tuple(self.names)
        return tuple(name for name in self.names if not name.endswith(_HAT))

    @property
    def pointers(self) -> tuple[str, ...]:
        if self.bias_correction:
            return self.arrows
        return tuple(name.removesuffix(_HAT) for name in self.arrows)

    @property
    def equations(self) -> str:
        if self.bias_correction:
            return self.formula
        found = self.formula
        for hat, mean in _CORRECTED.findall(found):
            found = _CORRECTED.sub("", found, count=1).replace(hat, mean)
        return found

    def corrected(self, mean: FloatArray, power: FloatArray) -> FloatArray:
        """A mean (..., P) over 1 - power, or as it is; power is beta^t, () or a column."""
        return mean / (1 - power) if self.bias_correction else mean

    def recorded(self, **quantities: FloatArray) -> dict[str, FloatArray]:
        """Those of some quantities that there are with these options."""
        return {name: quantities[name] for name in self.quantities}


@dataclass(frozen=True)
class Adam(CorrectedRule):
    r"""Adam (Kingma and Ba 2015, algorithm 1).

    .. math::
        g &\leftarrow \nabla L(\theta) + \lambda \theta \\
        m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
        \theta &\leftarrow \theta - \eta \hat m / (\sqrt{\hat v} + \epsilon)

    with m_hat = m / (1 - beta1^t) and v_hat = v / (1 - beta2^t), all (..., P). The weight
    decay lambda, which the paper does not have, is a part of the slope.
    """

    kind: ClassVar[str] = "adam"
    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  "
        "m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  θ ← θ − η m̂ / (√v̂ + ε)"
    )
    source: ClassVar[str] = "Kingma and Ba, arXiv:1412.6980"
    names: ClassVar[Mapping[str, str]] = ADAM_NAMES
    arrows: ClassVar[tuple[str, ...]] = ("m_hat",)
    folded: ClassVar[bool] = False

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        return self.step(theta, coupled(gradient, theta, self.weight_decay), rate, state)

    def step(
        self, theta: FloatArray, slope: FloatArray, rate: FloatArray, state: NamedArrays
    ) -> Update:
        """The update for a slope (..., P) that holds all there is to descend."""
        now = self.moments(slope, state)
        m, v = now["m"], now["v"]
        m_hat, v_hat = self.corrected(m, now["power1"]), self.corrected(v, now["power2"])
        below = np.sqrt(v_hat)
        below += per_run(self.epsilon)
        moved = column(rate) * m_hat
        moved /= below
        # Into `moved`, which is new; theta belongs to the state before.
        np.subtract(theta, moved, moved)
        return Update(moved, now, self.recorded(m=m, v=v, m_hat=m_hat, v_hat=v_hat))


@dataclass(frozen=True)
class AdamW(Adam):
    r"""Adam with decoupled weight decay (Loshchilov and Hutter 2019).

    .. math::
        \theta &\leftarrow (1 - \eta \lambda) \theta \\
        \theta &\leftarrow \theta - \eta \hat m / (\sqrt{\hat v} + \epsilon)

    with the moments of `Adam` for the slope alone: the weight decay lambda does not go
    through them.
    """

    kind: ClassVar[str] = "adamw"
    label: ClassVar[str] = "AdamW"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  "
        "m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  θ ← (1 − η λ) θ − η m̂ / (√v̂ + ε)"
    )
    source: ClassVar[str] = "Loshchilov and Hutter, arXiv:1711.05101"
    folded: ClassVar[bool] = True

    weight_decay: float = decay_setting(0.01, "taken away, times the rate")

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        # The paper decays by the schedule's factor times lambda; PyTorch by eta lambda.
        shrunk = theta * (1 - column(rate) * per_run(self.weight_decay))
        return self.step(shrunk, gradient, rate, state)


@dataclass(frozen=True)
class AMSGrad(CorrectedRule):
    r"""AMSGrad (Reddi, Kale and Kumar 2018): the second moment never sinks.

    .. math::
        v_{max} &\leftarrow \max(v_{max}, v) \\
        \theta &\leftarrow \theta - \eta \hat m / (\sqrt{\hat v} + \epsilon), \quad
        \hat v = v_{max} / (1 - \beta_2^t)

    with the moments of `Adam` and v_max, all (..., P).
    """

    kind: ClassVar[str] = "amsgrad"
    label: ClassVar[str] = "AMSGrad"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  v_max ← max(v_max, v),  "
        "m̂ = m / (1 − β₁ᵗ),  v̂ = v_max / (1 − β₂ᵗ),  θ ← θ − η m̂ / (√v̂ + ε)"
    )
    source: ClassVar[str] = "Reddi, Kale and Kumar, arXiv:1904.09237"
    names: ClassVar[Mapping[str, str]] = {**ADAM_NAMES, "v_max": "largest second moment"}
    arrows: ClassVar[tuple[str, ...]] = ("m_hat",)

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {**super().initial_state(theta), "v_max": np.zeros_like(theta)}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        now = self.moments(coupled(gradient, theta, self.weight_decay), state)
        v_max = np.maximum(state["v_max"], now["v"])
        # The paper corrects no bias. PyTorch does, and of the largest raw moment: not the
        # largest of the corrected ones.
        m_hat = self.corrected(now["m"], now["power1"])
        v_hat = self.corrected(v_max, now["power2"])
        moved = theta - column(rate) * m_hat / (np.sqrt(v_hat) + per_run(self.epsilon))
        now["v_max"] = v_max
        quantities = self.recorded(m=now["m"], v=now["v"], m_hat=m_hat, v_hat=v_hat, v_max=v_max)
        return Update(moved, now, quantities)
