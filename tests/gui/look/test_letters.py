"""The letters of all update rules."""

import pytest

from visualizer.core.optimizers import OPTIMIZERS
from visualizer.gui.look.letters import LETTERS, letter_text

NAMES = sorted({name for rule in OPTIMIZERS.values() for name in rule.names})


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_has_a_letter_that_its_formula_uses(name):
    letter = letter_text(name)
    assert letter.isprintable()
    assert len(letter) <= 5
    formulas = [rule.formula for rule in OPTIMIZERS.values() if name in rule.names]
    known = {"p₋"}  # a part of p, which no formula writes out
    for formula in formulas:
        assert letter in formula or letter in known


def test_no_letter_is_made_for_a_quantity_that_no_rule_has():
    assert set(LETTERS) <= set(NAMES)
