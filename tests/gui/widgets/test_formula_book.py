"""Typed formulas are typeset without a complaint."""

import pytest

from tests.core.problems.test_formula_book import PRINTED
from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.tree import Chain, Fraction, Root, Scripts
from visualizer.core.problems.formula_book import book_text


@pytest.mark.parametrize("formula", PRINTED)
def test_every_printed_formula_can_be_typeset(formula):
    assert len(lines_of(book_text(formula))) == 1


def test_fractions_roots_and_powers_are_recognised():
    assert isinstance(parse(book_text("x/(1 + y**2)")), Fraction)
    assert isinstance(parse(book_text("sqrt(x + 1)")), Root)
    assert isinstance(parse(book_text("x**2")), Scripts)
    assert isinstance(parse(book_text("x + y")), Chain)
