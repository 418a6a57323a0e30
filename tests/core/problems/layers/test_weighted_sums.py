import numpy as np

from visualizer.core.problems.layers.base import Dual
from visualizer.core.problems.layers.weighted_sums import slopes_change, sum_change, upper_change

STEP = 1e-6
RANDOM = np.random.default_rng(8)


class Sums:
    """The layout of a layer with 3 inputs, 2 outputs and a bias: all that is asked of it."""

    bias = True
    biases = slice(6, 8)

    @staticmethod
    def matrix(theta):
        return theta[..., :6].reshape(*theta.shape[:-1], 3, 2)


THETA, MOVE = RANDOM.normal(size=8), RANDOM.normal(size=8)
X, X_MOVE = RANDOM.normal(size=(5, 3)), RANDOM.normal(size=(5, 3))
D, D_MOVE = RANDOM.normal(size=(5, 2)), RANDOM.normal(size=(5, 2))


def differences(function):
    """The derivative along the moves, as a central difference: exact for products of two."""
    there, back = function(STEP), function(-STEP)
    return (there - back) / (2 * STEP)


def at(t):
    theta, x, d = THETA + t * MOVE, X + t * X_MOVE, D + t * D_MOVE
    return theta[:6].reshape(3, 2), theta[6:], x, d


def test_the_derivative_of_the_sums() -> None:
    def sums(t):
        w, b, x, _ = at(t)
        return x @ w + b

    found = sum_change(Sums(), Dual(THETA, MOVE), Dual(X, X_MOVE))
    np.testing.assert_allclose(found, differences(sums), rtol=1e-8, atol=1e-9)


def test_the_derivatives_of_the_slopes() -> None:
    def slopes(t):
        _, _, x, d = at(t)
        return np.concatenate([(x.T @ d).ravel(), d.sum(0)])

    product = np.empty(8)
    slopes_change(Sums(), Dual(X, X_MOVE), Dual(D, D_MOVE), product)
    np.testing.assert_allclose(product, differences(slopes), rtol=1e-8, atol=1e-9)


def test_the_derivative_of_what_goes_on_backwards() -> None:
    def upper(t):
        w, _, _, d = at(t)
        return d @ w.T

    found = upper_change(Sums(), Dual(THETA, MOVE), Dual(D, D_MOVE))
    np.testing.assert_allclose(found, differences(upper), rtol=1e-8, atol=1e-9)
