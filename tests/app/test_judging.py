import pytest

from tests.app.sessions import ENDLESS, line, opened, settle, wait_rows
from visualizer.app.intents import ChangeSettings, ExtendRun, MovePlayhead
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.judging import Judging
from visualizer.core.analysis.verdict import judge, verdict_band

SECONDS = 10.0


@pytest.fixture
def judging():
    made = Judging(Scheduler())
    yield made
    made.close()


@pytest.fixture
def judged(session, judging):
    """A function that has what is in front judged."""

    def look(training=False):
        judging.update(session.state, training)
        assert judging.wait(SECONDS)
        assert judging.error == ""
        return judging.judgement_of(session.state.run)

    return look


def test_row_at_the_playhead_and_the_whole_run(session, judged, qtbot):
    opened(session, line())
    settle(qtbot, session)
    run = session.state.run
    for epoch in (0, 20, 60):
        session.apply(MovePlayhead(epoch))
        found = judged()
        assert found.row == epoch
        assert found.verdict == judge(run.problem, run.history, epoch)
        assert found.band == tuple(verdict_band(run.problem, run.history, 60))
        assert found.rows == 61


def test_nothing_before_the_first_row(session, judging):
    session.training.gate.clear()
    opened(session, line(0.1, ENDLESS))
    if not session.state.run.count:
        judging.update(session.state, training=True)
        assert judging.judgement_of(session.state.run) is None


def test_judgement_of_another_run_is_not_shown(session, judging, judged, qtbot):
    opened(session, line())
    settle(qtbot, session)
    assert judged() is not None
    session.apply(ChangeSettings({"optimizer.learning_rate": 0.05}))
    assert judging.judgement_of(session.state.run) is None
    settle(qtbot, session)
    assert judged().history is session.state.run.history


def test_band_grows_with_the_run(session, judged, qtbot):
    opened(session, line())
    settle(qtbot, session)
    assert judged().rows == 61
    session.apply(ExtendRun(30))
    settle(qtbot, session)
    assert judged().rows == 91


def test_run_in_training_is_judged_anew_only_after_many_rows(session, judged, qtbot, monkeypatch):
    monkeypatch.setattr("visualizer.app.judging.TRAINING_ROWS", 512)
    opened(session, line(0.001, ENDLESS))
    for rows in (600, 1500, 3000, 6000):
        wait_rows(qtbot, session, rows)
        judged_rows = judged(training=True).rows
        assert judged_rows % 512 == 1
        assert judged_rows > rows - 512


def test_run_in_training_is_judged_as_far_as_it_is(session, judged, qtbot):
    opened(session, line(0.001, ENDLESS))
    wait_rows(qtbot, session, 100)
    found = judged(training=True)
    assert 0 <= found.row < session.state.run.count
    assert found.rows <= session.state.run.count
