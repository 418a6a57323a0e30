"""The range test: its rates, its smoothing, its ends, and what it leaves alone."""

import math
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import Cancelled, Experiment, InputError, train
from visualizer.core.analysis import rate_finder
from visualizer.core.analysis.rate_finder import Finder, find_rates, limit
from visualizer.core.building import build
from visualizer.core.settings import declarations, from_dict


def finder(**options: Any) -> Finder:
    found = from_dict(Finder, options)
    assert isinstance(found, Finder)
    return found


def found(experiment: Experiment, **options: Any) -> rate_finder.RateCurve:
    return find_rates(experiment, build(experiment), finder(**options))


def test_rates_grow_by_one_factor_from_the_start_to_the_end() -> None:
    curve = found(line(), start=1e-6, end=1e-2, steps=81)
    assert len(curve.rates) == 81
    assert curve.ending == "all rates were tried"
    assert curve.rates[0] == 1e-6
    assert curve.rates[-1] == pytest.approx(1e-2, rel=1e-14)
    assert curve.rates[1:] / curve.rates[:-1] == pytest.approx(10 ** (4 / 80))


def test_each_loss_is_that_of_the_batch_before_its_update() -> None:
    experiment = noisy(11, training={"batch_size": 4, "seed": 5})
    problem = build(experiment)
    curve = found(experiment, start=1e-4, end=1e-1, steps=20, smoothing=0)
    theta = np.zeros(2)
    for step in range(20):
        order = np.random.default_rng([5, step // 3]).permutation(11)
        rows = order[4 * (step % 3) : 4 * (step % 3) + 4]
        loss, gradient = problem.loss_and_gradient(theta, rows)
        assert curve.losses[step] == pytest.approx(float(loss), rel=1e-12)
        theta = theta - 1e-4 * 1000 ** (step / 19) * gradient
    assert (curve.smoothed == curve.losses).all()


def test_smoothing_against_a_hand_calculation() -> None:
    curve = found(line(), start=0.01, end=0.02, steps=3, smoothing=0.5)
    first, second, third = curve.losses
    assert curve.smoothed == pytest.approx(
        [first, (first / 4 + second / 2) / 0.75, (first / 8 + second / 4 + third / 2) / 0.875],
        rel=1e-14,
    )


def test_smoothing_is_a_weighted_mean() -> None:
    curve = found(noisy(20, training={"batch_size": 3}), end=0.1, steps=60, smoothing=0.9)
    for count in (1, 2, 30, 60):
        weights = 0.9 ** np.arange(count)[::-1]
        expected = weights @ curve.losses[:count] / weights.sum()
        assert curve.smoothed[count - 1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("smoothing", [0.0, 0.98])
def test_it_stops_above_four_times_the_least(smoothing: float) -> None:
    curve = found(line(), smoothing=smoothing)
    least = np.minimum.accumulate(curve.smoothed)
    above = curve.smoothed[1:] > 4 * least[:-1]
    assert above.tolist() == [False] * (len(above) - 1) + [True]
    assert len(curve.rates) < 100
    assert curve.ending == (
        f"the smoothed loss is above 4 times its least at rate {curve.rates[-1]:.3g}"
    )


def test_the_second_loss_may_be_compared_already() -> None:
    curve = found(line(), start=5.0, end=9.0, steps=50, smoothing=0)
    assert len(curve.rates) == 2


def test_it_stops_where_the_loss_is_not_finite() -> None:
    experiment = line(start={"parameters": [1e160, 0.0]})
    curve = found(experiment, start=0.1, end=1.0, steps=10)
    assert curve.rates.shape == (0,)
    assert curve.ending == "the loss is not finite at rate 0.1"
    quick = Experiment.from_dict({"problem": {"function": "beale"}})
    curve = found(quick, start=0.5, end=1e6, steps=50, smoothing=0)
    assert np.isfinite(curve.smoothed).all()


def test_negative_losses_have_a_limit_above_them() -> None:
    assert limit(2.5) == 10
    assert limit(-39.0) == 78
    curve = found(Experiment.from_dict({"problem": {"function": "styblinski-tang"}}))
    assert curve.losses.min() < -40
    assert len(curve.rates) > 50


def test_experiment_problem_and_parameters_are_left_alone() -> None:
    experiment = noisy(training={"epochs": 20, "batch_size": 4})
    problem = build(experiment)
    before = train(experiment, problem)
    theta = before.theta(9)
    copy = theta.copy()
    find_rates(experiment, problem, finder(), theta)
    assert (theta == copy).all()
    after = train(experiment, problem)
    assert (after.column("w") == before.column("w")).all()


def test_it_is_the_same_each_time_and_ignores_schedule_and_changes() -> None:
    plain = found(noisy(training={"batch_size": 6}))
    other = found(
        noisy(
            training={"batch_size": 6},
            schedule={"kind": "step", "warmup": 5},
            changes=[{"step": 2, "optimizer.learning_rate": 0.5}],
        )
    )
    assert (plain.losses == other.losses).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_it_begins_where_it_is_told(precision: str) -> None:
    experiment = line(training={"precision": precision, "gradient": "forward difference"})
    problem = build(experiment)
    theta = np.array([2.0, 0.5])
    curve = find_rates(experiment, problem, finder(), theta)
    assert curve.losses[0] == problem.loss(theta)


def test_progress_may_cancel_it() -> None:
    calls: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        calls.append((done, total))
        if done == 3:
            raise Cancelled

    experiment = line()
    with pytest.raises(Cancelled):
        find_rates(experiment, build(experiment), finder(end=0.01), progress=progress)
    assert calls == [(1, 100), (2, 100), (3, 100)]


def test_the_largest_stable_rate() -> None:
    assert found(line()).stable_rate == pytest.approx(0.119756, abs=1e-6)
    saddle = Experiment.from_dict({"problem": {"function": "monkey-saddle"}})
    flat = saddle.with_values({"start.parameters": [0.0, 0.0]})
    assert found(flat).stable_rate is None


def test_bad_ranges_are_refused() -> None:
    for start, end in ((1.0, 0.1), (0.1, 0.1)):
        with pytest.raises(InputError) as caught:
            finder(start=start, end=end)
        assert caught.value.key == "end"
        assert caught.value.message == (
            f"0.1 is not allowed; allowed is a number above the start, {start:g}"
        )
    for options in (
        {"start": 0.0},
        {"start": -1.0},
        {"end": math.inf},
        {"end": math.nan},
        {"steps": 1},
        {"smoothing": 1.0},
        {"skip_first": -1},
    ):
        with pytest.raises(InputError) as caught:
            finder(**options)
        assert caught.value.key == next(iter(options))
    assert all(one.label and one.help for one in declarations(Finder))
