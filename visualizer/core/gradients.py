"""Gradients by the chain rule and by differences."""

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import CHUNK_BYTES, pieces
from visualizer.core.problems.base import Problem


class Measurement(NamedTuple):
    """What one step learns about the problem at theta (..., P).

    `loss_plus` (..., P) holds L(theta + h e_i) for each parameter and is None for the
    exact gradient.
    """

    loss: FloatArray
    gradient: FloatArray
    loss_plus: FloatArray | None


class Gradient(NamedTuple):
    """A way to measure the slope: `measure` at theta (..., P) on rows with step h."""

    measure: Callable[[Problem, FloatArray, IntArray | None, float], Measurement]
    differences: int
    """Losses evaluated for each parameter, beside the one at theta itself."""

    def cost(self, parameters: int) -> int:
        """Loss evaluations of one measurement; the chain rule counts as one."""
        return 1 + self.differences * parameters


def exact(problem: Problem, theta: FloatArray, rows: IntArray | None, step: float) -> Measurement:
    """The gradient by the chain rule; `step` is not used."""
    # Without a copy where theta is float64 already, as it is but for float32 runs.
    loss, gradient = problem.loss_and_gradient(theta.astype(float, copy=False), rows)
    return Measurement(loss, gradient, None)


def forward_difference(
    problem: Problem, theta: FloatArray, rows: IntArray | None, step: float
) -> Measurement:
    r"""Forward differences with step h, error about h/2 times the second derivative.

    .. math:: g_i = (L(\theta + h e_i) - L(\theta)) / h

    theta + h is computed in the type of theta: in float32 it may equal theta, and the
    difference is divided by the nominal h all the same, as in programs that store their
    weights in float32.
    """
    loss = _losses(problem, theta, rows, (step,))
    here, plus = loss[..., 0], loss[..., 1:]
    # For one run `here` is a scalar, which needs no axis.
    gradient = plus - (here[..., None] if here.ndim else here)
    gradient /= step
    return Measurement(here, gradient, plus)


def central_difference(
    problem: Problem, theta: FloatArray, rows: IntArray | None, step: float
) -> Measurement:
    r"""Central differences with step h, error about h^2/6 times the third derivative.

    .. math:: g_i = (L(\theta + h e_i) - L(\theta - h e_i)) / (2 h)
    """
    count = theta.shape[-1]
    loss = _losses(problem, theta, rows, (step, -step))
    plus, minus = loss[..., 1 : count + 1], loss[..., count + 1 :]
    return Measurement(loss[..., 0], (plus - minus) / (2 * step), plus)


GRADIENTS: Mapping[str, Gradient] = {
    "exact": Gradient(exact, 0),
    "forward difference": Gradient(forward_difference, 1),
    "central difference": Gradient(central_difference, 2),
}


def _losses(
    problem: Problem, theta: FloatArray, rows: IntArray | None, steps: tuple[float, ...]
) -> FloatArray:
    """Losses (..., K) at theta (..., P), then at theta moved along each axis for each step."""
    *batch, count = theta.shape
    points = 1 + count * len(steps)
    # Three vectors: the move, the moved point, and its copy in float64.
    each = problem.point_bytes + 24 * count
    if batch:
        each *= math.prod(batch)
    if rows is not None:
        # One axis more for the moved points: all of them are measured on the rows of the same
        # batch.
        rows = rows[..., None, :]
    # Of small problems all moved points are one batch: one call instead of P + 1.
    if points * each <= CHUNK_BYTES:
        moves = _moves(count, theta.dtype, steps)
        moved = theta[..., None, :] + moves if batch else theta + moves
        return problem.loss(moved.astype(float, copy=False), rows)
    loss = np.empty((*batch, points))
    for piece in pieces(points, each):
        moved = theta[..., None, :] + _some_moves(count, theta.dtype, steps, piece)
        loss[..., piece] = problem.loss(moved.astype(float, copy=False), rows)
    return loss


# Made once for a problem: making the table costs more than the losses of a small one.
@lru_cache(maxsize=8)
def _moves(count: int, dtype: np.dtype[Any], steps: tuple[float, ...]) -> FloatArray:
    moves = _some_moves(count, dtype, steps, slice(0, 1 + count * len(steps)))
    # The cache hands the same array to everybody.
    moves.flags.writeable = False
    return moves


def _some_moves(
    count: int, dtype: np.dtype[Any], steps: tuple[float, ...], piece: slice
) -> FloatArray:
    """Rows of the table of moves (K, P): none at all, then each axis for each step."""
    # Rows of the whole table that are never there at once: P + 1 rows of P numbers would take 800
    # MB for 10,000 parameters.
    places = np.arange(piece.start, piece.stop)
    moves = np.zeros((len(places), count), dtype)
    moving = places > 0
    number, axis = np.divmod(places[moving] - 1, count)
    moves[moving, axis] = np.array(steps)[number]
    return moves
