"""Suggestions on curves whose answers are known."""

from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.analysis.rate_finder import Finder, RateCurve
from visualizer.core.analysis.rate_suggestions import (
    RULES,
    bounds,
    centred,
    kept,
    still_falls,
    suggestions,
)
from visualizer.core.arrays import FloatArray
from visualizer.core.schedules.cycles import Cyclical

# Powers of ten: flat, a fall that is steepest in its middle, flat, and a rise.
LOSSES = [8.0, 8.0, 8.0, 7.5, 6.0, 3.0, 1.5, 1.0, 1.5, 9.0]
POWERS = np.arange(-7.0, 3.0)


def curve(losses: Any, rates: Any = None, raw: Any = None, **options: Any) -> RateCurve:
    smoothed: FloatArray = np.array(losses, float)
    rates = 10 ** np.arange(-7.0, len(smoothed) - 7) if rates is None else np.array(rates)
    finder = Finder(**{"skip_first": 0, **options})
    losses = smoothed if raw is None else np.array(raw, float)
    return RateCurve(rates, losses, smoothed, finder, "all rates were tried")


def rates_of(made: RateCurve) -> dict[str, float]:
    return {one.name: one.rate for one in suggestions(made)}


def test_a_constructed_curve() -> None:
    found = rates_of(curve(LOSSES))
    assert list(found) == list(RULES) == ["steepest", "half-way down", "minimum / 10", "valley"]
    # Slopes by central differences: -2.25 at 1e-3, where 7.5 falls to 3 in two decades.
    assert found["steepest"] == pytest.approx(1e-3)
    # From 8 to 1: half of it is made at 4.5, which 3 is the first to pass.
    assert found["half-way down"] == pytest.approx(1e-2)
    assert found["minimum / 10"] == pytest.approx(0.1)
    # 8, 7.5, 6, 3, 1.5, 1 is the longest fall, n = 6, its end e = 7: 7 - 6 + 2 + 1 = 4.
    assert found["valley"] == pytest.approx(1e-3)


def test_the_slope_is_that_over_the_logarithm_of_the_rate() -> None:
    # From one point to the next the first fall is the greatest; in a decade, the third.
    rates = [1e-4, 1e-2, 1.2e-2, 1.4e-2, 1.0]
    losses = [10.0, 6.0, 5.0, 4.0, 3.9]
    assert int(np.diff(losses).argmin()) == 0
    slopes = np.diff(losses) / np.diff(np.log(rates))
    assert int(slopes.argmin()) == 2
    assert rates_of(curve(losses, rates))["steepest"] in (1.2e-2, 1.4e-2)


def test_half_way_begins_at_the_top() -> None:
    found = rates_of(curve([5.0, 3.0, 9.0, 8.0, 4.0, 2.0, 1.0, 3.0]))
    assert found["half-way down"] == pytest.approx(1e-3)


def test_the_valley_passes_over_noise() -> None:
    def restated(losses: list[float]) -> int:
        lengths = [1] * len(losses)
        for i in range(len(losses)):
            for j in range(i):
                if losses[i] < losses[j]:
                    lengths[i] = max(lengths[i], lengths[j] + 1)
        length = max(lengths)
        return max(lengths.index(length) - length + length // 3 + length // 6, 0)

    random = np.random.default_rng(3)
    for _ in range(50):
        losses = np.round(random.normal(0, 1, 30) - 0.1 * np.arange(30), 1)
        made = curve(losses, np.exp(np.arange(30) / 3))
        if losses.argmin() > 0:
            assert rates_of(made)["valley"] == made.rates[restated(losses.tolist())]


def test_the_losses_beside_the_marks() -> None:
    marks = {one.name: one.loss for one in suggestions(curve(LOSSES))}
    assert marks["steepest"] == 6
    assert marks["half-way down"] == 3
    assert marks["minimum / 10"] == pytest.approx(1.5)
    lowest = curve([3.0, 2.0, 2.5, 4.0], [0.1, 0.2, 0.4, 0.8])
    assert np.isnan({one.name: one.loss for one in suggestions(lowest)}["minimum / 10"])


def test_points_left_out() -> None:
    noisy = [99.0, 1.0, 50.0, *LOSSES, 0.1]
    made = curve(noisy, 10 ** np.arange(-10.0, 4), skip_first=3, skip_last=1)
    assert made.rates[kept(made)] == pytest.approx(10**POWERS)
    assert rates_of(made) == pytest.approx(rates_of(curve(LOSSES)))
    assert suggestions(curve(LOSSES, skip_first=7)) == ()
    assert bounds(curve(LOSSES, skip_last=50)) is None


@pytest.mark.parametrize("losses", [[], [3.0], [3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0], [2.0] * 9])
def test_a_loss_that_does_not_fall_suggests_nothing(losses: list[float]) -> None:
    made = curve(losses)
    assert suggestions(made) == ()
    assert bounds(made) is None
    assert not still_falls(made)


def test_the_largest_stable_rate_comes_last() -> None:
    base = curve(LOSSES)
    made = RateCurve(base.rates, base.losses, base.smoothed, base.finder, "", 0.5)
    last = suggestions(made)[-1]
    assert (last.name, last.rate) == ("largest stable", 0.5)
    assert 1.0 < last.loss < 1.5
    nowhere = RateCurve(*(np.empty(0),) * 3, base.finder, "", 0.5)
    assert [one.name for one in suggestions(nowhere)] == ["largest stable"]


def test_bounds_of_a_cyclical_schedule() -> None:
    found = bounds(curve(LOSSES))
    assert found is not None
    # 5 % of the fall is 0.35: 7.5 is below, the loss before it is the last above.
    assert (found.low, found.high) == pytest.approx((1e-5, 1.0))
    assert "begins to fall" in found.help
    experiment = line().with_values(found.settings)
    assert isinstance(experiment.schedule, Cyclical)
    assert (experiment.schedule.base, experiment.schedule.maximum) == (found.low, found.high)


def test_bounds_look_at_the_loss_itself() -> None:
    late = [8.0, 8.0, 8.0, 7.8, 7.0, 5.0, 3.0, 2.5, 2.0, 1.9]
    found = bounds(curve(late, raw=LOSSES))
    assert found is not None
    assert found.high == pytest.approx(1.0)


def test_means_over_neighbours() -> None:
    assert centred(np.array(LOSSES)).tolist() == LOSSES
    losses = np.random.default_rng(1).normal(0, 1, 100)
    found = centred(losses)
    assert found[50] == pytest.approx(losses[48:53].mean())
    assert found[0] == pytest.approx(losses[:3].mean())
    assert found[99] == pytest.approx(losses[97:].mean())


def test_larger_rates_may_be_better() -> None:
    assert still_falls(curve([4.0, 3.0, 2.0, 1.0]))
    assert not still_falls(curve(LOSSES))


def test_suggestions_above_the_largest_stable_rate_are_marked() -> None:
    rates = np.geomspace(1e-4, 10, 60)
    falls = np.where(rates < 2, 1 - 0.5 * np.log10(rates / 1e-4) / 5, 3.0)
    curve = RateCurve(rates, falls, falls, Finder(skip_first=0), "", 0.01)
    found = suggestions(curve)
    above = [one for one in found if one.rate > 0.01]
    assert above
    for one in found:
        assert one.unstable == (one in above)
        assert one.label.endswith("(unstable)") == one.unstable
        assert ("above 2 / λ_max" in one.help) == one.unstable
    unknown = suggestions(RateCurve(rates, falls, falls, Finder(skip_first=0), ""))
    assert not any(one.unstable for one in unknown)
