"""What stands on the sheet: parts, lines, tables and factors, ready to be drawn or copied.

Everything is a formula (`Node`), so that the screen, LaTeX, text and speech come from one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from visualizer.core.notation.numbers import number
from visualizer.core.notation.tree import Hole, Node, Text

FORWARD, PATH, CHAIN, CHECK, UPDATE = "forward", "path", "chain", "check", "update"
DELTAS = "deltas"
PARTS = (FORWARD, PATH, CHAIN, DELTAS, CHECK, UPDATE)
"""The parts of a sheet, in the order in which one works."""


@dataclass(frozen=True)
class Pen:
    """How numbers are written: with how many digits, or as room to fill them in."""

    digits: int = 5
    blank: bool = False

    def __call__(self, value: float) -> Node:
        return Hole() if self.blank else number(value, self.digits)

    @property
    def given(self) -> Pen:
        """For numbers that are known before anything is worked out: they are never left open."""
        return replace(self, blank=False)

    def exact(self, value: float, digits: int) -> Node:
        """A number with just so many digits, whatever the others have."""
        return Hole(digits) if self.blank else number(value, digits, full=True)


class SheetLine(NamedTuple):
    """One formula in a line; `words` stand beside it."""

    node: Node
    words: str = ""


@dataclass(frozen=True)
class SheetTable:
    """Rows of formulas under headings; `marked` rows belong to what is asked about.

    `right` are the columns whose numbers stand at the right edge.
    """

    headings: tuple[Node, ...]
    rows: tuple[tuple[Node, ...], ...]
    marked: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    title: str = ""


class FactorCard(NamedTuple):
    """A factor of a product: what it is, its formula, its numbers, its value, and a word."""

    name: Node
    formula: Node
    numbers: Node | None
    value: Node
    words: str
    ink: int


@dataclass(frozen=True)
class SheetCards:
    """Factors side by side."""

    cards: tuple[FactorCard, ...]


Block: TypeAlias = SheetLine | SheetTable | SheetCards


@dataclass(frozen=True)
class SheetPart:
    """A part with its title; `notes` say what is not shown, and why.

    A part that is `drawn` is a picture, which counts as one line until it is revealed.
    """

    name: str
    title: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    drawn: bool = False

    @property
    def lines(self) -> int:
        """The lines that can be revealed one by one."""
        return sum(_lines(block) for block in self.blocks) + self.drawn


@dataclass(frozen=True)
class WorkSheet:
    """All parts, under a title that says which step of what it is."""

    title: str
    parts: tuple[SheetPart, ...] = field(default=())

    def part(self, name: str) -> SheetPart | None:
        """The part of a name, where it is there."""
        return next((part for part in self.parts if part.name == name), None)


def _lines(block: Block) -> int:
    if isinstance(block, SheetTable):
        return len(block.rows)
    return len(block.cards) if isinstance(block, SheetCards) else 1


def revealed(parts: Sequence[SheetPart], count: int) -> tuple[SheetPart, ...]:
    """The parts with their first `count` lines alone; all of them where it is below 0."""
    if count < 0:
        return tuple(parts)
    found = []
    for part in parts:
        blocks: list[Block] = []
        for block in part.blocks:
            blocks += _first(block, count)
            count = max(0, count - _lines(block))
        drawn = part.drawn and count > 0
        count -= drawn
        found.append(replace(part, blocks=tuple(blocks), drawn=drawn))
    return tuple(found)


def _first(block: Block, count: int) -> list[Block]:
    if count <= 0:
        return []
    if isinstance(block, SheetTable):
        return [replace(block, rows=block.rows[:count])]
    if isinstance(block, SheetCards):
        return [SheetCards(block.cards[:count])]
    return [block]


def words(text: str) -> Node:
    """Words in a table, upright."""
    return Text(text)
