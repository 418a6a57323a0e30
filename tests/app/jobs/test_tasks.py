"""Long work in the background: its end, its errors, and that it can be stopped."""

import threading
from threading import Event

import pytest

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.tasks import Tasks
from visualizer.core.errors import InputError


@pytest.fixture
def tasks(qapp):
    tasks = Tasks(Scheduler())
    yield tasks
    tasks.close()


def test_a_task_is_done_off_this_thread_and_says_so(qtbot, tasks):
    where = []

    def work(progress):
        where.append(threading.current_thread())
        progress(1, 2)
        return "It is written"

    with qtbot.waitSignal(tasks.done) as told:
        assert tasks.start("Writing", work)
    assert told.args == ["It is written"]
    assert where != [threading.current_thread()]
    qtbot.waitUntil(lambda: tasks.progress is None)


def test_one_at_a_time_with_its_progress_until_it_is_stopped(qtbot, tasks):
    begun, go_on = threading.Event(), threading.Event()

    def work(progress):
        progress(3, 10)
        begun.set()
        go_on.wait(5)
        progress(4, 10)
        return "never"

    with qtbot.waitSignal(tasks.stopped) as told:
        assert tasks.start("Writing", work)
        assert begun.wait(5)
        assert tasks.progress == (3, 10)
        assert tasks.words == "Writing"
        assert not tasks.start("Another", work)
        assert tasks.cancel()
        go_on.set()
    assert told.args == [None]
    qtbot.waitUntil(lambda: not tasks.cancel())


def test_errors_are_told(qtbot, tasks):
    def full(progress):
        raise InputError("the disk is full")

    with qtbot.waitSignal(tasks.stopped) as told:
        tasks.start("Writing", full)
    assert str(told.args[0]) == "the disk is full"
    qtbot.waitUntil(lambda: tasks.progress is None)
    with qtbot.waitSignal(tasks.failed) as failure:
        tasks.start("Writing", lambda progress: str(1 / 0))
    assert "ZeroDivisionError" in failure.args[0]


def test_closing_stops_and_waits(tasks):
    begun, ended = Event(), []

    def work(progress):
        begun.set()
        while True:
            try:
                progress(0, 1)
            except BaseException:
                ended.append(True)
                raise

    tasks.start("Writing", work)
    assert begun.wait(5)
    tasks.close()
    assert ended == [True]
