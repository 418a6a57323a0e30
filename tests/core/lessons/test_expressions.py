"""Expressions: against values worked out by hand, and sentences on everything that is none."""

import math

import pytest

from tests.core.lessons.cases import runs
from visualizer.core.errors import InputError
from visualizer.core.lessons.expressions import MOST_LETTERS, Expression, parse, parse_condition


def value(text: str, run: str = "") -> float:
    return parse(text, run).value(runs())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2 + 3 * 4", 14), ("(2 + 3) * 4", 20), ("2 - 3 - 4", -5), ("8 / 4 / 2", 1),
        ("-2 ^ 2", -4), ("2 ^ -1", 0.5), ("2 ^ 3 ^ 2", 512), ("--3", 3),
        ("1.5e2", 150), (".5", 0.5), ("abs(-3)", 3), ("sqrt(9)", 3),
        ("max(2, 3) - min(2, 3)", 1), ("log(exp(2))", 2),
        ("round(2.6)", 3),
    ],
)  # fmt: skip
def test_arithmetic_is_that_of_school(text: str, wanted: float) -> None:
    assert value(text) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The slopes of the line at w = b = 0 are -45 and -15, the loss 67.5.
        ("w at start", 0), ("w at epoch 0", 0), ("w at step 1", 4.5), ("w at epoch (3 - 2)", 4.5),
        ("b at epoch 1", 1.5), ('w at epoch 1 of "slow"', 0.45), ('w of "slow" at epoch 1', 0.45),
        ("gradient of w at start", -45), ("loss at start", 67.5), ("learning rate", 0.1),
        ("w at start - learning rate * gradient of w at start", 4.5),
        ("`w` at epoch 1 + w at start", 4.5), ("w  at\n epoch 1", 4.5),
    ],
)  # fmt: skip
def test_numbers_come_from_the_run(text: str, wanted: float) -> None:
    assert value(text) == pytest.approx(wanted)


def test_a_run_in_front_is_meant_where_none_is_named() -> None:
    assert value("w at epoch 1", "slow") == pytest.approx(0.45)
    assert value('w at epoch 1 of ""', "slow") == pytest.approx(4.5)
    assert parse("w at end", "slow").names == {"slow"}
    assert parse('w at end of "" + b at end', "slow").names == {"", "slow"}
    assert parse("2").names == set()


def test_equal_words_about_the_same_run_are_equal() -> None:
    assert parse("w  at end", key="a") == parse("w at end", key="b")
    assert parse("w at end") != parse("w at end", "slow")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("1 < 2", True),
        ("2 <= 1", False),
        ("1 + 1 = 2", True),
        ("largest stable rate < 0.125", True),
    ],
)  # fmt: skip
def test_conditions(text: str, truth: bool) -> None:
    assert bool(parse_condition(text).value(runs())) is truth


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'the end stands at letter 1 of "", where a number, a quantity or a bracket is needed'),
        ("w et epoch 1", '"et" stands at letter 3 of "w et epoch 1", where a place ("at epoch 1"'),
        ("w at", 'the end stands at letter 5 of "w at", where "epoch", "step", "start" or "end"'),
        ("w at epoch", "where the number of the epoch is needed"),
        ("w at epoch w at end", "where the number of the epoch is needed"),
        ("(1", 'where ")" is needed'),
        ("1 2", '"2" stands at letter 3 of "1 2", where an operator or the end is needed'),
        ("1 < 2", '"<" stands at letter 3'),
        ("gradient at start", 'where "of" is needed'),
        ("gradient of 3 at start", "where the name of a parameter is needed"),
        ("loss at end of slow", 'where the name of a run, in quotes, as in of "0.1", is needed'),
        ("epochs to loss", "where a loss, a number or a bracket, is needed"),
        ("output of unit 1 at start", 'where "layer" is needed'),
        ("output of layer 1.5 unit 1 at start", "layers and units have whole numbers"),
        ("max(1)", 'where "," is needed'),
        ("w$", '"$" cannot be read at letter 2 of "w$"; allowed are numbers, words'),
        ("1_000", '"1" cannot be read at letter 1'),
        ("__import__('os')", "cannot be read at letter 12"),
        ("(" * 40 + "1" + ")" * 40, "nested deeper than 30"),
        ("-" * 400 + "1", "nested deeper than 30"),
        ("1" * 501, f"at most {MOST_LETTERS} letters are allowed"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_with_the_place_and_what_is_allowed(
    text: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, key="steps.1.text")
    assert message in caught.value.message
    assert caught.value.key == "steps.1.text"


def test_a_condition_needs_a_comparison() -> None:
    with pytest.raises(InputError, match="where one of <= >= < > = is needed"):
        parse_condition("w at end")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("los at end", '"los" is neither a parameter (w, b) nor a quantity'),
        ("los at end", 'did you mean "loss"?'),
        ("w at epoch 11", "epoch 11 is beyond the last one, 10 (finished at step 10)"),
        ("w at epoch 1.5", "epoch 1.5 is not the place of a row"),
        ("w at step (0 - 1)", "step -1 is not the place of a row"),
        ('w at end of "x"', 'there is no run "x"; there are "", "slow", "heavy", "blown"'),
        ('w at epoch 59 of "blown"', "diverged"),
        ("validation loss at end", '"validation loss" is not known there'),
        ("accuracy at end", 'this run has no column "metric:accuracy"'),
        ("1 / (w at start)", '"/" has no value for 1, 0'),
        ("sqrt(0 - 1)", '"sqrt" has no value for -1'),
        ("output of layer 2 unit 1 at start", "layer 2 is not there; there are 1"),
        ("sum of layer 1 unit 2 at start", "layer 1 has 1 units, and none of number 2"),
    ],
)
def test_what_has_no_number_says_why(text: str, message: str) -> None:
    expression: Expression = parse(text, key="here")
    with pytest.raises(InputError) as caught:
        expression.value(runs())
    assert message in caught.value.message
    assert caught.value.key == "here"


def test_never_is_infinite() -> None:
    assert value("epochs to loss 0.0001") == math.inf
