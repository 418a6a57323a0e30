"""What plain gradient descent does with the suggested rates, and with those to try next."""

import numpy as np
import pytest

from visualizer.core.problems.functions import FUNCTIONS, Function
from visualizer.core.problems.functions.quadratics import Ravine


def descend(
    function: Function,
    rate: float = 0.0,
    epochs: int = 0,
    start: tuple[float, float] | None = None,
    momentum: float = 0.0,
) -> np.ndarray:
    """The path (epochs + 1, 2); what is not given is what the function suggests."""
    theta = np.array(start or function.usual_start)
    path, velocity = [theta], np.zeros(2)
    for _ in range(epochs or function.suggested_epochs):
        _, gradient = function.loss_and_gradient(theta)
        with np.errstate(all="ignore"):
            velocity = momentum * velocity + gradient
            theta = theta - (rate or function.suggested_rate) * velocity
        path.append(theta)
    return np.array(path)


def distance(path: np.ndarray, place: tuple[float, float]) -> np.ndarray:
    return np.linalg.norm(path - place, axis=-1)


def changes_of_sign(values: np.ndarray) -> int:
    return int(np.sum(values[1:] * values[:-1] < 0))


FIRST = {
    "sphere": (0.1, 30),
    "ravine": (0.009, 330),
    "rotated-ravine": (0.018, 250),
    "booth": (0.05, 60),
    "matyas": (0.5, 200),
    "rosenbrock": (0.001, 2000),
    "beale": (0.005, 500),
    "himmelblau": (0.01, 40),
    "three-hump-camel": (0.02, 80),
    "styblinski-tang": (0.02, 60),
    "rastrigin": (0.001, 60),
    "ackley": (0.05, 60),
    "mccormick": (0.05, 60),
    "bounded-saddle": (0.05, 120),
}


@pytest.mark.parametrize("key", FIRST)
def test_suggestions_are_the_documented_ones(key):
    function = FUNCTIONS[key]()
    assert function.suggested_rate == pytest.approx(FIRST[key][0], rel=1e-15)
    assert function.suggested_epochs == FIRST[key][1]


@pytest.mark.parametrize("key", [key for key in FUNCTIONS if key != "monkey-saddle"])
def test_suggested_run_stays_finite_and_goes_down(key):
    function = FUNCTIONS[key]()
    loss = function.loss(descend(function))
    assert np.all(np.isfinite(loss))
    assert loss[-1] < loss[0]


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("sphere", 0.01),
        ("ravine", 0.03),
        ("rotated-ravine", 0.1),
        ("matyas", 0.1),
        ("booth", 0.02),
        ("mccormick", 0.02),
        ("flower", 0.5),
        ("plateau", 1e-6),
    ],
)
def test_suggested_run_arrives(key, left):
    function = FUNCTIONS[key]()
    path = descend(function)
    assert distance(path[-1], function.minima[0]) < left
    assert distance(path[0], function.minima[0]) > 2


def test_sphere_needs_one_step_or_runs_away():
    sphere = FUNCTIONS["sphere"]()
    assert np.array_equal(descend(sphere, 0.5, 1)[-1], [0.0, 0.0])
    assert changes_of_sign(descend(sphere, 0.9)[:, 0]) == 30
    assert distance(descend(sphere, 1.05), (0, 0))[-1] > 50


@pytest.mark.parametrize("kappa", [2.0, 10.0, 50.0, 100.0, 1000.0])
def test_ravine_zig_zags_and_arrives_for_every_kappa(kappa):
    ravine = Ravine(kappa)
    path = descend(ravine)
    assert changes_of_sign(path[:10, 1]) == 9
    assert distance(path, (0, 0))[-1] < 0.03


def test_ravine_bounces_at_the_largest_rate_and_likes_momentum():
    ravine = Ravine()
    path = descend(ravine, 1 / 100, 50)
    np.testing.assert_allclose(np.abs(path[:, 1]), 2, rtol=1e-12)
    arrived = [
        int(np.argmax(distance(path, (0, 0)) < 0.02))
        for path in (descend(ravine), descend(ravine, 0.0126, momentum=0.67))
    ]
    assert arrived[1] < arrived[0] / 5
    assert Ravine(1e9).suggested_epochs == 10_000


def test_rosenbrock_bounces_but_stays_bounded():
    rosenbrock = FUNCTIONS["rosenbrock"]()
    path = descend(rosenbrock, 0.002, 20_000)
    assert np.max(np.abs(path)) < 2
    change = np.diff(rosenbrock.loss(path))
    assert np.array_equal(np.flatnonzero(change[:10_000] > 0), [0, 2, 4])
    # At the minimum 2/lambda is a little less than this rate: it bounces again, for ever.
    assert changes_of_sign(change[-100:]) > 90
    assert np.all(np.diff(rosenbrock.loss(descend(rosenbrock)[20:])) < 0)


