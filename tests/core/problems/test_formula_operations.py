"""Each operation of formulas: its value against the standard library, its derivatives
against difference quotients."""

import math

import numpy as np
import pytest

from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_operations import (
    ADD,
    CHOICES,
    CONSTANTS,
    DIVIDE,
    FUNCTIONS,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    WORDS,
    power_of,
)

DOMAINS = {"asin": (-0.9, 0.9), "acos": (-0.9, 0.9)} | dict.fromkeys(
    ("log", "log10", "log2", "sqrt"), (0.2, 5.0)
)
EXPONENTS = (1.0, 2.0, 3.0, 7.0, 16.0, 31.0, -1.0, -2.0, -5.0, 0.5, 2.5, -1.5, 1000.0, 1100.0)
UNARY = {**FUNCTIONS, "negate": NEGATE} | {f"power {n:g}": power_of(n) for n in EXPONENTS}
BINARY = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "**": POWER,
    **CHOICES,
}


def places(name: str) -> np.ndarray:
    low, high = DOMAINS.get(name, (-3.0, 3.0))
    if name.startswith("power"):
        low, high = (0.3, 2.0) if abs(float(name.split()[1])) < 100 else (0.99, 1.01)
    found = np.random.default_rng(1).uniform(low, high, 50)
    return found[np.abs(found) > 0.05]


def quotient(function, u, h=1e-5):
    """Central differences with one step of Richardson's extrapolation, error O(h^4)."""
    coarse, fine = ((function(u + s) - function(u - s)) / (2 * s) for s in (h, h / 2))
    return (4 * fine - coarse) / 3


def whole(part, u):
    return np.zeros_like(u) if part is None else np.broadcast_to(part, u.shape)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_are_those_of_the_standard_library(name):
    reference = abs if name == "abs" else getattr(math, name)
    for u in places(name):
        assert float(FUNCTIONS[name].value(u)) == pytest.approx(reference(u), rel=1e-14)


@pytest.mark.parametrize("exponent", EXPONENTS)
def test_powers_are_powers(exponent):
    for u in places(f"power {exponent:g}"):
        assert float(power_of(exponent).value(u)) == pytest.approx(math.pow(u, exponent), rel=1e-12)


@pytest.mark.parametrize("name", UNARY)
def test_slope_and_bend_agree_with_differences(name):
    operation, u = UNARY[name], places(name)
    value = operation.value(u)
    slope = whole(operation.slope(u, value), u)
    np.testing.assert_allclose(slope, quotient(operation.value, u), rtol=1e-7, atol=1e-9)
    bends = quotient(lambda at: whole(operation.slope(at, operation.value(at)), at), u)
    np.testing.assert_allclose(whole(operation.bend(u, value), u), bends, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", BINARY)
def test_partial_derivatives_agree_with_differences(name):
    random = np.random.default_rng(2)
    operation = BINARY[name]
    a, b = random.uniform(0.3, 2.5, (2, 50))

    def slopes(at, beside):
        found = operation.slopes(at, beside, operation.value(at, beside))
        return [whole(part, at) for part in found]

    close = {"rtol": 1e-6, "atol": 1e-8}
    by_a, by_b = slopes(a, b)
    np.testing.assert_allclose(by_a, quotient(lambda at: operation.value(at, b), a), **close)
    np.testing.assert_allclose(by_b, quotient(lambda at: operation.value(a, at), b), **close)
    aa, ab, bb = (whole(part, a) for part in operation.bends(a, b, operation.value(a, b)))
    np.testing.assert_allclose(aa, quotient(lambda at: slopes(at, b)[0], a), **close)
    np.testing.assert_allclose(ab, quotient(lambda at: slopes(at, b)[1], a), **close)
    np.testing.assert_allclose(bb, quotient(lambda at: slopes(a, at)[1], b), **close)


def test_conventions_where_there_is_no_derivative():
    zero = np.float64(0)
    assert FUNCTIONS["abs"].slope(zero, zero) == 0
    for name in CHOICES:
        assert CHOICES[name].slopes(zero, zero, zero) == (1, 0)


def test_powers_at_zero_are_those_of_calculus():
    zero = np.float64(0)
    assert power_of(1.0).slope(zero, zero) == 1
    assert power_of(1.0).bend(zero, zero) is None
    assert power_of(2.0).slope(zero, zero) == 0
    assert power_of(2.0).bend(zero, zero) == 2
    assert power_of(0.0).value(zero) == 1
    assert power_of(0.0).slope(zero, zero) is None
    with np.errstate(divide="ignore"):
        by_a, by_b = POWER.slopes(zero, np.float64(2), zero)
    assert (by_a, by_b) == (0, 0)


def test_everything_is_told_in_words():
    letters = {"pi", "e", "tau", "x", "y"}
    calls = {f"{name}(a)" for name in FUNCTIONS} | {f"{name}(a, b)" for name in CHOICES}
    signs = {f"a {sign} b" for sign in ("+", "-", "*", "/", "**")} | {"(a)"}
    assert set(WORDS) == letters | calls | signs
    assert all(WORDS.values())


def test_constants():
    assert CONSTANTS["pi"] == CONSTANTS["π"] == math.pi
    assert CONSTANTS["tau"] == CONSTANTS["τ"] == math.tau
    assert CONSTANTS["e"] == math.e


NOT_CHOSEN = {
    # formula: (place, value, gradient)
    "max(x, log(x))": ((-1.0,), -1.0, (1.0,)),
    "max(log(x), x)": ((-1.0,), -1.0, (1.0,)),
    "min(sqrt(x), 2)": ((-1.0,), 2.0, (0.0,)),
    "max(sqrt(x), 1)": ((0.0,), 1.0, (0.0,)),
    "min(1, 3 + sqrt(x))": ((0.0,), 1.0, (0.0,)),
    "max(x, y**2, log(x))": ((-3.0, 2.0), 4.0, (0.0, 4.0)),
    "abs(sqrt(x))": ((0.0,), 0.0, (0.0,)),
    "abs(cbrt(x)) + x": ((0.0,), 0.0, (1.0,)),
    "log(x)**0 + x": ((-1.0,), 0.0, (1.0,)),
}


@pytest.mark.parametrize("text", NOT_CHOSEN)
def test_what_is_not_chosen_spoils_nothing(text):
    place, value, slopes = NOT_CHOSEN[text]
    problem, theta = Formula(text), np.array(place)
    loss, gradient = problem.loss_and_gradient(theta)
    assert (float(loss), *gradient.tolist()) == (value, *slopes)
    assert np.isfinite(problem.exact_hessian(theta)).all()
    # Beside other places, too.
    losses, gradients = problem.loss_and_gradient(np.stack([theta, theta + 2]))
    assert (losses[0], *gradients[0].tolist()) == (value, *slopes)


def test_where_nothing_is_chosen_there_is_no_value():
    assert np.isnan(Formula("max(log(x), sqrt(x))").loss(np.array([-1.0])))
    # The true slope of sqrt(x)^2 at 0 is 1: a product with 0 is not a choice.
    assert np.isnan(Formula("sqrt(x)**2").loss_and_gradient(np.zeros(1))[1]).all()


@pytest.mark.parametrize("place", [(0.0, 0.0), (-1.0, 0.0)])
def test_what_is_raised_to_0_does_not_matter(place):
    """Along x a power is 1 there; along y it has a slope only where the logarithm has one."""
    problem = Formula("sqrt(x)**y + x")
    loss, gradient = problem.loss_and_gradient(np.array(place))
    assert (float(loss), gradient[0]) == (1 + place[0], 1)
    assert problem.exact_hessian(np.array(place))[0, 0] == 0
