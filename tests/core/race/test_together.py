"""Many runs at once: each is the run alone, whatever is trained beside it."""

import numpy as np
import pytest

from tests.core.experiments import line, noisy
from visualizer.core import train
from visualizer.core.building import ProblemCache
from visualizer.core.race import together
from visualizer.core.race.together import trained

MIXED = [
    line(training={"epochs": 40}, optimizer={"learning_rate": 0.1}),
    line(training={"epochs": 40}, optimizer={"kind": "adam", "learning_rate": 0.3}),
    line(training={"epochs": 40}, optimizer={"learning_rate": 0.5}),
    noisy(30, training={"epochs": 5, "batch_size": 7}),
    noisy(30, training={"epochs": 5, "batch_size": 7, "seed": 1}),
]


@pytest.mark.parametrize("numbers", [together.MOST_NUMBERS, 1])
def test_arrivals_and_curves_are_those_of_each_alone(
    numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_NUMBERS", numbers)
    found = {place: rest for place, *rest in trained(MIXED, 0.5, ProblemCache(4))}
    assert sorted(found) == list(range(len(MIXED)))
    for place, experiment in enumerate(MIXED):
        alone = train(experiment)
        loss = alone.column("loss")
        arrival, curve = found[place]
        reached = [step for step, value in enumerate(loss) if value <= 0.5]
        assert arrival.step == (reached[0] if reached else -1)
        diverged = alone.ending is not None and alone.ending.kind == "diverged"
        assert arrival.loss == (np.inf if diverged else loss[-1])
        rows = curve.rows[curve.rows < len(alone)].astype(int)
        np.testing.assert_array_equal(curve.loss[: len(rows)], loss[rows])
        assert np.isnan(curve.loss[len(rows) :]).all()
        lowest = [min(loss[: row + 1][~np.isnan(loss[: row + 1])]) for row in rows]
        np.testing.assert_array_equal(curve.best[: len(rows)], lowest)


@pytest.mark.parametrize("rate", [0.1, 0.118, 0.125])
def test_an_arrival_that_stays_is_the_last_one(rate: float) -> None:
    """Momentum swings: it comes to the target and leaves it again."""
    swinging = line(training={"epochs": 60}, optimizer={"kind": "momentum", "learning_rate": rate})
    loss = train(swinging).column("loss")
    ((_, first, _),) = trained([swinging], 0.5, ProblemCache(1))
    ((_, last, _),) = trained([swinging], 0.5, ProblemCache(1), stays=True)
    expected = next((step for step in range(61) if all(one <= 0.5 for one in loss[step:])), -1)
    assert last.step == expected
    assert first.step < expected or expected == -1
    assert last.loss == first.loss


def test_a_long_curve_keeps_its_ends_and_the_best_between_the_rows_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "MOST_ROWS", 5)
    ((_, _, curve),) = trained([line(training={"epochs": 40})], 0.0, ProblemCache(1))
    loss = train(line(training={"epochs": 40})).column("loss")
    assert curve.rows.tolist() == [0, 10, 20, 30, 40]
    np.testing.assert_array_equal(
        curve.best, [loss[: row + 1].min() for row in (0, 10, 20, 30, 40)]
    )
