"""Numbers in the place of letters."""

import pytest

from visualizer.core.notation.numbers import number
from visualizer.core.notation.plain import plain
from visualizer.core.notation.reading import parse
from visualizer.core.notation.substitution import result, substituted
from visualizer.core.notation.tree import Hole, Text

VALUES = {"a": 0.25, "ŷ": -0.5, "y": 0.0, "β₁": 0.9, "m": -2.0, "g": 3.0, "x": -1.5, "z": 2.0}


@pytest.mark.parametrize(
    ("formula", "filled"),
    [
        ("a (1 − a)", "0.25 · (1 − 0.25)"),
        ("2 (ŷ − y)", "2 (−0.5 − 0)"),
        ("(ŷ − y)²", "(−0.5 − 0)²"),
        ("β₁ m + (1 − β₁) g", "0.9 · (−2) + (1 − 0.9) · 3"),
        ("m g", "−2 · 3"),
        ("g − m", "3 − (−2)"),
        ("1 − x²", "1 − (−1.5)²"),
        ("2x² + 3z", "2 · (−1.5)² + 3 · 2"),
        ("√m / (a + ε)", "√(−2)/(0.25 + ε)"),
        ("y log(ŷ)", "0 log(−0.5)"),
        ("exp(z)", "exp(2)"),
        ("p = g", "p = 3"),
    ],
)
def test_formulas_with_numbers(formula, filled):
    node = substituted(parse(formula), VALUES, lambda value: number(value))
    assert plain(node) == filled


def test_room_to_fill_numbers_in():
    node = substituted(parse("a (1 − a)"), VALUES, lambda value: Hole(3))
    assert plain(node) == "___ · (1 − ___)"


def test_results_are_strong():
    assert result(Text("2")).strong
