"""Formulas as words for those who hear them."""

import pytest

from tests.core.notation.test_reading import FORMULAS
from visualizer.core.notation.names import parameter
from visualizer.core.notation.reading import lines_of, parse
from visualizer.core.notation.spoken import spoken
from visualizer.core.notation.tree import Hole


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("m̂ = m / t", "m hat equals m over t"),
        ("−x²", "minus x squared"),
        ("√v", "the square root of v"),
        ("∂L/∂w", "the fraction partial L over partial w, end of fraction,"),
        ("Σ_j w_j", "the sum over j of w j"),
        ("|g|³ ≤ 2", "the size of g cubed is at most 2"),
        ("β₁ᵗ", "beta 1 to the power of t"),
        ("θ ← θ − η g", "theta becomes theta minus eta g"),
    ],
)
def test_examples(formula, words):
    assert spoken(parse(formula)) == words


def test_places_and_blanks_are_said():
    assert spoken(parameter("W1_2_3")) == "W1 2 3"
    assert spoken(Hole()) == "blank"


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_is_words_alone(formula):
    for node in lines_of(formula):
        assert spoken(node).replace(",", "").replace(" ", "").replace(".", "").isalnum()
