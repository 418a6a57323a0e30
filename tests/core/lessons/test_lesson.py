"""A lesson as data."""

from tests.core.experiments import line
from visualizer.core.lessons.expressions import parse
from visualizer.core.lessons.lesson import MAIN, Lesson, LessonStep
from visualizer.core.lessons.questions import NumberQuestion
from visualizer.core.lessons.templates import template

EXPERIMENT = line(training={"epochs": 5})
LESSON = Lesson(
    "small",
    "A small one",
    "A text.",
    EXPERIMENT,
    runs={MAIN: EXPERIMENT, "slow": EXPERIMENT.with_values({"optimizer.learning_rate": 0.01})},
    steps=(
        LessonStep(
            template("From {w at start}"),
            question=NumberQuestion(text=template("w?"), answer=parse("w at epoch 1")),
            after=template("It is {w at epoch 1}."),
        ),
        LessonStep(template("Nothing is asked here.")),
        LessonStep(
            template("And slowly?"),
            run="slow",
            question=NumberQuestion(text=template("w?"), answer=parse("w at epoch 1", "slow")),
        ),
    ),
)


def test_what_there_is_to_it() -> None:
    assert LESSON.questions == 2
    assert LESSON.is_course
    sources = [(one.source, one.run) for one in LESSON.expressions]
    assert sources == [
        ("w at start", ""), ("w at epoch 1", ""), ("w at epoch 1", ""), ("w at epoch 1", "slow"),
    ]  # fmt: skip


def test_a_text_alone_is_no_course() -> None:
    one = Lesson("x", "X", "A text.", EXPERIMENT, steps=(LessonStep(template("A text.")),))
    assert not one.is_course
