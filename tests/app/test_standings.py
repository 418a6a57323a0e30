import gc
import weakref

import pytest

from tests.app.sessions import ENDLESS, function, line, opened, settle, wait_rows
from visualizer.app.intents import ExtendRun, MeasureBy, PauseTraining
from visualizer.app.standings import RunBands, Standings, row_in_front
from visualizer.app.state import EPOCH, EVALUATION, STEP, State
from visualizer.core.analysis.standing import standing
from visualizer.core.analysis.verdict import verdict_band


def has_jobs(session):
    return bool(session.jobs.find(lambda job: isinstance(job.key, tuple)))


@pytest.fixture
def standings(session):
    return Standings(session.jobs, session)


def test_they_are_worked_out_in_the_background_and_once(session, qtbot, standings, monkeypatch):
    opened(session, line(), function())
    settle(qtbot, session)
    runs = session.state.runs
    assert standings.of(runs[0]) is None
    qtbot.waitUntil(lambda: all(standings.of(run) is not None for run in runs))
    for run in runs:
        assert standings.of(run) == standing(run.history, run.count, run.problem)
    # Nothing is asked for again as long as nothing has changed.
    monkeypatch.setattr(session.jobs, "submit", lambda job: pytest.fail("asked again"))
    assert standings.of(runs[0]).rows == 61


def test_another_target_is_another_question(session, qtbot, standings):
    opened(session, line(epochs=200))
    settle(qtbot, session)
    run = session.state.run

    def arrived(target: float) -> int | None:
        known = standings.of(run, target)
        return None if known is None else known.arrived

    qtbot.waitUntil(lambda: arrived(0.01) is not None)
    first = arrived(0.01)
    assert run.history.row(first).loss <= 0.01 < run.history.row(first - 1).loss
    qtbot.waitUntil(lambda: arrived(0.001) != first)


def test_a_run_that_trains_is_looked_at_again_as_it_grows(session, qtbot, standings):
    opened(session, line(1e-6, ENDLESS))
    wait_rows(qtbot, session, 10)
    run = session.state.run
    qtbot.waitUntil(lambda: standings.of(run) is not None)
    rows = standings.of(run).rows
    qtbot.waitUntil(lambda: standings.of(run).rows >= 1.25 * rows)
    session.apply(PauseTraining())
    assert session.training.wait_idle(run.number, 5)
    qtbot.waitUntil(lambda: standings.of(run) is not None and not has_jobs(session))
    # It grows no longer, but another target is looked at all the same.
    qtbot.waitUntil(lambda: standings.of(run, 50.0).target == 50.0)


def test_an_unexpected_error_is_told(session, qtbot, standings, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("visualizer.app.standings.standing", broken)
    opened(session, line())
    settle(qtbot, session)
    with qtbot.waitSignal(standings.failed) as heard:
        standings.of(session.state.run)
    assert "RuntimeError: broken" in heard.args[0]


def test_what_is_known_of_a_run_does_not_keep_it(session, qtbot, standings):
    opened(session, line())
    settle(qtbot, session)
    qtbot.waitUntil(lambda: standings.of(session.state.run) is not None)
    history = weakref.ref(session.state.run.history)
    session.close()
    session._state = State()
    gc.collect()
    assert history() is None


def test_the_verdicts_over_a_run_are_worked_out_once_and_go_on_with_it(session, qtbot):
    bands = RunBands(session.jobs, session)
    opened(session, line(), line(0.05))
    settle(qtbot, session)
    runs = session.state.runs
    qtbot.waitUntil(lambda: all(bands.of(run) is not None for run in runs))
    for run in runs:
        alone = verdict_band(run.problem, run.history, run.count - 1)
        assert bands.of(run).stretches == tuple(alone)
    before = bands.of(runs[1])
    session.apply(ExtendRun(7))
    settle(qtbot, session)
    longer = session.state.run
    assert longer.count > runs[1].count
    qtbot.waitUntil(lambda: bands.of(longer) is not before)
    assert bands.of(longer).stretches[-1][1] == longer.count - 1


def test_where_runs_stand_on_one_time_line_depends_on_what_they_have_in_common(session, qtbot):
    """Of 4 rows: the one in front takes them at once, the other one by one."""
    opened(session, line(training={"batch_size": 1}), line())
    settle(qtbot, session)
    other, front = session.state.runs
    assert other.history.steps_per_epoch == 4
    for axis, places in {EPOCH: (0, 1, 15), STEP: (0, 4, 60)}.items():
        session.apply(MeasureBy(axis))
        state = session.state
        assert tuple(row_in_front(state, other, row) for row in (0, 4, 60)) == places
    session.apply(MeasureBy(EVALUATION))
    for row in (0, 4, 60):
        place = int(row_in_front(session.state, other, row))
        made = other.history.evaluations(row)
        assert front.history.evaluations(place) >= made
        assert place == 0 or front.history.evaluations(place - 1) < made
    # Beyond what the one in front has made.
    assert row_in_front(session.state, other, 240) == front.count
