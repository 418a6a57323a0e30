"""Scores, and the line that certifies them."""

from dataclasses import replace

from tests.core.lessons.test_lesson import LESSON
from visualizer.core.lessons.score import NOTHING, StepResult, results_of

FIRST = StepResult(4.5, 1, True)
LATER = StepResult((1, 0), 3, True)
TOLD = StepResult(2.0, 2, False, told=True)
WORDS = StepResult("so", 1, None)
RESULTS = results_of(LESSON, (FIRST, NOTHING, LATER, TOLD), "2026-11-28", "0.1.0")


def test_points() -> None:
    assert [one.points for one in (FIRST, LATER, TOLD, WORDS, NOTHING)] == [1, 0.5, 0, 1, 0]
    assert [one.done for one in (FIRST, LATER, TOLD, WORDS, NOTHING)] == [True] * 4 + [False]
    assert not StepResult(2.0, 1, False).done


def test_only_questions_count() -> None:
    assert RESULTS.questions == (0, 2)
    assert RESULTS.score == (1.5, 2)


def test_the_certificate_is_one_line_with_all_that_matters() -> None:
    line = RESULTS.certificate
    assert "\n" not in line
    for part in ("1.5 of 2 points", LESSON.title, "2026-11-28", "0.1.0", RESULTS.checksum):
        assert part in line


def test_every_change_of_what_is_certified_shows() -> None:
    others = [
        replace(RESULTS, digest="other"),
        replace(RESULTS, date="2026-11-29"),
        replace(RESULTS, version="0.2.0"),
        replace(RESULTS, steps=(LATER, *RESULTS.steps[1:])),
        replace(RESULTS, steps=(replace(FIRST, given=4.6), *RESULTS.steps[1:])),
    ]
    assert len({one.checksum for one in (RESULTS, *others)}) == 6


def test_the_form_of_an_answer_does_not_matter() -> None:
    as_read = replace(RESULTS, steps=(*RESULTS.steps[:2], replace(LATER, given=[1.0, 0.0]), TOLD))
    assert as_read.checksum == RESULTS.checksum
