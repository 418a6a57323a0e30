"""Sweeps: experiments that differ in a few numbers, trained as one batch."""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.building import build
from visualizer.core.chunks import look
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet
from visualizer.core.recording.records import Record, finite, joined, norms
from visualizer.core.settings import declarations
from visualizer.core.start import starting_point
from visualizer.core.stops import Watch, any_of, watches

BLOCK_BYTES = 256 << 10
"""Vectors of the steps that are checked and stored at once: what stays in the cache."""

BATCH_BYTES = 32 << 20
"""Working memory of the runs of one batch: a step takes milliseconds, after which it may end."""


class Sweep(NamedTuple):
    """Scalars of R runs trained side by side.

    `loss` and `gradient_norm` (rows, R) are NaN from the step in `diverged_at` (R,), and
    after the step in `stopped_at` (R,), at which a stop of the experiment holds; these are
    -1 for runs without. The loss is NaN inside epochs, too. Of the last row of each run are
    `theta` (R, P), `validation_loss` (R,), the `evaluations` (R,) that its rule has counted
    itself, and the scores `metrics` (S, R) where they came with its loss, else NaN.
    """

    loss: FloatArray
    gradient_norm: FloatArray
    theta: FloatArray
    diverged_at: IntArray
    stopped_at: IntArray
    validation_loss: FloatArray
    evaluations: IntArray
    metrics: FloatArray

    def ended(self, runs: slice) -> NDArray[np.bool_]:
        """Which of some runs have ended before their last step."""
        return np.asarray((self.diverged_at[runs] >= 0) | (self.stopped_at[runs] >= 0))

    @property
    def last_rows(self) -> IntArray:
        """The last row (R,) of each run; -1 for one whose first row is not finite."""
        last = np.where(self.stopped_at >= 0, self.stopped_at, len(self.loss) - 1)
        return np.asarray(np.where(self.diverged_at >= 0, self.diverged_at - 1, last))


