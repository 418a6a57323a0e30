"""Training: a pure step, and the loop that records it."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.building import build
from visualizer.core.experiment import Experiment
from visualizer.core.gradients import GRADIENTS, Measure
from visualizer.core.history import (
    MEMORY_BUDGET,
    Ending,
    History,
    Layout,
    Record,
    TrainState,
    finite_rows,
    norms,
)
from visualizer.core.optimizers import Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.schedules import Schedule
from visualizer.core.start import starting_point

BLOCK = 256
"""Steps between two appends: makes the cost of storing small beside that of a step."""

FLUSH_SECONDS = 0.01
"""The longest time that recorded steps wait for an append, so that slow runs are seen."""

_NAN = float("nan")


class _Rules(NamedTuple):
    """The settings in force during a stretch of steps."""

    optimizer: Optimizer
    schedule: Schedule
    base_rate: FloatArray
    measure: Measure
    difference_step: float


class Descent:
    """The training step of an experiment on its problem.

    `advance` is pure: equal states give equal results, bit by bit, so that resuming,
    adding one more step and recomputing a row are the same call. The leading shape of
    theta is free: (P,) for one run, (R, P) for R runs side by side.
    """

    def __init__(
        self, experiment: Experiment, problem: Problem, rates: FloatArray | None = None
    ) -> None:
        self.experiment = experiment
        self.problem = problem
        training = experiment.training
        self._dtype = np.dtype(training.precision)
        self._seed = training.seed
        self._batch_size = training.batch_size or problem.rows
        self.steps_per_epoch = -(-problem.rows // self._batch_size)
        self._whole = self.steps_per_epoch == 1
        self._validated = isinstance(problem, Model) and problem.validation is not None
        self._starts, self._rules = _stretches(experiment, rates)
        self._order: tuple[int, IntArray] | None = None

    @property
    def last_step(self) -> int:
        """The step at which the experiment's epochs are completed."""
        return self.experiment.training.epochs * self.steps_per_epoch

    def layout(self) -> Layout:
        """What the history of this descent holds."""
        kinds = {rules.measure for rules in self._rules}
        differences = any(kind is not GRADIENTS["exact"] for kind in kinds)
        states = [f"state:{name}" for name in self.experiment.optimizer.quantities]
        probe = self.experiment.training.gradient
        count = self.problem.size
        costs = {"exact": 1, "forward difference": count + 1, "central difference": 2 * count + 1}
        return Layout(
            parameters=self.problem.names,
            vectors=("", "gradient", *["loss_plus"] * differences, *states),
            batches=not self._whole,
            validation=self._validated,
            steps_per_epoch=self.steps_per_epoch,
            evaluations_per_step=costs[probe],
        )

    def begin(self) -> TrainState:
        """The state before the first update."""
        theta = starting_point(self.experiment.start, self.problem).astype(self._dtype)
        optimizer = self._rules[0].optimizer
        return TrainState(0, theta, optimizer.initial_state(theta.astype(float)))

    def advance(self, state: TrainState) -> tuple[Record, TrainState]:
        """One step: what there is to record at `state`, and the state after the update."""
        step, theta, memory = state
        problem = self.problem
        rules = self._rules[0 if len(self._rules) == 1 else bisect_right(self._starts, step) - 1]
        rows = None if self._whole else self._batch(step)
        measured = rules.measure(problem, theta, rows, rules.difference_step)
        loss: FloatArray | float = measured.loss
        validation: FloatArray | float = _NAN
        if not self._whole:
            loss = problem.loss(theta.astype(float)) if self._ends_epoch(step) else _NAN
        if self._validated and self._ends_epoch(step):
            assert isinstance(problem, Model)
            validation = problem.validation_loss(theta.astype(float))
        rate = rules.schedule.rate(rules.base_rate, step)
        exact_theta = theta if self._dtype == np.float64 else theta.astype(float)
        moved, memory, quantities = rules.optimizer.update(
            problem, exact_theta, measured.loss, measured.gradient, rate, memory
        )
        if self._dtype != np.float64:
            moved = moved.astype(self._dtype)
        record = Record(
            theta,
            rate,
            loss,
            measured.loss,
            validation,
            measured.gradient,
            measured.loss_plus,
            quantities,
        )
        return record, TrainState(step + 1, moved, memory)

    def replay(self, state: TrainState, step: int) -> Record:
        """The record of a later `step`, recomputed from `state`."""
        with Quiet():
            while True:
                record, following = self.advance(state)
                if state.step == step:
                    return record
                state = following

    def _ends_epoch(self, step: int) -> bool:
        return step % self.steps_per_epoch == 0

    def _batch(self, step: int) -> IntArray:
        """The rows of the batch of `step`; the last one of an epoch may be smaller."""
        epoch, number = divmod(step, self.steps_per_epoch)
        known = self._order
        if known is None or known[0] != epoch:
            # One assignment, as another thread may replay an epoch meanwhile.
            known = (
                epoch,
                np.random.default_rng([self._seed, epoch]).permutation(self.problem.rows),
            )
            self._order = known
        start = number * self._batch_size
        return known[1][start : start + self._batch_size]


