import pytest

from tests.app.sessions import function, line
from visualizer.app import changes
from visualizer.app.intents import (
    CloseRun,
    LockRun,
    MovePlayhead,
    MoveRun,
    RenameRun,
    SelectRun,
    ShowOnly,
    ShowRun,
)
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


def test_a_run_is_named_by_its_document_wherever_it_stands(state):
    assert changes.select_run(state, SelectRun(0, document=2)).run is state.runs[2]
    assert changes.select_run(state, SelectRun(document=7)) is None
    assert changes.close_run(state, CloseRun(document=2)).runs == state.runs[:2]
    assert changes.close_run(state, CloseRun(document=7)) is None


def test_showing_and_hiding(state):
    """The lines can be compared, the function in front cannot: it is alone at first."""
    assert state.shown == (state.runs[1],)
    shown = changes.show_run(state, ShowRun(2))
    assert [run.number for run in shown.shown] == [1, 2]
    assert changes.show_run(shown, ShowRun(2)) is None
    assert [run.number for run in changes.show_run(shown, ShowRun(2, False)).shown] == [1]
    assert changes.show_run(state, ShowRun(7)) is None
    # That in front is always drawn.
    assert changes.show_run(state, ShowRun(1)) is None


def test_one_run_alone_and_again_what_was_shown(state):
    lines = changes.select_run(state, SelectRun(0))
    assert [run.number for run in lines.shown] == [0, 2]
    alone = changes.show_only(lines, ShowOnly(2))
    assert [run.number for run in alone.shown] == [2]
    # The next one that comes to the front is alone, too.
    assert [run.number for run in changes.select_run(alone, SelectRun(0)).shown] == [0]
    again = changes.show_only(alone, ShowOnly())
    assert [run.number for run in again.shown] == [0, 2]
    # What is chosen to be seen is seen.
    assert [run.number for run in changes.show_run(alone, ShowRun(0)).shown] == [0, 2]
    assert changes.show_only(state, ShowOnly(7)) is None


def test_names_and_locks(state):
    named = changes.rename_run(state, RenameRun(2, "  Slow \n one "))
    assert named.runs[2].name == "Slow one"
    assert changes.rename_run(named, RenameRun(2, "Slow one")) is None
    assert changes.rename_run(named, RenameRun(2)).runs[2].name == state.runs[2].name
    locked = changes.lock_run(state, LockRun(0))
    assert [run.locked for run in locked.runs] == [True, False, False]
    assert changes.lock_run(locked, LockRun(0)) is None
    assert changes.lock_run(state, LockRun(7)) is None


@pytest.mark.parametrize(
    ("place", "order"), [(0, [2, 0, 1]), (1, [0, 2, 1]), (2, None), (-9, [2, 0, 1]), (9, None)]
)
def test_moving_a_run_keeps_that_in_front(state, place, order):
    moved = changes.move_run(state, MoveRun(2, place))
    if order is None:
        assert moved is None
    else:
        assert [run.number for run in moved.runs] == order
        assert moved.run is state.run
