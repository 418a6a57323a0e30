"""Typed formulas: derivatives against differences, and what they promise as problems."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from visualizer.core.building import build
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.training import train

TWINS = {
    "rosenbrock": "(1-x)**2 + 100*(y-x**2)**2",
    "booth": "(x + 2*y - 7)**2 + (2*x + y - 5)**2",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "rastrigin": "20 + x**2 + y**2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
    "beale": "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    "mccormick": "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
    "flower": "x*sin(y) + y*sin(x) + x**2 + y**2",
    "ackley": (
        "-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20"
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_formulas_of_known_functions_are_these_functions(name):
    """The functions have derivatives worked out by hand."""
    formula, function = Formula(TWINS[name]), FUNCTIONS[name]()
    theta = np.random.default_rng(3).uniform(-2, 2, (40, 2))
    close = {"rtol": 1e-10, "atol": 1e-9}
    loss, gradient = formula.loss_and_gradient(theta)
    expected, slopes = function.loss_and_gradient(theta)
    np.testing.assert_allclose(loss, expected, **close)
    np.testing.assert_allclose(gradient, slopes, **close)
    np.testing.assert_allclose(formula.exact_hessian(theta), function.exact_hessian(theta), **close)


def test_published_curvatures_of_rosenbrock():
    """Eigenvalues of [[1200 x^2 - 400 y + 2, -400 x], [-400 x, 200]]."""
    values = np.linalg.eigvalsh(Formula().exact_hessian(np.array([[-1.2, 1.0], [1.0, 1.0]])))
    np.testing.assert_allclose(values[0], [23.63302, 1506.36698], rtol=1e-7)
    np.testing.assert_allclose(values[1], [0.39936, 1001.6006], rtol=1e-5)


# Random formulas. Each operation stays in its domain and of moderate size for all x and y,
# so that differences are a fair measure.
LEAVES = st.sampled_from(["x", "y", "2", "0.5", "pi", "(-1.5)", "3"])


def _deeper(parts):
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(parts, parts).map(lambda p: f"({p[0]} / (2 + ({p[1]})**2))"),
        st.tuples(parts, st.integers(2, 4)).map(lambda p: f"sin({p[0]})**{p[1]}"),
        st.tuples(parts, parts).map(lambda p: f"(1.5 + cos({p[0]}))**sin({p[1]})"),
        st.tuples(st.sampled_from(["sin", "cos", "atan", "tanh"]), parts).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
        parts.map(lambda p: f"exp(-({p})**2)"),
        parts.map(lambda p: f"sqrt(1 + ({p})**2)"),
        parts.map(lambda p: f"log(1.5 + ({p})**2)"),
        parts.map(lambda p: f"-{p}"),
    )


FORMULAS = st.recursive(LEAVES, _deeper, max_leaves=8).map(lambda text: f"x + {text}")
PLACES = st.tuples(*[st.floats(-1.5, 1.5)] * 2)


def _quotients(function, theta, h):
    """Central differences of a function (K, P) -> (K, ...) along each axis: (P, ...)."""
    moves = h * np.eye(len(theta))
    return (function(theta + moves) - function(theta - moves)) / (2 * h)


def _extrapolated(function, theta, h=1e-3):
    """Richardson's extrapolation to order h^6, and how much its last step changed."""
    first, second, third = (_quotients(function, theta, h / 2**k) for k in range(3))
    one, other = (4 * second - first) / 3, (4 * third - second) / 3
    best = (16 * other - one) / 15
    return best, np.abs(best - other).max()


@given(FORMULAS, PLACES)
def test_derivatives_of_random_formulas_agree_with_differences(text, place):
    try:
        problem = Formula(text)
    except InputError as error:  # more characters than allowed
        assume("too long" not in error.message)
        raise
    theta = np.array(place[: problem.size])
    loss, gradient = problem.loss_and_gradient(theta)
    assert np.isfinite(loss)
    slopes, doubt = _extrapolated(problem.loss, theta)
    size = max(1.0, abs(float(loss)), np.abs(gradient).max())
    # Where the quotients themselves do not settle, the formula is too wild for them.
    assume(doubt < 1e-7 * size)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-7 * size)
    second = problem.exact_hessian(theta)
    assert np.array_equal(second, second.T)
    bends, doubt = _extrapolated(lambda at: problem.loss_and_gradient(at)[1], theta)
    size = max(size, np.abs(second).max())
    assume(doubt < 1e-7 * size)
    np.testing.assert_allclose(second, bends, rtol=1e-6, atol=1e-7 * size)