def train_together(
    experiments: Sequence[Experiment],
    problem: Problem | None = None,
    progress: Callable[[float], None] | None = None,
) -> Sweep:
    """Train experiments that differ only in numbers of the rule or the start, as one batch.

    Each gets the same numbers, bit by bit, as it gets alone from `train`. A time limit is
    one for all of them together. `progress` is told now and then which part (0..1) is done.

    Raises
    ------
    ValueError
        When there are none, or they differ in something else.
    """
    _check_alike(experiments)
    first = experiments[0]
    problem = build(first) if problem is None else problem
    rules = [experiment.optimizer for experiment in experiments]
    starts = [starting_point(experiment.start, problem) for experiment in experiments]
    # float32 is stored rounded from the start, as in a run alone.
    theta = np.array(starts, dtype=first.training.precision)
    descent = Descent(first, problem)
    rows, count = descent.last_step + 1, len(experiments)
    sweep = Sweep(
        np.full((rows, count), np.nan),
        np.full((rows, count), np.nan),
        theta.astype(float),
        np.full(count, -1),
        np.full(count, -1),
        np.full(count, np.nan),
        np.zeros(count, int),
        np.full((len(descent.layout().metrics), count), np.nan),
    )
    # Eight vectors of float64 for each parameter: theta, its gradient and what rules remember.
    size = max(1, BATCH_BYTES // (problem.point_bytes + 64 * problem.size))
    with Quiet():
        for low in range(0, count, size):
            runs = slice(low, low + size)
            descent = Descent(first, problem, together(rules[runs]))
            for part in _train_batch(descent, theta[runs], runs, sweep):
                if progress is not None:
                    progress((low + part * len(theta[runs])) / count)
    return sweep


def together(rules: Sequence[Optimizer]) -> Optimizer:
    """One rule for R runs: options in which the rules differ are arrays (R,).

    The learning rate always is one. Rules must be of one kind and may differ in numbers
    alone; see `_check_alike`.
    """
    options: dict[str, Any] = {}
    for name in _numbers(rules[0]):
        values = [getattr(rule, name) for rule in rules]
        # Options that are equal stay plain numbers: the rules take cheaper ways with these, and get
        # the same bits.
        if name == "learning_rate" or any(value != values[0] for value in values):
            options[name] = np.array(values, float)
    return replace(rules[0], **options)


def _numbers(rule: Optimizer) -> list[str]:
    return [declared.name for declared in declarations(type(rule)) if declared.kind is float]


def common(experiment: Experiment) -> Hashable:
    """What experiments have in common that may be trained together: equal for all of them."""
    rule, numbers = experiment.optimizer, _numbers(experiment.optimizer)
    options = [
        getattr(rule, one.name) for one in declarations(type(rule)) if one.name not in numbers
    ]
    # All but the name, the start and the numbers of the rule.
    return (
        *(experiment.problem, experiment.data, experiment.schedule, experiment.training),
        *(experiment.changes, type(rule), *options),
    )


def _check_alike(experiments: Sequence[Experiment]) -> None:
    if not experiments:
        raise ValueError("there is nothing to train")
    first = experiments[0]
    shared = common(first)
    for other in experiments[1:]:
        if common(other) != shared:
            raise ValueError(
                f"{other.name!r} differs from {first.name!r} in more than "
                "numbers of the rule and start"
            )


def _train_batch(descent: Descent, theta: FloatArray, runs: slice, sweep: Sweep) -> Iterator[float]:
    """Train block by block, yielding which part of the steps is done."""
    state = descent.begin_at(theta)
    steps = max(1, BLOCK_BYTES // theta.nbytes)
    training = descent.experiment.training
    # Most sweeps have no stops, and then nothing is compared in each row.
    watch = Watch(training, descent.layout(), theta.shape[:1]) if watches(training) else None
    began = time.perf_counter()
    for low in range(0, len(sweep.loss), steps):
        rows = slice(low, min(low + steps, len(sweep.loss)))
        records = []
        for _ in range(rows.start, rows.stop):
            look()
            record, state = descent.advance(state)
            records.append(record)
        _collect(records, descent, rows, runs, sweep, watch)
        yield rows.stop / len(sweep.loss)
        ended = sweep.ended(runs)
        if 0 < training.stop_seconds <= time.perf_counter() - began and state.step < len(
            sweep.loss
        ):
            sweep.stopped_at[runs][~ended] = state.step - 1
            return
        if ended.all():
            return


def _collect(
    records: Sequence[Record],
    descent: Descent,
    rows: slice,
    runs: slice,
    sweep: Sweep,
    watch: Watch | None,
) -> None:
    """Take over a block of rows, and freeze the runs that have ended in it."""
    batch = joined([record.batch_loss for record in records])
    losses, whole = _losses(records, descent, rows, batch)
    gradients = joined([record.gradient for record in records])
    path = joined([record.theta for record in records])
    lengths = norms(gradients)
    ended = sweep.ended(runs)
    # The same four that `leading_finite` looks at for a run alone.
    good = finite(path, gradients, batch[..., None], whole[..., None])
    stops = np.zeros(batch.shape, bool)
    if watch is not None:
        validation = _spread([record.validation_loss for record in records], batch)
        stops = any_of(watch.look(rows.start, losses, validation, lengths))
    # The usual case, without masks and copies.
    if good is True and not ended.any() and not stops.any():
        sweep.loss[rows, runs], sweep.gradient_norm[rows, runs] = losses, lengths
        _keep_last(records[-1], slice(None), runs, sweep)
        return
    # Once a run has ended, its later rows count for nothing, even if they are finite again. The
    # ones give `True`, which stands for all, its shape.
    good = np.logical_and.accumulate(good & ~ended & np.ones(batch.shape, bool), axis=0)
    stops &= good
    # The row at which a stop holds is the last one.
    kept = good & (np.cumsum(stops, axis=0) - stops == 0)
    count = kept.sum(axis=0)
    # A stop that holds before the run diverges ends it first.
    stopped, lost = stops.any(axis=0), ~good[-1] & ~ended
    sweep.stopped_at[runs][stopped] = rows.start + count[stopped] - 1
    diverged = lost & ~stopped
    sweep.diverged_at[runs][diverged] = rows.start + count[diverged]
    sweep.loss[rows, runs] = np.where(kept, losses, np.nan)
    sweep.gradient_norm[rows, runs] = np.where(kept, lengths, np.nan)
    # Runs without a good row in this block keep what they ended with.
    for length in np.unique(count[count > 0]).tolist():
        _keep_last(records[length - 1], np.flatnonzero(count == length), runs, sweep)


def _keep_last(record: Record, picked: slice | IntArray, runs: slice, sweep: Sweep) -> None:
    """Take over the last row so far of the runs `picked` of a batch."""
    sweep.theta[runs][picked] = record.theta[picked]
    shape = record.batch_loss.shape
    for kept, value in (
        (sweep.validation_loss, record.validation_loss),
        (sweep.evaluations, record.evaluations),
    ):
        kept[runs][picked] = np.broadcast_to(value, shape)[picked]
    # Inside an epoch there are none: those of an earlier row must not stand for this one.
    scores = np.nan if record.metrics is None else record.metrics[:, picked]
    sweep.metrics[:, runs][:, picked] = scores


def _losses(
    records: Sequence[Record], descent: Descent, rows: slice, batch: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The losses (n, R) on all rows, NaN inside epochs, and with those of batches there."""
    if not descent.apart:
        return batch, batch
    losses = _spread([record.loss for record in records], batch)
    inside = np.arange(rows.start, rows.stop) % descent.steps_per_epoch != 0
    return losses, np.where(inside[:, None], batch, losses)


def _spread(values: Sequence[FloatArray | float], batch: FloatArray) -> FloatArray:
    """Values of one row each, of all runs or one for all, as an array (n, R)."""
    return np.array([np.broadcast_to(value, batch.shape[1:]) for value in values])
