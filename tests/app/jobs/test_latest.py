import time
from threading import Event

import pytest

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.chunks import look
from visualizer.core.errors import Cancelled

SECONDS = 5.0


class Slow:
    """Work that can be held, and tells what it was given."""

    def __init__(self):
        self.begun = Event()
        self.go_on = Event()
        self.seen = []
        self.superseded = []

    def __call__(self, request, publish):
        self.seen.append(request)
        self.begun.set()
        assert self.go_on.wait(SECONDS)
        publish(request)
        try:
            look()
        except Cancelled:
            self.superseded.append(request)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def worker(slow):
    made = Latest(Scheduler(), slow)
    yield made
    slow.go_on.set()
    made.close()


def test_publishes_with_the_key(worker, slow):
    slow.go_on.set()
    worker.submit("key", 1)
    assert worker.wait(SECONDS)
    assert worker.result == ("key", 1)
    assert not worker.busy


def test_same_key_is_worked_on_once(worker, slow):
    slow.go_on.set()
    worker.submit("key", 1)
    assert worker.wait(SECONDS)
    worker.submit("key", 2)
    assert not worker.busy
    assert slow.seen == [1]


def test_what_is_settled_is_not_replaced_by_a_late_result(worker, slow):
    worker.submit(1, 1)
    assert slow.begun.wait(SECONDS)
    worker.settle(2, "known")
    assert worker.result == (2, "known")
    slow.go_on.set()
    assert worker.wait(SECONDS)
    assert slow.superseded == [1]
    assert worker.result == (2, "known")
    worker.submit(2, "known already")
    assert not worker.busy
    worker.submit(3, 3)
    assert worker.wait(SECONDS)
    assert worker.result == (3, 3)


def test_requests_between_are_skipped(worker, slow):
    worker.submit(1, 1)
    assert slow.begun.wait(SECONDS)
    for number in (2, 3, 4):
        worker.submit(number, number)
    slow.go_on.set()
    assert worker.wait(SECONDS)
    assert slow.seen == [1, 4]
    assert slow.superseded == [1]
    assert worker.result == (4, 4)


def test_late_result_is_shown_until_a_newer_one_comes():
    """Requests that come faster than answers must not leave the view empty."""
    held = {1: Event(), 2: Event()}
    begun = {1: Event(), 2: Event()}

    def work(request, publish):
        begun[request].set()
        assert held[request].wait(SECONDS)
        publish(request)

    worker = Latest(Scheduler(), work)
    try:
        worker.submit(1, 1)
        assert begun[1].wait(SECONDS)
        worker.submit(2, 2)
        held[1].set()
        assert begun[2].wait(SECONDS)
        assert worker.result == (1, 1)
        held[2].set()
        assert worker.wait(SECONDS)
        assert worker.result == (2, 2)
    finally:
        worker.close()


def test_a_first_result_is_waited_for_but_not_for_long(monkeypatch):
    """Of work that was superseded before it has published anything."""
    monkeypatch.setattr("visualizer.app.jobs.latest.PATIENCE", 0.1)
    begun, given_up = Event(), []

    def work(request, publish):
        begun.set()
        try:
            while request == 1:
                look()
        finally:
            given_up.append(time.monotonic())
        publish(request)

    worker = Latest(Scheduler(), work)
    try:
        asked = time.monotonic()
        worker.submit(1, 1)
        assert begun.wait(SECONDS)
        worker.submit(2, 2)
        assert worker.wait(SECONDS)
        assert worker.result == (2, 2)
        # Whatever the machine does meanwhile, it goes on at least so long from its beginning.
        assert given_up[0] >= asked + 0.1
    finally:
        worker.close()


def test_busy_from_submit_to_result(worker, slow):
    worker.submit(1, 1)
    assert worker.busy
    assert not worker.wait(0.01)
    slow.go_on.set()
    assert worker.wait(SECONDS)


def test_goes_on_after_an_error_and_tells_of_it():
    def divide(request, publish):
        publish(1 / request)

    worker = Latest(Scheduler(), divide)
    try:
        worker.submit(1, 0)
        assert worker.wait(SECONDS)
        assert "ZeroDivisionError" in worker.error
        assert worker.result is None
        worker.submit(2, 2)
        assert worker.wait(SECONDS)
        assert worker.result == (2, 0.5)
    finally:
        worker.close()


def test_cancelled_work_is_no_error():
    def give_up(request, publish):
        raise Cancelled

    worker = Latest(Scheduler(), give_up)
    try:
        worker.submit(1, 1)
        assert worker.wait(SECONDS)
        assert worker.error == ""
    finally:
        worker.close()


def test_close_supersedes_and_publishes_no_more():
    begun = Event()

    def until_superseded(request, publish):
        begun.set()
        while True:
            look()

    worker = Latest(Scheduler(), until_superseded)
    worker.submit(1, 1)
    assert begun.wait(SECONDS)
    worker.close()
    assert worker.result is None
