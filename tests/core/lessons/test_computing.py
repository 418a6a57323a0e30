"""All numbers of a lesson are computed once, from the runs that it speaks of."""

from dataclasses import replace

import pytest

from tests.core.lessons.test_lesson import EXPERIMENT, LESSON
from visualizer.core.chunks import cancellable
from visualizer.core.errors import Cancelled
from visualizer.core.lessons.computing import compute
from visualizer.core.lessons.expressions import parse
from visualizer.core.lessons.lesson import LessonStep
from visualizer.core.lessons.questions import NumberQuestion
from visualizer.core.lessons.templates import template


def test_every_number_is_there() -> None:
    numbers = compute(LESSON)
    assert numbers.mistakes == ()
    found = [numbers(one) for one in LESSON.expressions]
    rate = EXPERIMENT.optimizer.learning_rate
    assert found == pytest.approx([0, 45 * rate, 45 * rate, 0.45])


def test_all_mistakes_are_told() -> None:
    bad = LessonStep(template("{v at start} {w at epoch 9}"))
    numbers = compute(replace(LESSON, steps=(bad,)))
    assert ["neither a parameter" in one.message for one in numbers.mistakes] == [True, False]
    assert "beyond the last one" in numbers.mistakes[1].message


def test_a_question_without_an_answer_is_a_mistake() -> None:
    never = NumberQuestion(text=template("When?"), answer=parse("epochs to loss 0"))
    steps = (LessonStep(template("Nothing."), question=never),)
    (mistake,) = compute(replace(LESSON, steps=steps)).mistakes
    assert mistake.key == "steps.1.question.answer"


def test_runs_that_cannot_be_made_are_mistakes() -> None:
    lost = EXPERIMENT.with_values({"problem.data": "/nowhere/x.csv"})
    numbers = compute(replace(LESSON, runs={**LESSON.runs, "slow": lost}))
    assert numbers.mistakes[0].key.startswith("runs.slow")


def test_it_can_be_stopped() -> None:
    with pytest.raises(Cancelled), cancellable(lambda: True):
        compute(LESSON)
