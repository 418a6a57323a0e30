"""Lessons from tables: every form that is allowed, and each mistake with its line."""

import textwrap
from pathlib import Path

import pytest

from visualizer.core.lessons.computing import compute
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.lessons.questions import (
    ChoiceQuestion,
    CurveQuestion,
    EpochQuestion,
    MapQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TextQuestion,
)
from visualizer.core.reading import read_settings
from visualizer.core.resources import resource
from visualizer.storage.lesson_tables import lesson_from_table
from visualizer.storage.lessons import LessonMistake, find_lesson, load_lesson, located

HEAD = """title = "A line"
goal = "To know."
group = "First steps"
level = "beginner"
minutes = 5
source = "A book"

[experiment]
name = "y = 3x"
[experiment.problem]
data = "line"
[experiment.training]
epochs = 10

[runs]
"0.01" = { "optimizer.learning_rate" = 0.01 }

"""

STEP = HEAD + '[[steps]]\ntext = "Look."\n'
"""Sixteen lines of head, and a step in lines 18 and 19: more begins in line 20."""

QUESTIONS = {
    ChoiceQuestion: """kind = "choice"
        text = "Which?"
        options = [
            { text = "It settles", right = "largest stable rate > learning rate" },
            { text = "It diverges", right = "largest stable rate < learning rate", hint = "No." },
            { text = "It sings", right = false },
        ]""",
    NumberQuestion: """kind = "number"
        text = "Where?"
        look = "In the table."
        answer = "w at epoch 1"
        tolerance = 0.01
        before = "w at start"
        rate = "learning rate"
        slips = [{ value = "b at epoch 1", hint = "That is b." }]
        label = "w"
        unit = "m" """,
    MapQuestion: """kind = "map"
        text = "Where?"
        across = "w at epoch 1"
        before = ["w at start", "b at start"] """,
    EpochQuestion: """kind = "epoch"
        text = "When?"
        answer = "epochs to loss 20"
        tolerance = 1""",
    CurveQuestion: """kind = "curve"
        text = "How?"
        of = "loss"
        epochs = 5""",
    OrderQuestion: """kind = "order"
        text = "Which first?"
        items = [
            { text = "fast", value = "loss at epoch 5 of \\"\\"" },
            { text = "slow", value = 'loss at epoch 5 of "0.01"' },
        ]""",
    TextQuestion: """kind = "text"
        text = "Why?"
        answer = "As w is {w at end}." """,
}


def read(tmp_path: Path, text: str) -> tuple[Lesson | None, list[LessonMistake]]:
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    found = read_settings(file)
    lesson, mistakes = lesson_from_table(found.table, file)
    return lesson, located(mistakes, found.content)


def test_everything_that_a_lesson_says(tmp_path) -> None:
    lesson, mistakes = read(
        tmp_path,
        STEP + 'title = "First"\nrun = "0.01"\nshown = [""]\nepoch = 2\nafter = "{w at end}"\n'
        'do = [{ do = "show panels", names = ["table"] }]\nthen = [{ do = "train" }]\n',
    )
    assert mistakes == []
    assert lesson is not None
    assert (lesson.name, lesson.title, lesson.goal, lesson.text) == (
        "x", "A line", "To know.", "To know.",
    )  # fmt: skip
    assert (lesson.group, lesson.level, lesson.minutes) == ("First steps", "beginner", 5)
    assert list(lesson.runs) == ["", "0.01"]
    assert lesson.runs["0.01"].optimizer.learning_rate == 0.01
    (step,) = lesson.steps
    assert (step.title, step.run, step.shown, step.epoch) == ("First", "0.01", ("",), 2.0)
    assert [one["do"] for one in (*step.arrange, *step.then)] == ["show panels", "train"]
    # What names no run is about that of the step.
    assert [one.run for one in step.expressions] == ["0.01"]


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.kind)
def test_every_kind_of_question_is_read_and_computed(tmp_path, kind: type[Question]) -> None:
    lesson, mistakes = read(tmp_path, f"{STEP}[steps.question]\n{QUESTIONS[kind]}\n")
    assert mistakes == []
    assert lesson is not None
    assert isinstance(lesson.steps[0].question, kind)
    assert compute(lesson).mistakes == ()


def test_the_old_form_is_a_lesson_of_one_step(tmp_path) -> None:
    text = HEAD.replace("goal", "text").replace("To know.", "Braces {x} are no numbers here.")
    lesson, mistakes = read(tmp_path, text)
    assert mistakes == []
    assert lesson is not None
    assert lesson.steps[0].text.pieces == (lesson.text,)
    assert not lesson.is_course


Q = "[steps.question]\n"
N = f'{Q}kind = "number"\ntext = "Where?"\n'
"""A question in lines 20 to 22: more begins in line 23."""

