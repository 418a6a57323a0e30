"""In what experiments differ: the settings, and names that are made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from visualizer.core.experiment import Experiment
from visualizer.core.kinds import in_words, sections_of, values_of
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.settings import Setting

MOST_NAMED = 3
"""Settings in the name that a run gets from what differs."""

_RATE = "optimizer.learning_rate"
_KINDS = "kind", "function"
# What the program finds out itself, and what tells of no difference in the numbers.
_UNTOLD = ("data.fingerprint",)


@dataclass(frozen=True)
class Difference:
    """A setting, and what it is in each of some experiments.

    `values` and `words` have one entry for each of them, None and "" where an experiment has no
    such setting, as of a rule that has no momentum. `alike` says that all are equal.
    """

    key: str
    label: str
    values: tuple[Any, ...]
    words: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether it is the same in all of them."""
        return all(value == self.values[0] for value in self.values)


def settings_of(experiments: Sequence[Experiment]) -> tuple[Difference, ...]:
    """All settings of some experiments, in the order in which they are shown."""
    return tuple(_difference(key, *declared, found) for key, declared, found in _found(experiments))


def _found(
    experiments: Sequence[Experiment],
) -> Iterator[tuple[str, tuple[str, Setting], tuple[Any, ...]]]:
    """Keys, sections and declarations of all settings, and their values in each experiment."""
    declared: dict[str, tuple[str, Setting]] = {}
    for experiment in experiments:
        for key, title, one in _declared(experiment):
            declared.setdefault(key, (title, one))
    values = [_values(experiment) for experiment in experiments]
    for key, what in declared.items():
        if key not in _UNTOLD:
            yield key, what, tuple(table.get(key) for table in values)


# A list of a hundred runs is compared again whenever one of them changes.
@lru_cache(maxsize=512)
def _values(experiment: Experiment) -> Mapping[str, Any]:
    return values_of(experiment)


@lru_cache(maxsize=512)
def _declared(experiment: Experiment) -> tuple[tuple[str, str, Setting], ...]:
    """Keys, titles of the sections and declarations of all settings, in their order."""
    return tuple(
        (f"{section.key}.{one.name}", section.title, one)
        for section in sections_of(experiment)
        for one in section.settings
    )


def differences(experiments: Sequence[Experiment]) -> tuple[Difference, ...]:
    """The settings in which some experiments differ; changes during a run are one of them."""
    return _differences(tuple(experiments))


@lru_cache(maxsize=64)
def _differences(experiments: tuple[Experiment, ...]) -> tuple[Difference, ...]:
    # Words are made for those alone that differ: there are few of them.
    found = [
        _difference(key, *declared, values)
        for key, declared, values in _found(experiments)
        if any(value != values[0] for value in values)
    ]
    changes = tuple(experiment.changes for experiment in experiments)
    if any(one != changes[0] for one in changes):
        words = tuple(_changes_in_words(one) for one in changes)
        found.append(Difference("changes", "Changes during the run", changes, words))
    return tuple(found)


# With every frame the same ones are asked for.
@lru_cache(maxsize=512)
def names_by_difference(experiments: tuple[Experiment, ...]) -> tuple[str, ...]:
    """What tells each of some experiments from the others, as "rate 0.01"; "" where nothing does.

    At most `MOST_NAMED` settings are named, those first that say most: the rule, and its rate.
    """
    if len(experiments) < 2:
        return ("",) * len(experiments)
    found = sorted(filter(_tells_more, differences(experiments)), key=_importance)[:MOST_NAMED]
    return tuple(
        ", ".join(filter(None, (_name_part(one, place) for one in found)))
        for place in range(len(experiments))
    )


def comparable(one: Experiment | None, other: Experiment | None) -> bool:
    """Whether the losses of two experiments measure the same, so that they belong in one plot.

    Models of different sizes on the same data are comparable, though their parameters are not.
    """
    if one is None or other is None:
        return False
    first, second = one.problem, other.problem
    if isinstance(first, ModelSettings) and isinstance(second, ModelSettings):
        names = "data", "inputs", "targets", "loss"
        alike = all(getattr(first, name) == getattr(second, name) for name in names)
        return alike and one.data == other.data
    return first == second


def _tells_more(found: Difference) -> bool:
    """Whether it is not said by what chose the setting, as momentum is by the rule that has it."""
    return len({value for value in found.values if value is not None}) > 1


def _importance(found: Difference) -> int:
    """Small for what a reader wants to be told first."""
    if found.key.rpartition(".")[2] in _KINDS:
        return 0
    return 1 if found.key == _RATE else 2


def _difference(key: str, title: str, declared: Setting, found: tuple[Any, ...]) -> Difference:
    # "Kind" stands in several sections.
    label = title if declared.label == "Kind" else declared.label
    words = tuple("" if value is None else in_words(declared, value) for value in found)
    return Difference(key, label, found, words)


def _name_part(found: Difference, place: int) -> str:
    words = found.words[place]
    if not words or found.key == "changes" or found.key.rpartition(".")[2] in _KINDS:
        return words
    label = "rate" if found.key == _RATE else found.label.lower()
    # A switch that is on is named by its label alone.
    return {"yes": label, "no": f"no {label}"}.get(words, f"{label} {words}")


def _changes_in_words(changes: tuple[Any, ...]) -> str:
    return f"{len(changes)} from step {changes[0].step} on" if changes else "none"
