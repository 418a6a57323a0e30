"""From a table to what a model takes: the choice of columns and of complete rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.core.data.table import MEAN, Table, listed
from visualizer.core.errors import InputError

LARGEST_INPUTS = 4 << 30
"""Bytes that the inputs may take, with a column for each class."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """What a model uses of a table.

    Attributes
    ----------
    inputs, targets
        Shapes (N, D) and (N, T), read-only. In inputs NaN is an empty cell, to be filled
        with the mean of the training rows. A target of classes is one column of labels.
    input_names, target_names
        D and T names. A column of classes has become one input for each class, called
        "column=class", or a single one where there are two classes.
    class_names
        The classes of the target; () where it is a number.
    notes
        What was done to the rows, one sentence each.
    image
        The shape of a row of inputs that is an image, else ().
    """

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    image: tuple[int, ...] = ()


def choose_columns(table: Table, inputs: tuple[str, ...], targets: tuple[str, ...]) -> Chosen:
    """Split a table into inputs and targets.

    Without `targets` the last column that is no input is the target; without `inputs`
    every column but the targets is an input. Rows without a target are left out, and,
    unless they are to be filled, rows with an empty input.

    Raises
    ------
    InputError
        With the key ``"problem.inputs"`` or ``"problem.targets"``: a column that does not
        exist, is named twice or is both input and target, classes beside another target;
        with ``"problem.data"``: a table of one column, no row without an empty cell.
    """
    if len(table.columns) < 2:
        raise InputError(
            f"{table.source} has only the column {listed(table.columns)}{_noted(table)}; "
            "at least two columns are needed, an input and a target",
            "problem.data",
        )
    _check_names(table, inputs, "problem.inputs")
    _check_names(table, targets, "problem.targets")
    every = not inputs
    if not targets:
        targets = tuple(name for name in table.columns if name not in inputs)[-1:]
    if not inputs:
        inputs = tuple(name for name in table.columns if name not in targets)
    _check_split(table, inputs, targets)
    x, names = _expanded(table, inputs)
    y = _columns(table, targets)
    x, y, notes = _complete(table, x, y)
    for values in (x, y):
        # Shared by all problems of the table, on any thread.
        values.flags.writeable = False
    classes = table.classes.get(targets[0], ())
    return Chosen(x, y, names, targets, classes, notes, table.image if every else ())


def _check_names(table: Table, names: tuple[str, ...], key: str) -> None:
    columns, seen = set(table.columns), set()
    for name in names:
        if name not in columns:
            known = listed(table.columns) + _noted(table)
            raise InputError(f'there is no column "{name}"; the columns are {known}', key)
        if name in seen:
            raise InputError(f'the column "{name}" is named twice; once is enough', key)
        seen.add(name)


def _check_split(table: Table, inputs: tuple[str, ...], targets: tuple[str, ...]) -> None:
    for name in targets:
        if name in inputs:
            raise InputError(
                f'the column "{name}" is already an input; a target must be another column',
                "problem.targets",
            )
        if name in table.classes and len(targets) > 1:
            raise InputError(
                f'the column "{name}" holds classes; it must be the only target',
                "problem.targets",
            )
    if not targets or not inputs:
        missing, key = ("target", "inputs") if inputs else ("input", "targets")
        raise InputError(
            f"all columns ({listed(table.columns)}) are named here; "
            f"at least one must be left as {missing}",
            f"problem.{key}",
        )


LARGE = 32 << 20
"""Bytes of a table of which no copies are made that can be done without."""


def _columns(table: Table, names: Sequence[str]) -> NDArray[np.float64]:
    """The named columns: a contiguous copy, of large tables a view where they are neighbours."""
    places = {name: place for place, name in enumerate(table.columns)}
    chosen = [places[name] for name in names]
    neighbours = chosen == list(range(chosen[0], chosen[0] + len(chosen)))
    if neighbours and table.values.nbytes > LARGE:
        return table.values[:, chosen[0] : chosen[0] + len(chosen)]
    return np.ascontiguousarray(table.values[:, chosen])


def _expanded(table: Table, names: tuple[str, ...]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The input columns with one for each class, and what they are called."""
    if not any(name in table.classes for name in names):
        return _columns(table, names), names
    expanded = [_inputs_of(table, name) for name in names]
    size = 8 * len(table.values) * sum(len(inputs) for inputs in expanded)
    if size > LARGEST_INPUTS:
        raise InputError(
            f"with one input for each class they take {size >> 30} GB; at most "
            f"{LARGEST_INPUTS >> 30} GB are allowed: leave a column of classes out",
            "problem.inputs",
        )
    parts = []
    for name in names:
        values = _columns(table, (name,))
        classes = table.classes.get(name)
        parts.append(values if classes is None else _one_hot(values, len(classes)))
    return np.hstack(parts), tuple(called for inputs in expanded for called in inputs)


def _inputs_of(table: Table, name: str) -> list[str]:
    classes = table.classes.get(name)
    if classes is None:
        return [name]
    shown = classes[1:] if len(classes) == 2 else classes
    return [f"{name}={label}" for label in shown]


def _one_hot(labels: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Labels (N, 1) as a column of 0 and 1 for each class; two classes are one column."""
    if count == 2:
        return labels
    hot: NDArray[np.float64] = (labels == np.arange(count)).astype(np.float64)
    # An empty cell compares equal to no class; it has to stay empty.
    hot[np.isnan(labels[:, 0])] = np.nan
    return hot


def _complete(
    table: Table, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Inputs and targets of the rows that can be used, and a note on the others."""
    unusable = np.isnan(y).any(axis=1)
    if table.missing != MEAN:
        unusable |= np.isnan(x).any(axis=1)
    count = int(np.count_nonzero(unusable))
    if not count:
        return x, y, ()
    if count == len(x):
        raise InputError(
            f"{table.source}: every row has an empty cell, so none is left", "problem.data"
        )
    words = "without a target" if table.missing == MEAN else "with empty cells"
    note = f"{counted(count, 'row')} {words} left out"
    return x[~unusable], y[~unusable], (note,)


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 row", "2,000 rows"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _noted(table: Table) -> str:
    return "".join(f" ({note})" for note in table.notes)
