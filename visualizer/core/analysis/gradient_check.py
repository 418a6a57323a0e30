"""Whether a gradient is right: compared with central differences of the loss."""

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem

STEP = float(np.finfo(float).eps) ** (1 / 3)
"""Step relative to 1 + |theta_i|, where truncation and rounding are about the same
(Nocedal and Wright, Numerical Optimization, 2006, section 8.1)."""


def check_gradient(problem: Problem, theta: FloatArray) -> float:
    r"""The largest difference between the exact gradient g and central differences d.

    .. math:: \max_i |g_i - d_i| / \max(1, \max_i |g_i|), \quad
       d_i = (L(\theta + h_i e_i) - L(\theta - h_i e_i)) / (2 h_i)

    Parameters
    ----------
    problem
        With P parameters; 2 P losses are evaluated.
    theta
        Where, shape (P,).

    Returns
    -------
    float
        About 1e-9 for a gradient that is right; nan where the loss is not finite.
    """
    theta = np.asarray(theta, float)
    moves = np.diag(STEP * (1 + np.abs(theta)))
    above, below = theta + moves, theta - moves
    with np.errstate(all="ignore"):
        # The steps as they are after rounding: their error would count tenfold.
        steps = np.diagonal(above) - np.diagonal(below)
        quotients = (problem.loss(above) - problem.loss(below)) / steps
        _, gradient = problem.loss_and_gradient(theta)
        differences = np.abs(gradient - quotients).max()
        return float(differences / max(1.0, float(np.abs(gradient).max())))