def _stretches(experiment: Experiment, rates: FloatArray | None) -> tuple[list[int], list[_Rules]]:
    """The first step of each stretch between changes, and the rules in force from it."""
    starts, rules = [0], [_rules(experiment, rates)]
    current = experiment
    for change in experiment.changes:
        current = current.with_values(dict(change.values))
        starts.append(change.step)
        rules.append(_rules(current, None))
    return starts, rules


def _rules(experiment: Experiment, rates: FloatArray | None) -> _Rules:
    training = experiment.training
    return _Rules(
        experiment.optimizer,
        experiment.schedule,
        np.asarray(experiment.optimizer.learning_rate) if rates is None else rates,
        GRADIENTS[training.gradient],
        training.difference_step,
    )


class Quiet:
    """Within it NumPy does not warn of overflow, and BLAS uses one thread.

    A run that diverges is a result, not a mistake; and BLAS on several threads gives
    other last bits, so that runs could not be repeated exactly.
    """

    def __enter__(self) -> None:
        self._errors = np.errstate(all="ignore")
        self._threads = threadpool_limits(1, user_api="blas")
        self._errors.__enter__()

    def __exit__(self, *exception: object) -> None:
        self._errors.__exit__(None, None, None)
        self._threads.restore_original_limits()


class Trainer:
    """Runs a descent and appends to its history, in pieces that the caller paces."""

    def __init__(self, descent: Descent, history: History) -> None:
        self.descent = descent
        self.history = history
        self.state = history.resume or descent.begin()

    def run(self, last_step: int, may_go_on: Callable[[], bool] = lambda: True) -> Iterator[int]:
        """Train up to the row of `last_step`, yielding the number of rows after each append.

        `may_go_on` is asked every 64 steps; false ends the run as stopped, resumable.
        """
        history = self.history
        if history.ending is not None and history.ending.kind in ("diverged", "full"):
            return
        history.ending = None
        with Quiet():
            while self.state.step <= last_step:
                records, first, going = self._block(last_step, may_go_on)
                taken = history.append(records, first) if records else 0
                if taken < len(records):
                    self._diverge(first, taken)
                    return
                history.resume = self.state
                yield len(history)
                if not going:
                    self._end("stopped", "stopped")
                    return
                if history.full:
                    self._end("full", "the memory for this run is full")
                    return
        self._end("finished", "finished")

    def _block(
        self, last_step: int, may_go_on: Callable[[], bool]
    ) -> tuple[list[Record], TrainState, bool]:
        """Up to `BLOCK` records, the state at the first, and whether to go on."""
        advance = self.descent.advance
        state = first = self.state
        records: list[Record] = []
        going = True
        deadline = time.perf_counter() + FLUSH_SECONDS
        for number in range(min(BLOCK, last_step + 1 - state.step)):
            if number % 64 == 0 and not may_go_on():
                going = False
                break
            record, state = advance(state)
            records.append(record)
            if time.perf_counter() > deadline:
                break
        self.state = state
        return records, first, going

    def _end(self, kind: str, text: str) -> None:
        step = max(len(self.history) - 1, 0)
        self.history.ending = Ending(kind, step, f"{text} at step {step}")

    def _diverge(self, first: TrainState, taken: int) -> None:
        step = first.step + taken
        self.history.resume = None
        self.history.ending = Ending("diverged", step, f"diverged at step {step}")


