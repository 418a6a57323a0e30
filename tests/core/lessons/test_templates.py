"""Numbers in texts: how they are written, and what is refused."""

import math

import pytest

from tests.core.lessons.cases import values
from visualizer.core.errors import InputError
from visualizer.core.lessons.templates import NO_TEXT, shown, template


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("{w at epoch 1}", "4.5"),
        ("w is {w at epoch 1 : 2}, b is {b at epoch 1:0}.", "w is 4.50, b is 2."),
        ("{largest stable rate}", "0.1198"),
        ("{largest stable rate : 2 digits}", "0.12"),
        ("{{w}} and {1 + 1}", "{w} and 2"),
        ('{w at epoch 1 of "slow"}', "0.45"),
    ],
)
def test_texts_are_filled(text: str, wanted: str) -> None:
    assert template(text).filled(values) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a { b", '"{" stands alone near "{ b"'),
        ("a } b", '"}" stands alone'),
        ("{w at epoch 1 : two}", '"two" is no way of writing a number; allowed behind the colon'),
        ("{}", "the end stands at letter 1"),
    ],
)
def test_a_bad_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        template(text, key="steps.2.text")
    assert message in caught.value.message
    assert caught.value.key == "steps.2.text"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (4.5, "4.5"), (12755.16, "12755"), (-45.0, "-45"),
        (1234567.0, "1234567"), (0.00001234567, "0.00001235"), (0.00030401, "0.000304"),
        (math.inf, "never"),
    ],
)  # fmt: skip
def test_numbers_are_never_powers_of_ten(number: float, text: str) -> None:
    assert shown(number) == text


def test_a_number_that_rounds_to_zero_has_no_sign() -> None:
    assert shown(-0.001, decimals=2) == "0.00"


def test_no_text_is_false() -> None:
    assert not NO_TEXT
    assert template("x")
