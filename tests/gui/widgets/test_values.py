import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.core.errors import InputError
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.settings import Setting, declarations
from visualizer.gui.widgets.values import describe, format_value, parse_text, stepped


def declared(kind, many=False, default=0, **more):
    return Setting("size", kind, many, default, "Size", "How large it is.", **more)


FLOAT, INT = declared(float), declared(int)
FLOATS, INTS = declared(float, many=True), declared(int, many=True)
RATE = declared(float, above=0.0, maximum=10.0, logarithmic=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (1e-4, "0.0001"),
        (1e-5, "1e-5"),
        (1.5e300, "1.5e300"),
        (60, "60"),
        (True, "true"),
        ((16, 16), "16, 16"),
        ((0.0, 0.5), "0, 0.5"),
        ((), ""),
        (("x", "y"), "x, y"),
        ("line", "line"),
    ],
)
def test_text_of_values(value, text):
    assert format_value(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back_exactly(value):
    assert parse_text(FLOAT, format_value(value)) == value


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_every_list_comes_back(values):
    assert parse_text(INTS, format_value(tuple(values))) == tuple(values)


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (FLOAT, " .5 ", 0.5),
        (FLOAT, "5.", 5.0),
        (FLOAT, "+1e-3", 1e-3),
        (FLOAT, "1E2", 100.0),
        (INT, "60", 60),
        (INT, "60.0", 60),
        (INT, "1e3", 1000),
        (FLOATS, "0, 0", (0.0, 0.0)),
        (FLOATS, "[1; 2]", (1.0, 2.0)),
        (FLOATS, "1 2  3", (1.0, 2.0, 3.0)),
        (INTS, "", ()),
        (INTS, "(16,)", None),
        (declared(str, many=True), "room size, price", ("room size", "price")),
        (declared(str, optional=True), "", ""),
        (declared(bool), "true", True),
    ],
)
def test_values_of_text(setting, text, value):
    if value is None:
        with pytest.raises(InputError):
            parse_text(setting, text)
    else:
        assert parse_text(setting, text) == value


@pytest.mark.parametrize(
    ("setting", "text", "words"),
    [
        (FLOAT, "", "nothing is given"),
        (FLOAT, "abc", '"abc" is not allowed; allowed is a number'),
        (FLOAT, "0,5", "0,5 has a comma; write 0.5"),
        (FLOAT, "1_000", '"1_000" is not allowed'),
        (FLOAT, "nan", '"nan" is not allowed'),
        (FLOAT, "inf", '"inf" is not allowed'),
        (FLOAT, "1e400", '"1e400" is not allowed'),
        (FLOAT, "１", "is not allowed"),
        (FLOAT, "0x10", "is not allowed"),
        (INT, "1.5", "1.5 is not allowed; allowed is a whole number"),
        (RATE, "0", "0 is not allowed; allowed is a number above 0 and at most 10"),
        (FLOATS, "1, , 2", "nothing is given"),
        (declared(str, choices={"a": "A"}), "b", "allowed are a"),
        (FLOAT, "9" * 200_000, "the text is too long (200000 characters)"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(setting, text, words):
    with pytest.raises(InputError) as caught:
        parse_text(setting, text)
    assert words in caught.value.message
    assert len(caught.value.message) < 200
    assert caught.value.key == "size"


@pytest.mark.parametrize(
    ("setting", "value", "up", "down"),
    [
        (INT, 6, 7, 5),
        (INT, 60, 61, 59),
        (INT, 250, 260, 240),
        (INT, 0, 1, -1),
        (FLOAT, 0.0, 0.1, -0.1),
        (FLOAT, 1.5, 1.6, 1.4),
        (FLOAT, -1.0, -0.9, -1.1),
        (RATE, 0.1, 0.2, 0.05),
        (RATE, 0.125, 0.2, 0.1),
        (RATE, 10.0, 10.0, 5.0),
        (declared(int, minimum=1), 1, 2, 1),
        (declared(float, above=0.0), 0.1, 0.11, 0.09),
    ],
)
def test_steps_of_the_arrow_keys(setting, value, up, down):
    assert stepped(setting, value, True) == up
    assert stepped(setting, value, False) == down


@given(st.floats(1e-8, 9.9), st.booleans())
def test_steps_move_and_stay_within_the_limits(value, up):
    new = stepped(RATE, value, up)
    assert new > value if up else new < value
    assert RATE.check(new) == new
    assert math.isfinite(new)


def test_the_tooltip_tells_everything():
    text = describe(RATE, "optimizer.learning_rate")
    assert text.splitlines() == [
        "How large it is.",
        "",
        "A number above 0 and at most 10",
        "Default: 0",
        "In files: optimizer.learning_rate",
    ]
    kind = declared(str, default="sgd", choices={"sgd": "Gradient descent"})
    assert "Default: Gradient descent" in describe(kind, "optimizer.kind")
    assert "Default: not given" in describe(declared(str, default="", optional=True), "k")


LAYERS_SETTING = next(one for one in declarations(ModelSettings) if one.name == "layers")


@pytest.mark.parametrize(
    "text", ["", "flatten", "convolution 8 2 valid, pooling 2 average, flatten, dense 5"]
)
def test_layers_are_typed_as_they_are_shown(text: str) -> None:
    value = parse_text(LAYERS_SETTING, text)
    assert format_value(value) == text
    assert parse_text(LAYERS_SETTING, text.replace(", ", " ;")) == value


def test_layers_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match="allowed are convolution, pooling"):
        parse_text(LAYERS_SETTING, "convolution 8, conv")


def test_layers_typed_as_units_are_sent_to_the_field_for_layers():
    hidden = next(one for one in declarations(ModelSettings) if one.name == "hidden")
    with pytest.raises(InputError, match="belong into Layers"):
        parse_text(hidden, "convolution 4 3, flatten")
    assert parse_text(hidden, "16 8") == (16, 8)
