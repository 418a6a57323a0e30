"""Rules that look at the sign of the slope and not at its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.errors import InputError
from visualizer.core.optimizers.base import (
    Optimizer,
    Update,
    column,
    decay_setting,
    memory_setting,
    per_run,
    rate_setting,
    repeated,
)
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


@dataclass(frozen=True)
class Rprop(Optimizer):
    r"""Resilient propagation (Riedmiller and Braun 1993), in its form without backtracking.

    .. math::
        \Delta &\leftarrow \Delta \cdot \begin{cases}
            \text{grow} & g g' > 0 \\ \text{shrink} & g g' < 0 \\ 1 & g g' = 0
            \end{cases} \text{ within its limits} \\
        g &\leftarrow 0 \text{ where } g g' < 0 \\
        \theta &\leftarrow \theta - \Delta \operatorname{sign}(g)

    g' is the slope g of the step before, Delta (..., P) the length of the step for each
    parameter: at first the learning rate, which is not used again.
    """

    kind: ClassVar[str] = "rprop"
    label: ClassVar[str] = "Rprop"
    formula: ClassVar[str] = (
        "Δ ← Δ · grow where g keeps its sign, Δ · shrink and g ← 0 where it changes,  "
        "θ ← θ − Δ sign(g)"
    )
    source: ClassVar[str] = (
        "Riedmiller and Braun (1993), doi:10.1109/ICNN.1993.298623; "
        "this form: Igel and Hüsken (2003), doi:10.1016/S0925-2312(01)00700-7"
    )
    names: ClassVar[Mapping[str, str]] = {"delta": "length of the step"}

    learning_rate: float = rate_setting(0.01)
    shrink: float = setting(
        0.5,
        label="Shrink",
        help="The factor of a step after its slope has changed sign.",
        above=0,
        below=1,
    )
    grow: float = setting(
        1.2,
        label="Grow",
        help="The factor of a step while its slope keeps its sign.",
        above=1,
        maximum=1e3,
    )
    smallest_step: float = setting(
        1e-6,
        label="Smallest step",
        help="Steps get no shorter.",
        minimum=0,
        maximum=1e12,
        folded=True,
    )
    largest_step: float = setting(
        50.0,
        label="Largest step",
        help="Steps get no longer.",
        above=0,
        maximum=1e12,
        folded=True,
    )

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.largest_step) < np.asarray(self.smallest_step)):
            raise InputError(
                f"{self.largest_step:g} is not allowed; allowed is a number of at least "
                f"optimizer.smallest_step, which is {self.smallest_step:g}",
                "largest_step",
            )

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        # A slope of 0 agrees with none, so that the first step neither grows nor shrinks.
        return {"slope": np.zeros_like(theta)}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        # Signs first: the product of two small slopes may underflow to 0.
        agreement = np.sign(gradient) * np.sign(state["slope"])
        factor = np.where(agreement > 0, per_run(self.grow), 1)
        factor = np.where(agreement < 0, per_run(self.shrink), factor)
        # No lengths before the first step, which has that of the rate.
        delta = state["delta"] if "delta" in state else repeated(column(rate), gradient)
        delta = np.clip(delta * factor, per_run(self.smallest_step), per_run(self.largest_step))
        # The paper takes the last step back where the sign changes; PyTorch, as here,
        # waits for a step and compares no signs in the next.
        slope = np.where(agreement < 0, 0, gradient)
        # A rate of 0 stops this rule, too, which otherwise would take its smallest steps.
        step = delta * np.sign(slope) * (column(rate) > 0)
        return Update(theta - step, {"slope": slope, "delta": delta}, {"delta": delta})


@dataclass(frozen=True)
class Lion(Optimizer):
    r"""Lion (Chen et al. 2023): the sign of a momentum, so that all steps are equally long.

    .. math::
        c &= \beta_1 m + (1 - \beta_1) g \\
        \theta &\leftarrow \theta - \eta (\operatorname{sign}(c) + \lambda \theta) \\
        m &\leftarrow \beta_2 m + (1 - \beta_2) g

    m (..., P) begins at 0; the weight decay lambda is decoupled.
    """

    kind: ClassVar[str] = "lion"
    label: ClassVar[str] = "Lion"
    formula: ClassVar[str] = (
        "c = β₁ m + (1 − β₁) g,  θ ← θ − η (sign(c) + λ θ),  m ← β₂ m + (1 − β₂) g"
    )
    source: ClassVar[str] = "Chen et al., arXiv:2302.06675"
    names: ClassVar[Mapping[str, str]] = {"c": "direction before its sign", "m": "momentum"}
    arrows: ClassVar[tuple[str, ...]] = ("c", "m")

    learning_rate: float = rate_setting(1e-4)
    beta1: float = memory_setting(0.9, "Beta 1", "the momentum, in this step's direction,")
    beta2: float = memory_setting(0.99, "Beta 2", "the momentum")
    weight_decay: float = decay_setting(how="taken away, times the rate")

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
        beta1, beta2 = per_run(self.beta1), per_run(self.beta2)
        c = beta1 * state["m"] + (1 - beta1) * gradient
        m = beta2 * state["m"] + (1 - beta2) * gradient
        step = np.sign(c) + per_run(self.weight_decay) * theta
        return Update(theta - column(rate) * step, {"m": m}, {"c": c, "m": m})
