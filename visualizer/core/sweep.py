"""Sweeps: experiments that differ in a few numbers, trained as one batch."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.building import build
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.optimizers import Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.quiet import Quiet
from visualizer.core.records import Record, finite, joined, norms
from visualizer.core.settings import declarations
from visualizer.core.start import starting_point

BLOCK_BYTES = 256 << 10
"""Vectors of the steps that are checked and stored at once: what stays in the cache."""

BATCH_BYTES = 256 << 20
"""Working memory of the runs of one batch."""


class Sweep(NamedTuple):
    """Scalars of R runs trained side by side.

    `loss` and `gradient_norm` (rows, R) are NaN from the step in `diverged_at` (R,), which
    is -1 for runs that have not diverged; the loss is NaN inside epochs, too. `theta`
    (R, P) is the last finite one.
    """

    loss: FloatArray
    gradient_norm: FloatArray
    theta: FloatArray
    diverged_at: IntArray


def train_together(experiments: Sequence[Experiment], problem: Problem | None = None) -> Sweep:
    """Train experiments that differ only in numbers of the rule or the start, as one batch.

    Each gets the same numbers, bit by bit, as it gets alone from `train`.

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
    theta = np.array(starts, dtype=first.training.precision)
    rows = Descent(first, problem).last_step + 1
    count = len(experiments)
    sweep = Sweep(
        np.full((rows, count), np.nan),
        np.full((rows, count), np.nan),
        theta.astype(float),
        np.full(count, -1),
    )
    size = max(1, BATCH_BYTES // (problem.point_bytes + 64 * problem.size))
    with Quiet():
        for low in range(0, count, size):
            runs = slice(low, low + size)
            _train_batch(Descent(first, problem, together(rules[runs])), theta[runs], runs, sweep)
    return sweep


def together(rules: Sequence[Optimizer]) -> Optimizer:
    """One rule for R runs: options in which the rules differ are arrays (R,).

    The learning rate always is one. Rules must be of one kind and may differ in numbers
    alone; see `_check_alike`.
    """
    options: dict[str, Any] = {}
    for name in _numbers(rules[0]):
        values = [getattr(rule, name) for rule in rules]
        if name == "learning_rate" or any(value != values[0] for value in values):
            options[name] = np.array(values, float)
    return replace(rules[0], **options)


def _numbers(rule: Optimizer) -> list[str]:
    return [declared.name for declared in declarations(type(rule)) if declared.kind is float]


def _check_alike(experiments: Sequence[Experiment]) -> None:
    if not experiments:
        raise ValueError("there is nothing to train")
    first = experiments[0]
    numbers = {name: getattr(first.optimizer, name) for name in _numbers(first.optimizer)}
    for other in experiments[1:]:
        rule = other.optimizer
        if type(rule) is type(first.optimizer):
            rule = replace(rule, **numbers)
        if replace(other, name=first.name, start=first.start, optimizer=rule) != first:
            raise ValueError(
                f"{other.name!r} differs from {first.name!r} in more than "
                "numbers of the rule and start"
            )


def _train_batch(descent: Descent, theta: FloatArray, runs: slice, sweep: Sweep) -> None:
    state = descent.begin_at(theta)
    steps = max(1, BLOCK_BYTES // theta.nbytes)
    for low in range(0, len(sweep.loss), steps):
        rows = slice(low, min(low + steps, len(sweep.loss)))
        records = []
        for _ in range(rows.start, rows.stop):
            record, state = descent.advance(state)
            records.append(record)
        _collect(records, descent, rows, runs, sweep)


def _collect(
    records: Sequence[Record], descent: Descent, rows: slice, runs: slice, sweep: Sweep
) -> None:
    """Take over a block of rows, and freeze the runs that have diverged in it."""
    batch = joined([record.batch_loss for record in records])
    losses = whole = batch
    if descent.steps_per_epoch > 1:
        losses = np.array([np.broadcast_to(record.loss, batch.shape[1:]) for record in records])
        inside = np.arange(rows.start, rows.stop) % descent.steps_per_epoch != 0
        whole = np.where(inside[:, None], batch, losses)
    gradients = joined([record.gradient for record in records])
    path = joined([record.theta for record in records])
    lengths = norms(gradients)
    diverged = sweep.diverged_at[runs]
    good = finite(path, gradients, batch[..., None], whole[..., None])
    if good is True and (diverged < 0).all():
        sweep.loss[rows, runs], sweep.gradient_norm[rows, runs] = losses, lengths
        sweep.theta[runs] = path[-1]
        return
    good = np.logical_and.accumulate(good & (diverged < 0), axis=0)
    count = good.sum(axis=0)
    ended = ~good[-1] & (diverged < 0)
    diverged[ended] = rows.start + count[ended]
    sweep.loss[rows, runs] = np.where(good, losses, np.nan)
    sweep.gradient_norm[rows, runs] = np.where(good, lengths, np.nan)
    alive = np.flatnonzero(count)
    sweep.theta[runs][alive] = path[count[alive] - 1, alive]
