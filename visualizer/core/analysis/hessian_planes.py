r"""Planes along eigenvectors of the Hessian H at the playhead.

In the coordinates x, y along two eigenvectors of length 1 the loss is about

.. math:: L + (g^T u) x + (g^T v) y + (\lambda_u x^2 + \lambda_v y^2) / 2

Two random directions in many dimensions mix all curvatures: the few negative ones of a saddle
drown in them (Li et al. 2018, arXiv 1712.09913, section 6; directions of extreme eigenvalues are
drawn by Yao et al. 2020, arXiv 1912.07145). Along the eigenvectors they are seen as they are.
"""

import numpy as np

from visualizer.core.analysis.curvature import curvature, hessian_along
from visualizer.core.analysis.lanczos import find_ends
from visualizer.core.analysis.plane_parts import Known, NoPlane, orthonormal, signed
from visualizer.core.analysis.planes import SpannedPlane
from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.chunks import look
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet

_UNIT = (-1.0, 1.0)


def leading_plane(known: Known) -> SpannedPlane:
    """The plane of the two eigenvalues that are largest in size, whatever their signs."""
    return _plane(known, both_ends=False)


def extreme_plane(known: Known) -> SpannedPlane:
    """The plane of the greatest and the least eigenvalue: at a saddle one rises, one falls."""
    return _plane(known, both_ends=True)


def _plane(known: Known, both_ends: bool) -> SpannedPlane:
    problem, history, row = known.problem, known.history, known.here
    if problem is None:
        raise NoPlane(Capability.CURVATURE.sentence.removesuffix("."))
    theta = history.theta(row).astype(float)
    gradient = history.row(row).gradient
    with Quiet():
        found = eigenvectors(problem, theta, known.seed, both_ends)
        # A second one may be missing: of one parameter, or where the rest of H is zero.
        directions = orthonormal([*found, gradient], len(theta))
        block = hessian_along(problem, theta, directions)
    if block is None:
        raise NoPlane(_UNKNOWN)
    values = np.diag(block).tolist()
    words = tuple(f"eigenvector of λ = {value:.4g}" for value in values)
    epoch = row / history.steps_per_epoch
    remark = f"eigenvectors of the Hessian at epoch {epoch:.6g}"
    length = float(np.linalg.norm(gradient))
    if 0.0 < length < np.inf:
        share = float(np.linalg.norm(directions @ (gradient / length)))
        remark += f"; {100 * share:.3g} % of the gradient's length lies in this plane"
    return SpannedPlane(theta, _UNIT, _UNIT, directions, (words[0], words[1]), remark)


_UNKNOWN = "The curvature at this point is not finite: it has no eigenvectors to be drawn along"


def eigenvectors(
    problem: Problem, theta: FloatArray, seed: tuple[int, ...], both_ends: bool
) -> FloatArray:
    r"""Two orthonormal eigenvectors (2, P) of the Hessian at theta (P,), with signs of a rule.

    Those of the two eigenvalues largest in size, the larger first; or with `both_ends` those of
    the greatest and of the least. Exact where the whole Hessian is cheap, else by the Lanczos
    process: for the second one with the first taken out,

    .. math:: H' = H - \lambda_1 v_1 v_1^T

    so that an eigenvalue that comes twice is found twice. Of problems with one parameter there
    is one.

    Raises
    ------
    NoPlane
        Where the Hessian is not finite.
    Cancelled
        Between two products.
    """
    exact = curvature(problem, theta)
    if exact is not None:
        order = np.argsort(-np.abs(exact.values), kind="stable")
        picked = [len(order) - 1, 0] if both_ends else order[:2].tolist()
        return signed(exact.vectors.T[picked[: len(order)]])
    return _by_products(problem, theta, seed, both_ends)


def _by_products(
    problem: Problem, theta: FloatArray, seed: tuple[int, ...], both_ends: bool
) -> FloatArray:
    exactly = problem.hessian_product(theta)

    def product(vector: FloatArray) -> FloatArray:
        look()
        return exactly(vector)

    random = np.random.default_rng(seed)
    ends = find_ends(product, random.normal(size=len(theta)))
    if ends is None:
        raise NoPlane(_UNKNOWN)
    if both_ends:
        return signed(np.stack([ends.greatest_vector, ends.least_vector]))
    low_leads = abs(ends.least) > abs(ends.greatest)
    value = ends.least if low_leads else ends.greatest
    first = ends.least_vector if low_leads else ends.greatest_vector
    first = first / np.linalg.norm(first)

    def rest(vector: FloatArray) -> FloatArray:
        return product(vector) - value * (first @ vector) * first

    ends = find_ends(rest, random.normal(size=len(theta)))
    if ends is None:
        raise NoPlane(_UNKNOWN)
    low_leads = abs(ends.least) > abs(ends.greatest)
    return signed(np.stack([first, ends.least_vector if low_leads else ends.greatest_vector]))
