import json
from pathlib import Path

import numpy as np
import pytest

from tests.core import hyperdual
from tests.core.experiments import sample_model, thetas
from visualizer.core import Experiment
from visualizer.core.analysis.curvature import (
    LARGEST_SIZE,
    constant_hessian,
    curvature,
    extreme_eigenvalues,
    hessian,
    largest_stable_rate,
    spectrum_ends,
)
from visualizer.core.analysis.lanczos import find_ends
from visualizer.core.building import build
from visualizer.core.hessians import hessian_at
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.problems.layers.base import PLAIN

# 2 / lambda_max at the first minimum, from the second derivatives worked out by hand.
STABLE_RATES = {
    "sphere": 1.0,
    "ravine": 0.01,
    "rotated-ravine": 0.02,
    "matyas": 2.0,
    "booth": 1 / 9,
    "rosenbrock": 2 / (501 + np.sqrt(501**2 - 400)),
    "rastrigin": 2 / (2 + 40 * np.pi**2),
    "flower": 0.5,
    "bounded-saddle": 0.5,
}


def network(hidden, rows=100):
    problem = {"data": "noisy-line", "hidden": hidden}
    return build(Experiment.from_dict({"problem": problem, "data": {"n": rows}}))


@pytest.mark.parametrize("key", STABLE_RATES)
def test_largest_stable_rate_at_the_minimum(key):
    function = FUNCTIONS[key]()
    rate = largest_stable_rate(function, np.array(function.minima[0]))
    assert rate == pytest.approx(STABLE_RATES[key], rel=1e-5)


@pytest.mark.parametrize("key", [key for key in FUNCTIONS if key != "ackley"])
def test_hessian_predicts_the_gradient_nearby(key):
    function = FUNCTIONS[key]()
    theta = np.array(function.usual_start)
    second = hessian(function, theta)
    assert np.array_equal(second, second.T)
    for move in 1e-3 * np.array([[1.0, 0.0], [0.0, 1.0], [0.6, -0.8]]):
        change = (
            function.loss_and_gradient(theta + move)[1]
            - function.loss_and_gradient(theta - move)[1]
        ) / 2
        np.testing.assert_allclose(second @ move, change, atol=1e-4 * np.abs(second).max() * 1e-3)


def test_linear_least_squares_is_exact():
    problem = build(Experiment())
    second = hessian(problem, np.array([5.0, -7.0]))
    # x = 1, 2, 3, 4: mean of x squared 7.5, of x 2.5.
    np.testing.assert_allclose(second, [[15, 5], [5, 2]], rtol=1e-15)
    assert largest_stable_rate(problem, np.zeros(2)) == pytest.approx(4 / (17 + np.sqrt(269)))
    found = curvature(problem, np.zeros(2))
    np.testing.assert_allclose(
        found.vectors.T @ second @ found.vectors, np.diag(found.values), atol=1e-14
    )


def test_network_agrees_with_differences_of_the_loss():
    problem = network([3])
    theta = np.random.default_rng(0).normal(size=problem.size)
    second = hessian(problem, theta)
    move = np.random.default_rng(1).normal(size=problem.size)
    move *= 1e-3 / np.linalg.norm(move)
    sides = problem.loss(np.stack([theta + move, theta, theta - move]))
    assert move @ second @ move == pytest.approx(sides[0] - 2 * sides[1] + sides[2], rel=1e-3)


def test_saddle_has_both_signs():
    low, high = extreme_eigenvalues(FUNCTIONS["saddle"](), np.array([1.0, 2.0]))
    assert (low, high) == pytest.approx((-2, 2))


def test_several_points_at_once():
    function = FUNCTIONS["rosenbrock"]()
    points = np.array([[0.0, 0.0], [-1.2, 1.0], [1.0, 1.0]])
    together = hessian(function, points)
    for point, second in zip(points, together, strict=True):
        assert np.array_equal(hessian(function, point), second)


def test_nothing_settles_without_a_positive_curvature():
    top = np.zeros(2)
    assert extreme_eigenvalues(FUNCTIONS["hills"](), top)[1] < 0
    assert largest_stable_rate(FUNCTIONS["hills"](), top) is None
    assert largest_stable_rate(FUNCTIONS["monkey-saddle"](), top) is None


