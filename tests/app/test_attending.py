"""How the state of a session changes by intents about a lesson."""

import pytest

from tests.app.lessons import lesson_file
from visualizer.app.attending import ATTENDING
from visualizer.app.intents import (
    GiveAnswer,
    GoToStep,
    KnowNumbers,
    LeaveLesson,
    MakeGuess,
    NoteArranged,
    OpenLesson,
    RestartLesson,
    ShowSolution,
)
from visualizer.app.state import State
from visualizer.core.errors import InputError
from visualizer.core.lessons.score import StepResult


def after(state: State, *intents: object) -> State:
    """The state after some intents, of which none may be without effect."""
    for intent in intents:
        changed = ATTENDING[type(intent)](state, intent)
        assert changed is not None, intent
        state = changed
    return state


@pytest.fixture
def begun(tmp_path) -> State:
    # The slope at the start, w after one step, and when the slow run is there.
    return after(State(), OpenLesson(lesson_file(tmp_path)), KnowNumbers((-45.0, 4.5, 4.0)))


def test_a_wrong_answer_and_a_right_one(begun: State) -> None:
    wrong = after(begun, GiveAnswer(9.0)).lesson
    assert wrong is not None
    assert (wrong.said.right, wrong.said.hint) == (False, "That is twice as much as it is.")
    assert wrong.result == StepResult(9.0, 1, False)
    assert wrong.asks is not None
    # The same once more, as by a double-click, is no second try.
    assert after(begun, GiveAnswer(9.0), GiveAnswer(9.0)).lesson.result.tries == 1
    right = after(begun, GiveAnswer(9.0), GiveAnswer(4.5)).lesson
    assert right is not None
    assert right.result == StepResult(4.5, 2, True)
    assert right.asks is None


def test_a_guess_is_not_judged(begun: State) -> None:
    guessed = after(begun, MakeGuess(9.0)).lesson
    assert guessed is not None
    assert (guessed.guess, guessed.said, guessed.result.tries) == (9.0, None, 0)


def test_what_is_no_answer_is_refused_with_what_is_needed(begun: State) -> None:
    for intent in (MakeGuess("x"), GiveAnswer((1.0, 2.0))):
        with pytest.raises(InputError, match="is no answer; a number is needed"):
            ATTENDING[type(intent)](begun, intent)


def test_nothing_is_judged_before_the_numbers_are_known(tmp_path) -> None:
    begun = after(State(), OpenLesson(lesson_file(tmp_path)))
    with pytest.raises(InputError, match="still being computed"):
        ATTENDING[GiveAnswer](begun, GiveAnswer(4.5))


def test_the_solution_can_be_shown_once(begun: State) -> None:
    shown = after(begun, GiveAnswer(9.0), ShowSolution())
    assert shown.lesson is not None
    assert shown.lesson.result == StepResult(9.0, 1, False, told=True)
    assert ATTENDING[ShowSolution](shown, ShowSolution()) is None
    assert ATTENDING[GiveAnswer](shown, GiveAnswer(4.5)) is None


def test_answers_stay_while_one_goes_to_and_fro(begun: State) -> None:
    there = after(begun, GiveAnswer(4.5), NoteArranged(), GoToStep(2), GiveAnswer(4.0))
    back = after(there, GoToStep(0)).lesson
    assert back is not None
    assert (back.arranged, back.said, back.guess) == (False, None, None)
    assert [one.right for one in back.results] == [True, None, True]
    anew = after(there, RestartLesson()).lesson
    assert anew is not None
    assert (anew.step, anew.results) == (0, ())


def test_a_lesson_goes_on_where_it_was_left(tmp_path) -> None:
    known = (StepResult(4.5, 1, True), StepResult(), StepResult())
    found = after(State(), OpenLesson(lesson_file(tmp_path), 2, known)).lesson
    assert found is not None
    assert (found.step, found.results) == (2, known)
    # Of a lesson that has other steps now nothing is known.
    other = after(State(), OpenLesson(lesson_file(tmp_path), 1, known[:2])).lesson
    assert other is not None
    assert not any(one.tries for one in other.results)


def test_without_a_lesson_nothing_happens() -> None:
    for kind, change in ATTENDING.items():
        if kind is not OpenLesson:
            assert change(State(), kind()) is None
    with pytest.raises(InputError, match="there is no such file"):
        ATTENDING[OpenLesson](State(), OpenLesson("nowhere.toml"))


def test_numbers_of_another_lesson_are_of_no_use(begun: State) -> None:
    assert ATTENDING[KnowNumbers](begun, KnowNumbers((1.0,))) is None
    assert after(begun, LeaveLesson()).lesson is None
