"""How a run stands: its last and best loss, its validation score, the verdict on its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from visualizer.core.analysis.arrival import arrival
from visualizer.core.arrays import FloatArray
from visualizer.core.problems.base import Problem
from visualizer.core.problems.scores import SCORES, VALIDATION
from visualizer.core.recording.history import History

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict_kinds import Verdict

_METRIC = "metric:"
_BLOCK = 1 << 16
"""Rows that are read at once: a run of millions is not copied whole."""


@dataclass(frozen=True)
class Standing:
    """What is known of the first `rows` rows of a run.

    Attributes
    ----------
    rows
        How many there are.
    loss, best
        The last loss over all training rows, and the lowest; NaN where there is none.
    best_row
        The first row with the lowest loss.
    arrived
        The first row whose loss is at most the target; None where there is none, or no target.
    score, score_name
        The last validation score and what it is, or the last validation loss; NaN and "" where no
        rows are kept aside.
    verdict
        That on the last row; None before there is one.
    target
        The loss that `arrived` is about; 0 for none.
    """

    rows: int
    loss: float = np.nan
    best: float = np.nan
    best_row: int = 0
    arrived: int | None = None
    score: float = np.nan
    score_name: str = ""
    verdict: Verdict | None = None
    target: float = 0.0


def standing(
    history: History, rows: int, problem: Problem | None = None, target: float = 0.0
) -> Standing:
    """How a run stands after its first `rows` rows; a target of 0 is none.

    Reading takes about ten milliseconds for a million rows.
    """
    # Verdicts are imported where they are needed: the window appears sooner without.
    from visualizer.core.analysis.verdict import judge

    rows = min(rows, len(history))
    if rows == 0:
        return Standing(0, target=target)
    column = _score_column(history)
    loss, best, best_row, score = np.nan, np.inf, 0, np.nan
    arrived = arrival(history, target, rows - 1) if target > 0 else None
    for first in range(0, rows, _BLOCK):
        names = ("loss", column) if column else ("loss",)
        blocks = history.blocks(names, first, min(first + _BLOCK, rows))
        values = np.concatenate(list(blocks), axis=1)
        losses = values[0]
        # Inside an epoch there is no loss over all rows.
        loss = _last(losses, loss)
        place = int(np.argmin(np.where(np.isnan(losses), np.inf, losses)))
        if losses[place] < best:
            best, best_row = float(losses[place]), first + place
        if column:
            score = _last(values[1], score)
    return Standing(
        rows,
        loss,
        best if np.isfinite(best) else np.nan,
        best_row,
        arrived,
        score,
        _score_name(column),
        judge(problem, history, rows - 1),
        target,
    )


def _last(values: FloatArray, before: float) -> float:
    known = np.flatnonzero(~np.isnan(values))
    return float(values[known[-1]]) if len(known) else before


def _score_column(history: History) -> str:
    """The column of what the validation rows say; "" where none are kept aside."""
    scores = [name for name in history.layout.metrics if name.startswith(VALIDATION)]
    if scores:
        return _METRIC + scores[0]
    return "validation_loss" if history.layout.validation else ""


def _score_name(column: str) -> str:
    if column.startswith(_METRIC):
        return f"validation {SCORES[column.removeprefix(_METRIC + VALIDATION)].label.lower()}"
    return "validation loss" if column else ""
