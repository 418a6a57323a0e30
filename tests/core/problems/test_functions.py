"""Every test function against its definition, its derivatives and published numbers."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

from visualizer.core.errors import InputError
from visualizer.core.problems.functions import FUNCTIONS, Function
from visualizer.core.problems.functions.quadratics import Ravine
from visualizer.core.settings import declarations, from_dict, to_dict

ALL = [function() for function in FUNCTIONS.values()]
ALL += [Ravine(kappa) for kappa in (1.0, 10.0, 50.0, 1000.0)]

each = pytest.mark.parametrize(
    "function", ALL, ids=lambda function: function.function + str(getattr(function, "kappa", ""))
)


def well(x, y, u, v, s):
    return np.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * s**2))


DEFINITIONS: dict[str, Callable] = {
    "sphere": lambda x, y: x**2 + y**2,
    "ravine": lambda x, y: x**2 + 100 * y**2,
    "rotated-ravine": lambda x, y: (
        0.5 * ((x + y) / math.sqrt(2)) ** 2 + 50 * ((x - y) / math.sqrt(2)) ** 2
    ),
    "matyas": lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rastrigin": lambda x, y: (
        20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y)
    ),
    "ackley": lambda x, y: (
        -20 * np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2)))
        - np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)))
        + np.e
        + 20
    ),
    "three-hump-camel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "six-hump-camel": lambda x, y: (
        (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2
    ),
    "styblinski-tang": lambda x, y: (
        0.5 * (x**4 - 16 * x**2 + 5 * x) + 0.5 * (y**4 - 16 * y**2 + 5 * y)
    ),
    "mccormick": lambda x, y: np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "flower": lambda x, y: x * np.sin(y) + y * np.sin(x) + x**2 + y**2,
    "saddle": lambda x, y: x**2 - y**2,
    "bounded-saddle": lambda x, y: x**2 - y**2 + 0.05 * y**4,
    "monkey-saddle": lambda x, y: x**3 - 3 * x * y**2,
    "plateau": lambda x, y: 1 - 0.9 * well(x, y, 1.5, 1, 0.8) - 0.6 * well(x, y, -1.5, -1, 0.8),
    "hills": lambda x, y: well(x, y, 0, 0, 1) - 1.5 * well(x, y, 2, -1, 1) - well(x, y, -2, 1, 1),
}

PUBLISHED = [
    ("booth", (0, 0), 74.0),
    ("matyas", (10, -10), 100.0),
    ("rosenbrock", (-1.2, 1), 24.2),
    ("rosenbrock", (0, 0), 1.0),
    ("beale", (0, 0), 14.203125),
    ("himmelblau", (0, 0), 170.0),
    ("himmelblau", (-0.270845, -0.923039), 181.617),  # its one local maximum
    ("himmelblau", (-2.805118, 3.131312), 0.0),
    ("himmelblau", (-3.779310, -3.283186), 0.0),
    ("himmelblau", (3.584428, -1.848126), 0.0),
    ("rastrigin", (1, 1), 2.0),
    ("ackley", (1, 1), 3.6253849384),
    ("three-hump-camel", (5, 5), 2047.9166667),
    ("six-hump-camel", (0.0898, -0.7126), -1.031628453),
    ("styblinski-tang", (-2.903534, -2.903534), -78.33233),
    ("mccormick", (-0.54719, -1.54719), -1.913222955),
]

LARGEST_RATES = {
    "sphere": 1.0,
    "ravine": 0.01,
    "rotated-ravine": 0.02,
    "booth": 0.111,
    "rosenbrock": 0.0020,
    "beale": 0.041,
    "rastrigin": 0.0050,
    "mccormick": 0.5,
    "bounded-saddle": 0.5,
}


def points(function: Function, count: int, seed: int = 0) -> np.ndarray:
    low, high = np.transpose(function.domain)
    return np.random.default_rng(seed).uniform(low, high, (count, 2))


def difference(function: Function, theta: np.ndarray, h: float) -> np.ndarray:
    """Central differences with step h, shape as theta."""
    moves = h * np.eye(2)
    higher = function.loss(theta[..., None, :] + moves)
    return (higher - function.loss(theta[..., None, :] - moves)) / (2 * h)


def extrapolated(function: Function, theta: np.ndarray, h: float = 2e-3) -> np.ndarray:
    """Central differences at h, h/2, h/4, extrapolated twice: an error of order h^6."""
    first, second, third = (difference(function, theta, h / cut) for cut in (1, 2, 4))
    return (64 * third - 20 * second + first) / 45


def hessian(function: Function, theta: tuple[float, float], h: float = 1e-5) -> np.ndarray:
    moves = h * np.eye(2)
    _, higher = function.loss_and_gradient(np.array(theta) + moves)
    _, lower = function.loss_and_gradient(np.array(theta) - moves)
    slope = (higher - lower) / (2 * h)
    return (slope + slope.T) / 2


def test_registry_is_complete_and_described():
    assert set(FUNCTIONS) == set(DEFINITIONS)
    for key, function in FUNCTIONS.items():
        assert function.function == key
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", key)
        assert function.kind == "function"
        assert all((function.label, function.formula, function.source, function.help))
        assert "\n" not in function.help


@each
def test_describes_two_parameters_and_a_view(function):
    assert function.names == ("x", "y")
    assert function.rows == 1
    low, high = np.transpose(function.domain)
    assert np.all(low < high)
    inside = [function.usual_start, *function.minima, *function.local_minima]
    assert np.all(low <= inside)
    assert np.all(inside <= high)
    assert (function.minimum_loss is None) == (not function.minima)
    assert function.suggested_rate > 0
    assert function.suggested_epochs > 0
    assert function.try_next
    assert function.suggested_rate not in function.try_next


@pytest.mark.parametrize("key", FUNCTIONS)
def test_value_is_the_definition(key):
    function = FUNCTIONS[key]()
    theta = points(function, 500)
    expected = DEFINITIONS[key](theta[:, 0], theta[:, 1])
    np.testing.assert_allclose(function.loss(theta), expected, rtol=1e-12, atol=1e-12)


@each
def test_gradient_agrees_with_central_differences(function):
    theta = points(function, 300, seed=1)
    _, gradient = function.loss_and_gradient(theta)
    size = np.linalg.norm(gradient, axis=-1)
    # A slope that nearly vanishes is measured against the usual slope instead.
    scale = np.maximum(size, 0.01 * np.median(size))
    error = np.linalg.norm(gradient - extrapolated(function, theta), axis=-1)
    assert np.max(error / scale) < 1e-7
    error = np.linalg.norm(gradient - difference(function, theta, 6e-6), axis=-1)
    assert np.max(error / scale) < 1e-5


@each
def test_minima_have_no_slope_and_curve_upwards(function):
    for theta in (*function.minima, *function.local_minima):
        if function.function == "ackley":
            continue  # a cusp: see below
        curvatures = np.linalg.eigvalsh(hessian(function, theta))
        _, gradient = function.loss_and_gradient(np.array(theta))
        assert np.linalg.norm(gradient) < 1e-14 * max(curvatures[1], 1) * 10
        assert curvatures[0] > -1e-7 * curvatures[1]


@each
def test_nothing_in_the_view_is_lower_than_the_minima(function):
    if function.minimum_loss is None:
        return
    values = function.loss(np.array(function.minima))
    np.testing.assert_allclose(values, function.minimum_loss, rtol=1e-14, atol=1e-15)
    assert np.all(function.loss(points(function, 20_000)) > function.minimum_loss)
    if function.local_minima:
        assert np.all(function.loss(np.array(function.local_minima)) > function.minimum_loss)


@pytest.mark.parametrize(("key", "theta", "value"), PUBLISHED)
def test_published_values(key, theta, value):
    tolerance = 1e-3 if value == 181.617 else 1e-8
    assert FUNCTIONS[key]().loss(np.array(theta)) == pytest.approx(value, rel=1e-6, abs=tolerance)


@pytest.mark.parametrize(("key", "value"), LARGEST_RATES.items())
def test_largest_stable_rate_at_the_minimum(key, value):
    function = FUNCTIONS[key]()
    largest = np.linalg.eigvalsh(hessian(function, function.minima[0]))[1]
    digits = 3 if value == 0.041 or value == 0.111 else 4
    assert round(2 / largest, digits) == value


def test_published_minima():
    assert FUNCTIONS["six-hump-camel"]().minimum_loss == pytest.approx(-1.031628453, abs=1e-9)
    assert FUNCTIONS["mccormick"]().minimum_loss == pytest.approx(-1.913222955, abs=1e-9)
    assert FUNCTIONS["styblinski-tang"]().minimum_loss == pytest.approx(2 * -39.166165, abs=1e-5)
    assert len(FUNCTIONS["himmelblau"]().minima) == 4


def test_rosenbrock_at_its_usual_start():
    function = FUNCTIONS["rosenbrock"]()
    _, gradient = function.loss_and_gradient(np.array([-1.2, 1.0]))
    np.testing.assert_allclose(gradient, [-215.6, -88.0], rtol=1e-14)
    curvatures = np.linalg.eigvalsh(hessian(function, (-1.2, 1.0)))
    np.testing.assert_allclose(curvatures, [23.63302, 1506.36698], atol=1e-5)


def test_ackley_has_a_cusp_at_its_minimum():
    function = FUNCTIONS["ackley"]()
    loss, gradient = function.loss_and_gradient(np.zeros((2, 2)))
    assert np.all(loss == 0)
    assert np.all(gradient == 0)
    for tiny in (1e-3, 1e-9, 1e-200):
        loss, gradient = function.loss_and_gradient(np.array([tiny, 0.0]))
        assert loss == pytest.approx(2 * math.sqrt(2) * tiny, rel=0.02)
        assert gradient[0] == pytest.approx(2 * math.sqrt(2), rel=0.02)


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_batch_gives_the_same_bits_as_its_points_alone(function, dtype):
    theta = points(function, 7 * 11).astype(dtype).reshape(7, 11, 2)
    loss, gradient = function.loss_and_gradient(theta)
    assert loss.shape == (7, 11)
    assert gradient.shape == (7, 11, 2)
    assert loss.dtype == gradient.dtype == dtype
    assert np.array_equal(function.loss(theta), loss)
    for index in np.ndindex(7, 11):
        alone, slope = function.loss_and_gradient(theta[index])
        assert alone.shape == ()
        assert alone.dtype == slope.dtype == dtype
        assert alone == loss[index] == function.loss(theta[index])
        assert np.array_equal(slope, gradient[index])


@each
def test_rows_mean_nothing_and_whole_numbers_are_taken(function):
    theta = np.array([[1, 2], [0, -1]])
    rows = np.zeros((2, 1), int)
    assert np.array_equal(function.loss(theta, rows), function.loss(theta.astype(float)))
    loss, gradient = function.loss_and_gradient(theta, rows)
    assert loss.dtype == gradient.dtype == np.float64
    assert function.loss(np.empty((0, 2))).shape == (0,)


@each
def test_overflow_is_infinite_and_silent(function):
    sizes = [0.0, 1.0, 1e60, -1e80, 1e120, -1e160, 1e200, -1e300]
    theta = np.array([(x, y) for x in sizes for y in sizes])
    loss, gradient = function.loss_and_gradient(theta)
    assert not np.any(np.isnan(loss))
    if function.minimum_loss is not None and function.function != "mccormick":
        assert np.all(loss >= function.minimum_loss)
    assert gradient.shape == theta.shape


def test_equal_settings_are_equal_functions():
    assert Ravine() == Ravine(100.0) != Ravine(10.0)
    assert hash(Ravine(10.0)) == hash(Ravine(10.0))
    assert len({function() for function in FUNCTIONS.values()}) == len(FUNCTIONS)
    with pytest.raises(AttributeError):
        Ravine().kappa = 2.0


def test_kappa_is_a_setting():
    (declared,) = declarations(Ravine)
    assert declared.name == "kappa"
    ravine = from_dict(Ravine, {"kappa": 50})
    assert ravine == Ravine(50.0)
    assert to_dict(ravine) == {"kappa": 50.0}
    assert ravine.loss(np.array([1.0, 2.0])) == 201.0
    with pytest.raises(InputError, match=r"kappa: 0.5 is not allowed; .* at least 1"):
        from_dict(Ravine, {"kappa": 0.5})
