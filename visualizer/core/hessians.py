"""Second derivatives of any problem, exact: by formula, or from products with directions."""

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import pieces
from visualizer.core.problems.base import Problem


def hessian_at(problem: Problem, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
    """The second derivatives (..., P, P) of the loss at theta (..., P) on `rows` (..., B).

    Where no formula gives them at once, they are the products with the P axes (see
    `Problem.hessian_product`), averaged with their transpose, from which they differ by
    rounding only. Entries that overflow are inf or nan, never an exception.

    Raises
    ------
    Cancelled
        Between two pieces; see `pieces`.
    """
    exact = problem.exact_hessian(theta, rows)
    if exact is not None:
        return exact
    size = theta.shape[-1]
    axes = np.eye(size)
    second = np.empty((*theta.shape, size))
    here = theta[..., None, :].astype(float, copy=False)
    with np.errstate(all="ignore"):
        product = problem.hessian_product(here, None if rows is None else rows[..., None, :])
        for piece in pieces(size, theta.size // size * problem.direction_bytes):
            second[..., piece, :] = product(axes[piece])
        return np.asarray((second + np.swapaxes(second, -1, -2)) / 2)
