"""The columns of the step inspector: which there are, their texts and their places."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QFontMetricsF

from visualizer.core.notation.letters import letter_text
from visualizer.gui.look.numbers import NONE, UNKNOWN, aligned_texts, digits_text
from visualizer.gui.panels.steps import DIVERGED, NOT_MADE, UpdateStep

WORDS = {DIVERGED: "not finite", NOT_MADE: "…"}


class StepColumn(NamedTuple):
    """A heading and a text for each row; a `spare` one goes first when room is short."""

    key: str
    heading: str
    texts: tuple[str, ...]
    spare: bool = False


KEEP = ("value", "following", "loss", "gradient", "update")
"""Columns from the one that goes last to the one that goes first; all others go before."""


def columns_of(step: UpdateStep, indices: Sequence[int]) -> list[StepColumn]:
    """The columns for these parameters; that of the loss has a text in the first row only."""
    chosen = list(indices)
    count = len(chosen)
    update = step.update
    return [
        StepColumn("value", "value", _numbers(step.row.theta[chosen])),
        StepColumn("gradient", "gradient", _known(step.row.gradient[chosen])),
        *_clipped(step, chosen),
        *_quantities(step, chosen),
        StepColumn(
            "update",
            "η · " + ("clipped" if step.clipped else "gradient") if step.plain else "update",
            (NONE,) * count if update is None else _numbers(update[chosen]),
        ),
        StepColumn("following", "new value", _following(step, chosen)),
        _loss(step, count),
    ]


def _clipped(step: UpdateStep, chosen: list[int]) -> list[StepColumn]:
    """What clipping has left of the gradient, where it has engaged."""
    if not step.clipped:
        return []
    return [StepColumn("clipped", "clipped", _numbers(step.used[chosen]))]


def _quantities(step: UpdateStep, chosen: list[int]) -> list[StepColumn]:
    """What the update rule keeps or computes at this step, by the letters of its paper."""
    return [
        StepColumn(name, letter_text(name), _numbers(values[chosen]), name not in step.arrows)
        for name, values in step.row.quantities.items()
    ]


def _numbers(values: Sequence[float] | np.ndarray) -> tuple[str, ...]:
    return tuple(aligned_texts([float(value) for value in values]))


def _known(values: np.ndarray) -> tuple[str, ...]:
    """Numbers that were recorded; none, and so no column, where they were not."""
    return () if np.isnan(values).all() else _numbers(values)


def _following(step: UpdateStep, chosen: list[int]) -> tuple[str, ...]:
    if step.following is not None:
        return _numbers(step.following[chosen])
    return (WORDS.get(step.outcome, UNKNOWN),) * len(chosen)


def _loss(step: UpdateStep, count: int) -> StepColumn:
    before = digits_text(step.row.batch_loss, 4)
    if np.isnan(step.row.batch_loss):
        return StepColumn("loss", "loss", ())
    if not step.whole:
        return StepColumn("loss", "batch loss", (before, *[""] * (count - 1)))
    after = WORDS.get(step.outcome, UNKNOWN)
    if step.loss_after is not None:
        after = digits_text(step.loss_after, 4)
    return StepColumn("loss", "loss before → after", (f"{before} → {after}", *[""] * (count - 1)))


def places(
    columns: Sequence[StepColumn],
    names: float,
    room: float,
    gap: float,
    words: QFontMetricsF,
    figures: QFontMetricsF,
) -> list[tuple[StepColumn, float]]:
    """The columns that there is room for, each with its right edge.

    Parameters
    ----------
    columns
        In the order in which they stand.
    names
        The width of the names at the left, in pixels.
    room
        The whole width.
    gap
        The least distance of two columns.
    words, figures
        The letters of headings and of numbers.
    """
    widths = {column.key: _width(column, words, figures) for column in columns}
    kept = [column for column in columns if column.texts]
    others = [column for column in kept if column.key not in KEEP]
    others.sort(key=lambda column: column.spare)
    for key in (*(column.key for column in reversed(others)), *reversed(KEEP[1:])):
        if names + sum(widths[column.key] + gap for column in kept) <= room:
            break
        kept = [column for column in kept if column.key != key]
    spare = room - names - sum(widths[column.key] + gap for column in kept)
    share = max(0.0, spare) / max(1, len(kept))
    edge, placed = names, []
    for column in kept:
        edge += gap + share + widths[column.key]
        placed.append((column, edge))
    return placed


def _width(column: StepColumn, words: QFontMetricsF, figures: QFontMetricsF) -> float:
    texts = max((figures.horizontalAdvance(text) for text in column.texts), default=0.0)
    return max(texts, words.horizontalAdvance(column.heading))
