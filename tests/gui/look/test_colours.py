import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.gui.look.colours import contrast, luminance, mixed, readable_on

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == 1.0


def test_contrast_of_a_published_pair():
    # WCAG examples: #767676 is the lightest grey that passes 4.5 on white.
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize(
    ("colour", "expected"), [("#ff0000", 0.2126), ("#00ff00", 0.7152), ("#0000ff", 0.0722)]
)
def test_luminance_of_the_primaries(colour, expected):
    assert luminance(colour) == pytest.approx(expected)


def test_mixed():
    assert mixed("#000000", "#ffffff", 0.0) == "#000000"
    assert mixed("#000000", "#ffffff", 1.0) == "#ffffff"
    assert mixed("#102030", "#304050", 0.5) == "#203040"


@given(colours)
def test_letters_are_readable_on_every_colour(colour):
    assert contrast(readable_on(colour), colour) >= 4.5
