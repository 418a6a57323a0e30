"""What a formula may be made of: each operation with its first and second derivatives.

The derivatives are those of calculus; at places where there is none, these conventions
hold: abs has the slope 0 at 0, min and max follow their first argument where both are
equal, and the bends of all three are 0. Outside its domain an operation gives nan or inf,
never an exception. What is not chosen spoils nothing: min and max pass over a value that
does not exist, and the slopes, infinite ones also, of an argument that does not matter at
a place count as 0 there.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

Number = Any
"""A float, or an array of them (...,)."""

Unchosen = Any
"""Where (...) the slopes of an argument do not matter, whatever they are; None for nowhere."""

Part = Any
"""A `Number`, or None for a derivative that is 0 everywhere."""


class Unary(NamedTuple):
    """f(u): its value, and from u and the value f'(u) and f''(u)."""

    value: Callable[[Number], Number]
    slope: Callable[[Number, Number], Part]
    bend: Callable[[Number, Number], Part]
    unchosen: Callable[[Number], Unchosen] | None = None


class Binary(NamedTuple):
    """f(a, b): its value, and from a, b and the value (f_a, f_b) and (f_aa, f_ab, f_bb)."""

    value: Callable[[Number, Number], Number]
    slopes: Callable[[Number, Number, Number], tuple[Part, Part]]
    bends: Callable[[Number, Number, Number], tuple[Part, Part, Part]]
    unchosen: Callable[[Number, Number], tuple[Unchosen, Unchosen]] | None = None


LARGEST_PRODUCT = 1024
"""Whole powers up to this are products, whose bits do not depend on the shape of a batch."""


def _whole_power(u: Number, exponent: int) -> Number:
    """u^exponent for exponent >= 1, by squaring (Knuth, TAOCP 2, section 4.6.3)."""
    result = None
    while True:
        if exponent & 1:
            result = u if result is None else result * u
        exponent >>= 1
        if not exponent:
            return result
        u = u * u


def _power(u: Number, exponent: float) -> Number:
    if exponent == 0:
        return 1.0
    if not exponent.is_integer() or abs(exponent) > LARGEST_PRODUCT:
        return np.power(u, exponent)
    product = _whole_power(u, int(abs(exponent)))
    return product if exponent > 0 else np.divide(1.0, product)


def power_of(n: float) -> Unary:
    """u^n for a constant n: slope n u^(n - 1), bend n (n - 1) u^(n - 2)."""
    bend = n * (n - 1)
    return Unary(
        lambda u: _power(u, n),
        lambda u, v: n * _power(u, n - 1) if n else None,
        # A factor 0 means no bend, also where the power beside it is infinite.
        lambda u, v: bend * _power(u, n - 2) if bend else None,
    )


def _log_of_base(a: Number, b: Number, v: Number) -> Number:
    """The factor ln a of a^b: with a = 0 and b > 0 the power is 0 along b, too."""
    # `where` evaluates both; the warning of log(0) is off around all formulas.
    return np.where((a == 0) & (b > 0), 0.0, np.log(a))


def _power_slopes(a: Number, b: Number, v: Number) -> tuple[Part, Part]:
    return _zero_at(b, b * np.power(a, b - 1)), v * _log_of_base(a, b, v)


def _zero_at(b: Number, part: Number) -> Number:
    """A factor b times a power, which is 0 for b = 0 whatever the power is."""
    return np.where(b == 0, 0.0, part)


def _power_bends(a: Number, b: Number, v: Number) -> tuple[Part, Part, Part]:
    log, less = _log_of_base(a, b, v), np.power(a, b - 1)
    bend = _zero_at(b, b * (b - 1) * np.power(a, b - 2))
    return bend, less * (1 + b * log), v * log * log


def _quotient_bends(a: Number, b: Number, v: Number) -> tuple[Part, Part, Part]:
    inverse = np.divide(1.0, b)
    return None, -inverse * inverse, 2 * v * inverse * inverse


ADD = Binary(np.add, lambda a, b, v: (1.0, 1.0), lambda a, b, v: (None, None, None))
SUBTRACT = Binary(np.subtract, lambda a, b, v: (1.0, -1.0), lambda a, b, v: (None, None, None))
MULTIPLY = Binary(np.multiply, lambda a, b, v: (b, a), lambda a, b, v: (None, 1.0, None))
DIVIDE = Binary(
    np.divide,
    lambda a, b, v: (np.divide(1.0, b), np.divide(-v, b)),
    _quotient_bends,
)
POWER = Binary(np.power, _power_slopes, _power_bends, lambda a, b: (b == 0, None))
NEGATE = Unary(np.negative, lambda u, v: -1.0, lambda u, v: None)