def test_beale_explodes():
    beale = FUNCTIONS["beale"]()
    assert not np.all(np.isfinite(descend(beale, 0.02)))
    assert beale.loss(descend(beale)[-1]) < 0.02


def test_himmelblau_never_settles_with_a_large_rate():
    himmelblau = FUNCTIONS["himmelblau"]()
    assert distance(descend(himmelblau)[-1], (3, 2)) < 1e-3
    path = descend(himmelblau, 0.03, 2000)
    assert np.all(np.isfinite(path))
    assert np.min(distance(path[-200:, None], himmelblau.minima)) > 0.1


def test_three_hump_camel_jumps_to_the_deepest_pit():
    camel = FUNCTIONS["three-hump-camel"]()
    assert distance(descend(camel)[-1], camel.local_minima[1]) < 0.05
    path = descend(camel, 0.2)
    assert camel.loss(path[10]) < 0.002
    assert distance(path, (0, 0))[-1] < 1e-9


def test_six_hump_camel_jumps_to_the_deepest_pit():
    camel = FUNCTIONS["six-hump-camel"]()
    assert distance(descend(camel)[-1], camel.local_minima[0]) < 0.01
    assert distance(descend(camel, 0.1, 10)[-1], camel.minima[1]) < 0.01


def test_styblinski_tang_ends_in_a_wrong_pit_until_the_start_moves():
    function = FUNCTIONS["styblinski-tang"]()
    assert distance(descend(function)[-1], function.local_minima[2]) < 1e-6
    assert distance(descend(function, start=(-0.2, -0.4))[-1], function.minima[0]) < 1e-6


def test_rastrigin_is_trapped_until_much_momentum_carries_it_on():
    rastrigin = FUNCTIONS["rastrigin"]()
    for momentum in (0.0, 0.9):
        path = descend(rastrigin, momentum=momentum)
        assert distance(path[-1], (-1.99, 2.985)) < 0.05
    path = descend(rastrigin, epochs=300, momentum=0.98)
    assert rastrigin.loss(path[-1]) < 5


def test_ackley_is_trapped_until_a_larger_rate_decays():
    ackley = FUNCTIONS["ackley"]()
    assert np.min(ackley.loss(descend(ackley))) > 9
    theta = np.array(ackley.usual_start)
    for epoch in range(200):
        theta = theta - 0.2 * 0.97**epoch * ackley.loss_and_gradient(theta)[1]
    assert ackley.loss(theta) < 0.01


def test_mccormick_bounces_at_its_largest_rate():
    function = FUNCTIONS["mccormick"]()
    across = np.diff(descend(function, 0.5), axis=-1)[:, 0]
    np.testing.assert_allclose(across[::2], across[0], atol=1e-9)
    np.testing.assert_allclose(across[1::2], across[1], atol=1e-9)
    assert across[1] - across[0] < -1


def test_saddles_wait_and_fall():
    saddle = FUNCTIONS["bounded-saddle"]()
    path = descend(saddle)
    assert np.all(path[:45, 1] < 1)
    assert distance(path[-1], saddle.minima[0]) < 1e-4
    assert np.all(descend(saddle, start=(1.5, 0.0))[:, 1] == 0)
    for key in ("saddle", "monkey-saddle"):
        function = FUNCTIONS[key]()
        path = descend(function)
        assert function.loss(path[-1]) < -5
        assert np.all(np.isfinite(path))


def test_plateau_waits_and_falls():
    plateau = FUNCTIONS["plateau"]()
    loss = plateau.loss(descend(plateau))
    assert loss[150] > 0.99
    assert loss[250] < 0.11
    assert plateau.loss(descend(plateau, 1.6)[-1]) > 0.15


def test_hills_divide():
    hills = FUNCTIONS["hills"]()
    assert distance(descend(hills)[-1], hills.local_minima[0]) < 1e-4
    assert distance(descend(hills, start=(0.5, 0.8))[-1], hills.minima[0]) < 1e-3


@pytest.mark.parametrize("kappa", [1.0, 3.0, 7.0, 10.0, 100.0, 1000.0])
def test_the_first_rate_of_a_ravine_is_short(kappa: float) -> None:
    rate = FUNCTIONS["ravine"](kappa=kappa).suggested_rate
    assert rate == pytest.approx(0.9 / kappa, rel=1e-11)
    assert len(repr(rate).replace("e-0", "")) <= 16
    assert repr(FUNCTIONS["ravine"](kappa=100.0).suggested_rate) == "0.009"
