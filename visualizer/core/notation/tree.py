"""A formula as a tree of what stands in it; nothing here knows how it is drawn, typed or said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

BLANK = 0.28
"""The air beside a word, in the size of the letters."""


class Text(NamedTuple):
    """A piece of text: a letter in italics, or a number, word or sign upright.

    `spaced` signs have air at both sides; `accent` is a combining mark over a letter.
    """

    text: str
    italic: bool = False
    spaced: bool = False
    accent: str = ""


class Gap(NamedTuple):
    """Air, as a share of the size of the letters."""

    width: float


class Chain(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Node, ...]


class Scripts(NamedTuple):
    """A base with what stands below and above at its right."""

    base: Node
    low: Node | None
    high: Node | None


class Fraction(NamedTuple):
    """One part over another."""

    above: Node
    below: Node


class Root(NamedTuple):
    """A square root."""

    inner: Node


class Group(NamedTuple):
    """A part in brackets, which are as tall as it is."""

    opening: str
    inner: Node
    closing: str


class Marked(NamedTuple):
    """A part with a colour of its own: the factor of a product, in each of its places.

    `ink` numbers the colours; -1 is that of the formula. `strong` parts are results.
    """

    inner: Node
    ink: int = -1
    strong: bool = False


class Hole(NamedTuple):
    """Room to write what is not shown, in letters."""

    letters: int = 5


Node: TypeAlias = Text | Gap | Chain | Scripts | Fraction | Root | Group | Marked | Hole


def chunks(node: Node) -> list[Chain]:
    """The parts of an equation between which a line may be broken."""
    found: list[list[Node]] = [[]]
    for part in flat(node):
        sign = isinstance(part, Text) and part.spaced and part.text != "·"
        if sign and found[-1]:
            found.append([])
        found[-1].append(part)
        if isinstance(part, Gap) and part.width >= BLANK:
            found.append([])
    return [Chain(tuple(parts)) for parts in found if parts]


def flat(node: Node) -> list[Node]:
    """The parts of a row, also those of rows within it."""
    if not isinstance(node, Chain):
        return [node]
    found: list[Node] = []
    for part in node.parts:
        if isinstance(part, Chain):
            found += flat(part)
        else:
            found.append(part)
    return found


def is_update(node: Node) -> bool:
    """Whether an equation gives something a new value, and does not define it."""
    return any(isinstance(part, Text) and part.text == "←" for part in flat(node))


def row(parts: Sequence[Node]) -> Node:
    """Parts one after the other; one alone is itself."""
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))


def inside(node: Node) -> tuple[Node, ...]:
    """The parts that a node is made of, in the order in which they are read."""
    if isinstance(node, Chain):
        return node.parts
    if isinstance(node, Fraction):
        return node.above, node.below
    if isinstance(node, Scripts):
        return tuple(part for part in (node.base, node.low, node.high) if part is not None)
    if isinstance(node, Root | Group | Marked):
        return (node.inner,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node, and all that is in it."""
    yield node
    for part in inside(node):
        yield from walk(part)


def mapped(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with other parts: `change` gives what takes the place of one, or None."""
    found = change(node)
    if found is not None:
        return found
    if isinstance(node, Chain):
        return Chain(tuple(mapped(part, change) for part in node.parts))
    if isinstance(node, Fraction):
        return Fraction(mapped(node.above, change), mapped(node.below, change))
    if isinstance(node, Scripts):
        low, high = (
            None if part is None else mapped(part, change) for part in (node.low, node.high)
        )
        return Scripts(mapped(node.base, change), low, high)
    if isinstance(node, Root | Group | Marked):
        return node._replace(inner=mapped(node.inner, change))
    return node
