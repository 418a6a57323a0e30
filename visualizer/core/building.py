"""From the description of a problem to the problem: reads data, checks what files cannot."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

import numpy as np

from visualizer.core.arrays import IntArray
from visualizer.core.data.scaling import fit_scaling
from visualizer.core.data.table import Progress, Table, choose_columns
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import ModelSettings, Samples, layers_of, make_model
from visualizer.core.start import starting_point

SHORT_FILE = 256 << 10
"""Bytes that are read within a few milliseconds."""


class ProblemCache:
    """Builds problems and keeps the last few, so that dragging a rate reads no file again.

    Threads may share one. A file that has changed on disk is read again.
    """

    def __init__(self, size: int = 3) -> None:
        self._size = size
        self._tables: OrderedDict[Hashable, Table] = OrderedDict()
        self._problems: OrderedDict[Hashable, Problem] = OrderedDict()
        self._lock = Lock()

    def build(self, experiment: Experiment, progress: Progress | None = None) -> Problem:
        """The problem of `experiment`, also checked against its start and batch size.

        Raises
        ------
        InputError
            When data or columns cannot be used, or do not fit the other settings.
        Cancelled
            When `progress` raises it.
        """
        problem = self._problem(experiment, progress)
        starting_point(experiment.start, problem)
        batch = experiment.training.batch_size
        if batch > problem.rows:
            raise InputError(
                f"{batch} is not allowed; this problem has {problem.rows} training rows",
                "training.batch_size",
            )
        return problem

    def at_hand(self, experiment: Experiment) -> bool:
        """Whether `build` takes no noticeable time: nothing long is to be read."""
        settings = experiment.problem
        if not isinstance(settings, ModelSettings):
            return True
        assert experiment.data is not None
        version = experiment.data.version(settings.data)
        with self._lock:
            known = (settings.data, experiment.data, version) in self._tables
        return known or not version or version[1] <= SHORT_FILE

    def _problem(self, experiment: Experiment, progress: Progress | None) -> Problem:
        settings = experiment.problem
        if not isinstance(settings, ModelSettings):
            return settings
        assert experiment.data is not None
        split = (experiment.training.validation_fraction, experiment.training.seed)
        if split[0] == 0:
            split = (0.0, 0)
        source = (settings.data, experiment.data, experiment.data.version(settings.data))
        key = (settings, source, split)
        with self._lock:
            if key not in self._problems:
                table = self._table(source, experiment, progress)
                self._keep(self._problems, key, _model(settings, experiment, table))
            self._problems.move_to_end(key)
            return self._problems[key]

    def _table(self, source: Hashable, experiment: Experiment, progress: Progress | None) -> Table:
        if source not in self._tables:
            assert experiment.data is not None
            assert isinstance(experiment.problem, ModelSettings)
            try:
                table = experiment.data.table(experiment.problem.data, progress)
            except InputError as error:
                raise error if error.key else InputError(error.message, "problem.data") from None
            self._keep(self._tables, source, table)
        self._tables.move_to_end(source)
        return self._tables[source]

    def _keep(self, cache: OrderedDict, key: Hashable, value: object) -> None:  # type: ignore[type-arg]
        cache[key] = value
        while len(cache) > self._size:
            cache.popitem(last=False)


def build(experiment: Experiment, progress: Progress | None = None) -> Problem:
    """The problem of `experiment`; see `ProblemCache.build`."""
    return ProblemCache(1).build(experiment, progress)


def _model(settings: ModelSettings, experiment: Experiment, table: Table) -> Problem:
    assert experiment.data is not None
    inputs, targets, input_names, target_names = choose_columns(
        table, settings.inputs, settings.targets
    )
    layers_of(settings, inputs.shape[1], targets.shape[1])
    every = Samples(inputs, targets, input_names, target_names)
    fraction = experiment.training.validation_fraction
    training, validation = every, None
    if fraction > 0:
        kept, aside = split_rows(len(inputs), fraction, experiment.training.seed)
        training, validation = every.take(kept), every.take(aside)
    scaling = fit_scaling(experiment.data.scaling, training.inputs)
    return make_model(settings, training, scaling, validation, table.notes)


def split_rows(rows: int, fraction: float, seed: int) -> tuple[IntArray, IntArray]:
    """Row indices for training and for validation, each in rising order.

    Raises
    ------
    InputError
        When one of the two parts would be empty.
    """
    aside = round(rows * fraction)
    if not 0 < aside < rows:
        raise InputError(
            f"{fraction:g} of {rows} rows leaves a part empty", "training.validation_fraction"
        )
    # A stream of its own: the same seed also shuffles the batches.
    order = np.random.default_rng([seed, 0x5EED]).permutation(rows)
    return np.sort(order[aside:]), np.sort(order[:aside])
