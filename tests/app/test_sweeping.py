"""Sweeps in the background: what they find, and what stays when they are stopped."""

from collections.abc import Iterator

import pytest

from tests.app.sessions import assert_exact, line
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.sweeping import CellLook, Sweeping
from visualizer.core.building import ProblemCache
from visualizer.core.sweeps.plan import read_plan
from visualizer.core.sweeps.results import result_of
from visualizer.core.training import train

PATIENCE = 30.0
RATES = "optimizer.learning_rate"


@pytest.fixture
def sweeping() -> Iterator[Sweeping]:
    scheduler = Scheduler()
    made = Sweeping(scheduler)
    yield made
    made.close()
    scheduler.close()


def test_every_cell_is_what_its_run_comes_to_alone(sweeping):
    plan = read_plan(line(epochs=20), [f"{RATES}=0.01:1:9:log", "optimizer.kind=sgd,momentum"])
    sweeping.start(plan)
    assert sweeping.wait(PATIENCE)
    found = sweeping.found
    assert (found.done, found.error, sweeping.running) == (18, None, False)
    for cell, result in zip(plan.cells, found.outcome.results, strict=True):
        alone = result_of(train(cell.experiment))
        assert repr(result) == repr(alone)


def test_what_cannot_be_is_told_and_a_new_sweep_begins_anew(sweeping):
    sweeping.start(read_plan(line(), [f"{RATES}=0.1,0.2"], seeds=3))
    assert sweeping.wait(PATIENCE)
    assert "nothing here is drawn by chance" in sweeping.found.error.message
    again = read_plan(line(epochs=5), [f"{RATES}=0.1,0.2"])
    sweeping.start(again)
    assert sweeping.wait(PATIENCE)
    assert sweeping.found.outcome.plan is again


def test_what_is_done_stays_when_it_is_stopped(qtbot, sweeping):
    """Of runs that would take hours some are there; the rest is missing, and no failure."""
    plan = read_plan(line(epochs=3_000), ["training.seed=" + ",".join(map(str, range(1, 400)))])
    sweeping.start(plan)
    qtbot.waitUntil(lambda: sweeping.found is not None and sweeping.found.done > 0, timeout=30_000)
    sweeping.cancel()
    assert sweeping.wait(PATIENCE)
    found = sweeping.found
    assert not sweeping.running
    assert 0 < found.done < len(plan)
    assert sum(one is not None for one in found.outcome.results) == found.done


def test_a_run_that_is_looked_at_is_that_of_the_cell(qtbot):
    scheduler = Scheduler()
    look = CellLook(scheduler, ProblemCache(2))
    for rate in (0.05, 0.1):
        look.want(line(rate, 30))
    qtbot.waitUntil(lambda: look.run is not None, timeout=30_000)
    run = look.run
    assert run.experiment == line(0.1, 30)
    assert run.complete
    assert_exact(run)
    look.close()
    scheduler.close()
