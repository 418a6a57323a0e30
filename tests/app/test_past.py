from itertools import pairwise

from visualizer.app.past import UNDO_STEPS, Past
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


def test_rewriting_changes_both_ways():
    a, b, c = states(3)
    past = Past()
    past.remember(a, "", b)
    past.remember(b, "", c)
    past.back(c)
    past.rewrite(lambda state: State(playhead=state.playhead + 10))
    assert past.forward(b).playhead == 12
    assert past.back(c).playhead == 1