BROKEN = {
    "a wrong key above": ("titel = 1\n" + STEP, 1, "titel", 'did you mean "title"?'),
    "no title": (STEP.replace("title", "#"), 0, "title", "a text is needed"),
    "a title that is a number": (STEP.replace('"A line"', "3"), 1, "title", "3 is not allowed"),
    "an unknown level": (STEP.replace("beginner", "hard"), 4, "level",
                         "allowed are beginner, intermediate, advanced"),
    "minutes in words": (STEP.replace("= 5", '= "five"'), 5, "minutes",
                         "allowed is a whole number of at least 0"),
    "a bad setting": (STEP.replace("epochs = 10", "epochs = -1"), 13,
                      "experiment.training.epochs", "at least 0"),
    "a bad run": (STEP.replace("0.01 }", "-1 }"), 16, "runs.0.01.optimizer.learning_rate",
                  "allowed is a number of at least 0"),
    "a run that is none": (STEP.replace('{ "optimizer.learning_rate" = 0.01 }', "1"), 16,
                           "runs.0.01", "settings by key path are needed"),
    "no experiment": (HEAD.partition("[experiment]")[0], 0, "experiment",
                      "a section with keys of its own is needed"),
    "an unknown run": (STEP + 'run = "0.1"\n', 20, "steps.1.run", "0.01"),
    "an unknown shown run": (STEP + 'shown = ["0.1"]\n', 20, "steps.1.shown", '"0.01"'),
    "a key of a step": (STEP + 'quest = "x"\n', 20, "steps.1.quest", "allowed here are"),
    "an open bracket": (STEP.replace("Look.", "Look {w."), 19, "steps.1.text", "written twice"),
    "a bad expression in a text": (STEP.replace("Look.", "{w et end}"), 19, "steps.1.text",
                                   '"et" stands at letter 3'),
    "a bad format": (STEP.replace("Look.", "{w at end : x}"), 19, "steps.1.text",
                     "a number of decimals"),
    "a step without a text": (STEP.replace('text = "Look."', 'title = "x"'), 18, "steps.1.text",
                              "a text is needed"),
    "an unknown kind": (STEP + Q + 'kind = "riddle"\n', 21, "steps.1.question.kind",
                        "allowed are choice, number, map, epoch, curve, order, text"),
    "an answer that is typed in": (STEP + N + "answer = 4.5\n", 23, "steps.1.question.answer",
                                   'computed, as in "w at epoch 1"'),
    "no answer": (STEP + N, 20, "steps.1.question.answer", "is needed"),
    "a negative tolerance": (STEP + N + 'answer = "1"\ntolerance = -1\n', 24,
                             "steps.1.question.tolerance", "of at least 0"),
    "one option": (STEP + Q + 'kind = "choice"\ntext = "x"\noptions = [{ text = "x" }]\n', 23,
                   "steps.1.question.options", "at least 2 are needed"),
    "a hint without words": (STEP + N + 'answer = "1"\nslips = [{ value = "2" }]\n', 24,
                             "steps.1.question.slips.1.hint", "a text is needed"),
    "a map without a place": (STEP + Q + 'kind = "map"\ntext = "x"\nacross = "1"\n', 20,
                              "steps.1.question.before", "a list of two expressions"),
    "right as a number": (STEP + Q + 'kind = "choice"\ntext = "x"\noptions = [\n'
                          '{ text = "x", right = 1 },\n{ text = "y" }]\n', 24,
                          "steps.1.question.options.1.right", "true, false or a comparison"),
    "too many epochs": (STEP + Q + 'kind = "curve"\ntext = "x"\nof = "w"\nepochs = 900\n', 24,
                        "steps.1.question.epochs", "from 1 to 200"),
    "things that are no intents": (STEP + 'do = ["train"]\n', 20, "steps.1.do", "do ="),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(tmp_path, name: str) -> None:
    text, line, key, allowed = BROKEN[name]
    _, mistakes = read(tmp_path, text)
    (found,) = [one for one in mistakes if one.key == key]
    assert found.line == line
    assert allowed in found.message


def test_all_mistakes_are_told_at_once_in_their_order(tmp_path) -> None:
    text = STEP.replace("beginner", "hard").replace("Look.", "{w et end}") + "colour = 1\n"
    _, mistakes = read(tmp_path, text)
    assert [one.line for one in mistakes] == [4, 19, 20]


def test_who_opens_it_is_told_the_first_one(tmp_path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(STEP.replace("beginner", "hard") + "colour = 1\nsize = 2\n")
    with pytest.raises(Exception, match=r"line 4 of x\.toml; 2 more mistakes") as caught:
        load_lesson(file)
    assert caught.value.key == "level"  # type: ignore[attr-defined]


def test_the_lesson_of_the_help_page_is_one(tmp_path) -> None:
    page = resource("help", "writing-lessons.md").read_text(encoding="utf-8")
    block = page.partition("## A whole lesson\n\n")[2].partition("\n\nA lesson without")[0]
    lesson, mistakes = read(tmp_path, textwrap.dedent(block))
    assert mistakes == []
    assert lesson is not None
    assert lesson.is_course
    assert compute(lesson).mistakes == ()


def test_a_run_of_another_problem_has_the_name_that_the_lesson_gives_it():
    lesson = find_lesson("curvature-and-the-edge")
    assert lesson.runs["quartic"].name == "Quartic"
    # What differs tells the others from each other.
    assert lesson.runs["0.2"].name == lesson.experiment.name
