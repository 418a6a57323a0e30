"""A table of numbers, and the choice of its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.core.errors import InputError

Progress = Callable[[int, int], None]
"""Told (done, total) in bytes or rows while a table is made; may raise `Cancelled`."""


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of finite numbers; a class stands as its number, from 0.

    Attributes
    ----------
    columns
        C different names.
    values
        Shape (N, C), float64; made read-only.
    source
        Where the numbers come from, in words.
    notes
        What was done to them on the way (rows dropped, cells filled), one sentence each.
    classes
        The names of the classes of those columns that hold classes.
    """

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    source: str
    notes: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        self.values.flags.writeable = False


class Chosen(NamedTuple):
    """The columns of a table that a model uses: inputs (N, D) and targets (N, T)."""

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]


def choose_columns(table: Table, inputs: tuple[str, ...], targets: tuple[str, ...]) -> Chosen:
    """Split a table into inputs and targets.

    Without `targets` the last column that is no input is the target; without `inputs`
    every column but the targets is an input.

    Raises
    ------
    InputError
        With the key ``"problem.inputs"`` or ``"problem.targets"``: a column that does not
        exist, is named twice or is both input and target; with ``"problem.data"``: a table
        of one column.
    """
    if len(table.columns) < 2:
        raise InputError(
            f"{table.source} has only the column {_listed(table.columns)}{_noted(table)}; "
            "at least two columns are needed, an input and a target",
            "problem.data",
        )
    _check_names(table, inputs, "problem.inputs")
    _check_names(table, targets, "problem.targets")
    if not targets:
        targets = tuple(name for name in table.columns if name not in inputs)[-1:]
    if not inputs:
        inputs = tuple(name for name in table.columns if name not in targets)
    _check_split(table, inputs, targets)
    x, y = (_columns(table, names) for names in (inputs, targets))
    return Chosen(x, y, inputs, targets)


def _check_names(table: Table, names: tuple[str, ...], key: str) -> None:
    for name in names:
        if name not in table.columns:
            known = _listed(table.columns) + _noted(table)
            raise InputError(f'there is no column "{name}"; the columns are {known}', key)
        if names.count(name) > 1:
            raise InputError(f'the column "{name}" is named twice; once is enough', key)


def _check_split(table: Table, inputs: tuple[str, ...], targets: tuple[str, ...]) -> None:
    for name in targets:
        if name in inputs:
            raise InputError(
                f'the column "{name}" is already an input; a target must be another column',
                "problem.targets",
            )
    if not targets or not inputs:
        missing, key = ("target", "inputs") if inputs else ("input", "targets")
        raise InputError(
            f"all columns ({_listed(table.columns)}) are named here; "
            f"at least one must be left as {missing}",
            f"problem.{key}",
        )


def _columns(table: Table, names: tuple[str, ...]) -> NDArray[np.float64]:
    """The named columns as a contiguous, read-only array."""
    chosen = table.values[:, [table.columns.index(name) for name in names]]
    chosen = np.ascontiguousarray(chosen)
    chosen.flags.writeable = False
    return chosen


def _noted(table: Table) -> str:
    return "".join(f" ({note})" for note in table.notes)


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:20])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 20 else shown
