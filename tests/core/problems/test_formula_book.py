"""Formulas as a book prints them: the same meaning, read by rules of its own."""

import re

import numpy as np
import pytest
from hypothesis import assume, given

from tests.core.problems.test_formula import FORMULAS
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_book import LONGEST, book_text
from visualizer.core.problems.formula_scan import FormulaError

PRINTED = {
    "x**2": "x²",
    "-x**2": "-x²",
    "(-x)**2": "(-x)²",
    "2*x": "2 x",
    "x*2": "x · 2",
    "2*3*x": "2 · 3 x",
    "x*y": "x y",
    "(1-x)**2 + 100*(y-x**2)**2": "(1 - x)² + 100 (y - x²)²",
    "x - (y - 1)": "x - (y - 1)",
    "x - y - 1": "x - y - 1",
    "x + -y": "x + (-y)",
    "(x + y)*x": "(x + y) x",
    "x/2": "x/2",
    "(x + 1)/(y + 12)": "(x + 1)/(y + 12)",
    "x/y/2": "(x/y)/2",
    "-x*y": "-x y",
    "x/sin(y)": "x/(sin(y))",
    "2**x": "2^(x)",
    "x**-1": "x^(-1)",
    "x**0.5": "x^(0.5)",
    "x**2**3": "x^(2³)",
    "(x**2)**3": "(x²)³",
    "sin(x)**2": "sin²(x)",
    "sqrt(x)**3": "√(x)³",
    "exp(-x**2/2)": "exp(-x²/2)",
    "abs(x) + abs(x + 1)": "|x| + abs(x + 1)",
    "log2(x) + log10(x) + asin(x)": "log₂(x) + log₁₀(x) + arcsin(x)",
    "pi*x + e*y": "π x + e y",
    "1e-5*x": "1 · 10^(-5) x",
    "max(x, y, 2)": "max(x, y, 2)",
    "+x": "x",
}


@pytest.mark.parametrize("formula", PRINTED)
def test_printed(formula):
    assert book_text(formula) == PRINTED[formula]


HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


def read_back(text: str) -> str:
    """A printed formula as one that can be typed, by the rules that a reader follows."""
    # A power at the word of a function belongs to its value: sin²(x) is (sin(x))².
    while found := re.search(r"([a-z]+)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\(", text):
        end = closing(text, found.end() - 1)
        call = found.group(1) + text[found.end() - 1 : end]
        text = f"{text[: found.start()]}({call}){found.group(2)}{text[end:]}"
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "**" + "".join(map(HIGH.get, m.group())), text)
    text = text.replace("^", "**").replace("√", "sqrt").replace("arctan", "atan")
    text = text.replace("π", "pi").replace(" · ", "*")
    # A blank without a sign at either side is a product.
    return re.sub(r"(?<=[\w)])(?<!,) (?=[\w(])", "*", text)


def closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    raise AssertionError(text)


@given(FORMULAS)
def test_what_is_printed_means_the_same(formula):
    try:
        problem = Formula(formula)
    except FormulaError:
        assume(False)
    text = book_text(formula)
    assume(text)
    theta = np.random.default_rng(0).uniform(-1.5, 1.5, (20, 2))[:, : problem.size]
    again = Formula(read_back(text))
    np.testing.assert_allclose(again.loss(theta), problem.loss(theta), rtol=1e-9, atol=1e-12)


def test_very_long_formulas_are_not_printed():
    assert book_text("+".join("x" * ((LONGEST + 1) // 2))) != ""
    assert book_text("+".join("x" * (LONGEST // 2 + 1))) == ""
