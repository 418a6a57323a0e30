"""What a frame lets plots show."""

import numpy as np
import pytest

from tests.gui.frames import frame_of, line_run
from visualizer.app.panes import ShownRun
from visualizer.app.state import Run
from visualizer.gui.plots.frame import MOST_LINES, usual_lines


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run()


def test_reveals_everything_or_up_to_the_playhead(run: Run) -> None:
    assert frame_of(run, 6, None).reveal == 60
    assert frame_of(run, 6, None, hide_future=True).reveal == 6


def test_epoch_of_the_playhead() -> None:
    run = line_run(0.02, 10, training={"batch_size": 2})
    assert frame_of(run, 7, None).epoch == 3.5


def test_the_usual_lines_are_those_of_the_landscape_and_the_steepest_at_the_start() -> None:
    few = line_run(0.02, 10)
    assert usual_lines(few, (0, 1)) == (0, 1)
    assert usual_lines(few, (1, None)) == (0, 1)
    many = line_run(0.02, 10, problem={"hidden": [4, 4]})
    slope = np.abs(many.history.row(0).gradient)
    lines = usual_lines(many, (2, 30))
    assert len(lines) == MOST_LINES
    assert lines == tuple(sorted(lines))
    assert {2, 30} <= set(lines)
    rest = [index for index in range(len(slope)) if index not in lines]
    assert min(slope[index] for index in lines if index not in (2, 30)) >= max(slope[rest])


def test_moved_to_another_row_all_runs_are_at_its_epoch() -> None:
    front, other = line_run(), line_run(0.02, 30, training={"batch_size": 2})
    frame = frame_of(front, 6, None, beside=(ShownRun(other, 12, 60, "other"),))
    (moved,) = frame.moved(20, False).beside
    assert (moved.row, moved.last) == (40, 60)
    (hidden,) = frame.moved(20, True).beside
    assert (hidden.row, hidden.last) == (40, 40)
    (stays,) = frame.moved(6, True).beside
    assert (stays.row, stays.last) == (12, 12)
    assert frame.moved(60, False).beside[0].row == 60
