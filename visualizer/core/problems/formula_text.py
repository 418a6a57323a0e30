"""From the text of a formula to a tape of instructions; nothing that is typed is ever run.

The text is read in two ways, one after the other. First a scan of its characters and of
what follows what, which knows the exact place of a mistake. Then Python's own parser
makes a tree of it, of which only the listed nodes are allowed; the tree is walked, never
compiled. Length, depth and number of parts are bounded before each of these steps.
"""

import ast
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from visualizer.core.problems.formula_operations import (
    ADD,
    CHOICES,
    CONSTANTS,
    DIVIDE,
    FUNCTIONS,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    Binary,
    power_of,
)
from visualizer.core.problems.formula_scan import (
    VARIABLES,
    FormulaError,
    Token,
    is_function,
    is_number,
    scan,
)
from visualizer.core.problems.formula_tape import Tape

LONGEST = 1000
"""Characters that a formula may have."""

DEEPEST = 200
"""Levels that its tree may have; a sum of n terms has n."""

_OPERATIONS: dict[type[ast.operator], tuple[str, Binary]] = {
    ast.Add: ("+", ADD),
    ast.Sub: ("-", SUBTRACT),
    ast.Mult: ("*", MULTIPLY),
    ast.Div: ("/", DIVIDE),
    ast.Pow: ("**", POWER),
}

# A list of what is allowed, not of what is refused: whatever Python adds to its grammar stays out.
_FITTING = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.BinOp,
    ast.UnaryOp,
    ast.UAdd,
    ast.USub,
    ast.Call,
    *_OPERATIONS,
)
"""The nodes that a tree may have."""


class Compiled(NamedTuple):
    """A checked formula: its variables, its instructions, and the slot of its value."""

    names: tuple[str, ...]
    tape: Tape
    result: int


@lru_cache(maxsize=128)
def read_formula(text: str) -> Compiled:
    """Check a formula of x and y, or of x alone, and make it ready to be evaluated.

    Raises
    ------
    FormulaError
        Says what cannot be used, and at which character.
    """
    tree = read_tree(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not used & set(VARIABLES):
        raise FormulaError("a formula needs x, or x and y; this one is a number", 0, len(text))
    names = VARIABLES if "y" in used else VARIABLES[:1]
    tape = Tape(len(names))
    return Compiled(names, tape, _slot_of(tree.body, names, tape))


def read_tree(text: str) -> ast.Expression:
    """The checked tree of a formula: it has only nodes that `_FITTING` lists.

    Raises
    ------
    FormulaError
        As `read_formula`.
    """
    if len(text) > LONGEST:
        raise FormulaError(
            f"{len(text):,} characters are too long; at most {LONGEST:,} are allowed",
            LONGEST,
            len(text),
        )
    tokens = scan(text)
    tree = _parsed(tokens, text)
    _check(tree, text)
    return tree


def _parsed(tokens: Sequence[Token], text: str) -> ast.Expression:
    """The tree of a formula, whose nodes know their places in the text.

    Python is given one part of the text after the other, with a blank between them.
    """
    parts = ["**" if token.text == "^" else token.text for token in tokens]
    try:
        tree = ast.parse(" ".join(parts), mode="eval")
    # The scan has refused whatever is known to lead here; these are what else the parser may raise.
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError("this cannot be read as a formula", 0, len(text)) from None
    starts, ends, place = {}, {}, 0
    for token, part in zip(tokens, parts, strict=True):
        # Python counts bytes.
        starts[place], ends[place + len(part.encode())] = token.start, token.end
        place += len(part.encode()) + 1
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset = starts.get(node.col_offset, 0)
            node.end_col_offset = ends.get(node.end_col_offset or 0, len(text))
    return tree


def _check(tree: ast.Expression, text: str) -> None:
    """Refuse nodes that no formula has, and trees that are too deep."""
    # A list of its own instead of recursion: depth is what is checked here.
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST and isinstance(node, ast.expr):
            raise FormulaError(
                f"too many operations in a row; at most {DEEPEST} are allowed", 0, len(text)
            )
        start, end = _place(node, text)
        if not isinstance(node, _FITTING):
            raise FormulaError("this has no meaning in a formula", start, end)
        # Exactly these types: True is an int for `isinstance`, and strings and complex numbers are
        # constants, too.
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise FormulaError("only numbers are allowed", start, end)
        if isinstance(node, ast.Name) and not is_number(node.id):
            raise FormulaError(_about_name(node.id), start, end)
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call):
            _check_call(node, text)
            # Without `func`: a function's name would be refused as a number.
            children = list(node.args)
        waiting += [(child, depth + 1) for child in children]


