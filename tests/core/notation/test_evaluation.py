"""The values of formulas, against Python's own arithmetic."""

import math

import pytest

from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.reading import parse

VALUES = {"a": 0.25, "ŷ": -0.5, "β₁": 0.9, "m": -2.0, "g": 3.0, "t": 4.0, "m̂": 7.0}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a (1 − a)", 0.25 * 0.75),
        ("2 ŷ²", 0.5),
        ("−ŷ² − g", -3.25),
        ("β₁ m + (1 − β₁) g", 0.9 * -2 + (1 - 0.9) * 3),
        ("m / (1 − β₁ᵗ)", -2 / (1 - 0.9**4)),
        ("√(g + 1) m̂", 14.0),
        ("max(β₁ g, |m| + 1)", 3.0),
        ("2 · exp(−a) ", 2 * math.exp(-0.25)),
        ("sign(m) + ⌊g / 2⌋", 0.0),
        ("g^(a t)", 3.0),
    ],
)
def test_values(formula, value):
    assert evaluate(parse(formula), VALUES) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("formula", ["m ← g", "a if g", "q", "1 / (a − a)", "log(a − a)", ""])
def test_what_is_no_number(formula):
    with pytest.raises(ValueError, match="has no value"):
        evaluate(parse(formula), VALUES)
