"""The update of one parameter as an equation with its numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from visualizer.gui.look.numbers import MINUS, UNKNOWN, digits_text, short_text
from visualizer.gui.panels.steps import DIVERGED, NOT_MADE, UpdateStep

SUBSCRIPTS = str.maketrans("0123456789,-", "₀₁₂₃₄₅₆₇₈₉,₋")

WORDS = {DIVERGED: "not finite", NOT_MADE: "…"}


class Piece(NamedTuple):
    """A piece of an equation: its text, and whether it is a letter or an index."""

    text: str
    italic: bool = False
    low: bool = False


LONGEST = 16
"""Letters of a column's name in an equation."""

Pieces = tuple[Piece, ...]


def name_pieces(name: str, step: int | None = None) -> Pieces:
    """A parameter as mathematics writes it: w with the step as index, W1 with its place.

    "w" at step 6 is w₆; "W1_2_3" is W1 with the index 2,3, and the step stands in brackets;
    so it does behind "w(rooms)".
    """
    letter, bracket, column = name.partition("(")
    if bracket:
        short = column if len(column) <= LONGEST else column[: LONGEST - 2] + "…)"
        pieces = [Piece(letter, italic=True), Piece(f"({short}")]
        return (*pieces, *([] if step is None else [Piece(f"[{step}]")]))
    letter, _, place = name.partition("_")
    pieces = [Piece(letter, italic=True)]
    if place:
        pieces.append(Piece(place.replace("_", ","), low=True))
        if step is not None:
            pieces.append(Piece(f"[{step}]"))
    elif step is not None:
        pieces.append(Piece(str(step), low=True))
    return tuple(pieces)


def plain_text(pieces: Sequence[Piece]) -> str:
    """An equation in one line of Unicode text, for tooltips and the clipboard."""
    return "".join(
        piece.text.translate(SUBSCRIPTS) if piece.low else piece.text for piece in pieces
    )


def equations(step: UpdateStep, name: str, index: int) -> tuple[Pieces, ...]:
    """The update of parameter `index` in full, then shorter for where there is less room."""
    k = step.row.step
    after, before = name_pieces(name, k + 1), name_pieces(name, k)
    value = digits_text(float(step.row.theta[index]), 4)
    result = (Piece(result_text(step, index)),)
    equals, minus = (Piece(" = "),), (Piece(f" {MINUS} "),)
    if step.plain:
        slope = (
            *(Piece("η", italic=True), Piece(f" · {'clipped ' * step.clipped}∂")),
            Piece(step.letter, italic=True),
            *(Piece("/∂"), *name_pieces(name)),
        )
        rate = short_text(step.row.learning_rate)
        gradient = _bracketed(digits_text(float(step.used[index]), 4))
        numbers = (Piece(f"{value} {MINUS} {rate} · {gradient}"),)
    else:
        slope = (Piece("Δ"), *before)
        update = step.update
        change = "…" if update is None else _bracketed(digits_text(float(update[index]), 4))
        numbers = (Piece(f"{value} {MINUS} {change}"),)
    return (
        (*after, *equals, *before, *minus, *slope, *equals, *numbers, *equals, *result),
        (*after, *equals, *numbers, *equals, *result),
        (*after, *equals, *result),
    )


def result_text(step: UpdateStep, index: int, digits: int = 4) -> str:
    """The new value of parameter `index`, "?" while it is to be predicted."""
    if step.following is not None:
        return digits_text(float(step.following[index]), digits)
    return WORDS.get(step.outcome, UNKNOWN)


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith(MINUS) else number
