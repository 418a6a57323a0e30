"""Partial derivatives of formulas as formulas: what stands on the board before numbers go in.

The rules of calculus, applied to the tree of the formula and simplified no further than one would
do by heart. Values never come from here: the exact gradient of the problem is what counts.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from unicodedata import numeric

from visualizer.core.notation.reading import parse
from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Node,
    Root,
    Scripts,
    Text,
    flat,
)
from visualizer.core.problems.formula_book import written
from visualizer.core.problems.formula_scan import FormulaError
from visualizer.core.problems.formula_text import read_tree

LONGEST = 200
"""Characters of a derivative that is written out: a longer one nobody reads."""


SHORT = 6
"""Characters of a number that is worth a division."""


class NoFormulaError(ValueError):
    """There is no derivative that could be written down."""


@lru_cache(maxsize=64)
def partial_text(formula: str, name: str) -> str:
    """The derivative of a formula as typed, by x or y, for reading; "" where there is none."""
    try:
        tree = _slope(read_tree(formula).body, name)
    except (NoFormulaError, FormulaError):
        return ""
    text = written(tree)
    return text if len(text) <= LONGEST else ""


# From what a book prints to what can be typed.


def typed(node: Node, values: Mapping[str, float]) -> str:
    """A printed formula as it would be typed; letters in `values` become their numbers.

    Raises
    ------
    NoFormulaError
        For what cannot be typed.
    """
    parts = [part for part in flat(node) if not isinstance(part, Gap)]
    found: list[str] = []
    factors: list[Node] = []
    for part in parts:
        if isinstance(part, Text) and part.text in "+−":
            found += [_product(factors, values)] if factors else []
            found.append("-" if part.text == "−" else "+")
            factors = []
        else:
            factors.append(part)
    return "".join([*found, _product(factors, values)])


def _product(factors: list[Node], values: Mapping[str, float]) -> str:
    found: list[str] = []
    for place, part in enumerate(factors):
        if isinstance(part, Text) and len(part.text) > 1 and part.text.isalpha():
            # A function takes the brackets behind it, or the rest of the product.
            rest = factors[place + 1 :]
            if rest and isinstance(rest[0], Group):
                found.append(f"{part.text}{_one(rest[0], values)}")
                rest = rest[1:]
                return "*".join([*found, *([_product(rest, values)] if rest else [])])
            return "*".join([*found, f"{part.text}({_product(rest, values)})"])
        if part != Text("·", spaced=True):
            found.append(_one(part, values))
    return "*".join(found)


def _one(node: Node, values: Mapping[str, float]) -> str:
    if isinstance(node, Text):
        return _letter(node.text, values)
    if isinstance(node, Fraction):
        return f"({typed(node.above, values)})/({typed(node.below, values)})"
    if isinstance(node, Root):
        return f"sqrt({typed(node.inner, values)})"
    if isinstance(node, Group) and node.opening == "(":
        return f"({typed(node.inner, values)})"
    if isinstance(node, Group) and node.opening == "|":
        return f"abs({typed(node.inner, values)})"
    if isinstance(node, Scripts) and node.high is not None and node.low is None:
        return f"{_one(node.base, values)}**({typed(node.high, values)})"
    if isinstance(node, Chain):
        return f"({typed(node, values)})"
    raise NoFormulaError("this cannot be typed")


def _letter(text: str, values: Mapping[str, float]) -> str:
    if text in values:
        return f"({values[text]!r})"
    if text == "π":
        return "pi"
    if len(text) == 1 and not text.isascii() and not text.isalpha():
        return repr(numeric(text))
    return text


def typed_formula(text: str, values: Mapping[str, float]) -> str:
    """A printed formula as it would be typed; "" where it cannot be."""
    try:
        return typed(parse(text), values)
    except (NoFormulaError, ValueError):
        return ""


# Calculus.


def _slope(node: ast.expr, name: str) -> ast.expr:
    """The derivative of a tree by a variable."""
    if isinstance(node, ast.Constant):
        return _number(0)
    if isinstance(node, ast.Name):
        return _number(1 if node.id == name else 0)
    if isinstance(node, ast.UnaryOp):
        inner = _slope(node.operand, name)
        return _negative(inner) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Call):
        return _of_call(node, name)
    assert isinstance(node, ast.BinOp)
    return _of_operation(node, name)


def _of_operation(node: ast.BinOp, name: str) -> ast.expr:
    left, right = node.left, node.right
    by_left = _slope(left, name)
    if isinstance(node.op, ast.Pow):
        return _of_power(left, by_left, right, name)
    by_right = _slope(right, name)
    if isinstance(node.op, ast.Add):
        return _plus(by_left, by_right)
    if isinstance(node.op, ast.Sub):
        return _minus(by_left, by_right)
    if isinstance(node.op, ast.Mult):
        return _plus(_times(by_left, right), _times(left, by_right))
    above = _minus(_times(by_left, right), _times(left, by_right))
    if _is_number(by_right, 0):
        return _over(by_left, right)
    return _over(above, _power(right, _number(2)))


def _of_power(base: ast.expr, slope: ast.expr, exponent: ast.expr, name: str) -> ast.expr:
    value = _value(exponent)
    if value is None:
        raise NoFormulaError("only powers with a number as exponent")
    return _times(_times(_number(value), _power(base, _number(value - 1))), slope)


def _of_call(node: ast.Call, name: str) -> ast.expr:
    assert isinstance(node.func, ast.Name)
    slopes = [_slope(inner, name) for inner in node.args]
    # No derivative of what does not matter, however complicated it is.
    if all(_is_number(slope, 0) for slope in slopes):
        return _number(0)
    rule = _RULES.get(node.func.id)
    if rule is None:
        raise NoFormulaError(f"{node.func.id} has a kink, or no simple derivative")
    return _times(rule(node.args[0]), slopes[0])


def _call(name: str, inner: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name), [inner], [])


_RULES: Mapping[str, Callable[[ast.expr], ast.expr]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: _negative(_call("sin", u)),
    "tan": lambda u: _plus(_number(1), _power(_call("tan", u), _number(2))),
    "asin": lambda u: _over(_number(1), _call("sqrt", _minus(_number(1), _power(u, _number(2))))),
    "acos": lambda u: _over(_number(-1), _call("sqrt", _minus(_number(1), _power(u, _number(2))))),
    "atan": lambda u: _over(_number(1), _plus(_number(1), _power(u, _number(2)))),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: _minus(_number(1), _power(_call("tanh", u), _number(2))),
    "exp": lambda u: _call("exp", u),
    "log": lambda u: _over(_number(1), u),
    "sqrt": lambda u: _over(_number(1), _times(_number(2), _call("sqrt", u))),
}


# What one simplifies without thinking.


def _number(value: float) -> ast.expr:
    return _negative(ast.Constant(-value)) if value < 0 else ast.Constant(float(value))


def _value(node: ast.expr) -> float | None:
    """The value of a number with its sign; None for anything else."""
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]  # checked: only numbers are left
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = _value(node.left), _value(node.right)
        return above / below if above is not None and below else None
    return None


def _is_number(node: ast.expr, value: float) -> bool:
    return _value(node) == value


def _negative(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return node if _is_number(node, 0) else ast.UnaryOp(ast.USub(), node)


def _plus(left: ast.expr, right: ast.expr) -> ast.expr:
    if _is_number(left, 0):
        return right
    if _is_number(right, 0):
        return left
    if isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub):
        return _minus(left, right.operand)
    return ast.BinOp(left, ast.Add(), right)


def _minus(left: ast.expr, right: ast.expr) -> ast.expr:
    if _is_number(right, 0):
        return left
    if _is_number(left, 0):
        return _negative(right)
    if isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub):
        return _plus(left, right.operand)
    return ast.BinOp(left, ast.Sub(), right)


def _times(left: ast.expr, right: ast.expr) -> ast.expr:
    """A product with one number in front."""
    factor, parts = 1.0, []
    for node in (*_factors(left), *_factors(right)):
        value = _value(node)
        if value is None and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            factor, node = -factor, node.operand
        if value is None:
            parts.append(node)
        else:
            factor *= value
    if factor == 0 or not parts:
        return _number(factor)
    found = parts[0]
    for part in parts[1:]:
        found = ast.BinOp(found, ast.Mult(), part)
    if abs(factor) != 1:
        found = ast.BinOp(_number(abs(factor)), ast.Mult(), found)
    return _negative(found) if factor < 0 else found


def _factors(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [_number(-1), *_factors(node.operand)]
    return [node]


def _over(above: ast.expr, below: ast.expr) -> ast.expr:
    divisor = _value(below)
    if _is_number(above, 0):
        return _number(0)
    front = [value for value in map(_value, _factors(above)) if value is not None]
    if divisor and front:
        shorter = math.prod(front) / divisor
        # 2 x/2 is x, but a third of x stays x/3.
        if len(repr(shorter)) <= SHORT:
            rest = [part for part in _factors(above) if _value(part) is None]
            found = _number(shorter)
            for part in rest:
                found = _times(found, part)
            return found
    if divisor == 1:
        return above
    return ast.BinOp(above, ast.Div(), below)


def _power(base: ast.expr, exponent: ast.expr) -> ast.expr:
    if _is_number(exponent, 0):
        return _number(1)
    return base if _is_number(exponent, 1) else ast.BinOp(base, ast.Pow(), exponent)
