"""Taylor polynomials, Newton's point and directional derivatives against closed forms."""

import numpy as np
import pytest

from tests.core.analysis.moments import moment_of
from visualizer.core import Experiment
from visualizer.core.analysis.insight import finished
from visualizer.core.analysis.planes import AxisPlane, SpannedPlane
from visualizer.core.analysis.taylor import (
    BOWL,
    DOME,
    FLAT,
    SADDLE,
    SectionParabola,
    Taylor,
    TaylorPolynomial,
    polynomials,
)
from visualizer.core.building import build

RANDOM = np.random.default_rng(3)


def built(**problem):
    return build(Experiment.from_dict({"problem": problem}))


def over(problem, theta, ways=()):
    theta = np.asarray(theta, float)
    plane = AxisPlane.over((0, 1), theta, (-5.0, 5.0), (-5.0, 5.0))
    return polynomials(problem, plane, theta, [np.asarray(way, float) for way in ways])


def rosenbrock(x, y):
    """Gradient and Hessian of (1 - x)² + 100 (y - x²)², by hand."""
    slope = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
    return slope, [[2 - 400 * y + 1200 * x * x, -400 * x], [-400 * x, 200]]


@pytest.mark.parametrize("place", [(-1.2, 1.0), (0.3, -2.0), (1.0, 1.0), (0.0, 1.0)])
def test_rosenbrock_has_its_closed_forms(place) -> None:
    surface, _ = over(built(function="rosenbrock"), place)
    slope, second = (np.array(part) for part in rosenbrock(*place))
    np.testing.assert_allclose(surface.slope, slope, rtol=1e-12, atol=1e-10)
    np.testing.assert_allclose(surface.second, second, rtol=1e-12, atol=1e-10)
    points = RANDOM.normal(size=(5, 3, 2))
    away = points - np.array(place)
    loss = (1 - place[0]) ** 2 + 100 * (place[1] - place[0] ** 2) ** 2
    plane = loss + away @ slope
    np.testing.assert_allclose(surface.at(points, 1), plane, rtol=1e-11)
    bend = np.einsum("...i,ij,...j", away, second, away) / 2
    np.testing.assert_allclose(surface.at(points, 2), plane + bend, rtol=1e-11)
    assert surface.shape == (BOWL if np.linalg.det(second) > 0 else SADDLE)
    if surface.shape == BOWL:
        expected = np.array(place) - np.linalg.solve(second, slope)
        np.testing.assert_allclose(surface.newton, expected, rtol=1e-10)
    else:
        assert surface.newton is None


def test_a_quadratic_is_its_own_polynomial_and_newton_steps_to_its_minimum() -> None:
    problem = built(function="booth")
    surface, lines = over(problem, (-8.0, 7.0), [(0.6, 0.8)])
    points = RANDOM.normal(scale=4, size=(40, 2))
    np.testing.assert_allclose(surface.at(points, 2), problem.loss(points), rtol=1e-10)
    np.testing.assert_allclose(surface.newton, (1.0, 3.0), rtol=1e-10)
    distance = np.linspace(-3, 3, 7)
    along = problem.loss(np.array([-8.0, 7.0]) + distance[:, None] * [0.6, 0.8])
    np.testing.assert_allclose(lines[0].at(distance, 2), along, rtol=1e-10)


