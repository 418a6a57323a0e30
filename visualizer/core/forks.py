"""Forks: a run whose settings change from some step on keeps the rows before it."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.recording.history import History
from visualizer.core.recording.recorder import Recorder

ALL = 1 << 62
"""More rows than any run has."""


def changed_from(experiment: Experiment, step: int, values: Mapping[str, Any]) -> Experiment:
    """The experiment with settings, by key path, that are others from a step on, for good.

    Later changes of these settings are forgotten. Step 0 is the start.

    Raises
    ------
    InputError
        For a setting that cannot change during a run, or a value that is not allowed.
    """
    entries = [
        (change.step, {key: value for key, value in change.values if key not in values})
        # At the step itself, too: the new value replaces what a change there had said.
        if change.step >= step
        else (change.step, dict(change.values))
        for change in experiment.changes
    ]
    if step > 0:
        entries.append((step, dict(values)))
    # A change that has lost all its values says nothing any more.
    changes = [{"step": place, **rest} for place, rest in _merged(entries) if rest]
    try:
        return experiment.with_values({"changes": changes} | (dict(values) if step <= 0 else {}))
    except InputError as error:
        # The field that the user moved is that of the setting; changes have none.
        raise InputError(error.message, error.key.removeprefix("changes.")) from None


def _merged(entries: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Entries of one step as one, by steps."""
    merged: dict[int, dict[str, Any]] = {}
    for step, values in sorted(entries, key=lambda entry: entry[0]):
        merged.setdefault(step, {}).update(values)
    return list(merged.items())


def value_at(experiment: Experiment, step: int, key: str) -> Any:
    """The value that a setting of the optimizer or the schedule has at a step."""
    for change in reversed(experiment.changes):
        values = dict(change.values)
        if change.step <= step and key in values:
            return values[key]
    section, _, name = key.partition(".")
    return getattr(getattr(experiment, section), name)


def rows_in_common(one: Experiment, other: Experiment) -> int:
    """How many rows runs of two experiments are sure to begin with alike; up to `ALL`.

    Row k holds what the update from k uses: a change at step k leaves the rows before k.
    """
    if _without_changes(one) != _without_changes(other):
        return 0
    for first, second in zip_longest(one.changes, other.changes):
        if first != second:
            return min(change.step for change in (first, second) if change is not None)
    return ALL


def _without_changes(experiment: Experiment) -> Experiment:
    # A longer run begins with the rows of a shorter one: schedules write their length out.
    training = replace(experiment.training, epochs=0)
    return replace(experiment, name="", changes=(), training=training)


def fork(history: History, descent: Descent, rows: int, budget: int) -> Recorder | None:
    """A history of `descent` that begins with `rows` rows of another run's.

    None where it must be trained from its first row: there are none to be kept, or it
    records other columns. The numbers are the same, bit by bit.
    """
    layout = descent.layout()
    rows = min(rows, len(history), descent.last_step + 1)
    # Costs may differ: they say what evaluations count from which step on, not what is recorded.
    if rows <= 0 or replace(layout, costs=history.layout.costs) != history.layout:
        return None
    branch = Recorder.continuing(history, rows, layout, descent.replay, budget)
    ending, training = history.ending, descent.experiment.training
    if ending is not None and ending.kind == "early" and rows > ending.step:
        # What has ended the former run ends this one, too, unless it is switched off.
        held = any(getattr(training, name) for name in ending.stops)
        branch.ending = ending if held else None
    return branch
