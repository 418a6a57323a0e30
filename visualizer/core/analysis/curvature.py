r"""Curvature: the second derivatives of the loss, and the rates that they allow.

Around a point the loss is about L + g^T d + d^T H d / 2 with the Hessian H. Gradient
descent multiplies the error along an eigenvector of H by 1 - eta lambda at each step,
so it shrinks along all of them when eta < 2 / lambda_max (Nesterov, Introductory Lectures
on Convex Optimization, 2004, section 2.1.5; LeCun, Bottou, Orr and Mueller, Efficient
BackProp, 1998, section 5). On a quadratic this is the whole truth; elsewhere it is true
as long as H changes little (Cohen et al. 2021, arXiv 2103.00065).
"""

from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.lanczos import Ends, find_ends
from visualizer.core.arrays import FloatArray
from visualizer.core.chunks import look
from visualizer.core.hessians import hessian_at
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.linear_model import LinearModel

LARGEST_SIZE = 64
"""Parameters up to which a Hessian is computed: it takes P products with directions."""

LARGEST_WORK = 8 << 20
"""Bytes that these products may touch: a few milliseconds."""


class Spectrum(NamedTuple):
    """Eigenvalues (P,) of a Hessian in rising order, and its eigenvectors as columns (P, P)."""

    values: FloatArray
    vectors: FloatArray

    @property
    def least(self) -> float:
        return float(self.values[0])

    @property
    def greatest(self) -> float:
        return float(self.values[-1])


def hessian(problem: Problem, theta: FloatArray) -> FloatArray | None:
    """The second derivatives of the loss on all rows; see `hessian_at`.

    Parameters
    ----------
    problem
        With P parameters.
    theta
        Where, shape (..., P).

    Returns
    -------
    FloatArray or None
        Shape (..., P, P); None when it would be too much work, or is not finite.
    """
    theta = np.asarray(theta, float)
    size = problem.size
    points = max(theta.size // size, 1)
    if size > LARGEST_SIZE:
        return None
    work = size * points * problem.direction_bytes
    if not isinstance(problem, LinearModel | Analytic) and work > LARGEST_WORK:
        return None
    with np.errstate(all="ignore"):
        second = hessian_at(problem, theta)
    return second if np.isfinite(second).all() else None


def curvature(problem: Problem, theta: FloatArray) -> Spectrum | None:
    """Eigenvalues and eigenvectors of the Hessian at theta (P,); None where it is unknown."""
    second = hessian(problem, theta)
    if second is None:
        return None
    return Spectrum(*np.linalg.eigh(second))


def extreme_eigenvalues(problem: Problem, theta: FloatArray) -> tuple[float, float] | None:
    """The least and the greatest eigenvalue of the Hessian at theta (P,)."""
    found = curvature(problem, theta)
    return (found.least, found.greatest) if found else None


def largest_stable_rate(problem: Problem, theta: FloatArray) -> float | None:
    """2 / lambda_max at theta (P,): plain gradient descent settles near a minimum below it.

    None when lambda_max is not positive or not known. Momentum and other rules have other
    limits, and on a loss that is not quadratic the limit moves along with theta.
    """
    extremes = extreme_eigenvalues(problem, theta)
    if extremes is None or extremes[1] <= 0:
        return None
    return 2 / extremes[1]


def spectrum_ends(
    problem: Problem,
    theta: FloatArray,
    start: FloatArray,
    *,
    tolerance: float = 1e-6,
) -> Ends | None:
    """The least and the greatest eigenvalue at theta (P,), for any number of parameters.

    Exact (`Ends.products` is 0) where the whole Hessian is cheap, else by `find_ends` with
    products of the Hessian with vectors, each exact and about as dear as a gradient.

    Parameters
    ----------
    start
        A random vector (P,), or the eigenvector at a place nearby.
    tolerance
        Of the search, relative to the larger eigenvalue in size.

    Returns
    -------
    Ends or None
        None where the curvature is not finite.

    Raises
    ------
    Cancelled
        Between two products; see `look`.
    """
    exact = curvature(problem, theta)
    if exact is not None:
        return Ends(exact.least, exact.greatest, exact.vectors[:, 0], exact.vectors[:, -1], 0.0, 0)
    with np.errstate(all="ignore"):
        exactly = problem.hessian_product(np.asarray(theta, float))

        def product(vector: FloatArray) -> FloatArray:
            look()
            return exactly(vector)

        return find_ends(product, start, tolerance)


def hessian_along(problem: Problem, theta: FloatArray, directions: FloatArray) -> FloatArray | None:
    """The second derivatives D H Dᵀ (K, K) at theta (P,) along directions D (K, P).

    From the whole Hessian where it is cheap, else from K products. None where they are not
    finite.
    """
    second = hessian(problem, theta)
    if second is not None:
        return np.asarray(directions @ second @ directions.T)
    with np.errstate(all="ignore"):
        block = directions @ problem.hessian_product(theta)(directions).T
    # Symmetric but for rounding, which would give `eigh` another answer for each half.
    return (block + block.T) / 2 if np.isfinite(block).all() else None


PLACES = 5
SAME = 1e-9
"""Relative difference up to which two Hessians count as the same."""


def constant_hessian(problem: Problem) -> FloatArray | None:
    """The Hessian (P, P) of a loss of second degree, which is the same everywhere; else None.

    Linear least squares is one. A function or a formula is taken for one when its second
    derivatives agree at a few generic places.
    """
    if isinstance(problem, LinearModel):
        return problem.hessian if problem.size <= LARGEST_SIZE else None
    if not isinstance(problem, Analytic):
        return None
    low, high = np.array(problem.domain).T
    # Always the same places: whether a formula counts as quadratic must not depend on chance.
    places = low + (high - low) * np.random.default_rng(0).random((PLACES, problem.size))
    seconds = hessian(problem, places)
    if seconds is None:
        return None
    scale = float(np.abs(seconds).max())
    same = np.abs(seconds - seconds[0]).max() <= SAME * scale
    return np.asarray(seconds[0]) if same else None
