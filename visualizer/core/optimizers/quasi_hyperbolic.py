"""Quasi-hyperbolic rules: an average of a step with momentum and one without."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.optimizers.adam import CorrectedRule
from visualizer.core.optimizers.base import (
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


def _share(default: float, label: str, what: str) -> Any:
    return setting(
        default,
        label=label,
        help=f"The share of {what} in the step; the slope of this step alone has the rest.",
        minimum=0,
        maximum=1,
    )


@dataclass(frozen=True)
class QHM(Optimizer):
    r"""Quasi-hyperbolic momentum (Ma and Yarats 2019, equations 3 and 4).

    .. math::
        m &\leftarrow \beta m + (1 - \beta) g \\
        \theta &\leftarrow \theta - \eta ((1 - \nu) g + \nu m)

    m (..., P), at first 0, is the momentum buffer (the paper's g_{t+1}; g is the slope).
    The weight decay, which the paper does not have, is a part of the slope.
    """

    kind: ClassVar[str] = "qhm"
    label: ClassVar[str] = "QHM"
    formula: ClassVar[str] = "m ← β m + (1 − β) g,  θ ← θ − η ((1 − ν) g + ν m)"
    source: ClassVar[str] = "Ma and Yarats, arXiv:1810.06801"
    names: ClassVar[Mapping[str, str]] = {"m": "momentum"}
    arrows: ClassVar[tuple[str, ...]] = ("m",)
    rate_means: ClassVar[str] = "slope"

    nu: float = _share(0.7, "Nu", "the momentum")
    beta: float = memory_setting(0.999, "Beta", "the momentum")
    weight_decay: float = decay_setting()

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {"m": np.zeros_like(theta)}

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
        nu, beta = per_run(self.nu), per_run(self.beta)
        m = beta * state["m"] + (1 - beta) * slope
        moved = theta - column(rate) * ((1 - nu) * slope + nu * m)
        return Update(moved, {"m": m}, {"m": m})


@dataclass(frozen=True)
class QHAdam(CorrectedRule):
    r"""Quasi-hyperbolic Adam (Ma and Yarats 2019, section 4.4).

    .. math::
        \theta \leftarrow \theta - \eta
            \frac{(1 - \nu_1) g + \nu_1 \hat m}{\sqrt{(1 - \nu_2) g^2 + \nu_2 \hat v} + \epsilon}

    with the moments of `Adam` (..., P), which the paper calls g and s. With nu1 = nu2 = 1
    it is Adam.
    """

    kind: ClassVar[str] = "qhadam"
    label: ClassVar[str] = "QHAdam"
    formula: ClassVar[str] = (
        "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  "
        "m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  "
        "θ ← θ − η ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε)"
    )
    source: ClassVar[str] = "Ma and Yarats, arXiv:1810.06801"
    names: ClassVar[Mapping[str, str]] = {
        "m": "first moment",
        "v": "second moment",
        "m_hat": "first moment, bias-corrected",
        "v_hat": "second moment, bias-corrected",
    }
    arrows: ClassVar[tuple[str, ...]] = ("m_hat",)

    nu1: float = _share(0.7, "Nu 1", "the first moment")
    nu2: float = _share(1.0, "Nu 2", "the second moment")

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
        nu1, nu2 = per_run(self.nu1), per_run(self.nu2)
        now = self.moments(slope, state)
        m, v = now["m"], now["v"]
        m_hat, v_hat = self.corrected(m, now["power1"]), self.corrected(v, now["power2"])
        upper = (1 - nu1) * slope + nu1 * m_hat
        lower = np.sqrt((1 - nu2) * slope * slope + nu2 * v_hat) + per_run(self.epsilon)
        quantities = self.recorded(m=m, v=v, m_hat=m_hat, v_hat=v_hat)
        return Update(theta - column(rate) * upper / lower, now, quantities)
