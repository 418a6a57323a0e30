"""The normal distribution against the standard library, and against a continued fraction."""

import math
from fractions import Fraction

import numpy as np
import pytest

from visualizer.core.problems.normal import density, distribution


def test_near_the_middle_it_is_that_of_the_standard_library() -> None:
    z = np.linspace(-5.5, 9, 20_001)
    expected = np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in z])
    # The argument of erfc is rounded: at z that costs z^2 times its last digit.
    assert np.abs(distribution(z) / expected - 1).max() < 1e-15 * (1 + 5.5**2 / 4)
    inner = np.abs(z) < 0.6
    assert np.abs(distribution(z[inner]) / expected[inner] - 1).max() < 1e-15


@pytest.mark.parametrize("z", [-5.0, -6.25, -10.0, -20.5, -36.0])
def test_the_tail_against_a_continued_fraction(z: float) -> None:
    """Mills' ratio is 1/(x + 1/(x + 2/(x + 3/(x + ...)))) (Laplace)."""
    x = Fraction(-z)
    ratio = x
    for number in range(400, 0, -1):
        ratio = x + Fraction(number) / ratio.limit_denominator(10**25)
    expected = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / float(ratio)
    assert distribution(np.array([z])).tolist() == pytest.approx([expected], rel=2e-15)


def test_limits_and_types() -> None:
    z = np.array([-np.inf, -1000, 0, 1000, np.inf])
    assert distribution(z).tolist() == [0, 0, 0.5, 1, 1]
    single = distribution(np.linspace(-4, 4, 9, dtype=np.float32))
    assert single.dtype == np.float32
    assert single == pytest.approx(distribution(np.linspace(-4, 4, 9)), rel=1e-5)
    assert np.isnan(distribution(np.array([np.nan]))).all()


def test_the_density_is_its_derivative() -> None:
    z = np.linspace(-4, 4, 33)
    slopes = (distribution(z + 1e-5) - distribution(z - 1e-5)) / 2e-5
    assert density(z) == pytest.approx(slopes, rel=1e-6)
