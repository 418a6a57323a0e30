"""The scheduler: order, groups, making way, resting, lanes, and the end of everything."""

import math
import operator
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from visualizer.app.jobs import scheduler as module
from visualizer.app.jobs.job import ASKED, SEEN, SPARE, TRAINING, Job
from visualizer.app.jobs.processes import Processes
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.chunks import look

SECONDS = 30.0


@pytest.fixture
def scheduler():
    made = Scheduler()
    yield made
    made.close()


class Endless:
    """Work that looks until it is given up."""

    def __init__(self):
        self.begun, self.ended = Event(), Event()

    def __call__(self):
        self.begun.set()
        self.ended.clear()
        try:
            while True:
                look()
                time.sleep(0.0005)
        finally:
            self.ended.set()


def test_answers_and_errors_are_told(scheduler):
    answers, errors = [], []
    good = Job("good", partial(operator.add, 2, 3), done=answers.append, failed=errors.append)
    bad = Job("bad", partial(operator.truediv, 1, 0), done=answers.append, failed=errors.append)
    scheduler.submit(good)
    scheduler.submit(bad)
    assert scheduler.wait(SECONDS)
    assert answers == [5]
    assert len(errors) == 1
    assert "ZeroDivisionError" in errors[0]
    assert not scheduler.has(good)


def test_a_group_does_one_job_after_the_other_by_priority_then_the_latest_first(scheduler):
    begun, held, order = Event(), Event(), []

    def first():
        begun.set()
        assert held.wait(SECONDS)

    scheduler.submit(Job("first", first, group="one", priority=SEEN))
    assert begun.wait(SECONDS)
    for key, priority in (("a", SEEN), ("b", SEEN), ("spare", SPARE), ("asked", ASKED)):
        scheduler.submit(Job(key, partial(order.append, key), group="one", priority=priority))
    held.set()
    assert scheduler.wait(SECONDS)
    assert order == ["asked", "b", "a", "spare"]


def test_jobs_without_a_group_run_side_by_side(scheduler):
    both = threading.Barrier(2)
    for _ in range(2):
        scheduler.submit(Job(None, partial(both.wait, SECONDS)))
    assert scheduler.wait(SECONDS)
    assert not both.broken


def test_a_resumable_job_makes_way_and_goes_on(scheduler):
    slow, done = Endless(), []
    first = Job("first", slow, group="one", resumable=True)
    scheduler.submit(first)
    assert slow.begun.wait(SECONDS)
    slow.begun.clear()
    scheduler.submit(Job("second", partial(done.append, 1), group="one"))
    assert slow.begun.wait(SECONDS)
    assert done == [1]
    scheduler.cancel(first)
    assert slow.ended.wait(SECONDS)
    assert scheduler.wait(SECONDS)


def test_a_job_that_is_asked_to_make_way_when_it_is_complete_is_not_done_again(scheduler):
    answers = []

    def tell(answer):
        answers.append(answer)
        # Its end has been told, but it has not left: a rival of its group comes just now.
        scheduler.submit(Job("rival", dict, group="one"))
        deadline = time.monotonic() + SECONDS
        while not first.interrupted and time.monotonic() < deadline:
            time.sleep(0.001)

    first = Job("first", partial(operator.add, 2, 3), group="one", resumable=True, done=tell)
    scheduler.submit(first)
    assert scheduler.wait(SECONDS)
    assert first.interrupted
    assert answers == [5]


def test_what_can_wait_waits_until_no_run_trains(scheduler):
    training, done = Endless(), []
    job = Job("run", training, priority=TRAINING)
    scheduler.submit(job)
    assert training.begun.wait(SECONDS)
    scheduler.submit(Job("spare", partial(done.append, 1), priority=SPARE))
    assert not scheduler.wait(0.05, lambda job: job.key == "spare")
    scheduler.cancel(job)
    assert scheduler.wait(SECONDS)
    assert done == [1]


def test_patience_ends_when_something_was_had(scheduler):
    slow = Endless()
    job = Job("late", slow, patience=60.0)
    scheduler.submit(job)
    assert slow.begun.wait(SECONDS)
    scheduler.cancel(job)
    assert not slow.ended.wait(0.05)
    job.hurry()
    assert slow.ended.wait(SECONDS)


def test_all_threads_rest_while_a_picture_is_painted(scheduler):
    looks = []

    def work():
        while True:
            look()
            looks.append(1)
            time.sleep(0.0005)

    scheduler.submit(Job("work", work))
    with scheduler.painting():
        time.sleep(0.02)
        before = len(looks)
        time.sleep(0.05)
        assert len(looks) == before
    deadline = time.monotonic() + SECONDS
    while len(looks) == before:
        assert time.monotonic() < deadline


def test_nothing_is_held_after_the_end(scheduler):
    class Held:
        pass

    held, gone = Held(), Event()
    import weakref

    weakref.finalize(held, gone.set)
    scheduler.submit(Job("work", partial(id, held)))
    assert scheduler.wait(SECONDS)
    del held
    assert gone.wait(SECONDS)


def test_everything_ends_soon_after_it_is_asked_to(scheduler):
    works = [Endless() for _ in range(5)]
    for number, work in enumerate(works):
        scheduler.submit(Job(number, work, patience=60.0))
    waiting = Job("waits", Endless(), group="one")
    for work in works:
        assert work.begun.wait(SECONDS)
    with scheduler.painting():
        scheduler.close()
        assert all(work.ended.wait(SECONDS) for work in works)
    scheduler.submit(waiting)
    assert waiting.cancelled
    assert not scheduler.has(waiting)


def test_threads_end_when_there_is_nothing_to_do(scheduler, monkeypatch):
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    for _ in range(3):
        scheduler.submit(Job(None, int))
        assert scheduler.wait(SECONDS)
        for thread in list(scheduler._threads):
            thread.join(SECONDS)
        assert not scheduler._threads


def test_any_executor_is_a_lane(scheduler):
    answers, errors = [], []
    scheduler.add_lane("others", ThreadPoolExecutor(1))
    told = {"done": answers.append, "failed": errors.append, "lane": "others"}
    scheduler.submit(Job(1, partial(math.sqrt, 4.0), **told))
    scheduler.submit(Job(2, partial(math.sqrt, -1.0), **told))
    assert scheduler.wait(SECONDS)
    assert answers == [2.0]
    assert "ValueError" in errors[0]


def test_processes_are_a_lane_and_end_with_the_rest(scheduler):
    answers, lane = [], Processes(1)
    scheduler.add_lane("processes", lane)
    scheduler.submit(Job(1, partial(math.sqrt, 9.0), lane="processes", done=answers.append))
    assert scheduler.wait(60.0)
    assert answers == [3.0]
    scheduler.submit(Job(2, partial(time.sleep, 60.0), lane="processes", done=answers.append))
    process = next(iter(lane._processes.values()))
    scheduler.close()
    # The thread of the lane waits for the process too: who of two comes second is told for a
    # moment that there is none, and takes it for alive.
    deadline = time.monotonic() + SECONDS
    while process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.exitcode is not None
    assert answers == [3.0]
