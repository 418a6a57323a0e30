from dataclasses import replace

import pytest

from tests.app.sessions import function, line
from visualizer.app.runs import continued, make_run
from visualizer.app.state import OPTIONS, State
from visualizer.core.building import build
from visualizer.core.training import Trainer


def run_of(experiment, number=1):
    return make_run(number, experiment, build(experiment), 256 << 20)


def train_to(run, step):
    for _ in Trainer(run.descent, run.history).run(step):
        pass


def test_run_that_waits_has_no_rows():
    run = run_of(line())
    assert (run.count, run.epochs, run.row_at(3.0)) == (0, 0.0, 0)
    assert not run.complete
    assert run.ending is None
    assert State((run,), playhead=5.0).row == 0


def test_run_that_was_trained_a_little_is_stopped():
    run = run_of(line())
    train_to(run, 20)
    assert run.history.ending.kind == "finished"
    assert (run.ending.kind, run.ending.text) == ("stopped", "stopped at step 20")
    assert not run.complete


def test_expected_memory_falls_to_what_is_used():
    run = run_of(line(epochs=20_000))
    expected = run.bytes_expected
    assert expected == 8 * (4 + 2 * 2) * 20_001
    train_to(run, run.last_step)
    assert run.bytes_expected == run.history.bytes
    assert run.history.bytes == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("epoch", [0.0, 0.4, 0.6, 17.0, 60.0, 1e9])
def test_row_is_the_nearest(epoch):
    run = run_of(line())
    train_to(run, 60)
    assert run.row_at(epoch) == min(round(epoch), 60)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_can_be_switched(name):
    state = State()
    other = state.with_option(name, not getattr(state, name))
    for option in OPTIONS:
        assert (getattr(other, option) != getattr(state, option)) == (option == name)
    assert getattr(state.place_of(other), name) == getattr(other, name)


def test_unknown_option():
    with pytest.raises(KeyError):
        State().with_option("nothing", True)


def test_place_keeps_the_pauses_that_are_known():
    """Undo brings back runs as paused as they were, and leaves the others as they are."""
    both = run_of(line(), 1), run_of(line(0.05), 2)
    before = State(both, paused=frozenset({2}))
    now = State((both[0], run_of(line(0.02), 3)), paused=frozenset({1}))
    assert before.place_of(now).paused == {1, 2}
    resumed = State(both, paused=frozenset())
    assert before.place_of(resumed).paused == frozenset()


def test_complete_run_is_not_paused():
    run = run_of(line())
    state = State((run,), paused=frozenset({1}))
    assert state.is_paused
    train_to(run, 60)
    assert not state.is_paused


def test_ghosts_are_other_histories_of_the_same_problem():
    run = run_of(line(), 1)
    longer = continued(run, 2, line(epochs=90))
    slower, other = run_of(line(0.05), 3), run_of(function(), 4)
    for former, ghosts in ((run, ()), (slower, (slower,)), (other, ()), (None, ())):
        assert State((longer,), former=former).ghosts == ghosts
    memory = State((longer, other), former=slower).memory
    assert set(memory) >= {id(run.history), id(slower.history), id(other.history)}


def test_problem_of_the_settings():
    run = run_of(line())
    assert State((run,)).problem is run.problem
    rate = replace(run, edited=line(0.05))
    assert State((rate,)).problem is run.problem
    assert State((replace(run, edited=function()),)).problem is None


def test_saved_document_is_marked_in_every_run_of_it():
    one, other = run_of(line(), 1), run_of(line(0.05), 2)
    state = State((one, other)).with_saved(2, "/tmp/x.toml", other.experiment, "digest")
    assert [run.path for run in state.runs] == ["", "/tmp/x.toml"]