def _choice(
    value: Callable[[Number, Number], Number], before: Callable[[Number, Number], Number]
) -> Binary:
    """Min or max: the first argument where it comes `before` the other, or there is no other."""

    def first(a: Number, b: Number) -> Number:
        return before(a, b) | np.isnan(b)

    def slopes(a: Number, b: Number, v: Number) -> tuple[Part, Part]:
        taken = first(a, b)
        return np.where(taken, 1.0, 0.0), np.where(taken, 0.0, 1.0)

    def unchosen(a: Number, b: Number) -> tuple[Unchosen, Unchosen]:
        taken = first(a, b)
        return ~np.asarray(taken), taken

    return Binary(value, slopes, lambda a, b, v: (None, None, None), unchosen)


FUNCTIONS: Mapping[str, Unary] = MappingProxyType(
    {
        "sin": Unary(np.sin, lambda u, v: np.cos(u), lambda u, v: -v),
        "cos": Unary(np.cos, lambda u, v: -np.sin(u), lambda u, v: -v),
        "tan": Unary(np.tan, lambda u, v: 1 + v * v, lambda u, v: 2 * v * (1 + v * v)),
        "asin": Unary(
            np.arcsin,
            lambda u, v: np.divide(1.0, np.sqrt(1 - u * u)),
            lambda u, v: np.divide(u, np.power(1 - u * u, 1.5)),
        ),
        "acos": Unary(
            np.arccos,
            lambda u, v: np.divide(-1.0, np.sqrt(1 - u * u)),
            lambda u, v: np.divide(-u, np.power(1 - u * u, 1.5)),
        ),
        "atan": Unary(
            np.arctan,
            lambda u, v: np.divide(1.0, 1 + u * u),
            lambda u, v: np.divide(-2 * u, (1 + u * u) * (1 + u * u)),
        ),
        "sinh": Unary(np.sinh, lambda u, v: np.cosh(u), lambda u, v: v),
        "cosh": Unary(np.cosh, lambda u, v: np.sinh(u), lambda u, v: v),
        "tanh": Unary(np.tanh, lambda u, v: 1 - v * v, lambda u, v: -2 * v * (1 - v * v)),
        "exp": Unary(np.exp, lambda u, v: v, lambda u, v: v),
        "log": Unary(np.log, lambda u, v: np.divide(1.0, u), lambda u, v: np.divide(-1.0, u * u)),
        "log10": Unary(
            np.log10,
            lambda u, v: np.divide(1 / math.log(10), u),
            lambda u, v: np.divide(-1 / math.log(10), u * u),
        ),
        "log2": Unary(
            np.log2,
            lambda u, v: np.divide(1 / math.log(2), u),
            lambda u, v: np.divide(-1 / math.log(2), u * u),
        ),
        "sqrt": Unary(
            np.sqrt, lambda u, v: np.divide(0.5, v), lambda u, v: np.divide(-0.25, u * v)
        ),
        "cbrt": Unary(
            np.cbrt,
            lambda u, v: np.divide(1 / 3, v * v),
            lambda u, v: np.divide(-2 / 9, v * v * v * v * v),
        ),
        "abs": Unary(np.abs, lambda u, v: np.sign(u), lambda u, v: None, lambda u: u == 0),
    }
)
"""Functions of one value by their names in formulas."""

CHOICES: Mapping[str, Binary] = MappingProxyType(
    {
        "min": _choice(np.fmin, np.less_equal),
        "max": _choice(np.fmax, np.greater_equal),
    }
)
"""Functions of two or more values by their names in formulas."""

CONSTANTS: Mapping[str, float] = MappingProxyType(
    {"pi": math.pi, "e": math.e, "tau": math.tau, "π": math.pi, "τ": math.tau}
)
"""Numbers by their names in formulas."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "x": "the first parameter",
        "y": "the second parameter; without it the formula is one of x alone",
        "a + b": "sum; a sign may also stand alone, as in -x",
        "a - b": "difference",
        "a * b": "product; behind a number the * may be left out: 3y",
        "a / b": "quotient",
        "a ** b": "power, also a ^ b: 2**3 is 8; it binds tighter than a sign, so -x**2 is -(x**2)",
        "(a)": "parentheses",
        "sin(a)": "sine of an angle in radians",
        "cos(a)": "cosine",
        "tan(a)": "tangent",
        "asin(a)": "arc sine, for a from -1 to 1",
        "acos(a)": "arc cosine, for a from -1 to 1",
        "atan(a)": "arc tangent",
        "sinh(a)": "hyperbolic sine",
        "cosh(a)": "hyperbolic cosine",
        "tanh(a)": "hyperbolic tangent",
        "exp(a)": "e to the power of a",
        "log(a)": "natural logarithm, for a above 0",
        "log10(a)": "logarithm of base 10",
        "log2(a)": "logarithm of base 2",
        "sqrt(a)": "square root, for a of at least 0",
        "cbrt(a)": "cube root",
        "abs(a)": "size without sign; its slope at 0 counts as 0",
        "min(a, b)": "the least of two values or more; the slope is that of the first least",
        "max(a, b)": "the greatest of two values or more; the slope is that of the first greatest",
        "pi": "3.14159..., also π",
        "e": "2.71828...",
        "tau": "6.28318..., also τ",
    }
)
"""Everything that a formula may be made of, in the words of the command line and the help."""
