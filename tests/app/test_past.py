from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest

from tests.app.sessions import line
from tests.app.test_state import run_of
from visualizer.app.past import LAST_BYTES, UNDO_BYTES, UNDO_STEPS, Past
from visualizer.app.state import State


def states(count):
    return [State(playhead=number) for number in range(count)]


def test_there_and_back():
    a, b, c = states(3)
    past = Past()
    assert past.back(a) is None
    assert past.forward(a) is None
    past.remember(a, "", b)
    past.remember(b, "", c)
    assert past.back(c) is b
    assert past.back(b) is a
    assert not past.can_undo
    assert past.forward(a) is b
    assert past.forward(b) is c
    assert not past.can_redo


def test_one_gesture_is_one_change():
    a, b, c, d = states(4)
    past = Past()
    past.remember(a, "drag", b)
    past.remember(b, "drag", c)
    past.remember(c, "", d)
    assert past.back(d) is c
    assert past.back(c) is a


def test_change_after_undo_forgets_the_undone():
    a, b, c = states(3)
    past = Past()
    past.remember(a, "", b)
    past.back(b)
    past.remember(a, "", c)
    assert not past.can_redo


def test_oldest_changes_are_forgotten():
    past = Past()
    everything = states(UNDO_STEPS + 20)
    for before, after in pairwise(everything):
        past.remember(before, "", after)
    present, count = everything[-1], 0
    while (former := past.back(present)) is not None:
        present, count = former, count + 1
    assert count == UNDO_STEPS


def with_data(size):
    """A state whose run has so many bytes of data, and no history to speak of."""
    run = run_of(line())
    run = replace(run, problem=SimpleNamespace(data_bytes=size))
    return State((run,))


@pytest.mark.parametrize("copies", [1, 3])
def test_data_that_only_undo_knows_are_counted(copies):
    large = UNDO_BYTES // copies + 1
    past, kept = Past(), with_data(0)
    for _ in range(copies + 2):
        past.remember(with_data(large), "", kept)
    count = 0
    while past.back(kept) is not None:
        count += 1
    assert count == max(copies - 1, 1)


def test_the_latest_change_may_hold_more_but_not_everything():
    past, kept = Past(), with_data(0)
    assert past.remember(with_data(LAST_BYTES - (1 << 20)), "", kept) == 0
    assert past.can_undo
    # What is forgotten is told: the bytes of the one that was too large.
    assert LAST_BYTES < past.remember(with_data(LAST_BYTES + 1), "", kept) < LAST_BYTES + (1 << 20)
    assert not past.can_undo
    assert past.remember(with_data(0), "", kept) == 0


def test_data_that_are_open_cost_nothing_more():
    past, kept = Past(), with_data(4 * LAST_BYTES)
    for _ in range(5):
        past.remember(State(kept.runs), "", kept)
    assert past.can_undo


def test_rewriting_changes_both_ways():
    a, b, c = states(3)
    past = Past()
    past.remember(a, "", b)
    past.remember(b, "", c)
    past.back(c)
    past.rewrite(lambda state: State(playhead=state.playhead + 10))
    assert past.forward(b).playhead == 12
    assert past.back(c).playhead == 1
