"""Second derivatives: by formula where a problem has one, otherwise by differences."""

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.gradients import pieces
from visualizer.core.problems.base import Problem

STEP = 1e-4
"""Step of the differences, relative to 1 + |theta_i|: the error is about STEP^2 / 6 times
the fourth derivative, plus rounding of the gradient divided by STEP."""


def hessian_at(
    problem: Problem, theta: FloatArray, rows: IntArray | None = None, relative_step: float = STEP
) -> FloatArray:
    r"""The second derivatives (..., P, P) of the loss at theta (..., P) on `rows` (..., B).

    Exact for functions and linear least squares, otherwise central differences of the
    exact gradient, averaged with their transpose (Nocedal and Wright, Numerical
    Optimization, 2006, section 8.1):

    .. math:: H_{ij} = \partial^2 L / \partial\theta_i \partial\theta_j \approx
       (\partial_j L(\theta + h_i e_i) - \partial_j L(\theta - h_i e_i)) / (2 h_i)

    Entries that overflow are inf or nan, never an exception.
    """
    exact = problem.exact_hessian(theta, rows)
    if exact is not None:
        return exact
    if rows is not None:
        rows = rows[..., None, :]
    size = theta.shape[-1]
    step = relative_step * (1 + np.abs(theta))
    second = np.empty((*theta.shape, size))
    for piece in pieces(size, 2 * theta.size // size * (problem.point_bytes + 24 * size)):
        moves = step[..., piece, None] * np.eye(size)[piece]
        here = theta[..., None, :]
        with np.errstate(all="ignore"):
            _, higher = problem.loss_and_gradient(here + moves, rows)
            _, lower = problem.loss_and_gradient(here - moves, rows)
            second[..., piece, :] = (higher - lower) / (2 * step[..., piece, None])
    return np.asarray((second + np.swapaxes(second, -1, -2)) / 2)


def hessian_vector(
    problem: Problem, theta: FloatArray, vector: FloatArray, rows: IntArray | None = None
) -> FloatArray:
    r"""The product of the Hessian at theta (P,) with a vector (P,), without the Hessian.

    Central difference of two gradients (Pearlmutter 1994, doi:10.1162/neco.1994.6.1.147,
    equation 2; error of order e^2 as it is taken on both sides):

    .. math:: H v \approx (\nabla L(\theta + e v) - \nabla L(\theta - e v)) / (2 e)

    with e so that the step is `STEP` relative to 1 plus the mean size of the parameters.
    """
    length = float(np.linalg.norm(vector))
    if length == 0:
        return np.zeros_like(vector)
    size = STEP * (1 + float(np.sqrt(np.mean(theta * theta)))) / length
    with np.errstate(all="ignore"):
        _, higher = problem.loss_and_gradient(theta + size * vector, rows)
        _, lower = problem.loss_and_gradient(theta - size * vector, rows)
        return np.asarray((higher - lower) / (2 * size))