def _check_call(node: ast.Call, text: str) -> None:
    start, end = _place(node, text)
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise FormulaError("this has no meaning in a formula", start, end)
    name, count = node.func.id, len(node.args)
    if not is_function(name):
        raise FormulaError(_about_name(name), *_place(node.func, text))
    if name in FUNCTIONS and count != 1:
        raise FormulaError(f"{name} takes one value, not {count}", start, end)
    if name in CHOICES and count < 2:
        raise FormulaError(f"{name} takes two values or more, such as {name}(x, y)", start, end)


def _about_name(name: str) -> str:
    if is_function(name):
        return f"{name} needs parentheses: {name}(x)"
    lower = name.lower()
    if lower != name and (is_number(lower) or is_function(lower)):
        return f"write {lower} for {name}"
    if name == "ln":
        return "write log for the natural logarithm"
    if len(name) > 1 and set(name) <= set(VARIABLES):
        return f"write * between the letters: {'*'.join(name)}"
    shown = name if len(name) <= 20 else f"{name[:19]}…"
    known = ", ".join((*VARIABLES, "pi", "e", "tau", *FUNCTIONS, *CHOICES))
    return f"{shown} is not known; allowed are {known}"


def _place(node: ast.AST, text: str) -> tuple[int, int]:
    """Where a node stands in the text."""
    if not isinstance(node, ast.expr):
        return 0, len(text)
    return node.col_offset, node.end_col_offset or len(text)


def _slot_of(node: ast.expr, names: tuple[str, ...], tape: Tape) -> int:
    """The slot of a checked node's value; at most `DEEPEST` calls deep."""
    if isinstance(node, ast.Constant):
        return tape.constant(_float(node.value))
    if isinstance(node, ast.Name):
        return names.index(node.id) if node.id in names else tape.constant(CONSTANTS[node.id])
    if isinstance(node, ast.UnaryOp):
        slot = _slot_of(node.operand, names, tape)
        return tape.apply("negate", NEGATE, slot) if isinstance(node.op, ast.USub) else slot
    if isinstance(node, ast.Call):
        return _slot_of_call(node, names, tape)
    assert isinstance(node, ast.BinOp)
    slots = [_slot_of(part, names, tape) for part in (node.left, node.right)]
    exponent = tape.slots[slots[1]]
    if isinstance(node.op, ast.Pow) and exponent is not None:
        # A constant exponent has simpler derivatives: those of a^b contain log a, which is nan for
        # a < 0.
        return tape.apply(("**", exponent), power_of(exponent), slots[0])
    sign, operation = _OPERATIONS[type(node.op)]
    return tape.apply(sign, operation, *slots)


def _slot_of_call(node: ast.Call, names: tuple[str, ...], tape: Tape) -> int:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    slot, *others = (_slot_of(argument, names, tape) for argument in node.args)
    if name in FUNCTIONS:
        return tape.apply(name, FUNCTIONS[name], slot)
    # min(a, b, c) is min(min(a, b), c).
    for other in others:
        slot = tape.apply(name, CHOICES[name], slot, other)
    return slot


def _float(value: object) -> float:
    """A literal as float64: one with hundreds of digits is infinite."""
    assert isinstance(value, int | float)
    try:
        return float(value)
    except OverflowError:
        return float("inf")
