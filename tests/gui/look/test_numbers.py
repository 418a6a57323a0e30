import math

import pytest

from visualizer.gui.look.numbers import (
    aligned_texts,
    digits_text,
    exact_text,
    fixed_text,
    plain,
    short_text,
    size_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.9e-9, "3·10⁻⁹"),
        (9.7e-10, "1·10⁻⁹"),
        (0.0, "0"),
        (0.25, "0.2"),
        (4e12, "4·10¹²"),
        (-3e-5, "−3·10⁻⁵"),
        (math.nan, "–"),
    ],
)
def test_size(value, text):
    assert size_text(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-45.0, 2, "−45.00"),
        (-0.001, 2, "0.00"),
        (0.125, 3, "0.125"),
        (1473935827.59, 2, "1473935827.59"),
        (math.nan, 2, "–"),
        (-math.inf, 2, "−∞"),
    ],
)
def test_fixed(value, decimals, text):
    assert fixed_text(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.497425, "2.49742"),
        (0.0, "0"),
        (-1.5e-9, "−1.50000·10⁻⁹"),
        (1.7976931348623157e308, "1.79769·10³⁰⁸"),
        (-1e305, "−1.00000·10³⁰⁵"),
    ],
)
def test_digits(value, text):
    assert digits_text(value) == text


def test_huge_numbers_are_not_written_out():
    assert len(fixed_text(1e300, 2)) < 16


def test_short_numbers_have_no_zeros_at_the_end():
    assert [short_text(value) for value in (0.1, 1.0, 0.0125, 100.0)] == [
        "0.1",
        "1",
        "0.0125",
        "100",
    ]
    assert short_text(2e-9) == "2·10⁻⁹"


def test_all_digits_give_the_number_back():
    assert float(plain(exact_text(-0.1 - 0.2))) == -0.1 - 0.2
    assert plain("–") == ""


def test_a_column_has_one_number_of_decimals():
    assert aligned_texts([2.497425, -0.67932]) == ["2.49742", "−0.67932"]
    assert aligned_texts([1234.5, 0.25]) == ["1234.50", "0.25"]


def test_small_numbers_keep_their_digits_in_a_column():
    assert aligned_texts([1000.0, 1.5e-7])[1] == "1.50·10⁻⁷"


def test_columns_of_what_is_not_finite():
    assert aligned_texts([math.nan, math.inf, 1.0]) == ["–", "∞", "1.00000"]
    assert aligned_texts([]) == []
