"""The first row at which a run is at a loss, against a look at all rows."""

import numpy as np
import pytest

from visualizer.core import Experiment, train
from visualizer.core.analysis.arrival import arrival
from visualizer.core.recording.codec import recording_from


def recorded(losses: np.ndarray):
    return recording_from({"theta": np.ones((len(losses), 1)), "loss": losses})


@pytest.mark.parametrize("rows", [1, 2, 4095, 4097, 200_000])
@pytest.mark.parametrize("gaps", [False, True])
def test_it_is_the_first_of_all_rows(rows: int, gaps: bool) -> None:
    random = np.random.default_rng([rows, gaps])
    losses = np.exp(-np.linspace(0, 5, rows)) + 0.2 * random.random(rows)
    if gaps:
        losses[random.random(rows) < 0.8] = np.nan
        losses[0] = 2.0
    history = recorded(losses)
    lowest = float(np.nanmin(losses))
    for target in (5.0, 0.9, 0.31, lowest, lowest * 0.999):
        for last in (rows - 1, rows // 3):
            there = np.flatnonzero(losses[: last + 1] <= target)
            expected = int(there[0]) if len(there) else None
            assert arrival(history, target, last) == expected


def test_a_single_low_row_among_many_is_found() -> None:
    for place in (0, 1, 63, 64, 4999, 77_777, 99_999):
        losses = np.full(100_000, 3.0)
        losses[place] = 1.0
        assert arrival(recorded(losses), 1.0, 99_999) == place
        assert arrival(recorded(losses), 1.0, place - 1) is None


def test_a_run_in_batches_arrives_at_the_end_of_an_epoch() -> None:
    experiment = Experiment().with_values(
        {"problem.data": "noisy-line", "training.batch_size": 25, "training.epochs": 30}
    )
    history = train(experiment)
    found = arrival(history, 2.0, len(history) - 1)
    assert found is not None
    assert found % history.steps_per_epoch == 0
    assert history.row(found).loss <= 2.0 < history.row(found - history.steps_per_epoch).loss
