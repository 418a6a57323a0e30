"""The normal distribution function, which NumPy does not have."""

import math
from collections.abc import Sequence

import numpy as np

from visualizer.core.arrays import FloatArray

_NEAR = 0.67448975
_FAR = math.sqrt(32)
_ROOT = 1 / math.sqrt(2 * math.pi)

# Numerators and denominators, highest power first.
_NEAR_TOP = (
    0.065682337918207449113,
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249,
)
_NEAR_BELOW = (
    1.0,
    47.20258190468824187,
    976.09855173777669322,
    10260.932208618978205,
    45507.789335026729956,
)
_MIDDLE_TOP = (
    1.0765576773720192317e-8,
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
)
_MIDDLE_BELOW = (
    1.0,
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
)
_FAR_TOP = (
    0.02307344176494017303,
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5,
)
_FAR_BELOW = (
    1.0,
    1.28426009614491121,
    0.468238212480865118,
    0.0659881378689285515,
    0.00378239633202758244,
    7.29751555083966205e-5,
)


def density(z: FloatArray) -> FloatArray:
    r"""The normal density :math:`\exp(-z^2/2) / \sqrt{2\pi}` of z (...)."""
    return np.asarray(_ROOT * np.exp(-0.5 * z * z))


def distribution(z: FloatArray) -> FloatArray:
    r"""The normal distribution function of z (...), in the type of z.

    .. math:: \Phi(z) = \tfrac12 (1 + \mathrm{erf}(z / \sqrt 2))

    By the rational Chebyshev approximations of Cody (Mathematics of Computation 23, 1969,
    631-637; in this form Algorithm 715, ACM TOMS 19, 1993, 22-32). To about 1e-15 of the
    value, also far below 0, where 1 + erf would have lost all digits.
    """
    size = np.abs(z)
    found = np.empty_like(z)
    near = size <= _NEAR
    far = size > _FAR
    middle = ~(near | far)
    x = z[near]
    found[near] = 0.5 + x * _ratio(x * x, _NEAR_TOP, _NEAR_BELOW)
    y = size[middle]
    tail = _decay(y) * _ratio(y, _MIDDLE_TOP, _MIDDLE_BELOW)
    found[middle] = np.where(z[middle] > 0, 1 - tail, tail)
    if far.any():
        y = size[far]
        inverse = 1 / (y * y)
        tail = _decay(y) * (_ROOT - inverse * _ratio(inverse, _FAR_TOP, _FAR_BELOW)) / y
        found[far] = np.where(z[far] > 0, 1 - tail, tail)
    return found


def _decay(y: FloatArray) -> FloatArray:
    """exp(-y^2 / 2): y is split, as the rounding of y^2 alone would cost digits."""
    # Beyond 39 it is 0 in float64; an infinite y has no difference to its own rounding.
    y = np.minimum(y, 40)
    coarse = np.trunc(y * 16) / 16
    rest = (y - coarse) * (y + coarse)
    return np.asarray(np.exp(-0.5 * coarse * coarse) * np.exp(-0.5 * rest))


def _ratio(x: FloatArray, top: Sequence[float], below: Sequence[float]) -> FloatArray:
    """A quotient of polynomials, by Horner's rule."""
    return _polynomial(x, top) / _polynomial(x, below)


def _polynomial(x: FloatArray, factors: Sequence[float]) -> FloatArray:
    value = np.full_like(x, factors[0])
    for factor in factors[1:]:
        value *= x
        value += factor
    return value
