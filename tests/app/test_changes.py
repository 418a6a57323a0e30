import pytest

from tests.app.sessions import function, line
from visualizer.app import changes
from visualizer.app.intents import CloseRun, MovePlayhead, PinTrajectory, SelectRun, UnpinAll
from visualizer.app.runs import make_run
from visualizer.app.state import State
from visualizer.core.building import build


@pytest.fixture
def state():
    runs = tuple(
        make_run(number, experiment, build(experiment), 1 << 20)
        for number, experiment in enumerate([line(), function(), line(0.05)])
    )
    return State(runs, current=1, former=runs[0])


def test_selecting(state):
    assert changes.select_run(state, SelectRun(1)) is None
    chosen = changes.select_run(state, SelectRun(2))
    assert chosen.run is state.runs[2]
    assert chosen.former is None


@pytest.mark.parametrize(("index", "current"), [(0, 0), (1, 1), (2, 1)])
def test_closing(state, index, current):
    closed = changes.close_run(state, CloseRun(index))
    assert closed.current == current
    assert (closed.former is None) == (index == state.current)


def test_moving(state):
    assert changes.move_playhead(state, MovePlayhead(-3)) is None
    assert changes.move_playhead(state, MovePlayhead(2.5)).playhead == 2.5


def test_pinning(state):
    pinned = changes.pin_trajectory(state, PinTrajectory())
    assert pinned.pinned == (state.run,)
    assert changes.pin_trajectory(pinned, PinTrajectory()) is None
    free = changes.unpin_all(pinned, UnpinAll())
    assert free.pinned == ()
    assert free.former is None
