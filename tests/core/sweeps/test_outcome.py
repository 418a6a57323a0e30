"""What a sweep has found: the best setting, over seeds, by validation or by loss."""

import math

import numpy as np

from tests.core.experiments import line, noisy
from visualizer.core.sweeps.engine import AtOnce, checked_pieces, train_sweep
from visualizer.core.sweeps.outcome import SweepOutcome
from visualizer.core.sweeps.plan import read_plan
from visualizer.core.sweeps.results import NOTHING, CellResult

NAN = math.nan
PLAN = read_plan(noisy(20), ["optimizer.kind=sgd,adam", "optimizer.learning_rate=0.1,0.2"], seeds=2)


def ended(loss: float, aside: float = NAN, score: float = NAN) -> CellResult:
    return CellResult(9.0, loss, loss, aside, 0.5, score, 60, 61, "finished")


def outcome(*results: CellResult | None) -> SweepOutcome:
    return SweepOutcome(PLAN, results)


def test_without_validation_the_mean_final_loss_decides() -> None:
    found = outcome(*map(ended, (1.0, 3.0, 2.5, 0.5, 0.1, 9.0, 4.0, 4.0)))
    assert found.measure == "final loss"
    assert found.best == 1
    assert found.best_of_rules == {"sgd": 1, "adam": 3}
    assert found.settings[1] == ("sgd", 0.2)
    assert found.place_of(1, seed=1) == 3
    assert found.seen.tolist() == [2.0, 1.5, 4.55, 4.0]
    assert found.best_sentence() == (
        "best by final loss: optimizer.kind sgd, optimizer.learning_rate 0.2 (1.5)"
    )


def test_a_setting_of_which_a_run_has_diverged_or_is_missing_is_not_the_best() -> None:
    good, low = ended(4.0), ended(0.1)
    found = outcome(low, NOTHING, good, good, low, None, NOTHING, NOTHING)
    assert found.best == 1
    assert found.best_of_rules == {"sgd": 1}
    assert found.diverged.tolist() == [[False, True], [False] * 2, [False] * 2, [True] * 2]
    none = outcome(*[None] * 8)
    assert none.best is None
    assert none.best_of_rules == {}
    assert none.best_sentence() == "no setting came to an end with a finite loss"


def test_validation_decides_by_score_then_by_loss() -> None:
    rows = [(1.0, 3.0, 0.8), (2.0, 2.0, 0.9), (3.0, 1.0, 0.9), (0.1, 0.1, 0.5)]
    found = outcome(*(ended(*row) for row in rows for _ in range(2)))
    assert (found.measure, found.best) == ("validation score", 2)
    lossy = outcome(*(ended(*row[:2]) for row in rows for _ in range(2)))
    assert (lossy.measure, lossy.best) == ("validation loss", 3)


def test_columns_by_setting_and_seed() -> None:
    found = outcome(*map(ended, map(float, range(1, 8))), None)
    assert found.values("final_loss")[:3].tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert np.isnan(found.values("final_loss")[3, 1])
    failed = outcome(*[ended(9.0)] * 2, *[ended(8.0)] * 6).failed
    assert failed.tolist() == [[True, True], *[[False, False]] * 3]


def test_the_protocol_tells_the_horizon() -> None:
    assert outcome(*[None] * 8).protocol() == (
        "optimizer.kind sgd, adam by optimizer.learning_rate 0.1, 0.2, 2 seeds each; "
        "60 epochs each; best by final loss, the mean over seeds"
    )


def test_the_best_rate_changes_with_the_horizon() -> None:
    """On y = 3x at 1, 2, 3, 4 from zero.

    The Hessian of w and b is [[15, 5], [5, 2]] with eigenvalues (17 +- sqrt(269)) / 2. In the long
    run the best rate makes both ends shrink alike: 2 / (15 + 2) = 2 / 17. One step alone is best
    at the minimum along the slope, |g|^2 / g'Hg, with g = -(45, 15): 0.0599. At a horizon
    of 500, short of rounding, it is still a little below that of the long run.
    """
    gradient, hessian = np.array([45.0, 15.0]), np.array([[15.0, 5.0], [5.0, 2.0]])
    once = float(gradient @ gradient / (gradient @ hessian @ gradient))
    for epochs, rate in ((1, once), (500, 2 / 17)):
        plan = read_plan(
            line(training={"epochs": epochs}), ["optimizer.learning_rate=0.04:0.12:321"]
        )
        known = dict(train_sweep(checked_pieces(plan), AtOnce()))
        found = SweepOutcome.of(plan, known)
        assert found.best is not None
        assert abs(found.settings[found.best][0] - rate) <= 0.001
        assert f"{epochs:,} epochs each" in found.protocol()
