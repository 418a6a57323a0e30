"""Changes of the state by which a lesson is attended; see `visualizer.app.changes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from visualizer.app.attendance import Attendance, distinct
from visualizer.app.intents import (
    ArrangeStep,
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
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.lessons.score import NOTHING, StepResult
from visualizer.storage.lessons import find_lesson, lesson_files, load_lesson


def open_lesson(state: State, intent: OpenLesson) -> State | None:
    """A lesson begins, or goes on at a step with what was answered before.

    Raises
    ------
    InputError
        When there is no such lesson, or its file cannot be read.
    """
    lesson = lesson_named(intent.name)
    results = intent.results
    if len(results) != len(lesson.steps):
        # The lesson has become another one since.
        results = (NOTHING,) * len(lesson.steps)
    return replace(state, lesson=Attendance(lesson, results=results).at(intent.step))


def lesson_named(name: str) -> Lesson:
    """The bundled lesson of a name, or that in a file."""
    return find_lesson(name) if name in lesson_files() else load_lesson(Path(name), name)


def know_numbers(state: State, intent: KnowNumbers) -> State | None:
    """The numbers of the lesson have been computed; those of another one are of no use."""
    attended = state.lesson
    if attended is None or len(intent.values) != len(distinct(attended.lesson)):
        return None
    return replace(state, lesson=replace(attended, numbers=intent.values))


def go_to_step(state: State, intent: GoToStep) -> State | None:
    """Another step of the lesson comes; beyond the last one its end."""
    attended = state.lesson
    return None if attended is None else replace(state, lesson=attended.at(intent.step))


def make_guess(state: State, intent: MakeGuess) -> State | None:
    """What is to be answered is shown, and not judged yet.

    Raises
    ------
    InputError
        When it cannot be an answer.
    """
    attended = _asked(state)
    if attended is None:
        return None
    _check(attended, intent.guess)
    return replace(state, lesson=replace(attended, guess=intent.guess))


def give_answer(state: State, intent: GiveAnswer) -> State | None:
    """An answer is judged.

    Raises
    ------
    InputError
        When it cannot be an answer, or the numbers of the lesson are not known yet.
    """
    attended = _asked(state)
    if attended is None or attended.asks is None:
        return None
    _check(attended, intent.answer)
    if attended.numbers is None:
        raise InputError("the numbers of this lesson are still being computed")
    said = attended.asks.judge(intent.answer, attended.value)
    # Pressed twice it is one answer still, and no second try.
    tries = attended.result.tries + (intent.answer != attended.result.given)
    result = StepResult(intent.answer, tries, said.right)
    attended = attended.with_result(result)
    return replace(state, lesson=replace(attended, guess=intent.answer, said=said))


def show_solution(state: State, intent: ShowSolution) -> State | None:
    """The question of the step is answered by the program."""
    attended = _asked(state)
    if attended is None:
        return None
    told = replace(attended.result, told=True)
    return replace(state, lesson=replace(attended.with_result(told), said=None))


def restart_lesson(state: State, intent: RestartLesson) -> State | None:
    """The lesson begins anew, and nothing is answered."""
    attended = state.lesson
    if attended is None:
        return None
    return replace(state, lesson=replace(attended, results=()).at(0))


def arrange_step(state: State, intent: ArrangeStep) -> State | None:
    """Everything is to be again as the step of the lesson has it."""
    attended = state.lesson
    return None if attended is None else replace(state, lesson=replace(attended, arranged=False))


def note_arranged(state: State, intent: NoteArranged) -> State | None:
    """Everything is as the step has it."""
    attended = state.lesson
    if attended is None or attended.arranged:
        return None
    return replace(state, lesson=replace(attended, arranged=True))


def leave_lesson(state: State, intent: LeaveLesson) -> State | None:
    """No lesson is attended any more."""
    return None if state.lesson is None else replace(state, lesson=None)


def _asked(state: State) -> Attendance | None:
    """The lesson, if it asks something."""
    attended = state.lesson
    return attended if attended is not None and attended.asks is not None else None


def _check(attended: Attendance, answer: Any) -> None:
    question = attended.asks
    if question is not None and not question.accepts(answer):
        raise InputError(f"{answer!r} is no answer; {question.answers} is needed", "answer")


ATTENDING: Mapping[type, Callable[[State, Any], State | None]] = {
    OpenLesson: open_lesson,
    KnowNumbers: know_numbers,
    GoToStep: go_to_step,
    MakeGuess: make_guess,
    GiveAnswer: give_answer,
    ShowSolution: show_solution,
    RestartLesson: restart_lesson,
    ArrangeStep: arrange_step,
    NoteArranged: note_arranged,
    LeaveLesson: leave_lesson,
}
"""The change that follows from each intent about a lesson."""
