"""Histories as CSV files."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from visualizer.core.errors import InputError
from visualizer.core.history import History, Row
from visualizer.storage.files import writing


def save_history(
    history: History, path: str | Path, columns: Sequence[str] = (), every: int = 1
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

    Raises
    ------
    InputError
        For an unknown column, or when the file cannot be written.
    """
    chosen = tuple(name for name in columns if name != "step") or history.columns
    unknown = [name for name in chosen if name not in history.columns]
    if unknown:
        raise InputError(
            f'"{unknown[0]}" is not a column; allowed are step, {", ".join(history.columns)}',
            "columns",
        )
    with writing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["step", *chosen])
        writer.writerows(_lines(history, chosen, every))
        text.flush()
        text.detach()


def _lines(history: History, columns: Sequence[str], every: int) -> Iterator[list[str]]:
    for step in range(0, len(history), every):
        values = row_values(history.row(step), history.parameters)
        yield [str(step), *(_shown(values[name]) for name in columns)]


def row_values(row: Row, parameters: Sequence[str]) -> dict[str, float | int]:
    """Every column of one row, by name."""
    values: dict[str, float | int] = {
        "epoch": row.epoch,
        "learning_rate": row.learning_rate,
        "loss": row.loss,
        "batch_loss": row.batch_loss,
        "validation_loss": row.validation_loss,
        "gradient_norm": row.gradient_norm,
        "evaluations": row.evaluations,
    }
    vectors = {"": row.theta, "gradient": row.gradient}
    if row.loss_plus is not None:
        vectors["loss_plus"] = row.loss_plus
    vectors |= {f"state:{name}": values for name, values in row.quantities.items()}
    for kind, numbers in vectors.items():
        for name, number in zip(parameters, numbers.tolist(), strict=True):
            values[f"{kind}:{name}" if kind else name] = number
    return values


def _shown(value: float | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "" if math.isnan(value) else repr(float(value))
