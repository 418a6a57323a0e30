"""The part "Forward" of a function or a typed formula: its value with the numbers put in."""

from __future__ import annotations

import math
from dataclasses import fields

from visualizer.core.arrays import FloatArray
from visualizer.core.notation.evaluation import evaluate
from visualizer.core.notation.letters import letter_text
from visualizer.core.notation.names import slope
from visualizer.core.notation.reading import parse
from visualizer.core.notation.substitution import result, substituted
from visualizer.core.notation.tree import Node, Text, row
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_book import book_text
from visualizer.core.problems.functions import Analytic
from visualizer.core.worked.forward_part import EQUALS
from visualizer.core.worked.partials import partial_text, typed_formula
from visualizer.core.worked.sheet import CHAIN, FORWARD, Block, Pen, SheetLine, SheetPart
from visualizer.core.worked.symbols import tinted

F = Text("f", italic=True)


def formula_of(problem: Analytic) -> str:
    """The right-hand side of f = as text; "" where it is too long to be read."""
    if isinstance(problem, Formula):
        return book_text(problem.formula)
    return str(getattr(problem, "formula", ""))


def function_part(problem: Analytic, theta: FloatArray, pen: Pen) -> SheetPart:
    """F with its numbers, and its value."""
    node = _node(problem)
    arguments = parse(f"f({', '.join(problem.names)})")
    value = result(pen(float(problem.loss(theta))))
    if node is None:
        only = SheetLine(row([arguments, EQUALS, value]))
        return SheetPart(FORWARD, "Value", (only,), ("The formula is too long to be written out.",))
    filled = substituted(node, _values(problem, theta), pen)
    blocks: tuple[Block, ...] = (
        SheetLine(row([arguments, EQUALS, node])),
        SheetLine(row([F, EQUALS, filled])),
        SheetLine(row([F, EQUALS, value])),
    )
    return SheetPart(FORWARD, "Value", blocks)


def partials_part(
    problem: Analytic, theta: FloatArray, gradient: FloatArray, index: int, pen: Pen
) -> SheetPart:
    """The partial derivatives: as a formula, with the numbers put in, and their values."""
    lines: list[Block] = []
    values = _values(problem, theta)
    for number, name in enumerate(problem.names):
        left: Node = slope(F, Text(name, italic=True))
        left = tinted(left, 0) if number == index else left
        value = float(gradient[number])
        node = _partial(problem, name, values, value)
        if node is not None:
            lines.append(SheetLine(row([left, EQUALS, node])))
            lines.append(SheetLine(row([left, EQUALS, substituted(node, values, pen)])))
        lines.append(SheetLine(row([left, EQUALS, result(pen(value))])))
    return SheetPart(CHAIN, "Partial derivatives", tuple(lines))


def _partial(problem: Analytic, name: str, values: dict[str, float], value: float) -> Node | None:
    """The derivative as a formula, where it comes to the exact value; else None."""
    options = {key: number for key, number in values.items() if key not in problem.names}
    if isinstance(problem, Formula):
        text = problem.formula
    else:
        text = typed_formula(formula_of(problem), options)
    found = partial_text(text, name) if text else ""
    if not found:
        return None
    node = parse(found)
    try:
        worked = evaluate(node, {**values, "π": math.pi, "e": math.e})
    except ValueError:
        return None
    # At a kink, or where all digits cancel, the value alone is the truth.
    return node if math.isclose(worked, value, rel_tol=1e-9, abs_tol=1e-9) else None


def _node(problem: Analytic) -> Node | None:
    text = formula_of(problem)
    try:
        return parse(text) if text else None
    except ValueError:
        return None


def _values(problem: Analytic, theta: FloatArray) -> dict[str, float]:
    """The numbers of the variables, and of the options of a function by their letters."""
    values = {name: float(value) for name, value in zip(problem.names, theta, strict=True)}
    for one in fields(problem):  # type: ignore[arg-type]  # every function is a dataclass
        value = getattr(problem, one.name)
        if isinstance(value, int | float):
            values.setdefault(letter_text(one.name), float(value))
    return values