@given(FORMULAS, st.integers(1, 9))
def test_a_batch_has_the_bits_of_its_vectors(text, count):
    problem = Formula(text[:600] if len(text) <= 600 else "x*sin(y) + x**3")
    theta = np.random.default_rng(count).normal(size=(count, problem.size))
    loss, gradient = problem.loss_and_gradient(theta)
    second = problem.exact_hessian(theta)
    for number, one in enumerate(theta):
        alone, slope = problem.loss_and_gradient(one)
        assert loss[number] == alone == problem.loss(one)
        assert np.array_equal(gradient[number], slope)
        assert np.array_equal(second[number], problem.exact_hessian(one))


@pytest.mark.parametrize(
    ("text", "theta", "value"),
    [
        ("log(x)", [-1.0], math.nan),
        ("log(x)", [0.0], -math.inf),
        ("1/x", [0.0], math.inf),
        ("sqrt(x) + y", [-1.0, 0.0], math.nan),
        ("exp(x)", [1e4], math.inf),
        ("x**0.5", [-2.0], math.nan),
        ("x**9**9", [2.0], math.inf),
        ("1e999*x", [-1.0], -math.inf),
    ],
)
def test_outside_of_the_domain_there_is_no_exception(text, theta, value):
    problem = Formula(text)
    loss, gradient = problem.loss_and_gradient(np.array(theta))
    np.testing.assert_equal(float(loss), value)
    assert gradient.shape == (problem.size,)
    assert problem.exact_hessian(np.array(theta)).shape == (problem.size, problem.size)


def test_a_formula_that_is_the_same_everywhere():
    problem = Formula("x**0 + 2")
    theta = np.ones((4, 3, 1))
    loss, gradient = problem.loss_and_gradient(theta)
    assert np.array_equal(loss, np.full((4, 3), 3.0))
    assert not gradient.any()
    assert float(problem.loss(np.ones(1))) == 3


@pytest.mark.parametrize(
    "text", [*TWINS.values(), "x**2", "x**4 - 3*x**2 + x + y**2", "log(x) + 1/x", "sqrt(x*y)"]
)
def test_it_starts_where_there_is_a_slope_and_goes_down(text):
    problem = Formula(text)
    start = np.array(problem.usual_start)
    loss, gradient = problem.loss_and_gradient(start)
    assert np.isfinite(loss)
    assert np.any(gradient)
    experiment = Experiment.from_dict({"problem": {"formula": text}})
    assert experiment.optimizer.learning_rate == problem.suggested_rate
    history = train(experiment, build(experiment))
    assert history.ending.kind == "finished"
    assert history.column("loss")[-1] < loss
    assert np.abs(history.theta(len(history) - 1)).max() < 100


def test_where_nothing_goes_down_the_rate_is_an_ordinary_one():
    assert Formula("max(x, y, 2)").suggested_rate == 0.1
    assert Formula("1e999*x").suggested_rate == 0.1


@pytest.mark.parametrize("formula", ["sqrt(-1 - x**2)", "9**9**9 + x"])
def test_a_formula_without_a_value_at_the_start_is_refused(formula):
    experiment = Experiment.from_dict({"problem": {"formula": formula}})
    with pytest.raises(InputError, match="no value at the start, x = -2") as caught:
        build(experiment)
    assert caught.value.key == "problem.formula"


def test_a_start_without_a_slope_is_refused():
    table = {"problem": {"formula": "sqrt(x**2 + y**2)"}, "start": {"parameters": [0.0, 0.0]}}
    with pytest.raises(InputError, match="no slope at the start, x = 0, y = 0"):
        build(Experiment.from_dict(table))


def test_a_start_outside_of_the_domain_is_refused():
    table = {"problem": {"formula": "log(x) + y"}, "start": {"parameters": [-1.0, 0.0]}}
    with pytest.raises(InputError, match="x = -1, y = 0"):
        build(Experiment.from_dict(table))
