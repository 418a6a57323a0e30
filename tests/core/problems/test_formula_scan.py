"""What is wrong with a formula, and where."""

import pytest

from visualizer.core.problems.formula_scan import NESTED, FormulaError
from visualizer.core.problems.formula_text import DEEPEST, LONGEST, read_formula

MISTAKES = {
    # text: (the marked part, words of the sentence)
    "x^": ("^", "something is missing after ^"),
    "^x": ("^", "something is missing before ^"),
    "x² + y": ("²", "write **2 for ²"),
    "3*x⁴": ("⁴", "write **4 for ⁴"),
    "1/2x": ("2x", "write * between 2 and x, or parentheses: after / it is not clear"),
    "x**2y": ("2y", "after ** it is not clear what belongs together"),
    "x^-2 (y)": ("2 (", "after ^ it is not clear what belongs together"),
    "x + 2 3": ("2 3", "write * between 2 and 3"),
    "3foo + x": ("foo", "foo is not known"),
    "2xy": ("xy", "x*y"),
    "x^2 + 3z": ("z", "z is not known"),
    "(x + 1)(y + 1)": (")(", "write * between ) and ("),
    "x(2)": ("x(", "write * between x and ("),
    "xy": ("xy", "x*y"),
    "x y": ("x y", "write * between x and y"),
    "sin x": ("sin", "sin needs parentheses: sin(x)"),
    "x + sin": ("sin", "sin needs parentheses"),
    "sin + x": ("sin", "sin needs parentheses"),
    "x + foo(y)": ("foo", "foo is not known; allowed are x, y, pi"),
    "x + z": ("z", "z is not known"),
    "x + Y": ("Y", "write y for Y"),
    "SIN(x)": ("SIN", "write sin for SIN"),
    "ln(x)": ("ln", "write log for the natural logarithm"),
    "x + ": ("+", "something is missing after +"),
    "x + * y": ("*", "something is missing before *"),
    "* x": ("*", "something is missing before *"),
    "sin()": (")", "something is missing before )"),
    "max(x,, y)": (",", "something is missing before ,"),
    "(x + y": ("(", "this parenthesis is never closed"),
    "x + y)": (")", "this parenthesis was never opened"),
    "[x]": ("[", "write ( and ) for parentheses"),
    "x // y": ("//", "write / for division"),
    "0,5*x": (",", "write a decimal point"),
    "(0,5)*x": (",", "only between the values of min and max"),
    "max(x)": ("max(x)", "max takes two values or more"),
    "y + sin(x, 2)": ("sin(x, 2)", "sin takes one value, not 2"),
    "x = 1": ("=", "= has no meaning in a formula"),
    "x if y else 1": ("if", "if has no meaning"),
    "007*x": ("007", "without zeros in front"),
    "ｘ + ｚ": ("ｚ", "z is not known"),
    "π*x + z": ("z", "z is not known"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistake_is_named_and_its_place_marked(text):
    part, words = MISTAKES[text]
    with pytest.raises(FormulaError) as caught:
        read_formula(text)
    error = caught.value
    assert words in error.message
    assert text[error.start : error.end] == part
    assert f"(character {error.start + 1})" in error.message
    assert error.key == "formula"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_refused(text):
    with pytest.raises(FormulaError, match="nothing is given"):
        read_formula(text)


@pytest.mark.parametrize("text", ["2", "pi*e", "9**9**9"])
def test_a_number_alone_is_refused(text):
    with pytest.raises(FormulaError, match="this one is a number"):
        read_formula(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [("x**2", ("x",)), ("y", ("x", "y")), ("x + 0*y", ("x", "y")), ("ｘ", ("x",))],
)
def test_parameters_are_the_letters_used(text, names):
    assert read_formula(text).names == names


@pytest.mark.parametrize(
    ("text", "same"),
    [("−x·y ÷ 2", "-x*y/2"), (" x\n + y", "x + y"), ("ｓｉｎ(ｘ)", "sin(x)"), ("π*x", "pi*x")],
)
def test_signs_that_look_alike_mean_the_same(text, same):
    one, other = read_formula(text), read_formula(same)
    assert one.tape.slots == other.tape.slots
    assert [step[::2] for step in one.tape.instructions] == [
        step[::2] for step in other.tape.instructions
    ]


def test_limits_are_inside_of_what_is_allowed():
    read_formula("(" * NESTED + "x" + ")" * NESTED)
    read_formula("-" * NESTED + "x")
    read_formula("+".join("x" * DEEPEST))
    read_formula("x" + " " * (LONGEST - 1))
    for text, words in {
        "(" * (NESTED + 1) + "x" + ")" * (NESTED + 1): "nested too deeply",
        "-" * (NESTED + 1) + "x": "nested too deeply",
        "+".join("x" * (DEEPEST + 1)): "too many operations in a row",
        "x" + " " * LONGEST: "too long",
    }.items():
        with pytest.raises(FormulaError, match=words):
            read_formula(text)
