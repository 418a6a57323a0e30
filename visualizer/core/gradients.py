"""Gradients by the chain rule and by differences, and the cutting of large batches."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.errors import Cancelled
from visualizer.core.problems.base import Problem

CHUNK_BYTES = 16 << 20
"""Working memory that one piece of a large batch may take: about the cache of a core."""


class Measurement(NamedTuple):
    """What one step learns about the problem at theta (..., P).

    `loss_plus` (..., P) holds L(theta + h e_i) for each parameter and is None for the
    exact gradient; `evaluations` counts the forward passes.
    """

    loss: FloatArray
    gradient: FloatArray
    loss_plus: FloatArray | None
    evaluations: int


Measure = Callable[[Problem, FloatArray, IntArray | None, float], Measurement]


def exact(problem: Problem, theta: FloatArray, rows: IntArray | None, step: float) -> Measurement:
    """The gradient by the chain rule; `step` is not used."""
    loss, gradient = problem.loss_and_gradient(theta.astype(float, copy=False), rows)
    return Measurement(loss, gradient, None, 1)


def forward_difference(
    problem: Problem, theta: FloatArray, rows: IntArray | None, step: float
) -> Measurement:
    r"""Forward differences with step h, error about h/2 times the second derivative.

    .. math:: g_i = (L(\theta + h e_i) - L(\theta)) / h

    theta + h is computed in the type of theta: in float32 it may equal theta, and the
    difference is divided by the nominal h all the same, as in programs that store their
    weights in float32.
    """
    count = theta.shape[-1]
    loss = _losses(problem, _moved(theta, step, (1.0,)), rows)
    plus = loss[..., 1:]
    return Measurement(loss[..., 0], (plus - loss[..., :1]) / step, plus, count + 1)


def central_difference(
    problem: Problem, theta: FloatArray, rows: IntArray | None, step: float
) -> Measurement:
    r"""Central differences with step h, error about h^2/6 times the third derivative.

    .. math:: g_i = (L(\theta + h e_i) - L(\theta - h e_i)) / (2 h)
    """
    count = theta.shape[-1]
    loss = _losses(problem, _moved(theta, step, (1.0, -1.0)), rows)
    plus, minus = loss[..., 1 : count + 1], loss[..., count + 1 :]
    return Measurement(loss[..., 0], (plus - minus) / (2 * step), plus, 2 * count + 1)


@lru_cache(maxsize=8)
def _moves(count: int, dtype: np.dtype[Any], step: float, signs: tuple[float, ...]) -> FloatArray:
    """Rows (1 + count * len(signs), count): no move, then each axis for each sign."""
    moves = [np.zeros((1, count), dtype)]
    moves += [np.eye(count, dtype=dtype) * dtype.type(sign * step) for sign in signs]
    joined: FloatArray = np.concatenate(moves)
    joined.flags.writeable = False
    return joined


def _moved(theta: FloatArray, step: float, signs: tuple[float, ...]) -> FloatArray:
    """Theta itself, then theta moved along each axis for each sign: (..., K, P)."""
    return np.add(theta[..., None, :], _moves(theta.shape[-1], theta.dtype, step, signs))


def _losses(problem: Problem, points: FloatArray, rows: IntArray | None) -> FloatArray:
    if rows is not None:
        rows = rows[..., None, :]
    return in_chunks(lambda piece: problem.loss(piece, rows), points.astype(float), problem)


GRADIENTS: Mapping[str, Measure] = {
    "exact": exact,
    "forward difference": forward_difference,
    "central difference": central_difference,
}


def in_chunks(
    function: Callable[[FloatArray], FloatArray],
    points: FloatArray,
    problem: Problem,
    cancelled: Callable[[], bool] = lambda: False,
) -> FloatArray:
    """`function` of points (..., K, P) -> (..., K), in pieces of about `CHUNK_BYTES`.

    Raises
    ------
    Cancelled
        When `cancelled()` turns true between two pieces.
    """
    if points.size // points.shape[-1] * problem.point_bytes <= CHUNK_BYTES and not cancelled():
        return function(points)
    pieces = []
    for low, high in _pieces(points.shape, problem.point_bytes):
        if cancelled():
            raise Cancelled
        pieces.append(function(points[..., low:high, :]))
    return np.concatenate(pieces, axis=-1)


def _pieces(shape: tuple[int, ...], point_bytes: int) -> Iterator[tuple[int, int]]:
    count = shape[-2]
    others = max(1, int(np.prod(shape[:-2])))
    size = max(1, CHUNK_BYTES // max(1, point_bytes * others))
    for low in range(0, count, size):
        yield low, min(count, low + size)
