"""The floor of a noisy run, against what theory says of it."""

import numpy as np
import pytest

from tests.core.analysis.runs import experiment, numbers, run
from visualizer.core import train
from visualizer.core.analysis.verdict import judge


@pytest.mark.parametrize("seed", range(4))
def test_noise_in_the_slopes_sets_a_floor(seed):
    problem, history = run("sphere", 0.1, 400, gradient_noise=0.3, seed=seed)
    kinds = [judge(problem, history, step).kind for step in range(60, 400, 10)]
    assert kinds.count("noise") > 0.6 * len(kinds)
    assert "bouncing" not in kinds
    # The variance of each coordinate is eta sigma^2 / (lambda (2 - eta lambda)), lambda = 2.
    expected = 2 * 0.1 * 0.3**2 / (2 * (2 - 0.2))
    assert history.column("loss")[60:].mean() == pytest.approx(expected, rel=0.6)


def test_the_loss_is_said_to_swing_where_it_does():
    problem, history = run("noisy-line", 0.1, 60, batch_size=10)
    verdict = judge(problem, history, 600)
    losses = history.column("loss")[500:601:10]
    low, high = numbers(verdict.text)
    assert (low, high) == pytest.approx((losses.min(), losses.max()), rel=0.01)
    assert low < high
    labels = [one.label for one in verdict.remedies]
    assert labels[:2] == ["Use batches of 40", "Use rate 0.033"]
    assert labels[-1] == "Let the rate fall"


def test_the_remedies_lower_the_floor():
    described = experiment("noisy-line", 0.3, 60, batch_size=10)
    verdict = judge(*run("noisy-line", 0.3, 60, batch_size=10), 600)
    assert verdict.kind == "noise"

    def floor(one):
        losses = train(one).column("loss")
        return losses[~np.isnan(losses)][-20:].mean()

    for one in verdict.remedies:
        assert floor(described.with_values(one.settings)) < floor(described)


def test_a_fall_is_no_floor_and_a_rate_that_is_too_large_is_no_noise():
    problem, history = run("noisy-line", 0.01, 60, batch_size=10)
    assert judge(problem, history, 200).kind == "converging"
    problem, history = run("noisy-line", 1.05, 60, batch_size=33)
    kinds = {judge(problem, history, step).kind for step in range(80, len(history), 12)}
    assert "noise" not in kinds


def test_whole_runs_have_no_noise():
    problem, history = run("himmelblau", 0.03, 60)
    kinds = {judge(problem, history, step).kind for step in range(5, 60)}
    assert "noise" not in kinds
    assert "bouncing" in kinds


def test_what_stands_still_is_not_said_to_get_on():
    # Fast at first, at the floor for the last epochs: "now" is not ten epochs ago.
    problem, history = run("noisy-line", 0.5, 12, batch_size=25)
    losses = history.column("loss")[::4]
    row = 4 * 10
    assert losses[0] > 20 * losses[6]
    assert np.ptp(losses[6:11]) < 0.1 * losses[10]
    verdict = judge(problem, history, row)
    assert verdict.kind in ("noise", "crawling", "unknown", "converging")
    if verdict.kind == "converging":
        assert numbers(verdict.text)[0] < 5