def test_a_saddle_has_no_lowest_point() -> None:
    surface, _ = over(built(function="saddle"), (0.4, 0.1))
    assert surface.shape == SADDLE
    assert surface.newton is None
    flat = np.zeros(2), 1.0, np.ones(2)
    assert TaylorPolynomial(*flat, np.diag([-1.0, -2.0]), np.eye(2)).shape == DOME
    assert TaylorPolynomial(*flat, np.diag([0.0, 2.0]), np.eye(2)).shape == FLAT
    assert TaylorPolynomial(*flat, np.zeros((2, 2)), np.eye(2)).shape == FLAT
    assert TaylorPolynomial(*flat, np.diag([0.0, 2.0]), np.eye(2)).newton is None


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 217.0, 359.0])
def test_the_directional_derivative_is_the_slope_along_the_direction(angle: float) -> None:
    surface, _ = over(built(function="rosenbrock"), (-1.2, 1.0))
    slope, second = (np.array(part) for part in rosenbrock(-1.2, 1.0))
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    found = surface.along(angle)
    np.testing.assert_allclose(found.way, way, atol=1e-12)
    assert found.slope == pytest.approx(slope @ way, rel=1e-12)
    assert found.curvature == pytest.approx(way @ second @ way, rel=1e-12)
    assert surface.angle_of(found.way) == pytest.approx(angle, abs=1e-9)


def test_uphill_is_steepest_and_along_the_contour_the_slope_is_0() -> None:
    surface, _ = over(built(function="himmelblau"), (0.5, -1.0))
    uphill = surface.angle_of(surface.slope)
    steepest = surface.along(uphill).slope
    assert steepest == pytest.approx(np.linalg.norm(surface.slope))
    assert all(surface.along(angle).slope <= steepest for angle in range(360))
    assert surface.along(uphill + 90).slope == pytest.approx(0, abs=1e-9 * steepest)
    assert surface.along(uphill + 180).slope == pytest.approx(-steepest)


def test_over_a_plane_that_is_askew_lengths_are_those_of_the_parameters() -> None:
    """Directions that are neither of length 1 nor at right angles."""
    problem = build(
        Experiment.from_dict({"problem": {"data": "two-moons", "hidden": [3], "output": "sigmoid"}})
    )
    theta = RANDOM.normal(size=problem.size)
    spans = RANDOM.normal(size=(2, problem.size))
    plane = SpannedPlane(theta, (-1.0, 1.0), (-1.0, 1.0), spans, ("u", "v"))
    surface, _ = polynomials(problem, plane, theta, [])
    found = surface.along(70.0)
    move = found.way @ spans
    assert np.linalg.norm(move) == pytest.approx(1)
    _, gradient = problem.loss_and_gradient(theta)
    assert found.slope == pytest.approx(float(gradient @ move))
    step = 1e-4
    losses = problem.loss(theta + np.array([[-step], [0.0], [step]]) * move)
    second = (losses[0] - 2 * losses[1] + losses[2]) / step**2
    assert found.curvature == pytest.approx(second, rel=1e-4, abs=1e-5)
    np.testing.assert_allclose(surface.here, 0, atol=1e-12)


def test_the_parabola_of_a_section() -> None:
    line = SectionParabola(5.0, -4.0, 2.0)
    assert line.at(np.array([0.0, 1.0, 2.0]), 2).tolist() == [5.0, 2.0, 1.0]
    assert line.at(np.array([0.0, 1.0, 2.0]), 1).tolist() == [5.0, 1.0, -3.0]
    assert line.lowest == 2.0
    assert SectionParabola(5.0, -4.0, -2.0).lowest is None
    assert SectionParabola(5.0, -4.0, 0.0).lowest is None


def test_at_a_row_of_a_run_of_one_parameter() -> None:
    """The line y = 3x without bias: the loss is 7.5 (w - 3)², and Newton finds 3 at once."""
    moment = moment_of({"problem": {"data": "line", "bias": False}, "training": {"epochs": 4}})
    w = moment.history.theta(2)[0]
    plane = AxisPlane.over((0,), moment.history.theta(2), (-1.0, 5.0))
    found = finished(Taylor, moment._replace(row=2, plane=plane))
    assert found.row == 2
    np.testing.assert_allclose(found.surface.slope, [15 * (w - 3)])
    np.testing.assert_allclose(found.surface.second, [[15]])
    np.testing.assert_allclose(found.surface.newton, [3])
    # Along w, and along the next step, which goes the same way.
    assert [round(line.curvature, 9) for line in found.lines] == [15, 15]
