"""The declaration of a sweep: an experiment, what varies, and from how many seeds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from visualizer.core.data.options import FileOptions, fingerprint_of
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.settings import declarations
from visualizer.core.sweeps.axes import SweepAxis, read_axis, value_text

MOST_CELLS = 100_000
"""Of one sweep; larger numbers are slips of the hand."""

SEEDED = ("training.seed", "start.seed")
"""The settings that a seed changes."""


class SweepCell(NamedTuple):
    """A run of a sweep: the values of its axes in their order, the seed, the experiment."""

    values: tuple[Any, ...]
    seed: int
    experiment: Experiment


@dataclass(frozen=True)
class SweepPlan:
    """A sweep, declared; equal plans give equal tables, bit by bit.

    The first axis varies slowest, the seed fastest. Axes with random samples vary together:
    sample i of each belongs to the same runs, as a grid of random values would only repeat
    each of them. Seed k = 0, 1, ... adds k to `training.seed`, which decides the order and the
    batches of the rows, the split into training and validation, noise and dropout, and to
    `start.seed`, which decides random starting values; so seed 0 is the experiment as it is.

    Raises
    ------
    InputError
        When no axis is given, one twice, a seed as an axis beside `seeds`, random axes of
        several lengths, or more than `MOST_CELLS` cells.
    """

    base: Experiment
    axes: tuple[SweepAxis, ...]
    seeds: int = 1

    def __post_init__(self) -> None:
        keys = [axis.key for axis in self.axes]
        if not keys:
            raise InputError("nothing varies; at least one setting with its values is needed")
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise InputError("it varies already; one list or range for each setting", key)
            if self.seeds > 1 and key in SEEDED:
                raise InputError("it varies with the seeds already; leave one of them out", key)
        if self.seeds < 1:
            raise InputError(f"{self.seeds} is not allowed as the number of seeds; allowed is 1")
        drawn = [axis for axis in self.axes if axis.drawn]
        for axis in drawn[1:]:
            if len(axis.values) != len(drawn[0].values):
                raise InputError(
                    f"{len(axis.values)} samples, but {len(drawn[0].values)} of {drawn[0].key}; "
                    "random settings vary together and need equally many",
                    axis.key,
                )
        if len(self) > MOST_CELLS:
            raise InputError(f"{len(self):,} runs are too many; at most {MOST_CELLS:,} are allowed")

    def __len__(self) -> int:
        """The number of cells."""
        count = self.seeds
        for group in self._groups():
            count *= len(group[0].values)
        return count

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings that vary."""
        return tuple(axis.key for axis in self.axes)

    @cached_property
    def cells(self) -> tuple[SweepCell, ...]:
        """Every run, in order.

        Raises
        ------
        InputError
            For the first one whose values no experiment can have.
        """
        variants = _Variants(self.base)
        found = []
        for values in self._settings():
            try:
                experiment = variants.of(dict(zip(self.keys, values, strict=True)))
            except InputError as error:
                shown = self.shown(values, without=error.key)
                raise InputError(f"{error.message}{shown}", error.key) from None
            found += [SweepCell(values, k, _seeded(experiment, k)) for k in range(self.seeds)]
        return tuple(found)

    def shown(self, values: Sequence[Any], without: str = "") -> str:
        """Values of the axes in brackets, for the end of a sentence about one of them."""
        pairs = zip(self.keys, values, strict=True)
        words = [f"{key} {value_text(value)}" for key, value in pairs if key != without]
        return f" (with {', '.join(words)})" if words else ""

    def words(self) -> str:
        """What varies, in words."""
        # What is drawn together is no grid.
        text = " by ".join(" with ".join(map(SweepAxis.words, one)) for one in self._groups())
        return f"{text}, {self.seeds} seeds each" if self.seeds > 1 else text

    @cached_property
    def digest(self) -> str:
        """What tells plans apart: of the experiment, its data file, the axes and the seeds."""
        settings = self.base.problem
        data = ""
        if isinstance(self.base.data, FileOptions) and isinstance(settings, ModelSettings):
            data = fingerprint_of(Path(settings.data))
        axes = [[axis.key, [value_text(value) for value in axis.values]] for axis in self.axes]
        # As text: a float has one `repr`, and JSON has no lists that are tuples.
        text = json.dumps([repr(self.base.to_dict()), data, axes, self.seeds])
        return sha256(text.encode(errors="surrogatepass")).hexdigest()

    def _groups(self) -> list[list[SweepAxis]]:
        """The axes that vary together, in the order of the first of each."""
        drawn = [axis for axis in self.axes if axis.drawn]
        groups = []
        for axis in self.axes:
            if axis.drawn and axis is not drawn[0]:
                continue
            groups.append(drawn if axis.drawn else [axis])
        return groups

    def _settings(self) -> Iterator[tuple[Any, ...]]:
        """The values of the axes, for every setting of them."""
        groups = self._groups()
        order = [axis.key for group in groups for axis in group]
        places = [order.index(key) for key in self.keys]
        samples = [list(zip(*(axis.values for axis in group), strict=True)) for group in groups]
        for combined in product(*samples):
            values = [value for sample in combined for value in sample]
            yield tuple(values[place] for place in places)


def read_plan(base: Experiment, over: Sequence[str], seeds: int = 1) -> SweepPlan:
    """The sweep of an experiment over words such as "optimizer.learning_rate=0.1,0.2".

    Raises
    ------
    InputError
        As `read_axis` and `SweepPlan`.
    """
    return SweepPlan(base, tuple(read_axis(words, base) for words in over), seeds)


class _Variants:
    """Experiments that differ in a few settings, without reading whole tables for each.

    Numbers of the rule change nothing else, so that they are put in directly: a sweep over
    rates would take longer to describe than to train.
    """

    def __init__(self, base: Experiment) -> None:
        self._base = base
        self._read: dict[str, Experiment] = {}

    def of(self, values: Mapping[str, Any]) -> Experiment:
        """The experiment with values, by key path."""
        quick = {key: value for key, value in values.items() if key.startswith("optimizer.")}
        quick.pop("optimizer.kind", None)
        slow = {key: value for key, value in values.items() if key not in quick}
        # The rule may need its own rate to be told with its kind, so one read of each is whole.
        name = repr(slow)
        if name not in self._read:
            self._read[name] = self._base.with_values(values)
        former = self._read[name]
        floats = {one.name for one in declarations(type(former.optimizer)) if one.kind is float}
        options = {key.removeprefix("optimizer."): value for key, value in quick.items()}
        if not options or not floats.issuperset(options):
            return self._base.with_values(values)
        return replace(former, optimizer=replace(former.optimizer, **options))


def _seeded(experiment: Experiment, k: int) -> Experiment:
    if k == 0:
        return experiment
    training, start = experiment.training, experiment.start
    return replace(
        experiment,
        training=replace(training, seed=training.seed + k),
        start=replace(start, seed=start.seed + k),
    )
