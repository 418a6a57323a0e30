"""Limits of rates against the published formulas, and against real runs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.analysis.stability import (
    best_rate,
    factor,
    is_understood,
    largest_curvature,
    limits,
    predicted_factor,
)
from visualizer.core.optimizers import OPTIMIZERS, SGD
from visualizer.core.optimizers.momentum import Momentum, Nesterov

CURVATURE = 16.7006097334283


def rules(decay: float = 0.0):
    return [
        SGD(weight_decay=decay),
        Momentum(momentum=0.0, weight_decay=decay),
        Momentum(momentum=0.9, weight_decay=decay),
        Momentum(momentum=0.9, dampening=0.9, weight_decay=decay),
        Momentum(momentum=0.5, dampening=0.2, weight_decay=decay),
        Nesterov(momentum=0.9, weight_decay=decay),
        Nesterov(momentum=0.4, weight_decay=decay),
    ]


def run(rule, rate: float, curvature: float, steps: int) -> float:
    """|error| after so many real updates on c x² / 2 from x = 1, divided by that before."""
    theta, state = np.array([1.0]), rule.initial_state(np.array([1.0]))
    sizes = []
    for _ in range(steps):
        gradient = curvature * theta
        theta, state, *_ = rule.update(None, theta, None, gradient, np.array(rate), state)
        sizes.append(abs(float(theta[0])))
    return sizes


def test_published_limits():
    """2/c; (2 + 2 mu)/c; (2 + 2 mu)/((1 - mu) c) dampened; (2 + 2 mu)/((1 + 2 mu) c)."""
    c, mu = CURVATURE, 0.9
    assert limits(SGD(), c).stable == pytest.approx(2 / c)
    assert limits(Momentum(momentum=mu), c).stable == pytest.approx((2 + 2 * mu) / c)
    dampened = Momentum(momentum=mu, dampening=mu)
    assert limits(dampened, c).stable == pytest.approx((2 + 2 * mu) / ((1 - mu) * c))
    nesterov = Nesterov(momentum=mu)
    assert limits(nesterov, c).stable == pytest.approx((2 + 2 * mu) / ((1 + 2 * mu) * c))
    for plain, decayed in zip(rules(), rules(3.0), strict=True):
        assert limits(decayed, c) == limits(plain, c + 3.0)


def test_the_line():
    c = (17 + math.sqrt(269)) / 2
    assert limits(SGD(), c).stable == pytest.approx(0.1197561066, abs=1e-10)
    assert limits(SGD(), c).smooth == pytest.approx(0.1197561066 / 2, abs=1e-10)
    assert best_rate(SGD(), 17 - c, c) == pytest.approx(2 / 17)


@pytest.mark.parametrize("decay", [0.0, 0.3, 4.0])
def test_no_other_rate_shrinks_the_slower_direction_faster(decay):
    """By real updates along both ends of a spectrum, weight decay included."""
    least, greatest, rule = 1.0, 9.0, SGD(weight_decay=decay)

    def slowest(rate):
        return max(run(rule, rate, end, 8)[-1] for end in (least, greatest))

    best = best_rate(rule, least, greatest)
    assert best == pytest.approx(2 / (least + greatest + 2 * decay))
    for part in (0.97, 0.99, 1.01, 1.03):
        assert slowest(best) < slowest(part * best)


def test_a_weight_decay_can_make_a_bowl_of_a_saddle():
    assert best_rate(SGD(weight_decay=3.0), -1.0, 9.0) == pytest.approx(2 / 14)
    assert best_rate(SGD(weight_decay=1.0), -1.0, 9.0) is None


@pytest.mark.parametrize("rule", [*rules(), *rules(0.3)], ids=repr)
def test_real_runs_settle_below_the_limit_and_explode_above(rule):
    found = limits(rule, CURVATURE)
    below, above = (run(rule, found.stable * part, CURVATURE, 4000) for part in (0.995, 1.005))
    assert below[-1] < 1e-3 * max(below)
    assert above[-1] > 1e3


@pytest.mark.parametrize("rule", rules(), ids=repr)
def test_real_runs_overshoot_only_above_the_smooth_limit(rule):
    """Below it, from rest, the error never changes its sign, beyond rounding."""
    found = limits(rule, CURVATURE)
    for part, expected in ((0.98, False), (1.3, True)):
        theta, state = np.array([1.0]), rule.initial_state(np.array([1.0]))
        crossed = False
        for _ in range(600):
            rate = np.array(part * found.smooth)
            theta, state, *_ = rule.update(None, theta, None, CURVATURE * theta, rate, state)
            crossed |= bool(theta[0] < -1e-12)
        assert crossed is expected


@pytest.mark.parametrize("rule", rules(), ids=repr)
@pytest.mark.parametrize("part", [0.03, 0.3, 0.9])
def test_the_error_shrinks_by_the_factor(rule, part):
    rate = part * limits(rule, CURVATURE).stable
    expected = factor(rule, rate, CURVATURE)
    sizes = run(rule, rate, CURVATURE, 700)
    # The largest of many: between the swings of a spiral an error may be tiny.
    early, late = max(sizes[200:300]), max(sizes[600:700])
    if late > 1e-280:
        assert (late / early) ** (1 / 400) == pytest.approx(expected, rel=5e-3)


@given(
    st.sampled_from(rules()),
    st.floats(1e-3, 1.0),
    st.floats(0.01, 1.0),
    st.floats(1.0, 100.0),
)
def test_the_slowest_direction_is_at_one_end(rule, part, least, greatest):
    rate = part * limits(rule, greatest).stable
    inside = [factor(rule, rate, c) for c in np.geomspace(least, greatest, 50)]
    assert max(inside) <= predicted_factor(rule, rate, least, greatest) + 1e-12


@pytest.mark.parametrize("rule", rules(0.2), ids=repr)
def test_limits_and_curvatures_are_two_sides_of_one(rule):
    rate = limits(rule, CURVATURE).stable
    assert largest_curvature(rule, rate) == pytest.approx(CURVATURE)
    found = limits(rule, CURVATURE)
    assert 0 < found.slow <= found.smooth < found.stable


def test_what_is_not_known_is_none():
    for kind, rule in OPTIMIZERS.items():
        known = kind in ("sgd", "momentum", "nesterov")
        assert is_understood(rule()) is known
        assert (limits(rule(), 1.0) is None) is not known
        assert (factor(rule(), 0.1, 1.0) is None) is not known
        assert (largest_curvature(rule(), 0.1) is None) is not known
    assert limits(SGD(), -1.0) is None
    assert limits(Momentum(dampening=1.0), 1.0) is None
    assert predicted_factor(SGD(), 0.1, -1.0, 2.0) is None
    assert best_rate(Momentum(), 1.0, 2.0) is None
    assert best_rate(SGD(), -1.0, 2.0) is None
    assert largest_curvature(SGD(), 0.0) is None
