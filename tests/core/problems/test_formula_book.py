"""Formulas as a book prints them: the same meaning, read by rules of its own."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.problems.test_formula import FORMULAS
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_book import LONGEST, book_text
from visualizer.core.problems.formula_operations import CHOICES, FUNCTIONS
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
    "sqrt(x)**3": "(√(x))³",
    "sqrt(x)**2 + sqrt(x**2)": "(√(x))² + √(x²)",
    "sin(x)**(-1)": "(sin(x))^(-1)",
    "exp(x)**2": "(exp(x))²",
    "sin(x)**2**2": "(sin(x))^(2²)",
    "-(-x)*y": "-(-x y)",
    "x/y*2": "(x/y) · 2",
    "x/y*y": "(x/y) y",
    "x*(y/2)*x": "(x y/2) x",
    "(+x**2)**3": "(x²)³",
    "1e999*x": "∞ x",
    "3y": "3 y",
    "x^2 + 2x^3": "x² + 2 x³",
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
CALLS = {
    "√": "sqrt", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "log₂": "log2",
    "log₁₀": "log10", "abs": "abs", "cbrt": "cbrt", "min": "min", "max": "max", "exp": "exp",
    "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh",
}  # fmt: skip
TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|log₂|log₁₀|[a-zπτ]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+| [-+·] |, |[-√^()|/∞ ]")


class Reader:
    """Reads a printed formula as a careful person does, and refuses what may be doubted.

    Gives nested tuples. Refused are two signs in a row, a factor behind a quotient, powers
    of powers, powers of a root, and powers other than whole ones at the word of a function.
    """

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == text
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.next
        assert token
        assert expected in ("", token)
        self.at += 1
        return token

    def whole(self) -> tuple:
        found = self.sum()
        assert not self.next, self.next
        return found

    def sum(self) -> tuple:
        found = self.signed()
        while self.next in (" + ", " - "):
            found = (self.take().strip(), found, self.product())
        return found

    def signed(self) -> tuple:
        if self.next != "-":
            return self.product()
        self.take()
        return ("negate", self.product())

    def product(self) -> tuple:
        found, divided = self.factor(), False
        while self.next in (" ", " · ", "/"):
            assert not divided, "what follows a quotient may be doubted"
            sign = self.take()
            divided = sign == "/"
            assert sign != " " or not self.next[:1].isdigit()
            found = ("/" if divided else "*", found, self.factor())
        return found

    def factor(self) -> tuple:
        token = self.take()
        if token == "(":
            base = self.sum()
            self.take(")")
            return self.powered(base)
        if token == "|":
            base = ("abs", (self.take(),))
            self.take("|")
            return self.powered(base)
        if token in CALLS:
            power = self.take() if self.next[:1] in HIGH else ""
            self.take("(")
            arguments = [self.sum()]
            while self.next == ", ":
                self.take()
                arguments.append(self.sum())
            self.take(")")
            base = (CALLS[token], *arguments)
            assert self.next != "^"
            assert self.next[:1] not in HIGH
            assert not power or token not in ("√", "exp", "min", "max")
            return ("**", base, self.number(power)) if power else base
        assert token[0].isdigit() or token in ("x", "y", "e", "π", "τ", "∞"), token
        return self.powered((token,))

    def powered(self, base: tuple) -> tuple:
        if self.next == "^":
            self.take()
            self.take("(")
            found = ("**", base, self.sum())
            self.take(")")
        elif self.next[:1] in HIGH:
            found = ("**", base, self.number(self.take()))
        else:
            return base
        assert self.next != "^"
        assert self.next[:1] not in HIGH
        return found

    @staticmethod
    def number(text: str) -> tuple:
        return ("".join(map(HIGH.get, text)),)


def typed(tree: tuple) -> str:
    """A tree of the reader as one types it, with all parentheses."""
    head, *parts = tree
    inner = [typed(part) for part in parts]
    if not parts:
        return {"∞": "1e999"}.get(head, head)
    if head == "negate":
        return f"(-{inner[0]})"
    if head in ("+", "-", "*", "/", "**"):
        return f"({inner[0]} {head} {inner[1]})"
    return f"{head}({', '.join(inner)})"


def extend(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def call(name: str) -> st.SearchStrategy[str]:
        return children.map(lambda inner: f"{name}({inner})")

    return st.one_of(
        st.tuples(children, st.sampled_from(["+", "-", "*", "/", "**", "^"]), children).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        st.tuples(st.sampled_from("+-"), children).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(children, st.sampled_from(["-1", "2", "3", "0.5", "-2", "0"])).map(
            lambda parts: f"({parts[0]})**({parts[1]})"
        ),
        st.sampled_from([*FUNCTIONS]).flatmap(call),
        st.tuples(st.sampled_from([*CHOICES]), children, children).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        ),
    )


TREES = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "10", "1e-3", "2e20", "pi", "e", "tau", "1.25"]),
    extend,
    max_leaves=8,
)
PLACES = np.random.default_rng(0).uniform(-1.5, 1.5, (40, 2))


@settings(max_examples=200)
@given(st.one_of(TREES, FORMULAS))
def test_what_is_printed_means_the_same_and_nothing_else(formula):
    try:
        problem = Formula(formula)
    except FormulaError:
        assume(False)
    text = book_text(formula)
    assume(text)
    again = Formula(typed(Reader(text).whole()))
    theta = PLACES[:, : problem.size]
    expected, found = problem.loss(theta), again.loss(theta[:, : again.size])
    # Beside huge values, differences of rounding may become anything.
    good = np.isfinite(expected) & (np.abs(expected) < 1e12)
    np.testing.assert_allclose(found[good], expected[good], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("text", ["--x y", "x/y y", "√(x)²", "sin^(-1)(x)", "x²^(3)", "2 3"])
def test_the_reader_refuses_what_may_be_doubted(text):
    with pytest.raises(AssertionError):
        Reader(text).whole()


def test_very_long_formulas_are_not_printed():
    assert book_text("+".join("x" * ((LONGEST + 1) // 2))) != ""
    assert book_text("+".join("x" * (LONGEST // 2 + 1))) == ""
