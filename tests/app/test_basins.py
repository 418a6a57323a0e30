"""The basin map in the background: coarse, finer, stopped, and of whom."""

import numpy as np
import pytest

from tests.app.sessions import function, line, opened, settle
from visualizer.app.basins import SIDES, Basins, resolutions
from visualizer.app.intents import ChangeSettings
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.core.analysis.planes import AxisPlane

SECONDS = 20.0


def himmelblau(rate, epochs):
    """A function with four minima."""
    return function("himmelblau", optimizer={"learning_rate": rate}, training={"epochs": epochs})


PLANE = AxisPlane.over((0, 1), np.zeros(2), (-5.0, 5.0), (-5.0, 5.0))


@pytest.fixture
def basins():
    made = Basins(Scheduler())
    yield made
    made.close()


@pytest.fixture
def run(session, qtbot):
    """A run on a function with four minima."""
    opened(session, himmelblau(0.01, 40))
    settle(qtbot, session)
    return session.state.run


def test_the_map_becomes_finer_and_says_how_far_it_is(run, basins):
    seen = set()
    basins.update(run, PLANE, 1.0)
    while not basins.wait(0.0005):
        if basins.reached is not None:
            seen.add((basins.reached.map is not None, basins.reached.part))
    assert basins.error == ""
    found = basins.map_of(run)
    assert found.basin.shape == (SIDES[-1], SIDES[-1])
    assert len(found.minima) == 4
    assert basins.reached.part == 1.0
    assert {known for known, _ in seen} == {False, True}


def test_the_start_does_not_matter(session, run, basins, qtbot):
    basins.update(run, PLANE, 0.5)
    assert basins.wait(SECONDS)
    before = basins.map_of(run)
    session.apply(ChangeSettings({"start.parameters": (1.0, 1.0)}))
    settle(qtbot, session)
    basins.update(session.state.run, PLANE, 0.5)
    assert basins.wait(SECONDS)
    assert basins.map_of(session.state.run) is before


def test_another_rule_has_another_map(session, run, basins, qtbot):
    basins.update(run, PLANE, 0.5)
    assert basins.wait(SECONDS)
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.02}))
    settle(qtbot, session)
    assert basins.map_of(session.state.run) is None


def test_it_can_be_stopped_and_go_on(session, basins, qtbot):
    opened(session, himmelblau(0.0001, 20_000))
    settle(qtbot, session)
    run = session.state.run
    basins.update(run, PLANE, 1.0)
    assert not basins.wait(0.05)
    basins.stop()
    assert basins.wait(SECONDS)
    assert basins.stopped
    basins.update(run, PLANE, 1.0)
    assert not basins.busy
    basins.resume()
    basins.update(run, PLANE, 1.0)
    assert basins.busy
    assert not basins.stopped


def test_stopping_is_forgotten_when_another_run_is_wanted(session, run, basins, qtbot):
    basins.update(run, PLANE, 1.0)
    basins.stop()
    basins.update(run, PLANE, 0.5)
    assert basins.stopped
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.02}))
    settle(qtbot, session)
    basins.update(session.state.run, PLANE, 0.5)
    assert not basins.stopped
    assert basins.wait(SECONDS)
    assert basins.map_of(session.state.run) is not None


def test_long_runs_get_coarser_maps(session, qtbot):
    opened(
        session,
        himmelblau(0.01, 40),
        line(0.05, 3000, problem={"data": "line", "hidden": [24]}),
    )
    settle(qtbot, session)
    network, quick = session.state.run, session.state.runs[0]
    sides = [resolutions(run.experiment, run.problem, 0.5)[-1] for run in (quick, network)]
    assert sides[0] == (SIDES[-1], round(SIDES[-1] / 2))
    assert 5 <= sides[1][0] < SIDES[-1]
