"""A session that is arranged as a lesson wants it."""

from tests.app.lessons import attended, attending, is_ready, lesson_file
from visualizer.app.intents import (
    ArrangeStep,
    ChangeSettings,
    CloseRun,
    GiveAnswer,
    GoToStep,
    LeaveLesson,
    MovePlayhead,
    SetOption,
    ShowSolution,
)
from visualizer.app.session import Session


def rates(session: Session) -> list[float]:
    """The rates of the runs that are shown, in their order."""
    return [run.experiment.optimizer.learning_rate for run in session.state.shown]


def front(session: Session) -> float:
    return session.state.run.experiment.optimizer.learning_rate


def test_a_lesson_from_start_to_end(qtbot, tmp_path) -> None:
    with attending(lesson_file(tmp_path)) as session:
        qtbot.waitUntil(lambda: is_ready(session))
        state = session.state
        assert rates(session) == [0.1]
        assert (state.playhead, state.hide_future, state.panels) == (0, True, ("loss",))
        # While it asks, the future stays hidden, whoever wants to see it.
        session.apply(MovePlayhead(5))
        assert not session.apply(SetOption("hide_future", False))
        assert (session.state.playhead, session.state.hide_future) == (0, True)
        session.apply(GiveAnswer(9.0))
        assert session.state.hide_future
        session.apply(GiveAnswer(4.5))
        assert (session.state.playhead, session.state.hide_future) == (1, False)
        session.apply(MovePlayhead(5))
        assert session.state.playhead == 5

        session.apply(GoToStep(1))
        assert (session.state.playhead, session.state.hide_future) == (3, False)

        session.apply(GoToStep(2))
        qtbot.waitUntil(lambda: is_ready(session))
        assert front(session) == 0.01
        # It is called as the lesson calls it.
        assert [run.title for run in session.state.shown] == ["", "Slow"]
        assert sorted(rates(session)) == [0.01, 0.1]
        assert (session.state.playhead, session.state.hide_future) == (2, True)
        # A place in time is what is asked for: the playhead stays, and the guess is there.
        session.apply(MovePlayhead(7.5))
        assert session.state.playhead == 2
        assert attended(session).guess == 7.5
        session.apply(ShowSolution())
        assert not session.state.hide_future
        session.apply(GoToStep(3))
        assert attended(session).at_end


def test_back_to_the_lesson_restores_what_was_changed(qtbot, tmp_path) -> None:
    with attending(lesson_file(tmp_path), 2) as session:
        qtbot.waitUntil(lambda: is_ready(session))
        session.apply(ChangeSettings({"optimizer.learning_rate": 0.5}))
        session.apply(CloseRun(document=next(
            run.document for run in session.state.runs
            if run.experiment.optimizer.learning_rate == 0.1 and run.problem is not None
            and run.experiment.training.epochs == 12
        )))  # fmt: skip
        assert front(session) == 0.5
        session.apply(ArrangeStep())
        qtbot.waitUntil(lambda: attended(session).arranged)
        assert front(session) == 0.01
        assert sorted(rates(session)) == [0.01, 0.1]
        assert session.state.playhead == 2


def test_runs_that_are_open_already_are_taken(qtbot, tmp_path) -> None:
    with attending(lesson_file(tmp_path)) as session:
        qtbot.waitUntil(lambda: is_ready(session))
        count = len(session.state.runs)
        for step in (2, 0, 2, 0):
            session.apply(GoToStep(step))
            qtbot.waitUntil(lambda: is_ready(session))
        assert len(session.state.runs) == count + 1


def test_who_leaves_sees_the_future_again(qtbot, tmp_path) -> None:
    with attending(lesson_file(tmp_path)) as session:
        qtbot.waitUntil(lambda: is_ready(session))
        session.apply(LeaveLesson())
        assert not session.state.hide_future
        session.apply(MovePlayhead(5))
        assert session.state.playhead == 5
