"""Difference quotients: their values, and the digits in which they agree."""

import numpy as np
import pytest

from visualizer.core.worked.quotient import DIGITS, STEPS, alike, quotients


def test_the_error_is_that_of_the_third_derivative():
    def cube(theta):
        return theta[..., 1] ** 3

    found = quotients(cube, np.array([7.0, 2.0]), 1, 12.0)
    assert [one.step for one in found] == list(STEPS)
    for one in found:
        assert one.value - 12 == pytest.approx(one.step**2, rel=1e-3, abs=1e-10)
        assert one.plus == (2 + one.step) ** 3
    assert [one.alike for one in found] == [5, 7, 9]


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [
        (-0.04278830782, -0.04278860610, 5),
        (1.5, 1.5, DIGITS),
        (1.5, -1.5, 0),
        (9.9, 10.0, 0),
        (0.0, 1e-9, 0),
        (float("nan"), 1.0, 0),
        (123.45, 123.46, 4),
    ],
)
def test_digits_alike(one, other, digits):
    assert alike(one, other) == digits
