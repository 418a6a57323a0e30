"""A typed formula as a book would print it, in one line of plain text.

What stands there shows how the formula was understood: ``-x**2`` becomes ``-x²``. The
text follows the conventions of the formulas of functions and update rules: a blank is a
product, a slash divides what stands before it by the factor behind it, ^ raises to the
factor behind it. It can be read in one way only: what two readers might take for two
things, such as x/y z or sin^(-1)(x), has parentheses.
"""

import ast
from functools import lru_cache

from visualizer.core.problems.formula_text import read_tree

SUM, QUOTIENT, PRODUCT, FACTOR = 1, 2, 3, 4
"""How tightly a text holds together; parentheses make a factor of everything.

A quotient is a product that ends with a division: nothing may follow it.
"""

LONGEST = 200
"""Characters of a formula that is printed: a longer one nobody reads at a glance."""

HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
POWERED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
"""Functions whose word takes a whole power: sin²(x)."""

LETTERS = {"pi": "π", "tau": "τ"}
WORDS = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "log2": "log₂",
    "log10": "log₁₀",
}


@lru_cache(maxsize=16)
def book_text(formula: str) -> str:
    """The formula for reading, such as "(1 - x)² + 100 (y - x²)²"; "" for very long ones.

    Raises
    ------
    FormulaError
        As `read_formula`.
    """
    if len(formula) > LONGEST:
        return ""
    return _written(_Unsigned().visit(read_tree(formula)).body)[0]


def written(tree: ast.expr) -> str:
    """A checked tree as `book_text` prints formulas."""
    return _written(_Unsigned().visit(tree))[0]


class _Unsigned(ast.NodeTransformer):
    """Takes out plus signs that stand alone: they mean nothing."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        operand = self.visit(node.operand)
        return operand if isinstance(node.op, ast.UAdd) else ast.UnaryOp(node.op, operand)


def _written(node: ast.expr) -> tuple[str, int]:
    """The text of a node, and how tightly it holds together."""
    if isinstance(node, ast.Constant):
        return _number(float(node.value))  # type: ignore[arg-type]  # checked: only numbers are left
    if isinstance(node, ast.Name):
        return LETTERS.get(node.id, node.id), FACTOR
    if isinstance(node, ast.UnaryOp):
        return f"-{_at_least(QUOTIENT, node.operand)}", SUM
    if isinstance(node, ast.Call):
        return _call(node)
    assert isinstance(node, ast.BinOp)
    return _operation(node)


def _at_least(level: int, node: ast.expr) -> str:
    text, found = _written(node)
    return text if found >= level else f"({text})"


def _number(value: float) -> tuple[str, int]:
    if value == float("inf"):
        return "∞", FACTOR
    if value.is_integer() and abs(value) < 1e16:
        return str(int(value)), FACTOR
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa, FACTOR
    return f"{mantissa} · 10^({int(exponent)})", PRODUCT


def _operation(node: ast.BinOp) -> tuple[str, int]:
    if isinstance(node.op, ast.Pow):
        return _power(node)
    signed = isinstance(node.left, ast.UnaryOp) and isinstance(node.left.op, ast.USub)
    if isinstance(node.op, ast.Mult | ast.Div) and signed:
        # A sign in front is one of the whole: -x²/2 and not (-x²)/2.
        assert isinstance(node.left, ast.UnaryOp)
        return f"-{_at_least(QUOTIENT, ast.BinOp(node.left.operand, node.op, node.right))}", SUM
    if isinstance(node.op, ast.Div):
        return f"{_part(node.left)}/{_part(node.right)}", QUOTIENT
    if isinstance(node.op, ast.Mult):
        left, (right, level) = _at_least(PRODUCT, node.left), _written(node.right)
        if level == SUM:
            right = f"({right})"
        level = QUOTIENT if level == QUOTIENT else PRODUCT
        # Only what a digit begins needs a sign: 2 · 3, but 2 x.
        return f"{left} · {right}" if right[:1].isdigit() else f"{left} {right}", level
    left = _at_least(SUM, node.left)
    right, level = _written(node.right)
    if level == SUM and (isinstance(node.op, ast.Sub) or right[:1] == "-"):
        right = f"({right})"
    return f"{left} {'+' if isinstance(node.op, ast.Add) else '-'} {right}", SUM


def _part(node: ast.expr) -> str:
    """A part of a fraction: the parentheses are not printed."""
    text, level = _written(node)
    return text if level == FACTOR and "(" not in text else f"({text})"


def _power(node: ast.BinOp) -> tuple[str, int]:
    exponent, _ = _written(node.right)
    high = exponent.translate(HIGH) if exponent.isdecimal() else f"^({exponent})"
    base, level = _written(node.left)
    if isinstance(node.left, ast.Call) and base[:1] != "|":
        word, bracket, arguments = base.partition("(")
        if word in POWERED and exponent.isdecimal():
            return f"{word}{high}{bracket}{arguments}", FACTOR
        # √(x)² might be the root of x², and sin^(-1)(x) the arc sine.
        return f"({base}){high}", FACTOR
    tall = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Pow)
    return (f"{base}{high}" if level == FACTOR and not tall else f"({base}){high}"), FACTOR


def _call(node: ast.expr) -> tuple[str, int]:
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    name, inner = node.func.id, ", ".join(_written(argument)[0] for argument in node.args)
    if name == "sqrt":
        return f"√({inner})", FACTOR
    if name == "abs" and inner in ("x", "y"):
        return f"|{inner}|", FACTOR
    return f"{WORDS.get(name, name)}({inner})", FACTOR