def test_unknown_where_it_costs_too_much_or_overflows():
    large = network([8, 8])
    assert large.size > LARGEST_SIZE
    assert hessian(large, np.zeros(large.size)) is None
    rows = network([3], rows=200_000)
    assert hessian(rows, np.zeros(rows.size)) is None
    assert largest_stable_rate(FUNCTIONS["beale"](), np.array([1e200, 1e200])) is None


@pytest.mark.parametrize("hidden", [[8, 8], [30, 5]])
def test_ends_of_a_network_are_those_of_its_whole_spectrum(hidden):
    problem = network(hidden)
    assert problem.size > LARGEST_SIZE
    random = np.random.default_rng(4)
    for _ in range(3):
        theta = random.normal(size=problem.size)
        ends = spectrum_ends(problem, theta, random.normal(size=problem.size))
        values = np.linalg.eigvalsh(hessian_at(problem, theta))
        assert values[0] < 0 < values[-1]
        assert ends.least == pytest.approx(values[0], abs=1e-5 * values[-1])
        assert ends.greatest == pytest.approx(values[-1], rel=1e-5)


def test_ends_are_exact_where_the_whole_is_cheap():
    ends = spectrum_ends(FUNCTIONS["saddle"](), np.array([1.0, 2.0]), np.ones(2))
    assert (ends.least, ends.greatest) == (-2, 2)
    assert (ends.residual, ends.products) == (0, 0)
    np.testing.assert_allclose(np.abs(ends.least_vector), [0, 1])
    np.testing.assert_allclose(np.abs(ends.greatest_vector), [1, 0])


QUADRATIC = {"sphere", "ravine", "rotated-ravine", "matyas", "booth", "saddle"}


@pytest.mark.parametrize("key", FUNCTIONS)
def test_functions_of_second_degree_are_known(key):
    function = FUNCTIONS[key]()
    second = constant_hessian(function)
    assert (second is not None) is (key in QUADRATIC)
    if second is not None:
        np.testing.assert_allclose(second, hessian(function, np.array([7.0, -30.0])))


def test_models_and_formulas_of_second_degree_are_known():
    np.testing.assert_allclose(constant_hessian(build(Experiment())), [[15, 5], [5, 2]])
    assert constant_hessian(network([3])) is None
    assert constant_hessian(Formula("(x - 1)*(y + 2) + 3*x**2")) is not None
    assert constant_hessian(Formula("x**2 + 1e-6*y**3")) is None
    assert constant_hessian(Formula("log(x)")) is None


KINKS = json.loads(Path(__file__).with_name("curvature_kinks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", KINKS, ids=range(len(KINKS)))
def test_beside_the_kinks_of_rectifiers(case):
    """Places of ordinary runs at which differences of gradients step over a kink."""
    problem, theta = build(Experiment.from_dict(case["table"])), np.array(case["theta"])
    start = np.random.default_rng(0).normal(size=problem.size)
    whole = spectrum_ends(problem, theta, start)
    searched = find_ends(problem.hessian_product(theta), start)
    for ends in (whole, searched):
        assert ends.least == pytest.approx(case["least"], rel=1e-6)
        assert ends.greatest == pytest.approx(case["greatest"], rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_ends_of_large_networks_with_kinks(seed):
    hidden, kind = [(16, 6), (24,), (10, 10)][seed % 3], ["relu", "leaky_relu"][seed % 2]
    model = sample_model(hidden, activation=kind, rows=40, inputs=3)
    assert model.size > LARGEST_SIZE
    theta = thetas(model, seed=seed)
    ends = spectrum_ends(model, theta, np.random.default_rng(seed).normal(size=model.size))
    assert ends.products > 0
    values = np.linalg.eigvalsh(hyperdual.hessian(model, theta, *model._within, PLAIN))
    assert ends.least == pytest.approx(values[0], rel=1e-5)
    assert ends.greatest == pytest.approx(values[-1], rel=1e-5)
