"""Partial derivatives as formulas, against the exact gradients of functions and typed formulas."""

import math

import numpy as np
import pytest

from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.plain import plain
from visualizer.core.notation.reading import parse
from visualizer.core.optimizers import OPTIMIZERS
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.functions import FUNCTIONS
from visualizer.core.worked.function_part import formula_of
from visualizer.core.worked.partials import (
    LONGEST,
    NoFormulaError,
    partial_text,
    typed,
    typed_formula,
)
from visualizer.core.worked.sheet import CHAIN
from visualizer.core.worked.update import Moved
from visualizer.core.worked.work import WorkChoice, work_out

CONSTANTS = {"π": math.pi, "e": math.e}
OPTIONS = {"κ": 100.0}
PLACE = {"x": -0.7, "y": 0.4}

EXAMPLES = {
    "x**2": "2 x",
    "(1-x)**2 + 100*(y-x**2)**2": "-2 (1 - x) - 400 (y - x²) x",
    "sin(3*x)": "3 cos(3 x)",
    "exp(-x**2/2)": "-exp(-x²/2) x",
    "x**2/3": "(2 x)/3",
    "x/(1+y)": "1/(1 + y)",
    "sqrt(x)": "1/(2 √(x))",
    "y**2": "0",
    "-x": "-1",
}


@pytest.mark.parametrize("formula", EXAMPLES)
def test_as_one_would_write_it(formula):
    assert partial_text(formula, "x") == EXAMPLES[formula]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_partial_derivatives(name):
    problem = FUNCTIONS[name]()
    text = typed_formula(formula_of(problem), OPTIONS)
    gradient = problem.loss_and_gradient(np.array([PLACE["x"], PLACE["y"]]))[1]
    for letter, slope in zip(problem.names, gradient, strict=True):
        found = partial_text(text, letter)
        assert found, "too long to be written, or not understood"
        assert evaluate(parse(found), PLACE | CONSTANTS) == pytest.approx(slope, rel=1e-10)


TYPED = (
    "tan(x*y)", "asin(x*y)", "acos(x*y)", "atan(x + y)", "sinh(x)*cosh(y)", "tanh(x*y)",
    "log(x**2 + 1)/y", "x**3/(y**2 + 1)", "(x - y)**0.5 * 0 + x**-2", "-(x - 2)**4 - -y*x",
    "x*(-y)", "2*x/4 + y/x",
)  # fmt: skip


@pytest.mark.parametrize("formula", TYPED)
def test_typed_formulas(formula):
    problem = Formula(formula)
    theta = np.array([0.7, 0.4])
    gradient = problem.loss_and_gradient(theta)[1]
    for letter, slope in zip(problem.names, gradient, strict=True):
        node = parse(partial_text(formula, letter))
        assert evaluate(node, {"x": 0.7, "y": 0.4} | CONSTANTS) == pytest.approx(slope, rel=1e-10)


@pytest.mark.parametrize("formula", ["abs(x)", "max(x, y)", "x**x", "x +", "sin(x)*" * 30 + "x"])
def test_what_is_not_written_down(formula):
    assert partial_text(formula, "x") == ""


def test_long_derivatives_are_left_out():
    assert partial_text("x*" * 5 + "x", "x")
    assert partial_text("+".join(f"sin({number}*x)*y**{number}" for number in range(20)), "x") == ""
    assert LONGEST == 200


def test_what_cannot_be_typed():
    with pytest.raises(NoFormulaError):
        typed(parse("x₁"), {})
    assert typed_formula("x₁", {}) == ""
    assert typed_formula("(x", {}) == ""


def test_the_sheet_has_formula_numbers_and_value():
    problem = FUNCTIONS["rosenbrock"]()
    theta = np.array([-1.2, 1.0])
    gradient = problem.loss_and_gradient(theta)[1]
    moved = Moved(0, theta, gradient, 0.1, {}, {}, None)
    lines = work_out(problem, OPTIMIZERS["sgd"](), moved, WorkChoice()).part(CHAIN).blocks
    found = [plain(line.node) for line in lines]
    assert found[:3] == [
        "∂f/∂x = −2 (1 − x) − 400 (y − x²) x",
        "∂f/∂x = −2 (1 − (−1.2)) − 400 (1 − (−1.2)²) · (−1.2)",
        "∂f/∂x = −215.6",
    ]
    kinked = Formula("abs(x) + y**2")
    moved = Moved(0, theta, kinked.loss_and_gradient(theta)[1], 0.1, {}, {}, None)
    lines = work_out(kinked, OPTIMIZERS["sgd"](), moved, WorkChoice()).part(CHAIN).blocks
    assert [plain(line.node) for line in lines] == [
        "∂f/∂x = −1", "∂f/∂y = 2 y", "∂f/∂y = 2 · 1", "∂f/∂y = 2",
    ]  # fmt: skip
