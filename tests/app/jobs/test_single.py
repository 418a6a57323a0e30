"""One piece of work at a time: started, given up, and started again though it is the same."""

from threading import Event

import pytest

from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.jobs.single import Single
from visualizer.core.chunks import look

PATIENCE = 30.0


@pytest.fixture
def scheduler():
    made = Scheduler()
    yield made
    made.close()


def test_what_is_equal_is_done_again(scheduler):
    done = []

    def work(wanted, publish):
        done.append(wanted)
        publish(len(done))

    single = Single(scheduler, work)
    assert single.found is None
    for count in (1, 2, 3):
        single.start("the same")
        assert single.wait(PATIENCE)
        assert (single.found, single.running) == (count, False)


@pytest.mark.parametrize("keeps", [False, True])
def test_what_is_given_up_is_kept_where_it_is_wanted(scheduler, keeps):
    begun = Event()

    def work(wanted, publish):
        publish("a part")
        begun.set()
        while True:
            look()

    single = Single(scheduler, work, keeps=keeps)
    single.start(1)
    assert begun.wait(PATIENCE)
    assert single.running
    assert single.found == "a part"
    single.cancel()
    assert not single.running
    assert single.found == ("a part" if keeps else None)
    assert single.wait(PATIENCE)
