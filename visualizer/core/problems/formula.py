"""Formulas that the user typed, as problems."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.problems.formula_text import read_formula
from visualizer.core.problems.functions.base import Analytic, Range
from visualizer.core.settings import setting

STARTS = ((-2.0, 1.5), (2.0, 1.5), (0.5, 0.25), (1.5, -0.5), (-0.5, -0.25))
"""Places to start from, the first at which there is a slope: no round numbers, at which
many formulas have their minima or meet the edge of their domain."""

VIEW: Range = (-4.0, 4.0)

HORIZON = 50
"""Steps in which the suggested rate is to show something."""

MOST_WORK = 1500
"""Instructions that the search for that rate may take; long formulas make fewer steps."""

RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 3) for digit in (1, 2, 5))
FAR = 100.0
"""A rate that leads farther than this is too large, also where it leads down."""

ORDINARY_RATE = 0.1
"""The rate where none leads down."""


@dataclass(frozen=True)
class Formula(Analytic):
    """f(x, y) or f(x), read from its text; see `read_formula`.

    One frozen object is both the [problem] section of an experiment and the problem.
    Derivatives are exact. Where f has no value, it is nan or infinite.

    Raises
    ------
    FormulaError
        When it is made from a text that is no formula.
    """

    formula: str = setting(
        "(1-x)**2 + 100*(y-x**2)**2",
        label="f(x, y)",
        help=(
            "What is minimised: a formula of x and y with + - * / ** and parentheses, "
            "functions such as sin, exp, sqrt, abs, min and max, and the numbers pi and e."
        ),
    )

    kind: ClassVar[str] = "formula"
    label: ClassVar[str] = "Formula"
    help: ClassVar[str] = "Your own formula: its slopes and curvatures are exact."
    source: ClassVar[str] = (
        "The slopes come from automatic differentiation: the chain rule, applied to one "
        "operation after the other."
    )
    minima: ClassVar[tuple[tuple[float, ...], ...]] = ()
    minimum_loss: ClassVar[float | None] = None

    def __post_init__(self) -> None:
        read_formula(self.formula)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables: x and y, or x alone where there is no y."""
        return read_formula(self.formula).names

    @property
    def domain(self) -> tuple[Range, ...]:
        return (VIEW,) * self.size

    @property
    def usual_start(self) -> tuple[float, ...]:
        return advise(self.formula).start

    @property
    def suggested_rate(self) -> float:
        return advise(self.formula).rate

    @property
    def suggested_epochs(self) -> int:
        return 2 * HORIZON

    @property
    def try_next(self) -> tuple[float, ...]:
        rate = self.suggested_rate
        return (float(f"{rate / 5:.2g}"), float(f"{2 * rate:.2g}"), float(f"{5 * rate:.2g}"))

    @property
    def point_bytes(self) -> int:
        return 128 + 8 * (1 + self.size) * len(read_formula(self.formula).tape.instructions)

    def loss(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The value (...) at each point of `theta` (..., P); `rows` means nothing here."""
        compiled = read_formula(self.formula)
        places, shape = _split(theta)
        with np.errstate(all="ignore"):
            return _filled(compiled.tape.value(places, compiled.result), shape)

    def loss_and_gradient(
        self, theta: FloatArray, rows: IntArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Values (...) and exact gradients (..., P); `rows` means nothing here."""
        compiled = read_formula(self.formula)
        places, shape = _split(theta)
        gradient = np.empty((*shape, len(places)))
        with np.errstate(all="ignore"):
            jet = compiled.tape.jet(places, compiled.result, second=False)
        for index, part in enumerate(jet.first):
            gradient[..., index] = 0.0 if part is None else part
        return _filled(jet.value, shape), gradient

    def exact_hessian(self, theta: FloatArray, rows: IntArray | None = None) -> FloatArray:
        """The second derivatives (..., P, P) at each point of `theta` (..., P)."""
        compiled = read_formula(self.formula)
        places, shape = _split(theta)
        size = len(places)
        second = np.empty((*shape, size, size))
        with np.errstate(all="ignore"):
            jet = compiled.tape.jet(places, compiled.result, second=True)
        parts = iter(jet.second)
        for i in range(size):
            for j in range(i, size):
                part = next(parts)
                second[..., i, j] = second[..., j, i] = 0.0 if part is None else part
        return second


class _Advice(NamedTuple):
    start: tuple[float, ...]
    rate: float


@lru_cache(maxsize=128)
def advise(text: str) -> _Advice:
    """Where to start, and half of the rate that leads lowest in about `HORIZON` steps.

    The best rate for so few steps often ends in one leap; half of it shows a descent.
    """
    problem = Formula(text)
    starts = np.array(STARTS)[:, : problem.size]
    losses, gradients = problem.loss_and_gradient(starts)
    good = np.isfinite(losses) & np.isfinite(gradients).all(axis=-1)
    sloping = good & (gradients != 0).any(axis=-1)
    # The first start with a slope: from a flat place nothing would move.
    number = int(np.argmax(sloping if sloping.any() else good))
    start = starts[number]
    rates = np.array(RATES)[:, None]
    # All rates at once, as a batch: the advice comes while the formula is typed.
    theta = np.tile(start, (len(rates), 1))
    steps = min(HORIZON, MOST_WORK // len(read_formula(text).tape.instructions or [0]))
    for _ in range(steps):
        _, gradient = problem.loss_and_gradient(theta)
        with np.errstate(all="ignore"):
            theta = theta - rates * gradient
    reached = problem.loss(theta)
    near = np.isfinite(reached) & (np.abs(theta).max(axis=-1) < FAR)
    lower = near & (reached < losses[number])
    best = RATES[int(np.argmin(np.where(lower, reached, np.inf)))]
    rate = best / 2 if lower.any() else ORDINARY_RATE
    return _Advice(tuple(start.tolist()), float(f"{rate:.1g}"))


def _split(theta: FloatArray) -> tuple[list[Any], tuple[int, ...]]:
    """The variables as float64, each (...); without axes as scalars, which are faster."""
    both = np.asarray(theta, np.float64)
    return [both[..., index][()] for index in range(both.shape[-1])], both.shape[:-1]


def _filled(value: Any, shape: tuple[int, ...]) -> FloatArray:
    """A value for every point, also where the formula is the same number everywhere."""
    if np.shape(value) == shape:
        return np.asarray(value) if shape else value  # a scalar stays one: it is faster
    return np.full(shape, value)
