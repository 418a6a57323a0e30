"""Histories as CSV files."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from visualizer.core.errors import InputError
from visualizer.core.history import History
from visualizer.storage.files import writing

COUNTS = ("epoch", "evaluations")
"""Columns of whole numbers."""


def save_history(
    history: History,
    path: str | Path,
    columns: Sequence[str] = (),
    every: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the rows of a history as CSV, thinned ones recomputed.

    Parameters
    ----------
    history
        What to write.
    path
        The file; it appears only when it is complete.
    columns
        The names of the columns, all of them by default; `step` comes first in any case.
    every
        Write every n-th row.
    progress
        Told (rows done, rows in all) now and then; may raise `Cancelled` to stop.

    Raises
    ------
    InputError
        For an unknown column, or when the file cannot be written.
    """
    chosen = tuple(name for name in columns if name != "step") if columns else history.columns
    unknown = [name for name in chosen if name not in history.columns]
    if unknown:
        raise InputError(
            f'"{unknown[0]}" is not a column; allowed are step, {", ".join(history.columns)}',
            "columns",
        )
    rows = len(history)
    with writing(path) as file:
        file.write(_text([["step", *chosen]]))
        for first, lines in _blocks(history, chosen, rows, every):
            file.write(_text(lines))
            if progress is not None:
                progress(first, rows)


def _blocks(
    history: History, columns: Sequence[str], rows: int, every: int
) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Lines of cells, block by block, each with the number of rows up to its end."""
    first = 0
    # The rate makes a block also where no column but the step is wanted.
    for block in history.blocks((*columns, "learning_rate"), 0, rows):
        steps = range(first + -first % every, first + block.shape[1], every)
        cells = [
            _shown(values[steps.start - first :: every].tolist(), name in COUNTS)
            for name, values in zip(columns, block[:-1], strict=True)
        ]
        first += block.shape[1]
        yield first, list(zip(map(str, steps), *cells, strict=True))


def _shown(values: Sequence[float], counts: bool) -> list[str]:
    if counts:
        return [str(int(value)) for value in values]
    return ["" if math.isnan(value) else repr(value) for value in values]


def _text(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()
