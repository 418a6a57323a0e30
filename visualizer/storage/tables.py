"""The epoch table as a CSV file."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.recording.history import History
from visualizer.storage.files import writing

TELL_EVERY = 1000


def save_table(
    history: History,
    path: str | Path,
    parameters: Sequence[str],
    every: int = 1,
    rows: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the steps of some parameters as CSV, in the columns of the epoch table.

    A line holds what the step from row k to row k + 1 does: k, then for each parameter its
    value, the loss, the loss with the parameter moved by the difference step (only where
    gradients are measured by differences), the gradient, and the updated value. Numbers
    are written with all their digits, empty where there is none.

    Parameters
    ----------
    history
        Where the numbers come from; thinned rows are recomputed.
    path
        The file; it appears only when it is complete.
    parameters
        The names of the parameters.
    every
        Write every n-th row.
    rows
        Write rows 0 to `rows` - 1, and nothing that comes after the last of them; all by
        default.
    progress
        Told (rows done, rows in all) now and then; may raise `Cancelled` to stop.

    Raises
    ------
    InputError
        For an unknown parameter, or when the file cannot be written.
    """
    unknown = [name for name in parameters if name not in history.parameters]
    if unknown:
        raise InputError(f'"{unknown[0]}" is not a parameter', "parameters")
    count = len(history) if rows is None else min(rows, len(history))
    with writing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_headings(history, parameters))
        writer.writerows(_lines(history, parameters, every, count, progress))
        text.flush()
        # Or the wrapper would close the file, which is still to be synced and moved.
        text.detach()


def _headings(history: History, parameters: Sequence[str]) -> list[str]:
    headings = ["epoch" if history.steps_per_epoch == 1 else "step"]
    for name in parameters:
        headings += [name, _loss_name(history)]
        headings += [f"{kind}:{name}" for kind in _measured(history)]
        headings += [f"updated:{name}"]
    return headings


def _measured(history: History) -> list[str]:
    """What was measured of the slopes: a recording from elsewhere may have nothing of it."""
    return [kind for kind in ("loss_plus", "gradient") if kind in history.layout.vectors]


def _loss_name(history: History) -> str:
    """The loss that the gradient of a step belongs to."""
    return "loss" if history.steps_per_epoch == 1 else "batch_loss"


def _lines(
    history: History,
    parameters: Sequence[str],
    every: int,
    count: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[list[str]]:
    kinds = ["", *(f"{kind}:" for kind in _measured(history))]
    names = [_loss_name(history)]
    names += [f"{kind}{name}" for name in parameters for kind in kinds]
    rows = _rows(history, names, count)
    # Behind the last row there is none to take updated values from.
    beyond = [math.nan] * len(names)
    for step, (row, following) in enumerate(pairwise(chain(rows, [beyond]))):
        if progress is not None and step % TELL_EVERY == 0:
            progress(step, count)
        if step % every:
            continue
        line = [str(step)]
        for place in range(1, len(names), len(kinds)):
            value, *others = row[place : place + len(kinds)]
            numbers = (value, row[0], *others, following[place])
            line += ["" if math.isnan(number) else repr(number) for number in numbers]
        yield line


def _rows(history: History, names: Sequence[str], count: int) -> Iterator[list[float]]:
    block: FloatArray
    for block in history.blocks(names, 0, count):
        yield from block.T.tolist()