def train(
    experiment: Experiment,
    problem: Problem | None = None,
    *,
    budget: int = MEMORY_BUDGET,
    progress: Callable[[int, int], None] | None = None,
) -> History:
    """Train an experiment to its end and return the history.

    Parameters
    ----------
    experiment
        What to train.
    problem
        Its problem, when it has been built already.
    budget
        Bytes that the history may take.
    progress
        Called with the number of rows so far and in the end, after each append.

    Raises
    ------
    InputError
        When the problem cannot be built. A run that diverges is a result: see
        ``history.ending``.
    """
    descent = Descent(experiment, problem or build(experiment))
    history = History(descent.layout(), descent.replay, budget)
    for rows in Trainer(descent, history).run(descent.last_step):
        if progress is not None:
            progress(rows, descent.last_step + 1)
    return history


class Sweep(NamedTuple):
    """Scalars of R runs trained side by side.

    `loss` (rows, R) and `gradient_norm` (rows, R) hold NaN after a run has diverged at
    its step in `diverged_at` (R,), -1 for those that have not; `theta` (R, P) is the last
    finite one.
    """

    loss: FloatArray
    gradient_norm: FloatArray
    theta: FloatArray
    diverged_at: IntArray


def train_together(experiments: Sequence[Experiment], problem: Problem | None = None) -> Sweep:
    """Train experiments that differ only in the learning rate or the start, as one batch.

    Each gets the same numbers, bit by bit, as it gets alone from `train`.
    """
    first = experiments[0]
    problem = problem or build(first)
    rates = np.array([experiment.optimizer.learning_rate for experiment in experiments])
    descent = Descent(first, problem, rates)
    starts = [starting_point(experiment.start, problem) for experiment in experiments]
    theta = np.array(starts, dtype=first.training.precision)
    state = TrainState(0, theta, first.optimizer.initial_state(theta))
    rows = descent.last_step + 1
    loss = np.empty((rows, len(rates)))
    norm = np.empty((rows, len(rates)))
    thetas = theta.astype(float)
    diverged = np.full(len(rates), -1)
    with Quiet():
        for low in range(0, rows, BLOCK):
            high = min(low + BLOCK, rows)
            records = []
            for _ in range(low, high):
                record, state = descent.advance(state)
                records.append(record)
            _collect(records, low, loss, norm, thetas, diverged)
    return Sweep(loss, norm, thetas, diverged)


def _collect(
    records: Sequence[Record],
    low: int,
    loss: FloatArray,
    norm: FloatArray,
    thetas: FloatArray,
    diverged: IntArray,
) -> None:
    """Take over a block of rows, and freeze the runs that have diverged in it."""
    losses = np.stack([record.batch_loss for record in records])
    gradients = np.stack([record.gradient for record in records])
    path = np.stack([record.theta for record in records])
    lengths = norms(gradients)
    finite = np.isfinite(losses) & np.isfinite(lengths) & finite_rows(path)
    finite = np.logical_and.accumulate(finite & (diverged < 0), axis=0)
    ended = ~finite[-1] & (diverged < 0)
    count = finite.sum(axis=0)
    diverged[ended] = low + count[ended]
    high = low + len(records)
    loss[low:high] = np.where(finite, losses, np.nan)
    norm[low:high] = np.where(finite, lengths, np.nan)
    alive = np.flatnonzero(count)
    thetas[alive] = path[count[alive] - 1, alive]
