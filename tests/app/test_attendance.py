"""Where somebody stands in a lesson, as data."""

import math
from dataclasses import replace

from tests.app.lessons import lesson_file
from visualizer.app.attendance import Attendance, distinct
from visualizer.core.lessons.score import StepResult
from visualizer.storage.lessons import load_lesson


def test_the_playhead_is_held_as_long_as_a_question_waits(tmp_path) -> None:
    lesson = load_lesson(tmp_path / lesson_file(tmp_path))
    found = Attendance(lesson)
    assert found.asks is lesson.steps[0].question
    assert found.held is None
    arranged = replace(found, arranged=True)
    assert arranged.held == 0.0
    assert arranged.with_result(StepResult(1.0, 1, False)).held == 0.0
    assert arranged.with_result(StepResult(4.5, 2, True)).held is None
    assert replace(arranged, step=1).held is None
    assert replace(arranged, step=2).held == 2.0


def test_steps_end(tmp_path) -> None:
    found = Attendance(load_lesson(tmp_path / lesson_file(tmp_path)))
    assert found.at(9).step == 3
    assert found.at(9).at_end
    assert found.at(9).asks is None
    assert found.at(-1).step == 0
    assert found.at(9).current is found.lesson.steps[-1]


def test_numbers_are_those_of_the_distinct_expressions(tmp_path) -> None:
    lesson = load_lesson(tmp_path / lesson_file(tmp_path))
    expressions = distinct(lesson)
    found = Attendance(lesson, numbers=tuple(float(n) for n in range(len(expressions))))
    assert [found.value(one) for one in expressions] == [0, 1, 2]
    assert math.isnan(Attendance(lesson).value(expressions[0]))
