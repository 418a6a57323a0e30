"""Histories as CSV files."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from visualizer.core.data.table import listed
from visualizer.core.errors import InputError
from visualizer.core.recording.history import History
from visualizer.core.words import among, meant
from visualizer.storage.files import writing

ALL = "all"
"""Stands for every column."""

DIGITS = 20
"""Bytes of a number with all its digits, and what stands between it and the next."""

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
    chosen = chosen_columns(history, columns)
    with writing(path) as file:
        write_history(history, file, chosen, every, progress)


def write_history(
    history: History,
    file: IO[bytes],
    columns: Sequence[str],
    every: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """The same into an open file; the columns beside the step are known ones."""
    # Taken once: a run may go on while it is written.
    rows = len(history)
    file.write(_text([["step", *columns]]))
    for first, lines in _blocks(history, columns, rows, every):
        file.write(_text(lines))
        if progress is not None:
            progress(first, rows)


def chosen_columns(history: History, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of these names beside the step, which is always there; without names all.

    Raises
    ------
    InputError
        For an unknown column.
    """
    if not columns:
        return history.columns
    known = ("step", *history.columns)
    found = tuple(among(name, known) for name in columns)
    for name in found:
        if name not in known:
            raise InputError(
                f'"{name}" is not a column; allowed are {listed(known)}{meant(name, known)}'
            )
    return tuple(name for name in found if name != "step")


def bytes_expected(rows: int, columns: int) -> int:
    """About how large a file of so many rows and columns is."""
    return rows * columns * DIGITS


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
    # On all systems alike: the same history is the same bytes.
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()
