"""Numbers in formulas: the digits that were asked for, and powers of ten beyond."""

import math

import pytest

from visualizer.core.notation.numbers import bracketed, number
from visualizer.core.notation.plain import plain
from visualizer.core.notation.tree import Group, Marked


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-1.1568128, 6, "−1.15681"),
        (0.1528, 5, "0.1528"),
        (1.0, 5, "1"),
        (0.0, 5, "0"),
        (123456.7, 3, "123457"),
        (9.99996, 5, "10"),
        (1e-5, 5, "10⁻⁵"),
        (-2.5e9, 3, "−2.5·10⁹"),
        (5e-324, 3, "4.94·10^(−324)"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "−∞"),
        (math.nan, 3, "undefined"),
    ],
)
def test_numbers(value, digits, text):
    assert plain(number(value, digits)) == text.replace("^(−324)", "⁻³²⁴")


def test_signs_are_kept_apart_by_brackets():
    assert isinstance(bracketed(number(-2.0)), Group)
    assert isinstance(bracketed(number(2e9)), Group)
    assert isinstance(bracketed(Marked(Marked(number(-2.0), 1), strong=True)), Group)
    assert not isinstance(bracketed(number(2.0)), Group)
    assert not isinstance(bracketed(Marked(number(2.0))), Group)
