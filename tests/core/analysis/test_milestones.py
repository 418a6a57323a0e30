import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.analysis.milestones import MOST_LOOKED_AT, milestones
from visualizer.core.recording.codec import recording_from
from visualizer.core.training import train


def trained(rate: float, epochs: int, **training):
    return train(line(optimizer={"learning_rate": rate}, training={"epochs": epochs, **training}))


def test_they_part_the_path_equally():
    history = trained(0.1, 60)
    found = milestones(history, 60)
    thetas = np.array([history.theta(row) for row in range(61)])
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(thetas, axis=0), axis=1))])
    expected = [int(np.argmax(way >= part * way[-1])) for part in (0.25, 0.5, 0.75)]
    assert found == (0, *expected, 60)
    # The long steps of the beginning have more of them than the creeping at the end.
    assert found[3] < 10


def test_with_batches_they_are_whole_epochs():
    history = trained(0.02, 30, batch_size=2)
    found = milestones(history, len(history) - 1)
    assert found[0] == 0
    assert found[-1] == 30
    assert len(found) == 5
    # Playback has come to epoch 7.
    assert milestones(history, 2 * 7 + 1)[-1] == 7


@pytest.mark.parametrize("exploding", [True, False])
def test_where_all_of_the_path_lies_in_one_epoch_gaps_are_halved(exploding):
    theta = np.geomspace(1, 1e30, 41) if exploding else np.zeros(41)
    history = recording_from({"theta": theta[:, None], "loss": theta})
    found = milestones(history, 40)
    assert found[0] == 0
    assert found[-1] == 40
    assert len(found) == 5
    assert max(np.diff(found)) <= 20


def test_short_and_long_runs():
    assert milestones(trained(0.1, 3), 3) == (0, 1, 2, 3)
    assert milestones(trained(0.1, 3), 0) == (0,)
    long = trained(0.01, 4 * MOST_LOOKED_AT)
    found = milestones(long, 4 * MOST_LOOKED_AT)
    assert found[-1] == 4 * MOST_LOOKED_AT
    assert found == tuple(sorted(set(found)))
    assert len(found) == 5
