"""Best rows, against those of the whole column."""

import numpy as np
import pytest

from visualizer.core.recording.codec import recording_from
from visualizer.core.recording.extremes import best_row


@pytest.mark.parametrize("lowest", [True, False])
@pytest.mark.parametrize("last", [0, 63, 1023, 1024, 5000, 69_999])
def test_it_is_the_first_one_of_the_whole_column(last: int, lowest: bool) -> None:
    values = np.random.default_rng(last).normal(size=70_000)
    history = recording_from({"theta": values[:, None], "loss": values})
    part = values[: last + 1]
    place = int(part.argmin() if lowest else part.argmax())
    assert best_row(history, "loss", last, lowest=lowest) == (place, part[place])


def test_a_column_without_values_has_none() -> None:
    theta = np.zeros((9, 1))
    assert best_row(recording_from({"theta": theta}), "loss", 8) is None
