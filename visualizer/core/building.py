"""From the description of a problem to the problem: reads data, checks what files cannot."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import TypeVar

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.data.choosing import choose_columns, counted
from visualizer.core.data.classes import check_classes
from visualizer.core.data.scaling import NONE, fit_scaling
from visualizer.core.data.splitting import filled_with, split_rows, training_means
from visualizer.core.data.table import Progress, Table
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.gradients import GRADIENTS
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.linear_model import make_model
from visualizer.core.problems.model import Model
from visualizer.core.problems.model_settings import ModelSettings
from visualizer.core.problems.samples import Samples, check_targets, outputs_of, with_classes
from visualizer.core.problems.stack import layers_of
from visualizer.core.start import starting_point

_T = TypeVar("_T")

LARGEST_PASS = 4 << 30
"""Bytes that one evaluation of a model may need."""

MOST_DIFFERENCES = 10_000
"""Parameters whose slopes may be measured by differences: each costs a loss in every step."""

SHORT_FILE = 256 << 10
"""Bytes that are read within a few milliseconds."""


SHORT_TABLE = 4 << 20
"""Bytes of a table that are split and scaled within a few milliseconds."""


SHORT_PRODUCTS = 1 << 24
"""Products of numbers for the least squares of a linear model, had within some 10 ms."""


CACHE_BYTES = 64 << 20
"""Memory of tables that are kept beside the latest one."""


class ProblemCache:
    """Builds problems and keeps the last few, so that dragging a rate reads no file again.

    Threads may share one. A file that has changed on disk is read again.
    """

    def __init__(self, size: int = 3) -> None:
        self._size = size
        self._tables: OrderedDict[Hashable, Table] = OrderedDict()
        self._problems: OrderedDict[Hashable, Problem] = OrderedDict()
        # Held for look-ups alone, never while a table is read: see `_problem`.
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
        check(experiment, problem)
        return problem

    def at_hand(self, experiment: Experiment) -> bool:
        """Whether `build` takes no noticeable time: nothing long is to be read or scaled."""
        settings = experiment.problem
        if not isinstance(settings, ModelSettings):
            return True
        assert experiment.data is not None
        source, key = _keys(settings, experiment)
        with self._lock:
            if key in self._problems:
                return True
            table = self._tables.get(source)
        if table is not None:
            rows, columns = table.values.shape
            # Networks have no closed minimum, so nothing is solved for them while building.
            short = rows * columns**2 <= SHORT_PRODUCTS or bool(settings.hidden or settings.layers)
            return bool(table.values.nbytes <= SHORT_TABLE) and short
        return experiment.data.size(settings.data) <= SHORT_FILE

    def _problem(self, experiment: Experiment, progress: Progress | None) -> Problem:
        settings = experiment.problem
        if not isinstance(settings, ModelSettings):
            return settings
        source, key = _keys(settings, experiment)
        problem = self._known(self._problems, key)
        if problem is None:
            table = self._known(self._tables, source)
            if table is None:
                # Without the lock: reading may take long, and others only want to look.
                table = _read(experiment, settings.data, progress)
                self._keep(self._tables, source, table, lambda one: one.values.nbytes)
            problem = _model(settings, experiment, table)
            # Here, where there is a thread for it: a picture, which asks for the minimum,
            # must not wait until the least squares of many columns are solved.
            _ = problem.minimum_loss
            self._keep(self._problems, key, problem, lambda one: one.data_bytes)
        return problem

    def _known(self, cache: OrderedDict[Hashable, _T], key: Hashable) -> _T | None:
        with self._lock:
            if key in cache:
                cache.move_to_end(key)
            return cache.get(key)

    def _keep(
        self,
        cache: OrderedDict[Hashable, _T],
        key: Hashable,
        value: _T,
        size: Callable[[_T], int],
    ) -> None:
        """Keep the latest few, and of large ones the latest alone."""
        with self._lock:
            cache[key] = value
            while len(cache) > self._size or (
                len(cache) > 1 and sum(map(size, cache.values())) > CACHE_BYTES
            ):
                cache.popitem(last=False)


def build(experiment: Experiment, progress: Progress | None = None) -> Problem:
    """The problem of `experiment`; see `ProblemCache.build`."""
    # In a notebook it is the first thing to be called, with whatever is at hand.
    if not isinstance(experiment, Experiment):
        raise InputError(
            f"an Experiment is needed, not {type(experiment).__name__}; "
            "Experiment.from_dict reads plain tables"
        )
    return ProblemCache(1).build(experiment, progress)


def _keys(settings: ModelSettings, experiment: Experiment) -> tuple[Hashable, Hashable]:
    """What tells tables apart, and what tells problems apart."""
    assert experiment.data is not None
    training = experiment.training
    # Without validation rows the seed does not matter to the problem: it shuffles batches.
    split = (training.validation_fraction, training.seed if training.validation_fraction else 0)
    # The scaling, and what else is made of the inputs, is applied to what was read.
    unscaled = replace(experiment.data, scaling=NONE, products=False, squares=False, sines=False)
    source = (settings.data, unscaled, experiment.data.version(settings.data))
    return source, (settings, source, experiment.data.scaling, experiment.data.features, split)


def _read(experiment: Experiment, name: str, progress: Progress | None) -> Table:
    assert experiment.data is not None
    try:
        return experiment.data.table(name, progress)
    except InputError as error:
        # Readers know lines and columns, not keys; the window needs one to find the field.
        raise error if error.key else InputError(error.message, "problem.data") from None


def check(experiment: Experiment, problem: Problem) -> None:
    """Refuse what fits no problem of this size, which static limits cannot tell."""
    training = experiment.training
    theta = starting_point(experiment.start, problem)
    # Beyond, the very first row would be infinite, and the run over before it began.
    if training.precision == "float32" and np.abs(theta).max() > np.finfo(np.float32).max:
        raise InputError("too large for float32; at most 3.4e+38 is allowed", "start.parameters")
    if training.batch_size > problem.rows:
        raise InputError(
            f"{training.batch_size} is not allowed; allowed is at most {problem.rows:,}, "
            "the number of training rows",
            "training.batch_size",
        )
    validated = isinstance(problem, Model) and problem.validation is not None
    if not validated and any(
        stage.experiment.schedule.watched == "validation_loss" for stage in experiment.stages()
    ):
        raise InputError(
            "there are no validation rows to measure it; allowed is loss, or a "
            "training.validation_fraction above 0",
            "schedule.metric",
        )
    if GRADIENTS[training.gradient].differences and problem.size > MOST_DIFFERENCES:
        raise InputError(
            f"{training.gradient} takes a loss for each of {problem.size:,} parameters; "
            f"at most {MOST_DIFFERENCES:,} are allowed, or exact",
            "training.gradient",
        )
    if isinstance(problem, Analytic) and problem.kind == "formula":
        _check_value(theta, problem)
    _check_rule(experiment, problem)
    # Refused here, as NumPy would fail, or the system begin to swap, in the middle of a run.
    if problem.point_bytes > LARGEST_PASS:
        raise InputError(
            f"these layers on {problem.rows:,} rows need {problem.point_bytes >> 30} GB of memory; "
            f"at most {LARGEST_PASS >> 30} GB are allowed",
            "problem.layers" if getattr(experiment.problem, "layers", ()) else "problem.hidden",
        )


def _check_value(theta: FloatArray, problem: Analytic) -> None:
    """Refuse a formula that cannot be started from: there would be nothing to see."""
    loss, gradient = problem.loss_and_gradient(theta)
    if not (np.isfinite(loss) and np.isfinite(gradient).all()):
        what = "slope" if np.isfinite(loss) else "value"
        both = zip(problem.names, theta, strict=True)
        place = ", ".join(f"{name} = {value:g}" for name, value in both)
        raise InputError(f"there is no {what} at the start, {place}", "problem.formula")


def _check_rule(experiment: Experiment, problem: Problem) -> None:
    rule = experiment.optimizer
    if rule.most_parameters is not None and problem.size > rule.most_parameters:
        raise InputError(
            f"{rule.kind} is not allowed with {problem.size:,} parameters; "
            f"allowed are at most {rule.most_parameters}",
            "optimizer.kind",
        )
    if rule.kind not in ("momentum", "nesterov") and any(
        stage.experiment.schedule.momentum(0) is not None for stage in experiment.stages()
    ):
        raise InputError(
            f"the rule {rule.kind} has no momentum to cycle; allowed is false, or the rules "
            "momentum and nesterov",
            "schedule.cycle_momentum",
        )
    if experiment.training.gradient_noise and isinstance(experiment.problem, ModelSettings):
        raise InputError(
            "only functions have it; a model gets its noise from a batch size",
            "training.gradient_noise",
        )


def _model(settings: ModelSettings, experiment: Experiment, table: Table) -> Problem:
    assert experiment.data is not None
    chosen = choose_columns(table, settings.inputs, settings.targets)
    notes = (*table.notes, *chosen.notes)
    every = Samples(
        chosen.inputs,
        chosen.targets,
        chosen.input_names,
        chosen.target_names,
        chosen.class_names,
        chosen.image,
    )
    every = with_classes(every, settings.output)
    outputs = outputs_of(every, settings.output)
    features, count = experiment.data.features, every.inputs.shape[1]
    features.check(count, bool(every.image))
    # For its errors alone: layers that do not fit are refused before classes are looked at.
    layers_of(settings, len(features.names(every.input_names)), outputs, every.image)
    labels = None
    if every.class_names:
        labels = every.targets[:, 0]
        notes += check_classes(labels, every.class_names, every.target_names[0])
    check_targets(every, settings)
    fraction = experiment.training.validation_fraction
    training, validation = every, None
    if fraction > 0:
        kept, aside = split_rows(len(every.inputs), fraction, experiment.training.seed, labels)
        training, validation = every.take(kept), every.take(aside)
    # After the split: means that knew the validation rows would make them look better.
    training, validation, filled = _filled(training, validation)
    # Fitted on training rows alone, for the same reason.
    scaling = fit_scaling(experiment.data.scaling, training.inputs, features)
    return make_model(settings, training, scaling, validation, notes + filled, table.fingerprint)


def _filled(
    training: Samples, validation: Samples | None
) -> tuple[Samples, Samples | None, tuple[str, ...]]:
    """Both parts without empty cells: these take the mean of the training rows."""
    parts = [part for part in (training, validation) if part is not None]
    empty = sum(int(np.count_nonzero(np.isnan(part.inputs))) for part in parts)
    if not empty:
        return training, validation, ()
    means = training_means(training.inputs, training.input_names)
    training, *others = (replace(part, inputs=filled_with(part.inputs, means)) for part in parts)
    note = f"{counted(empty, 'empty cell')} filled with the mean of the training rows"
    return training, others[0] if others else None, (note,)
