"""Newton's method: steps from the second derivatives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.hessians import hessian_at
from visualizer.core.optimizers.base import Optimizer, Update, column, per_run, rate_setting
from visualizer.core.problems.base import Problem
from visualizer.core.settings import setting


@dataclass(frozen=True)
class Newton(Optimizer):
    r"""Newton's method with a fixed damping.

    .. math:: p = -(H + \delta I)^{-1} g, \quad \theta \leftarrow \theta + \eta p

    H (..., P, P) is the exact Hessian of the loss: by formula for functions and linear least
    squares, by one forward and one backward pass for each parameter in networks, which is
    counted as P evaluations (the state). delta is the damping (Levenberg 1944; Nocedal and Wright,
    Numerical Optimization, 2006, sections 2.2 and 3.4).

    The step is taken by eigenvectors. Along one without any curvature it has no length
    and is left out, as in the pseudo-inverse. Along one of negative curvature it climbs,
    towards a saddle or a maximum, unless the damping outweighs it: `p_negative` (..., P)
    is that part of p.
    """

    kind: ClassVar[str] = "newton"
    label: ClassVar[str] = "Newton"
    formula: ClassVar[str] = "p = −(H + δ I)⁻¹ g,  θ ← θ + η p"
    source: ClassVar[str] = (
        "Nocedal and Wright, Numerical Optimization (2006), sections 2.2 and 3.4; "
        "damping: Levenberg (1944), doi:10.1090/qam/10666"
    )
    names: ClassVar[Mapping[str, str]] = {
        "p": "step",
        "p_negative": "part of the step along negative curvature",
    }
    arrows: ClassVar[tuple[str, ...]] = ("p", "p_negative")
    ahead: ClassVar[bool] = True
    rate_means: ClassVar[str] = "factor"
    evaluates: ClassVar[bool] = True
    most_parameters: ClassVar[int | None] = 64

    learning_rate: float = rate_setting(1.0)
    damping: float = setting(
        0.0,
        label="Damping",
        help="Added to every curvature: shortens the step, most of all where it is flat.",
        minimum=0,
        maximum=1e12,
    )

    def initial_state(self, theta: FloatArray) -> NamedArrays:
        return {"made": np.zeros((), int)}

    def update(
        self,
        problem: Problem,
        theta: FloatArray,
        loss: FloatArray,
        gradient: FloatArray,
        rate: FloatArray,
        state: NamedArrays,
    ) -> Update:
        second = hessian_at(problem, theta)
        count = state["made"]
        # Without a formula the Hessian was had by products, each about as dear as a gradient.
        if problem.exact_hessian(theta) is None:
            count = count + theta.shape[-1]
        p, negative = self._step(second, gradient)
        moved = theta + column(rate) * p
        return Update(
            moved,
            {"made": np.asarray(count)},
            {"p": p, "p_negative": negative},
            np.asarray(count, int),
        )

    def _step(self, second: FloatArray, gradient: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The step p for a Hessian (..., P, P), and its part along negative curvature."""
        size = gradient.shape[-1]
        known = np.asarray(np.isfinite(second).all((-2, -1)) & np.isfinite(gradient).all(-1))
        # LAPACK would refuse the whole batch for one run that has left all bounds.
        second = np.where(known[..., None, None], second, np.eye(size))
        values, vectors = np.linalg.eigh(second)
        along = np.matvec(np.swapaxes(vectors, -1, -2), gradient)
        # Damping adds to every eigenvalue, so it needs no matrix of its own.
        damped = values + per_run(self.damping)
        # What `eigh` promises of an eigenvalue: below it the sign of one means nothing.
        rounding = size * np.finfo(float).eps * np.abs(values).max(-1, keepdims=True)
        flat = np.abs(damped) <= rounding
        # Along a flat direction the parabola has no lowest point, and the step no length.
        lengths = np.where(flat, 0, -along / np.where(flat, 1, damped))
        p = np.matvec(vectors, lengths)
        negative = np.matvec(vectors, np.where(values < -rounding, lengths, 0))
        # Where there is no slope, there is no step, even without second derivatives.
        unknown = ~known[..., None] & (gradient != 0).any(-1, keepdims=True)
        return np.where(unknown, np.nan, p), np.where(unknown, np.nan, negative)

    def remark(self, quantities: Mapping[str, FloatArray]) -> str:
        if np.any(quantities["p_negative"] != 0):
            return (
                "Part of this step goes along a direction of negative curvature, where "
                "Newton's method climbs to a saddle or a maximum unless it is damped."
            )
        return ""
