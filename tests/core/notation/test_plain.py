"""Formulas as text: what was written is read again as the same formula."""

import pytest

from tests.core.notation.test_reading import FORMULAS, tex
from visualizer.core.notation.names import parameter, slope
from visualizer.core.notation.plain import plain, spaced
from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.tree import Fraction, Hole, Text


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_is_read_again_as_the_same_formula(formula):
    for node in lines_of(formula):
        assert tex(parse(plain(node))) == tex(node)


def test_how_it_looks():
    assert plain(parse("m̂ = m / (1 − β₁ᵗ)")) == "m̂ = m/(1 − β₁ᵗ)"
    assert plain(slope(Text("L", italic=True), parameter("W1_2_3"))) == "∂L/∂W1_{2,3}"
    assert plain(Fraction(Text("1"), parse("a b"))) == "1/(a b)"
    assert plain(spaced(Text("2"), Hole(3))) == "2 ___"
