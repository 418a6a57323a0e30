"""Each kind of question: right answers, wrong ones with their hints, and what is no answer."""

import math

import pytest

from tests.core.lessons.cases import values
from visualizer.core.lessons.expressions import parse, parse_condition
from visualizer.core.lessons.questions import (
    KINDS,
    ChoiceOption,
    ChoiceQuestion,
    CurveQuestion,
    EpochQuestion,
    MapQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    Slip,
    TextQuestion,
)
from visualizer.core.lessons.templates import template

TEXT = template("What is {1 + 1}?")

CHOICE = ChoiceQuestion(
    text=TEXT,
    options=(
        ChoiceOption(template("It settles"), False, template("The limit is lower.")),
        ChoiceOption(template("It diverges"), parse_condition("largest stable rate < 0.125")),
    ),
)
NUMBER = NumberQuestion(
    text=TEXT,
    answer=parse("w at epoch 1"),
    before=parse("w at start"),
    rate=parse("learning rate"),
    slips=(Slip(parse("b at epoch 1"), template("That is b, {b at epoch 1}.")),),
    unit="m",
)
MAP = MapQuestion(
    text=TEXT,
    across=parse("w at epoch 1"),
    up=parse("b at epoch 1"),
    before=(parse("w at start"), parse("b at start")),
)
EPOCH = EpochQuestion(text=TEXT, answer=parse("epochs to loss 1"))
CURVE = CurveQuestion(
    text=TEXT, points=tuple((float(k), parse(f"w at epoch {k}")) for k in range(11))
)
FALL = CurveQuestion(
    text=TEXT, points=tuple((float(k), parse(f'loss at epoch {k} of "slow"')) for k in range(11))
)
ORDER = OrderQuestion(
    text=TEXT,
    items=(
        (template("0.1"), parse("loss at epoch 5")),
        (template("0.01"), parse('loss at epoch 5 of "slow"')),
        (template("none"), parse("loss at start")),
    ),
)
FREE = TextQuestion(text=TEXT, answer=template("Because w is {w at epoch 1}."))
ALL = [CHOICE, NUMBER, MAP, EPOCH, CURVE, FALL, ORDER, FREE]

TRUE = [(float(k), values(parse(f"w at epoch {k}"))) for k in range(11)]
FALLING = [(float(k), values(parse(f'loss at epoch {k} of "slow"'))) for k in range(11)]

RIGHT = [
    (CHOICE, 1), (NUMBER, 4.5), (NUMBER, 4.54), (MAP, (4.5, 1.5)), (MAP, (4.4, 1.7)),
    (EPOCH, 6.0), (EPOCH, 7), (CURVE, TRUE), (FALL, FALLING), (FALL, [(0, 67), (3, 20), (10, 2)]),
    (ORDER, [0, 1, 2]),
]  # fmt: skip

WRONG = [
    (CHOICE, 0, "option", "The limit is lower."),
    (NUMBER, 1.5, "foreseen", "That is b, 1.5."),
    (NUMBER, 0.45, "ten", "Right direction, 10 times too small."),
    (NUMBER, -4.5, "sign", "direction is not"),
    (MAP, (0.0, 0.0), "still", "before the step"),
    (MAP, (-4.5, -1.5), "sign", "wrong direction"),
    (MAP, (1.0, 3.0), "direction", "lines of equal loss"),
    (MAP, (9.0, 3.0), "large", "too far"),
    (MAP, (1.5, 0.5), "small", "not far enough"),
    (EPOCH, 30.0, "late", "much earlier"),
    (EPOCH, 8.5, "late", "earlier"),
    (EPOCH, 0, "early", "much later"),
    (CURVE, [(0, 0), (10, 3)], "smooth", "it swings"),
    (FALL, [(0, 67), (2, 0), (4, 67), (6, 0), (8, 67), (10, 2)], "swings", "does not swing"),
    (FALL, [(0, 1), (10, 60)], "sign", "falls in the end"),
    (FALL, [(0, 67), (10, 40)], "end", "ends lower"),
    (FALL, [(0, 67), (0.5, 2), (10, 2)], "time", "longer"),
    (FALL, [(0, 67), (8, 67), (10, 2)], "time", "less long"),
    (ORDER, [2, 1, 0], "reversed", "other way round"),
    (ORDER, (0, 2, 1), "order", "1 of 3 is in place."),
]


@pytest.mark.parametrize(("question", "given"), RIGHT)
def test_right_answers(question: Question, given) -> None:
    assert question.accepts(given)
    assert question.judge(given, values).right is True


@pytest.mark.parametrize(("question", "given", "slip", "words"), WRONG)
def test_wrong_answers_get_the_hint_that_fits(question: Question, given, slip, words) -> None:
    assert question.accepts(given)
    found = question.judge(given, values)
    assert found.right is False
    assert found.slip == slip
    assert words in found.hint


def test_nobody_judges_a_text() -> None:
    assert FREE.judge("I think so", values).right is None
    assert FREE.solution(values) == "Because w is 4.5."
    assert not FREE.accepts("  ")


def test_only_the_coordinate_that_is_asked_for_counts() -> None:
    across = MapQuestion(text=TEXT, across=MAP.across, up=None, before=MAP.before)
    assert across.judge((4.5, -3.0), values).right
    assert across.judge((0.45, 1.5), values).slip == "small"
    assert across.solution(values) == "4.5"


def test_tolerances_are_kept() -> None:
    exact = NumberQuestion(text=TEXT, answer=parse("w at epoch 1"), tolerance=0.001)
    assert exact.judge(4.501, values).right
    assert exact.judge(4.502, values).slip == "close"
    near = EpochQuestion(text=TEXT, answer=parse("epochs to loss 1"), tolerance=3)
    assert near.judge(9, values).right
    assert not near.judge(9.1, values).right


@pytest.mark.parametrize("question", ALL)
def test_what_is_no_answer(question: Question) -> None:
    for given in (None, True, math.nan, "", {}, (1.0,), [(1, "x"), (2, 3)], (7, 8, 9)):
        assert not question.accepts(given), given


@pytest.mark.parametrize("question", ALL)
def test_every_question_knows_its_expressions_and_solution(question: Question) -> None:
    found = {one: values(one) for one in question.expressions}
    assert question.text.filled(found.__getitem__) == "What is 2?"
    assert question.solution(found.__getitem__)
    assert list(question.faults(found.__getitem__)) == []
    assert question.kind in KINDS
    assert question.answers


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (ChoiceQuestion(text=TEXT, options=CHOICE.options[:1]), "0 of them are right"),
        (ChoiceQuestion(text=TEXT, options=CHOICE.options[1:] * 2), "2 of them are right"),
        (NumberQuestion(text=TEXT, answer=parse("epochs to loss 0.001")), "never"),
        (EpochQuestion(text=TEXT, answer=parse("epochs to loss 0.001")), "never happens"),
        (OrderQuestion(text=TEXT, items=ORDER.items[:1] * 2), "the same value"),
    ],
)
def test_a_question_that_cannot_be_answered_is_at_fault(question: Question, fault: str) -> None:
    ((_, sentence),) = question.faults(values)
    assert fault in sentence
