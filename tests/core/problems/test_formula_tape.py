"""Instructions: what they share, what is worked out at once, and the chain rule by hand."""

import math

import numpy as np
import pytest

from visualizer.core.problems.formula_operations import ADD, DIVIDE, FUNCTIONS, MULTIPLY, power_of
from visualizer.core.problems.formula_tape import Tape
from visualizer.core.problems.formula_text import read_formula


def test_equal_parts_are_worked_out_once():
    tape = read_formula("sin(x*y)**2 + cos(x*y) + x*y + 2*3*4").tape
    assert len(tape.instructions) == 7
    assert [step.arguments for step in tape.instructions].count((0, 1)) == 1


def test_parts_without_variables_are_worked_out_at_once():
    tape = Tape(1)
    six = tape.apply("*", MULTIPLY, tape.constant(2.0), tape.constant(3.0))
    assert tape.slots[six] == 6
    infinite = tape.apply("/", DIVIDE, six, tape.constant(0.0))
    assert tape.slots[infinite] == math.inf
    assert tape.instructions == []


def test_the_two_zeros_are_two_numbers():
    tape = Tape(1)
    assert tape.constant(0.0) != tape.constant(-0.0)
    assert tape.constant(0.0) == tape.constant(0.0)


def test_the_chain_rule_by_hand():
    """z = sin(x y) + x²: z_x = y cos(x y) + 2 x, z_xx = -y² sin(x y) + 2, and so on."""
    tape = Tape(2)
    sine = tape.apply("sin", FUNCTIONS["sin"], tape.apply("*", MULTIPLY, 0, 1))
    result = tape.apply("+", ADD, sine, tape.apply("square", power_of(2.0), 0))
    x, y = np.array([0.3, -1.2]), np.array([2.0, 0.7])
    s, c = np.sin(x * y), np.cos(x * y)
    jet = tape.jet([x, y], result, second=True)
    np.testing.assert_allclose(jet.value, s + x**2, rtol=1e-15)
    np.testing.assert_allclose(jet.first, [y * c + 2 * x, x * c], rtol=1e-14)
    expected = [-y * y * s + 2, c - x * y * s, -x * x * s]
    np.testing.assert_allclose(jet.second, expected, rtol=1e-14)


def test_derivatives_that_are_zero_everywhere_are_none():
    tape = Tape(2)
    result = tape.apply("+", ADD, 0, tape.constant(3.0))
    jet = tape.jet([1.0, 2.0], result, second=True)
    assert jet.first == (1.0, None)
    assert jet.second == (None, None, None)


@pytest.mark.parametrize("second", [False, True])
def test_values_do_not_depend_on_what_else_is_asked(second):
    compiled = read_formula("exp(x)*y + max(x, y)/3 - x**y")
    places = [np.linspace(0.1, 2, 9), np.linspace(-1, 1, 9)]
    value = compiled.tape.value(places, compiled.result)
    assert np.array_equal(compiled.tape.jet(places, compiled.result, second).value, value)
