import numpy as np
import pytest

from tests.core.experiments import line
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.recording.recorder import Recorder

DESCENT = Descent(line(), build(line()))


def filled(rows: int, budget: int = 1 << 20) -> Recorder:
    recorder, state = Recorder(DESCENT.layout(), DESCENT.replay, budget), DESCENT.begin()
    for _ in range(rows):
        record, following = DESCENT.advance(state)
        recorder.append([record], state)
        recorder.resume = state = following
    return recorder


def test_rows_follow_one_another() -> None:
    recorder = filled(3)
    record, _ = DESCENT.advance(DESCENT.begin())
    with pytest.raises(ValueError, match="step 0 cannot follow row 2"):
        recorder.append([record], DESCENT.begin())
    assert len(recorder) == 3


def test_a_record_that_is_not_finite_is_not_taken() -> None:
    recorder = filled(1)
    state = recorder.resume
    assert state is not None
    record, _ = DESCENT.advance(state)
    broken = record._replace(loss=np.inf, batch_loss=np.array(np.inf))
    assert recorder.append([broken, record], state) == 0
    assert len(recorder) == 1


def test_what_continues_another_has_its_rows_and_leaves_it_alone() -> None:
    first = filled(10)
    second = Recorder.continuing(first, 4, DESCENT.layout(), DESCENT.replay, 1 << 20)
    assert len(second) == 4
    state = second.resume
    assert state is not None
    while state.step < 4:
        _, state = DESCENT.advance(state)
    record, _ = DESCENT.advance(state)
    second.append([record._replace(learning_rate=np.array(9.0))], state)
    assert (first.column("w")[:4] == second.column("w")[:4]).all()
    assert first.row(4).learning_rate != 9.0
    assert second.row(4).learning_rate == 9.0


def test_the_memory_that_will_be_taken_is_known_beforehand() -> None:
    recorder = filled(2, budget=100_000)
    assert recorder.bytes <= recorder.bytes_at(100) <= 100_000
    assert recorder.bytes_at(10**9) == 100_000


def test_a_full_budget_thins_vectors_and_no_scalars() -> None:
    recorder = filled(200)
    assert not recorder.thinned
    thin = filled(3000, budget=100_000)
    assert thin.thinned
    assert thin.bytes <= 100_000
    exact = filled(3000, budget=1 << 22)
    assert not exact.thinned
    assert np.array_equal(thin.column("loss"), exact.column("loss"))
    assert np.array_equal(thin.theta(1501), exact.theta(1501))
