"""What a frame lets plots show."""

import pytest

from tests.gui.frames import frame_of, line_run
from visualizer.app.state import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run()


def test_reveals_everything_or_up_to_the_playhead(run: Run) -> None:
    assert frame_of(run, 6, None).reveal == 60
    assert frame_of(run, 6, None, hide_future=True).reveal == 6


def test_ghosts_are_measured_in_epochs(run: Run) -> None:
    """A ghost with two steps an epoch shows twice the rows up to the same epoch."""
    ghost = line_run(0.02, 10, training={"batch_size": 2})
    assert ghost.history.steps_per_epoch == 2
    assert frame_of(run, 4, None, hide_future=True).revealed(ghost) == 8
    assert frame_of(run, 40, None, hide_future=True).revealed(ghost) == 20
    assert frame_of(run, 4, None).revealed(ghost) == 20


def test_epoch_of_the_playhead() -> None:
    run = line_run(0.02, 10, training={"batch_size": 2})
    assert frame_of(run, 7, None).epoch == 3.5
