"""Whatever is typed: it is refused or evaluated, and nothing of it is run."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.texts import texts
from visualizer.core.problems import formula_text
from visualizer.core.problems.formula import Formula
from visualizer.core.problems.formula_operations import CHOICES, CONSTANTS, FUNCTIONS
from visualizer.core.problems.formula_scan import FormulaError
from visualizer.core.problems.formula_text import DEEPEST, LONGEST, read_formula

HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "x.real",
    "sin.__globals__",
    "sin(x).__class__",
    "(lambda: x)()",
    "lambda x: x",
    "[y for x in x]",
    "(x for y in x)",
    "{x: y}",
    "{*x}",
    "x[0]",
    "eval('x')",
    "exec(x)",
    "open(x)",
    "print(x)",
    "getattr(x, y)",
    "import os",
    "x; y",
    "x := 1",
    "(x := 1)",
    "x = 1",
    "x == y",
    "x < y < x",
    "x and y",
    "not x",
    "~x",
    "x @ y",
    "x % y",
    "x << 100000000",
    "x if y else x",
    "f'{x}'",
    "'x' * 1000000000",
    "b'x'",
    "...",
    "None",
    "True + x",
    "await x",
    "yield x",
    "*x",
    "max(*x, y)",
    "max(**x)",
    "max(x, key=y)",
    "1j * x",
    "0x10 * x",
    "1_000 * x",
    "x#y",
    "x\\\n+y",
    "x\x00",
    "x\ud800",
    "\ud800\udfff",
    "x\u202e",
    "-" * 100_000 + "x",
    "(" * 100_000,
    "(" * 300 + "x" + ")" * 300,
    "sin(" * 190 + "x" + ")" * 190,
    "x**" * 300 + "x",
    "x" * 1_000_000,
    "+x" * 500_000,
    "9" * 999,
    "9" * 100_000,
]

EVALUATED = [
    "9**9**9 + x",
    "9**9**9**9*x",
    "9" * 900 + "*x",
    "1e999*x",
    "x**9**9",
    "x**1e308",
    "0**-1*x",
    "sqrt(-1)*x",
    "-" * 50 + "x",
    "((((x))))",
    "ｓｉｎ(ｘ) + ｙ",
    "𝐱 + 𝑦",
    "exp(exp(exp(exp(x))))",
]


class Watch:
    """Hears of everything that is compiled, imported or opened while it listens.

    Python keeps such a hook for ever, so there is one for all tests.
    """

    EVENTS = frozenset({"import", "exec", "open", "os.system", "subprocess.Popen", "compile"})

    def __init__(self) -> None:
        self.listening = False
        self.heard: list[str] = []
        self._hooked = False

    def begin(self) -> None:
        self.heard.clear()
        self.listening = True
        if not self._hooked:
            self._hooked = True
            sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        # ast.parse compiles to a tree, which the audit calls compile, too.
        if self.listening and event in self.EVENTS:
            parsing = event == "compile" and sys._getframe(1).f_code is ast.parse.__code__
            if not parsing:
                self.heard.append(event)


WATCH = Watch()


@contextmanager
def nothing_is_run() -> Iterator[None]:
    """Fail when anything is compiled, imported or opened inside."""
    WATCH.begin()
    try:
        yield
    finally:
        WATCH.listening = False
    assert not WATCH.heard


@pytest.mark.parametrize(
    ("event", "job"),
    [
        ("compile", lambda: compile("1", "", "eval")),
        ("exec", lambda: eval("1")),
        ("open", lambda: Path(__file__).open().close()),
        ("", lambda: ast.parse("1")),
    ],
)
def test_the_watch_hears_what_is_run_and_not_what_is_parsed(event, job) -> None:
    WATCH.begin()
    job()
    WATCH.listening = False
    assert (event in WATCH.heard) if event else not WATCH.heard


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_hostile_text_is_refused_and_nothing_is_run(text):
    with nothing_is_run(), pytest.raises(FormulaError) as caught:
        read_formula(text)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 250


@pytest.mark.parametrize("text", EVALUATED, ids=lambda text: ascii(text[:24]))
def test_strange_formulas_are_evaluated(text):
    read_formula(text)
    with nothing_is_run():
        problem = Formula(text)
        theta = np.ones((3, problem.size))
        loss, gradient = problem.loss_and_gradient(theta)
        second = problem.exact_hessian(theta)
    assert loss.shape == (3,)
    assert gradient.shape == theta.shape
    assert second.shape == (3, problem.size, problem.size)


def test_long_text_never_comes_to_the_parser():
    with mock.patch.object(formula_text.ast, "parse", side_effect=AssertionError):
        for text in ("x" * (LONGEST + 1), "x^", "(" * 100, "-" * 100 + "x", "x.y", "'"):
            with pytest.raises(FormulaError):
                read_formula(text)


HARMLESS = ("0x10 * x", "1_000 * x", "sin(" * 190 + "x" + ")" * 190)
"""What the scan refuses only because it is hard to read."""


@pytest.mark.parametrize(
    "text",
    [text for text in HOSTILE if len(text) <= LONGEST and text not in HARMLESS],
    ids=lambda text: ascii(text[:24]),
)
def test_only_the_listed_nodes_are_allowed(text):
    """Also if the scan let everything pass."""
    with (
        mock.patch.object(formula_text, "scan"),
        nothing_is_run(),
        pytest.raises(FormulaError),
    ):
        read_formula(text)


ALPHABET = [
    *"xyzXe0123456789.+-*/()^, _'\"[]{}:;=<>!@#$%&|~`\\\n\t²πτ−·ｘ\x00\ud800",
    *FUNCTIONS,
    *CHOICES,
    *CONSTANTS,
    *("**", "//", "(x", "x)", "lambda", "if", "else", "for", "in", "import", "__class__", "1e"),
]


def refusal(text: str) -> FormulaError | None:
    try:
        read_formula(text)
    except FormulaError as error:
        return error
    return None


@given(st.one_of(st.lists(st.sampled_from(ALPHABET), max_size=40).map("".join), texts()))
@example("x**y**x")
@example("max(x, y, 1)")
def test_any_text_is_refused_or_evaluated(text):
    error = refusal(text)
    if error is not None:
        assert 0 <= error.start < error.end
        assert error.start <= len(text)
        assert "\n" not in error.message
        return
    problem = Formula(text)
    compiled = read_formula(text)
    assert len(compiled.tape.instructions) <= LONGEST
    theta = np.array([[0.5, -1.0], [0.0, 2.0]])[:, : problem.size]
    loss, gradient = problem.loss_and_gradient(theta)
    assert loss.shape == (2,)
    assert gradient.shape == theta.shape
    assert np.array_equal(problem.loss(theta), loss, equal_nan=True)


def test_work_is_bounded_by_the_length():
    """The most instructions that the allowed characters can ask for, and their depth."""
    widest = "+".join("x*x" for _ in range(DEEPEST - 1))
    compiled = read_formula(widest)
    # x*x is worked out once.
    assert len(compiled.tape.instructions) == DEEPEST - 1
    assert len(widest) <= LONGEST
