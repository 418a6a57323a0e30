"""Names of parameters as mathematics writes them."""

import pytest

from visualizer.core.notation.names import LONGEST, indexed, letter_of, parameter
from visualizer.core.notation.plain import plain


@pytest.mark.parametrize(
    ("name", "at", "text"),
    [
        ("w", "", "w"),
        ("w", "6", "w₆"),
        ("W1_2_3", "", "W1_{2,3}"),
        ("W1_2_3", "6", "W1_{2,3}[6]"),
        ("b2_1", "", "b2₁"),
        ("w(rooms)", "", "w(rooms)"),
        ("w(rooms)", "6", "w(rooms)[6]"),
    ],
)
def test_names(name, at, text):
    assert plain(parameter(name, at)) == text


def test_long_columns_are_cut():
    assert len(plain(parameter("w(" + "long" * 20 + ")"))) <= LONGEST + 2


def test_letters():
    assert plain(indexed("a", 1, 2)) == "a_{1,2}"
    assert plain(letter_of("W1")) == "W1"
