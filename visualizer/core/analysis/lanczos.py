"""The ends of the spectrum of a symmetric matrix that is known by its products only."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray

MOST_STEPS = 100
"""Products that are made at most: enough for a residual of 1e-6 in all but rare spectra."""

MOST_BYTES = 64 << 20
"""Memory that the vectors of one search may take; with fewer the ends are less exact."""

CHECK_EVERY = 4
"""Steps between two looks at whether the ends have settled."""


class Ends(NamedTuple):
    """The least and the greatest eigenvalue, each with its eigenvector (P,).

    `residual` is the larger of the two norms |H v - lambda v|, which bounds the error of
    both eigenvalues.
    """

    least: float
    greatest: float
    least_vector: FloatArray
    greatest_vector: FloatArray
    residual: float
    products: int


def find_ends(
    product: Callable[[FloatArray], FloatArray],
    start: FloatArray,
    tolerance: float = 1e-6,
) -> Ends | None:
    r"""The two ends of the spectrum of H by the Lanczos process.

    .. math:: \beta_{j+1} q_{j+1} = H q_j - \alpha_j q_j - \beta_j q_{j-1}

    In the space of the q_j, H is the tridiagonal matrix of the alpha and beta, whose
    extreme eigenvalues settle first (Golub and Van Loan, Matrix Computations, 4th ed.
    2013, section 10.1; Parlett, The Symmetric Eigenvalue Problem, 1998, chapter 13). In
    exact arithmetic the q_j are orthogonal; here each is made so against all former ones,
    twice (Parlett, section 6.9), or copies of eigenvalues would appear.

    Both ends are found, whatever their signs: a power iteration would find the one that
    is larger in size.

    Parameters
    ----------
    product
        H v for a vector v (P,).
    start
        A vector (P,) with a part along every eigenvector, such as a random one.
    tolerance
        Where the residuals may stop, relative to the largest eigenvalue in size.

    Returns
    -------
    Ends or None
        None where a product is not finite.
    """
    size = len(start)
    most = min(size, MOST_STEPS, max(8, MOST_BYTES // (8 * size)))
    basis = np.empty((most, size))
    alpha, beta = np.zeros(most), np.zeros(most)
    direction = start / np.linalg.norm(start)
    for j in range(most):
        basis[j] = direction
        image = product(direction)
        if not np.isfinite(image).all():
            return None
        alpha[j] = direction @ image
        # Twice is enough (see above), and two products with the basis are cheap beside one with H.
        for _ in range(2):
            image = image - basis[: j + 1].T @ (basis[: j + 1] @ image)
        beta[j] = np.linalg.norm(image)
        last = j + 1 == most or (j + 1) % CHECK_EVERY == 0
        scale = np.abs(alpha[: j + 1]).max() + np.abs(beta[:j]).max(initial=0.0)
        # Nothing is left beside the q_j: their space holds the ends exactly, also when P is small.
        exhausted = beta[j] <= 1e-14 * scale
        if last or exhausted:
            ends = _ends(alpha[: j + 1], beta[: j + 1], basis[: j + 1])
            largest = max(abs(ends.least), abs(ends.greatest))
            if exhausted or j + 1 == most or ends.residual <= tolerance * largest:
                return ends
        direction = image / beta[j]
    raise AssertionError("the last step always returns")


def _ends(alpha: FloatArray, beta: FloatArray, basis: FloatArray) -> Ends:
    """What k steps know: alpha and beta (k,), and the basis (k, P)."""
    small = np.diag(alpha) + np.diag(beta[:-1], 1) + np.diag(beta[:-1], -1)
    values, vectors = np.linalg.eigh(small)
    # |H v - lambda v| without another product: the last entry of the small vector times beta.
    residual = float(beta[-1] * max(abs(vectors[-1, 0]), abs(vectors[-1, -1])))
    return Ends(
        float(values[0]),
        float(values[-1]),
        vectors[:, 0] @ basis,
        vectors[:, -1] @ basis,
        residual,
        len(alpha),
    )
