"""The part "Update": the rule in symbols, with numbers, and what each line comes to."""

from __future__ import annotations

from collections.abc import Sequence

from visualizer.core.notation.names import parameter
from visualizer.core.notation.plain import plain
from visualizer.core.notation.substitution import result, substituted
from visualizer.core.notation.tree import Gap, Hole, Node, Text, mapped, row
from visualizer.core.worked.forward_part import EQUALS
from visualizer.core.worked.sheet import UPDATE, Pen, SheetPart, SheetTable, words
from visualizer.core.worked.update import UPDATE as UPDATED
from visualizer.core.worked.update import SubStep


def update_part(
    steps: Sequence[SubStep],
    name: str,
    letter: Node,
    shown: int,
    pen: Pen,
    future: bool = True,
    rows: str = "",
) -> SheetPart:
    """The sub-steps of a rule for a parameter; `shown` is the one that is looked at, from 1.

    Without the `future`, what the update comes to is left open. `rows` says of which rows the
    gradient is, where that is not plain.
    """
    lines = tuple(_row(one, name, letter, pen, future) for one in steps)
    notes = [rows] if rows else []
    if any("L₊" in one.values for one in steps):
        notes.append(
            f"The gradient is a difference: {plain(letter)}₊ is the loss with h added to {name}."
        )
    if any(not one.complete for one in steps):
        notes.append(
            "Where a line has no numbers, the rule does more than arithmetic in letters there; "
            "what it came to is what the step has recorded."
        )
    return SheetPart(
        UPDATE,
        "Update",
        (
            SheetTable(
                (words(""), words("rule"), words("with numbers"), words("result")),
                lines,
                (shown - 1,) if 0 < shown <= len(lines) else (),
                right=(3,),
            ),
        ),
        tuple(notes),
    )


def _row(one: SubStep, name: str, letter: Node, pen: Pen, future: bool) -> tuple[Node, ...]:
    relation = Text(one.relation, spaced=True)
    symbols = _named(row([one.left, relation, one.right]), name, letter)
    numbers: Node = Gap(0)
    if one.complete:
        numbers = substituted(one.right, one.values, pen)
        # A line that only copies a number says it once.
        numbers = Gap(0) if plain(numbers) == plain(pen(one.result)) else row([EQUALS, numbers])
    value = Hole() if one.words == UPDATED and not future else pen(one.result)
    return words(one.words), symbols, numbers, result(value)


def _named(node: Node, name: str, letter: Node) -> Node:
    """The rule for one parameter: its name for theta, and the letter of what is minimised."""

    def change(part: Node) -> Node | None:
        if part == Text("θ", italic=True):
            return parameter(name)
        return letter if part == Text("L", italic=True) else None

    return mapped(node, change)
