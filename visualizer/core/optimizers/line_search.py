"""Gradient descent that finds the length of each step by trying."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray, NamedArrays
from visualizer.core.optimizers.base import Optimizer, Update, rate_setting, repeated
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting

SHORTEST = 1e-30
"""The share of the first step below which a search gives up: rounding hides any descent."""


@dataclass(frozen=True)
class LineSearch(Optimizer):
    r"""Steepest descent with backtracking until Armijo's condition (1966) holds.

    .. math::
        \alpha &= \eta \cdot \text{shrink}^j \text{ with the smallest } j \text{ for which }
        L(\theta - \alpha g) \le L(\theta) - c\,\alpha\,|g|^2 \\
        \theta &\leftarrow \theta - \alpha g

    c is the `slope`, the learning rate eta the first step tried (Nocedal and Wright,
    Numerical Optimization, 2006, algorithm 3.1). The state counts the losses tried (...).
    In a batch each run searches for itself.
    """

    kind: ClassVar[str] = "line_search"
    label: ClassVar[str] = "Line search"
    formula: ClassVar[str] = (
        "α = η, then α ← shrink · α until L(θ − α g) ≤ L(θ) − c α |g|²,  θ ← θ − α g"
    )
    source: ClassVar[str] = (
        "Armijo (1966), doi:10.2140/pjm.1966.16.1; Nocedal and Wright, "
        "Numerical Optimization (2006), algorithm 3.1"
    )
    names: ClassVar[Mapping[str, str]] = {"alpha": "step length found"}
    single: ClassVar[tuple[str, ...]] = ("alpha",)
    rate_means: ClassVar[str] = "factor"
    evaluates: ClassVar[bool] = True

    learning_rate: float = rate_setting(1.0)
    shrink: float = setting(
        0.5,
        label="Shrink",
        help="The factor by which a step that is too long is made shorter.",
        above=0,
        maximum=0.95,
    )
    slope: float = setting(
        1e-4,
        label="Slope",
        help="The part of the descent promised by the slope that a step must reach.",
        above=0,
        below=1,
        logarithmic=True,
        folded=True,
    )

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {"tried": np.zeros(theta.shape[:-1], int)}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        alpha, tried = self._search(problem, theta, loss, gradient, rate)
        step = alpha[..., None] * gradient
        # Not 0 times the gradient, which may be infinite.
        moved = np.where(alpha[..., None] > 0, theta - step, theta)
        count = state["tried"] + tried
        quantities = {"alpha": repeated(alpha[..., None], gradient)}
        return Update(moved, {"tried": count}, quantities, np.asarray(count, int))

    def _search(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
    ) -> tuple[FloatArray, IntArray]:
        """The step lengths alpha (...), 0 where none was found, and the losses tried (...)."""
        # |g|^2 is the descent that the slope promises for a step of length 1.
        squares = np.vecdot(gradient, gradient)
        alpha = np.array(np.broadcast_to(rate, squares.shape), float)
        shortest = SHORTEST * alpha
        tried = np.zeros(alpha.shape, int)
        # Without a slope there is nothing to find; from a loss that is not finite, neither.
        searching = np.isfinite(loss) & (squares > 0) & (alpha > 0)
        while np.any(searching):
            # For all runs, also those that have found their step: masks would change the shapes,
            # and with them the last bits.
            reached = problem.loss(theta - alpha[..., None] * gradient)
            tried = tried + searching
            # Not ">": a step to a loss of nan is too long.
            searching = searching & ~(reached <= loss - self.slope * alpha * squares)
            alpha = np.where(searching, alpha * self.shrink, alpha)
            lost = searching & (alpha < shortest)
            alpha, searching = np.where(lost, 0, alpha), searching & ~lost
        # The last step tried may be one that rounding swallows whole.
        still = (theta - alpha[..., None] * gradient == theta).all(-1) & (tried > 1)
        return np.where(still, 0, alpha), tried

    def remark(self, quantities: Mapping[str, FloatArray]) -> str:
        if np.all(quantities["alpha"] == 0):
            return "No step, however short, lowers the loss enough, so nothing moves."
        return ""
