"""The letters of all update rules."""

from unicodedata import normalize

import pytest

from visualizer.core.notation.letters import LETTERS, letter_text
from visualizer.core.optimizers import OPTIMIZERS

NAMES = {name for rule in OPTIMIZERS.values() for name in rule.names}


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_quantity_has_a_letter_that_its_formula_uses(kind):
    formula = normalize("NFC", OPTIMIZERS[kind].formula)
    known = {"p₋"}  # a part of p, which no formula writes out
    for name in OPTIMIZERS[kind].names:
        letter = letter_text(name)
        assert letter.isprintable()
        assert len(letter) <= 5
        assert letter in formula or letter in known


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("b", "b"),
        ("m_hat", "m\u0302"),
        ("s_hat", "ŝ"),
        ("m_bar", "m\u0304"),
        ("rho_hat", "ρ\u0302"),
        ("alpha", "α"),
        ("delta", "Δ"),
        ("E_g2", "E[g²]"),
        ("E_delta2", "E[Δ²]"),
        ("E_m", "E[m]"),
        ("v_max", "v_max"),
        ("p_negative", "p₋"),
    ],
)
def test_a_name_says_how_it_is_written(name, letter):
    assert letter_text(name) == letter


def test_no_letter_is_made_for_a_quantity_that_no_rule_has():
    parts = {part for name in NAMES for part in (name, name.removeprefix("E_").rstrip("2"))}
    assert set(LETTERS) <= parts
