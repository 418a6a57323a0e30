"""Numbers in the place of letters: a formula as it stands on the board when it is worked out."""

from collections.abc import Callable, Mapping

from visualizer.core.notation.numbers import bracketed
from visualizer.core.notation.plain import plain
from visualizer.core.notation.tree import (
    Chain,
    Fraction,
    Gap,
    Group,
    Marked,
    Node,
    Scripts,
    Text,
    flat,
    mapped,
)

Written = Callable[[float], Node]
"""How a number is written: with how many digits, or as room to fill it in."""

_TIMES = Text("·", spaced=True)


def substituted(node: Node, values: Mapping[str, float], written: Written) -> Node:
    """A formula with numbers for the letters in `values`, which `plain` writes as their keys.

    Products that need no sign between letters get one between numbers, and numbers with a sign
    of their own get brackets.
    """

    def change(part: Node) -> Node | None:
        if isinstance(part, Chain):
            return _row(part, values, change)
        return _number(part, values, written, change)

    return mapped(node, change)


def _number(
    node: Node,
    values: Mapping[str, float],
    written: Written,
    change: Callable[[Node], Node | None],
) -> Node | None:
    """What takes the place of a letter, with its power; None where it is no known one."""
    if isinstance(node, Scripts):
        base = plain(node._replace(high=None)) if node.low is not None else plain(node.base)
        if base in values and node.high is not None:
            return Scripts(bracketed(written(values[base])), None, mapped(node.high, change))
        return written(values[base]) if base in values else None
    if isinstance(node, Text | Fraction) and plain(node).strip() in values:
        return written(values[plain(node).strip()])
    return None


def _row(chain: Chain, values: Mapping[str, float], change: Callable[[Node], Node | None]) -> Node:
    found: list[Node] = []
    before = False
    for part in flat(chain):
        changed = mapped(part, change)
        replaced = changed != part and not isinstance(part, Group)
        if isinstance(part, Gap):
            found.append(part)
            continue
        factor = _is_factor(part)
        if factor and (replaced or before) and found and _takes_sign(found):
            while isinstance(found[-1], Gap):
                found.pop()
            found.append(_TIMES)
        first = not found or _opens(found[-1])
        found.append(changed if first or not replaced else _in_brackets(changed))
        before = replaced and factor
    return Chain(tuple(found))


def _in_brackets(node: Node) -> Node:
    """A replaced letter behind another sign; with a power it has its brackets already."""
    return bracketed(node) if isinstance(node, Text | Chain) else node


def _is_factor(node: Node) -> bool:
    if isinstance(node, Text):
        word = len(node.text) > 1 and node.text.isalpha()
        return not (node.spaced or word or node.text in "∂∇,−+")
    return True


def _takes_sign(found: list[Node]) -> bool:
    """Whether what stands before is a factor as well."""
    before = next((part for part in reversed(found) if not isinstance(part, Gap)), None)
    return before is not None and _is_factor(before)


def _opens(node: Node) -> bool:
    """Whether a number behind it may carry its own sign."""
    return isinstance(node, Text) and node.text in "=←,≤>:"


def result(node: Node) -> Node:
    """What a line of working comes to, in strong letters."""
    return Marked(node, strong=True)
