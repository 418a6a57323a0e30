"""Marks in lessons, as they are remembered."""

import pytest
from PySide6.QtCore import QSettings

from visualizer.core.lessons.score import StepResult
from visualizer.gui.look.lesson_progress import LessonMark, LessonProgress
from visualizer.gui.look.preferences import LESSONS, MOST_LETTERS, Preferences

MARK = LessonMark(
    2, (StepResult(None, 1, True), StepResult(None, 3, False, told=False), StepResult())
)


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat))


def test_a_mark_comes_back(preferences: Preferences) -> None:
    LessonProgress(preferences).remember("line", MARK)
    found = LessonProgress(preferences)
    assert found.mark("line") == MARK
    assert found.mark("other") == LessonMark()
    assert (MARK.finished, MARK.share) == (False, pytest.approx(2 / 3))
    assert MARK._replace(step=3).finished


def test_the_oldest_are_forgotten_where_there_is_no_room(preferences: Preferences) -> None:
    progress = LessonProgress(preferences)
    for number in range(200):
        progress.remember(f"lesson number {number}", MARK)
    assert progress.mark("lesson number 199") == MARK
    assert progress.mark("lesson number 0") == LessonMark()
    assert len(preferences.get(LESSONS)) <= MOST_LETTERS


@pytest.mark.parametrize(
    "stored", ["[", "[]", "3", '{"line": 3}', '{"line": [1, ["x", ""]]}', '{"line": ["a", []]}']
)
def test_what_was_stored_wrongly_is_as_if_it_were_not_there(
    preferences: Preferences, stored: str
) -> None:
    preferences.set(LESSONS, stored)
    assert LessonProgress(preferences).mark("line") == LessonMark()
    LessonProgress(preferences).remember("line", MARK)
    assert LessonProgress(preferences).mark("line") == MARK
