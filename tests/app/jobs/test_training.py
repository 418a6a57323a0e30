import numpy as np
import pytest

from tests.app.sessions import ENDLESS, assert_same_rows, line
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.training import Stretch, TrainingLane
from visualizer.core.building import build
from visualizer.core.recording.recorder import Recorder
from visualizer.core.training import Descent, Trainer, train


class Signals:
    def __init__(self, thread):
        self.ended, self.failed = [], []
        thread.ended.connect(self.ended.append)
        thread.failed.connect(lambda number, details: self.failed.append((number, details)))


@pytest.fixture
def thread(qtbot):
    scheduler = Scheduler()
    made = TrainingLane(scheduler)
    yield made
    made.close()
    scheduler.close()


@pytest.fixture
def signals(thread):
    return Signals(thread)


def history_of(experiment):
    descent = Descent(experiment, build(experiment))
    return descent, Recorder(descent.layout(), descent.replay)


def job(number, epochs=60, rate=0.1):
    descent, history = history_of(line(rate, epochs))
    return Stretch(number, Trainer(descent, history), descent.last_step)


def rows(one):
    return len(one.trainer.history)


def test_trains_to_the_end_and_tells_once(qtbot, thread, signals):
    one = job(1)
    thread.submit(one)
    qtbot.waitUntil(lambda: signals.ended == [1])
    assert_same_rows(one.trainer.history, train(line()), 61)
    assert not thread.busy
    assert not thread.is_training(1)


def test_newer_job_goes_first_and_the_older_goes_on_later(qtbot, thread, signals):
    older, newer = job(1, 80_000), job(2, 50)
    thread.submit(older)
    qtbot.waitUntil(lambda: rows(older) > 0)
    thread.submit(newer)
    qtbot.waitUntil(lambda: signals.ended == [2, 1], timeout=20_000)
    assert rows(older) == 80_001
    assert older.trainer.history.ending.kind == "finished"


def test_newest_job_goes_first_however_many_older_ones_wait(qtbot, thread):
    jobs = [job(number, ENDLESS) for number in (1, 2, 3, 4)]
    for one in jobs:
        thread.submit(one)
        qtbot.waitUntil(lambda one=one: rows(one) > 0, timeout=20_000)
    assert all(thread.is_training(number) for number in (1, 2, 3, 4))


def test_dropped_job_is_not_told_and_keeps_its_rows(qtbot, thread, signals):
    one = job(1, ENDLESS)
    thread.submit(one)
    qtbot.waitUntil(lambda: rows(one) > 0)
    thread.drop(1)
    assert not thread.is_training(1)
    assert thread.wait_idle(1, 5)
    kept = rows(one)
    assert one.trainer.history.ending.kind == "stopped"
    thread.submit(job(2))
    qtbot.waitUntil(lambda: signals.ended == [2])
    assert rows(one) == kept


def test_wait_idle_waits_for_the_last_rows(qtbot, thread):
    """Dropped is not yet idle: a block that is being computed is still recorded."""
    one = job(1, ENDLESS)
    for _ in range(30):
        before = rows(one)
        thread.submit(one)
        qtbot.waitUntil(lambda before=before: rows(one) > before)
        thread.drop(1)
        assert thread.wait_idle(1, 5)
        assert one.trainer.history.ending.kind == "stopped"
        assert one.trainer.history.ending.step == rows(one) - 1


def test_two_trainers_of_one_history_never_run_at_once(qtbot, thread, signals):
    """A second writer would be refused by the history, and told by `failed`."""
    descent, history = history_of(line(0.01, ENDLESS))
    for number in range(1, 60):
        thread.submit(Stretch(number, Trainer(descent, history), ENDLESS))
        if number % 3:
            thread.drop(number)
        else:
            qtbot.wait(1)
    for number in range(1, 60):
        thread.drop(number)
        assert thread.wait_idle(number, 5)
    count = len(history)
    assert count > 0
    assert signals.failed == []
    assert_same_rows(history, train(line(0.01, count - 1)), count)


def test_dropping_a_waiting_job_leaves_the_one_at_work_alone(qtbot, thread):
    front, waiting = job(1, ENDLESS), job(2, ENDLESS)
    thread.submit(waiting)
    thread.submit(front)
    qtbot.waitUntil(lambda: rows(front) > 0)
    thread.drop(2)
    before = rows(front)
    qtbot.waitUntil(lambda: rows(front) > before)
    assert front.trainer.history.ending is None
    assert thread.is_training(1)


def test_preferred_job_goes_on_first(qtbot, thread):
    first, second = job(1, ENDLESS), job(2, ENDLESS)
    thread.submit(first)
    thread.submit(second)
    qtbot.waitUntil(lambda: rows(second) > 0)
    thread.prefer(1)
    before = rows(first)
    qtbot.waitUntil(lambda: rows(first) > before)
    assert thread.is_training(2)
    thread.prefer(99)
    assert thread.is_training(1)


def test_same_number_replaces(qtbot, thread, signals):
    descent, history = history_of(line(0.1, 50))
    thread.submit(Stretch(1, Trainer(descent, history), ENDLESS))
    thread.submit(Stretch(1, Trainer(descent, history), 20))
    qtbot.waitUntil(lambda: signals.ended == [1])
    assert history.ending.kind == "finished"


def test_resting_while_the_gate_is_closed(qtbot, thread):
    one = job(1, ENDLESS)
    thread.submit(one)
    qtbot.waitUntil(lambda: rows(one) > 0)
    thread.gate.clear()
    qtbot.wait(30)
    kept = rows(one)
    qtbot.wait(30)
    assert rows(one) == kept
    thread.gate.set()
    qtbot.waitUntil(lambda: rows(one) > kept)


def test_closes_at_the_gate(qtbot):
    scheduler = Scheduler()
    thread = TrainingLane(scheduler)
    thread.submit(job(1, ENDLESS))
    thread.gate.clear()
    thread.close()
    thread.close()
    assert not thread.busy
    scheduler.close()


class Broken(Descent):
    def advance(self, state):
        if state.step == 10:
            raise RuntimeError("a mistake in the program")
        return super().advance(state)


def test_unexpected_error_is_told_and_others_go_on(qtbot, thread, signals):
    experiment = line()
    descent = Broken(experiment, build(experiment))
    history = Recorder(descent.layout(), descent.replay)
    fine = job(2)
    thread.submit(fine)
    thread.submit(Stretch(1, Trainer(descent, history), 60))
    qtbot.waitUntil(lambda: signals.ended == [2] and len(signals.failed) == 1)
    number, details = signals.failed[0]
    assert number == 1
    assert "a mistake in the program" in details
    assert not thread.is_training(1)


def test_diverging_job_ends(qtbot, thread, signals):
    one = job(1, 10_000, rate=1e3)
    thread.submit(one)
    qtbot.waitUntil(lambda: signals.ended == [1])
    assert one.trainer.history.ending.kind == "diverged"
    assert np.isfinite(one.trainer.history.column("loss")).all()
