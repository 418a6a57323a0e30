"""Changes of settings during a run: which there may be, and how they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from visualizer.core.errors import InputError
from visualizer.core.optimizers import Optimizer
from visualizer.core.schedules import Schedule


@dataclass(frozen=True)
class Change:
    """New values of settings, by key path, from one step on."""

    step: int
    values: tuple[tuple[str, Any], ...]


SECTIONS = ("optimizer", "schedule")
"""Sections whose options may change while a run goes on: its rows stay comparable."""

CHANGEABLE = ("training.gradient", "training.difference_step")
"""Further settings that may change."""

RATE = "optimizer.learning_rate"


MOST_CHANGES = 100
"""Each is checked with those before it made, and every plot marks them all."""


class Settled(Protocol):
    """What is asked of an experiment here, which holds changes itself."""

    @property
    def optimizer(self) -> Optimizer: ...

    @property
    def schedule(self) -> Schedule: ...

    def with_values(self, values: Mapping[str, Any]) -> Self: ...


def read_changes(table: Mapping[str, Any], experiment: Settled) -> tuple[Change, ...]:
    """The `[[changes]]` of an experiment's table, in the order of their steps.

    Each is checked against `experiment`, which has none, with those before it made.

    Raises
    ------
    InputError
        For a step or a key that is not allowed, or a value that is not.
    """
    entries = table.get("changes", [])
    if not isinstance(entries, list | tuple) or not all(isinstance(e, Mapping) for e in entries):
        raise InputError("must be a list of tables, each [[changes]] with a step", "changes")
    if len(entries) > MOST_CHANGES:
        raise InputError(
            f"{len(entries):,} are too many; at most {MOST_CHANGES} are allowed", "changes"
        )
    changes = sorted((_change(entry) for entry in entries), key=lambda change: change.step)
    current = experiment
    for change in changes:
        try:
            current = _changed(current, dict(change.values))
        except InputError as error:
            raise error.inside("changes") from None
    return tuple(changes)


def _change(entry: Mapping[str, Any]) -> Change:
    values = dict(entry)
    step = values.pop("step", None)
    # In Python a bool is an int, and `true` is no step.
    if isinstance(step, bool) or not isinstance(step, int) or step < 1:
        shown = "nothing" if step is None else step
        raise InputError(
            f"{shown} is not allowed; allowed is a whole number of at least 1", "changes.step"
        )
    # Lists of values, too, must be such that an experiment can be hashed.
    kept = {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
    return Change(step, tuple(sorted(kept.items())))


def _changed(experiment: Settled, values: Mapping[str, Any]) -> Settled:
    """The experiment with values put in, if they may change during a run."""
    for key in values:
        section, _, name = key.partition(".")
        if key == "optimizer.kind":
            raise InputError("cannot change during a run; another rule needs a run of its own", key)
        if (section not in SECTIONS or not name) and key not in CHANGEABLE:
            raise InputError(
                "cannot change during a run; allowed are the options of optimizer and schedule, "
                + ", ".join(CHANGEABLE),
                key,
            )
    changed = experiment.with_values(values)
    # A history has the same columns from its first row to its last.
    if changed.optimizer.quantities != experiment.optimizer.quantities:
        raise InputError(
            "cannot change so during a run; the rule would keep other quantities",
            next(key for key in values if key.startswith("optimizer.")),
        )
    if RATE in values and not changed.schedule.uses_base:
        raise InputError(
            f"the schedule {changed.schedule.kind} does not use it; change its own rates", RATE
        )
    return changed


def without_section(changes: Any, section: str, base_rate: bool) -> list[dict[str, Any]]:
    """Tables of changes without those of a section whose kind is another one now.

    Changes of the optimizer's rate stay where the schedule uses it (`base_rate`).
    """
    found = []
    for change in changes:
        kept = {
            key: value
            for key, value in change.items()
            if (base_rate if key == RATE else not key.startswith(f"{section}."))
        }
        if len(kept) > 1:
            found.append(kept)
    return found
