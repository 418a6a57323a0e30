"""Typed formulas: the time that anything that can be typed may take."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.measure import Result, best_times
from visualizer.core.problems.formula import Formula, advise
from visualizer.core.problems.formula_scan import FormulaError
from visualizer.core.problems.formula_text import DEEPEST, read_formula

LONGEST_ALLOWED = "+".join("sin(x*y)*x" for _ in range(DEEPEST // 2 - 2))[:980].rpartition("+")[0]

TYPED = (
    "__import__('os').system('true')",
    "[y for x in x]",
    "(lambda: x)()",
    "9**9**9 + x",
    "9" * 900 + "*x",
    "x**9**9",
    "-" * 100_000 + "x",
    "(" * 100_000,
    "sin(" * 49 + "x" + ")" * 49,
    "x" * 1_000_000,
    "+x" * 500_000,
    "ｘ" * 1_000_000,
    "x\ud800",
    "**".join("x" * DEEPEST),
    LONGEST_ALLOWED,
)


def answer(text: str) -> None:
    """Refuse a formula, or evaluate it at a hundred points and find a rate for it."""
    read_formula.cache_clear()
    advise.cache_clear()
    try:
        problem = Formula(text)
    except FormulaError:
        return
    theta = np.random.default_rng(0).normal(size=(100, problem.size))
    problem.loss_and_gradient(theta)
    problem.exact_hessian(theta)
    assert problem.suggested_rate > 0


def job(text: str) -> Callable[[], None]:
    """What is measured of a text."""
    return lambda: answer(text)


def formulas(rounds: int = 5) -> list[Result]:
    """The slowest answer to anything hostile or long."""
    times = best_times(rounds, *(job(text) for text in TYPED))
    slowest = int(np.argmax(times))
    return [
        Result(
            "The slowest answer to a hostile or a very long formula",
            1e3 * times[slowest], 100, " ms", False,
            f"of {len(TYPED)}; it begins with {TYPED[slowest][:24]!a}",
        )
    ]  # fmt: skip
