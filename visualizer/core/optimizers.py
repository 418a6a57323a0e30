"""Optimizers: update rules as pure steps. A new one is one class and one entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


class Update(NamedTuple):
    """What an update gives: theta (..., P), the next state, and quantities by name.

    `quantities` holds what the paper names (momentum, second moment, ...), each of shape
    (..., P), for plots and read-outs.
    """

    theta: FloatArray
    state: Any
    quantities: Mapping[str, FloatArray]


@dataclass(frozen=True)
class Optimizer:
    """The `[optimizer]` section; every hyper-parameter may be an array over runs (R,)."""

    kind: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    quantities: ClassVar[tuple[str, ...]] = ()

    learning_rate: float = setting(
        0.1,
        label="Learning rate",
        help="The length of a step for a slope of one.",
        above=0,
        maximum=1e6,
        logarithmic=True,
    )

    def initial_state(self, theta: FloatArray) -> Any:
        """The state before the first update from theta (..., P)."""
        return None

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: Any,
    ) -> Update:
        """One update from theta (..., P) with loss (...), gradient (..., P), rate (...)."""
        raise NotImplementedError


_NO_QUANTITIES: Mapping[str, FloatArray] = {}


@dataclass(frozen=True)
class SGD(Optimizer):
    r"""Gradient descent (Cauchy 1847), on batches stochastic (Robbins and Monro 1951).

    .. math:: \theta_{k+1} = \theta_k - \eta \nabla L(\theta_k)
    """

    kind: ClassVar[str] = "sgd"
    label: ClassVar[str] = "Gradient descent"
    formula: ClassVar[str] = "θ ← θ − η ∇L(θ)"

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: Any,
    ) -> Update:
        # One run is the usual case, and a scalar is far faster than a broadcast.
        moved = np.multiply(gradient, rate[..., None] if rate.ndim else rate)
        return Update(np.subtract(theta, moved), state, _NO_QUANTITIES)


OPTIMIZERS: Mapping[str, type[Optimizer]] = {SGD.kind: SGD}
