"""Clipping against PyTorch's definition, restated here; in runs alone and side by side."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import noisy
from visualizer.core import Experiment, train
from visualizer.core.clipping import Clipping, clipped
from visualizer.core.errors import InputError
from visualizer.core.recording.codec import packed, unpacked
from visualizer.core.sweep import train_together

RANDOM = np.random.default_rng(5)


def by_value(gradient: list[float], limit: float) -> list[float]:
    """`torch.nn.utils.clip_grad_value_`: grad.clamp_(min=-limit, max=limit)."""
    return [min(max(one, -limit), limit) for one in gradient]


def by_norm(gradient: list[float], limit: float) -> list[float]:
    """`torch.nn.utils.clip_grad_norm_`: the coefficient has 1e-6 and is clamped to 1."""
    total = math.sqrt(math.fsum(one * one for one in gradient))
    coefficient = limit / (total + 1e-6)
    return [one * min(coefficient, 1.0) for one in gradient]


@pytest.mark.parametrize("scale", [1e-3, 0.3, 1.0, 40.0, 1e9])
@pytest.mark.parametrize("limit", [1e-2, 0.7, 3.0])
def test_it_is_pytorchs(scale: float, limit: float) -> None:
    gradients = scale * RANDOM.normal(size=(20, 7))
    values = clipped(gradients, Clipping(value=limit))
    norms = clipped(gradients, Clipping(norm=limit))
    both = clipped(gradients, Clipping(value=limit, norm=limit))
    for place, gradient in enumerate(gradients.tolist()):
        assert values.gradient[place].tolist() == by_value(gradient, limit)
        np.testing.assert_allclose(norms.gradient[place], by_norm(gradient, limit), rtol=1e-14)
        expected = by_norm(by_value(gradient, limit), limit)
        np.testing.assert_allclose(both.gradient[place], expected, rtol=1e-14)
        for found in (values, norms, both):
            same = found.gradient[place].tolist() == gradient
            assert (found.share[place] == 1) == same
            length = math.hypot(*gradient)
            np.testing.assert_allclose(
                found.share[place], math.hypot(*found.gradient[place]) / length, rtol=1e-12
            )


def test_the_guard_of_the_coefficient_counts() -> None:
    """A length just at the limit is shortened by 1e-6, as in PyTorch, and counts as clipped."""
    found = clipped(np.array([3.0, 4.0]), Clipping(norm=5.0))
    assert found.gradient.tolist() == [3 * (5 / (5 + 1e-6)), 4 * (5 / (5 + 1e-6))]
    assert found.share < 1
    assert clipped(np.array([3.0, 4.0]), Clipping(norm=5.1)).share == 1


def test_what_has_no_length_stays() -> None:
    for clipping in (Clipping(norm=1.0), Clipping(value=1.0)):
        found = clipped(np.zeros(3), clipping)
        assert (found.gradient.tolist(), float(found.share)) == ([0, 0, 0], 1)
        with np.errstate(all="ignore"):
            assert np.isnan(clipped(np.array([np.nan, 1.0]), clipping).gradient[0])


def test_a_gradient_a_hair_too_long_counts_as_clipped() -> None:
    found = clipped(np.array([1e8, np.nextafter(1.0, 2)]), Clipping(value=1e8))
    assert found.share == 1
    found = clipped(np.array([1e8, np.nextafter(1e-9, 1)]), Clipping(value=1e8 * (1 - 1e-16)))
    assert found.share < 1


def rosenbrock(**training: Any) -> Experiment:
    return Experiment.from_dict(
        {
            "problem": {"function": "rosenbrock"},
            "start": {"parameters": (-1.3, 1.7)},
            "optimizer": {"learning_rate": 0.01},
            "training": {"epochs": 60, **training},
        }
    )


@pytest.mark.parametrize(
    ("training", "rule"), [({"clip_norm": 2.0}, by_norm), ({"clip_value": 1.5}, by_value)]
)
def test_a_run_follows_the_clipped_slope_and_records_the_measured_one(training, rule) -> None:
    history = train(rosenbrock(**training))
    x, y = -1.3, 1.7
    for step in range(60):
        row = history.row(step)
        slope = [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]
        np.testing.assert_allclose(row.gradient, slope, rtol=1e-9)
        used = rule(slope, *training.values())
        assert (row.clip < 1) == (used != slope)
        np.testing.assert_allclose(row.clip, math.hypot(*used) / math.hypot(*slope), rtol=1e-9)
        x, y = x - 0.01 * used[0], y - 0.01 * used[1]
    np.testing.assert_allclose(history.theta(60), [x, y], rtol=1e-9)
    shares = history.column("clip")
    assert np.count_nonzero(shares < 1) > 0


def test_the_decay_is_added_to_what_is_left() -> None:
    """As in PyTorch, where the rule adds it after the gradients were clipped."""
    experiment = rosenbrock(clip_norm=1.0).with_values({"optimizer.weight_decay": 0.5})
    history = train(experiment)
    used = np.array(by_norm(history.row(0).gradient.tolist(), 1.0))
    theta = history.theta(0)
    np.testing.assert_allclose(history.theta(1), theta - 0.01 * (used + 0.5 * theta), rtol=1e-12)


@pytest.mark.parametrize("limits", [{"clip_norm": 1.0}, {"clip_value": 0.4}])
@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_runs_side_by_side_have_the_same_bits(limits: dict[str, float], kind: str) -> None:
    for base in (rosenbrock(**limits), noisy(training={"epochs": 12, "batch_size": 4, **limits})):
        base = base.with_values({"optimizer.kind": kind})
        experiments = [
            base.with_values({"optimizer.learning_rate": rate}) for rate in (1e-3, 0.02, 0.4)
        ]
        sweep = train_together(experiments)
        for place, experiment in enumerate(experiments):
            alone = train(experiment)
            assert np.array_equal(sweep.theta[place], alone.theta(len(alone) - 1))
            assert np.array_equal(sweep.gradient_norm[:, place], alone.column("gradient_norm"))


def test_without_limits_nothing_is_recorded_of_it() -> None:
    history = train(rosenbrock())
    assert not history.layout.clipped
    assert history.row(3).clip == 1
    assert "clip" not in history.columns
    assert "clip" in train(rosenbrock(clip_norm=1e5)).columns


def test_a_clipped_recording_is_stored_and_opened() -> None:
    history = train(rosenbrock(clip_norm=1.0))
    again = packed(*unpacked(history))
    assert again.layout == history.layout
    assert np.array_equal(again.column("clip"), history.column("clip"))


def test_limits_below_zero_are_refused() -> None:
    with pytest.raises(InputError, match="at least 0"):
        rosenbrock(clip_norm=-1.0)
    training = replace(rosenbrock().training, clip_value=2.0)
    assert training.clipping == Clipping(2.0, 0.0)
