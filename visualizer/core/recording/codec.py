"""Recordings as plain values and arrays: made from them, and given back as them.

What a file, another process or a training elsewhere exchanges with this program is a
description (strings, numbers, lists, None: what JSON can hold) and arrays by name. Nothing
else belongs to a recording, so nothing ever has to be pickled.

The arrays are named like the columns of files: ``loss``, ``learning_rate``, ... of shape
(rows,), and ``theta``, ``gradient``, ``state:<quantity>``, ... of shape (stored rows, P), of
every `stride`-th row. Checkpoints are ``checkpoint:step`` (C,), ``checkpoint:theta`` (C, P),
``checkpoint:optimizer:<name>`` and ``checkpoint:schedule:<name>`` (C or fewer, ...).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from visualizer.core.arrays import FloatArray, NamedArrays
from visualizer.core.errors import InputError
from visualizer.core.recording.history import (
    Ending,
    History,
    Layout,
    Recording,
    Replay,
    Snapshot,
    TrainState,
)
from visualizer.core.recording.records import METRIC, norms
from visualizer.core.recording.store import Store, Stored

THETA = "theta"
_CHECKPOINT = "checkpoint:"
# Every layout has these; one that a foreign training lacks is filled with NaN and named in
# `missing`.
_ALWAYS = ("learning_rate", "loss", "gradient_norm")
_NUMBERS = (*_ALWAYS, "batch_loss", "validation_loss")


def recording_from(
    columns: Mapping[str, ArrayLike],
    parameters: Sequence[str] = (),
    steps_per_epoch: int = 1,
    ending: str = "",
) -> Recording:
    """A recording made by hand, as of a training that another program has done.

    Parameters
    ----------
    columns
        ``theta`` (rows, P); and any of ``loss``, ``learning_rate``, ``batch_loss``,
        ``validation_loss``, ``gradient_norm``, ``metric:<name>`` (rows,), ``gradient``,
        ``state:<quantity>`` (rows, P). NaN where a row has none. It ends as diverged before
        the first row with a parameter that is not finite, or an infinite loss.
    parameters
        The names of the P parameters; theta1, theta2, ... when there are none.
    steps_per_epoch
        The updates that make one pass over the data.
    ending
        Why there are no more rows, in words.

    Raises
    ------
    InputError
        For an unknown name, shapes that do not belong together, or a first row that is not
        finite.
    """
    arrays = {name: np.asarray(values, float) for name, values in columns.items()}
    theta = arrays.pop(THETA, None)
    if theta is None or theta.ndim != 2 or not theta.size:
        raise InputError("theta is needed, as an array of rows x parameters", THETA)
    size = theta.shape[1]
    names = tuple(parameters) or tuple(f"theta{number}" for number in range(1, size + 1))
    if len(names) != size or len(set(names)) != size:
        raise InputError(f"{size} different names are needed, one for each parameter", THETA)
    # Theta comes first: readers take the first P columns of the store for it.
    vectors = {"": theta}
    scalars: dict[str, FloatArray] = {}
    for name, values in arrays.items():
        is_vector = name == "gradient" or name.startswith("state:")
        if not is_vector and name not in _NUMBERS and not name.startswith(METRIC):
            raise InputError(f"unknown; allowed are {THETA}, gradient, {', '.join(_NUMBERS)}", name)
        # Refused here, with the name: NumPy would speak of shapes alone.
        if values.shape != (theta.shape if is_vector else theta.shape[:1]):
            wanted = f"({len(theta)}, {size})" if is_vector else f"({len(theta)},)"
            raise InputError(f"has the shape {values.shape}; theta asks for {wanted}", name)
        (vectors if is_vector else scalars)[name] = values
    if "gradient" in vectors:
        # A gradient that overflows is a result; its norm is then infinite.
        with np.errstate(all="ignore"):
            scalars.setdefault("gradient_norm", norms(vectors["gradient"]))
    layout = Layout(
        parameters=names,
        vectors=tuple(vectors),
        batches="batch_loss" in scalars,
        validation="validation_loss" in scalars,
        steps_per_epoch=steps_per_epoch,
        metrics=tuple(name.removeprefix(METRIC) for name in scalars if name.startswith(METRIC)),
        missing=tuple(name for name in _ALWAYS if name not in scalars),
    )
    missing = np.full(len(theta), np.nan)
    table = np.stack([scalars.get(name, missing) for name in layout.scalars])
    rows, end = _ended(theta, scalars.get("loss", missing), ending)
    wide = np.hstack(list(vectors.values())).T
    snapshot = Snapshot(rows, _stored(table[:, :rows], 1), _stored(wide[:, :rows], 1))
    return Recording(layout, snapshot, ending=end)


def _ended(theta: FloatArray, loss: FloatArray, words: str) -> tuple[int, Ending]:
    """The rows that count of theta (rows, P) and losses (rows,), and why there are no more."""
    # A loss of NaN is allowed: it says that there is none in this row.
    bad = np.flatnonzero(~np.isfinite(theta).all(axis=1) | np.isinf(loss))
    if not len(bad):
        last = len(theta) - 1
        return len(theta), Ending("finished", last, words or f"ends at step {last}")
    step = int(bad[0])
    if not step:
        raise InputError("the first row has to be finite", THETA)
    return step, Ending("diverged", step, words or f"diverged at step {step}")


def unpacked(recording: History) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    """The description and the arrays of a history, as far as it has been recorded."""
    snapshot, layout, ending = recording.snapshot, recording.layout, recording.ending
    size = len(layout.parameters)
    scalars = snapshot.scalars.read_all(0, snapshot.rows)
    vectors = snapshot.vectors.read_all(0, snapshot.vectors.size)
    # Columns of NaN alone are not written; `packed` makes them anew from `missing`.
    there = zip(layout.scalars, scalars, strict=True)
    arrays = {name: values for name, values in there if name not in layout.missing}
    for place, kind in enumerate(layout.vectors):
        arrays[kind or THETA] = vectors[place * size : (place + 1) * size].T
    # The state to go on from is stored as one more checkpoint; `resumes` says that it is there.
    states = [*snapshot.checkpoints, *([recording.resume] if recording.resume else [])]
    arrays |= _states_as_arrays(states)
    description = {
        "layout": asdict(layout),
        "rows": snapshot.rows,
        "stride": snapshot.vectors.stride,
        "resumes": recording.resume is not None,
        "seconds": recording.seconds,
        "ending": None if ending is None else _ending_as_table(ending),
    }
    return description, arrays


def packed(
    description: Mapping[str, Any], arrays: Mapping[str, FloatArray], replay: Replay | None = None
) -> Recording:
    """The recording that `unpacked` was given, bit by bit.

    The description is taken as `unpacked` makes it: whoever reads one from a file has to
    check it first.
    """
    table = {**description["layout"]}
    for name in ("parameters", "vectors", "metrics", "missing"):
        table[name] = tuple(table[name])
    # JSON knows lists alone; a layout is compared with others, and needs tuples.
    table["costs"] = tuple((start, cost) for start, cost in table["costs"])
    layout, stride = Layout(**table), description["stride"]
    missing = np.full(description["rows"], np.nan)
    scalars = np.stack(
        [missing if name in layout.missing else arrays[name] for name in layout.scalars]
    )
    vectors = np.hstack([arrays[kind or THETA] for kind in layout.vectors]).T
    states = _states_from_arrays(arrays)
    resume = states.pop() if description["resumes"] else None
    snapshot = Snapshot(
        description["rows"], _stored(scalars, 1), _stored(vectors, stride), tuple(states)
    )
    ending = description.get("ending")
    return Recording(
        layout,
        snapshot,
        replay=replay,
        ending=None if ending is None else _ending_from_table(ending),
        resume=resume,
        seconds=description["seconds"],
    )


def _stored(values: FloatArray, stride: int) -> Stored:
    """Values (columns, n) of every `stride`-th row, in the chunks that a recorder makes."""
    store = Store(len(values))
    store.stride = stride
    store.add(values)
    return store.publish()


def _states_as_arrays(states: Sequence[TrainState]) -> dict[str, FloatArray]:
    """States of training; what a rule remembers only from some step on has fewer entries."""
    if not states:
        return {}
    arrays: dict[str, FloatArray] = {
        f"{_CHECKPOINT}step": np.array([state.step for state in states]),
        f"{_CHECKPOINT}theta": np.stack([state.theta for state in states]),
    }
    for part in ("optimizer", "schedule"):
        held: list[NamedArrays] = [getattr(state, part) or {} for state in states]
        for name in held[-1]:
            found = [values[name] for values in held if name in values]
            arrays[f"{_CHECKPOINT}{part}:{name}"] = np.stack(found)
    return arrays


def _states_from_arrays(arrays: Mapping[str, FloatArray]) -> list[TrainState]:
    steps = arrays.get(f"{_CHECKPOINT}step", np.empty(0))
    thetas = arrays.get(f"{_CHECKPOINT}theta", np.empty((0, 0)))
    parts: dict[str, list[dict[str, FloatArray]]] = {}
    for part in ("optimizer", "schedule"):
        before = f"{_CHECKPOINT}{part}:"
        parts[part] = [{} for _ in steps]
        for name, values in arrays.items():
            if name.startswith(before):
                # What a rule remembers from some step on belongs to the last ones.
                late = len(steps) - len(values)
                for held, value in zip(parts[part][late:], values, strict=True):
                    held[name.removeprefix(before)] = value
    return [
        TrainState(int(step), theta, memory, plan or None)
        for step, theta, memory, plan in zip(
            steps, thetas, parts["optimizer"], parts["schedule"], strict=True
        )
    ]


def _ending_as_table(ending: Ending) -> dict[str, Any]:
    table = ending._asdict()
    table["stops"] = list(ending.stops)
    table["metrics"] = {name: _known(value) for name, value in ending.metrics.items()}
    return {**table, "loss": _known(ending.loss), "validation_loss": _known(ending.validation_loss)}


def _ending_from_table(table: Mapping[str, Any]) -> Ending:
    metrics = {name: _number(value) for name, value in table["metrics"].items()}
    numbers = {name: _number(table.get(name)) for name in ("loss", "validation_loss")}
    return Ending(**{**table, **numbers, "stops": tuple(table["stops"]), "metrics": metrics})


def _known(value: float) -> float | None:
    """A number as JSON can hold it: NaN is not among its values."""
    return None if math.isnan(value) else value


def _number(value: float | None) -> float:
    return math.nan if value is None else value
