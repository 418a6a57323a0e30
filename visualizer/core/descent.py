"""One step of training, as a pure function of the state before it."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from visualizer.core.arrays import FloatArray, IntArray
from visualizer.core.chunks import look, pieces
from visualizer.core.clipping import clipped
from visualizer.core.experiment import Experiment
from visualizer.core.gradients import GRADIENTS, Gradient, Measurement
from visualizer.core.optimizers import Optimizer
from visualizer.core.problems.base import Batch, Problem
from visualizer.core.problems.model import Model
from visualizer.core.quiet import Quiet
from visualizer.core.recording.records import Layout, Record, TrainState, joined
from visualizer.core.schedules import Schedule
from visualizer.core.start import starting_point

_NAN = float("nan")

_Outcome: TypeAlias = tuple[FloatArray | float, FloatArray | float, FloatArray | None]
"""Losses (...) over all training and validation rows, and scores (S, ...) if they are known."""


class _Rules(NamedTuple):
    """The settings in force during a stretch of steps."""

    optimizer: Optimizer
    schedule: Schedule
    base_rate: FloatArray
    gradient: Gradient
    difference_step: float
    clock: int
    watched: str
    swings: bool


class Descent:
    """The training step of an experiment on its problem.

    `advance` is pure: equal states give equal results, bit by bit, so that resuming,
    adding one more step and recomputing a row are the same call. The leading shape of
    theta is free: (P,) for one run, (R, P) for R runs side by side. They may have an
    `optimizer` with options (R,) in place of the experiment's.
    """

    def __init__(
        self, experiment: Experiment, problem: Problem, optimizer: Optimizer | None = None
    ) -> None:
        self.experiment = experiment
        self.problem = problem
        training = experiment.training
        self._dtype = np.dtype(training.precision)
        self._double = training.precision == "float64"
        self._seed = training.seed
        self._batch_size = training.batch_size or problem.rows
        # Rounded up: the rows that are left over make one more, smaller batch.
        self.steps_per_epoch = -(-problem.rows // self._batch_size)
        self._whole = self.steps_per_epoch == 1
        self._validated = isinstance(problem, Model) and problem.validation is not None
        self._random = isinstance(problem, Model) and problem.network.random
        self.apart = not self._whole or self._random
        """Whether the loss of a step is another one than that of all rows."""
        self._noise = training.gradient_noise
        self._clipping = training.clipping
        self._evaluates = experiment.optimizer.evaluates
        self._starts, self._rules = _stretches(
            experiment, optimizer or experiment.optimizer, self.steps_per_epoch
        )
        # The order of the rows in the latest epoch: to draw it in each step would be a pass over
        # all rows.
        self._order: tuple[int, IntArray] | None = None
        exact = not any(rules.gradient.differences for rules in self._rules)
        # Then the outputs that the gradient needs anyway give the scores as well.
        self._judges = exact and not self.apart and _is_judged(problem)

    @property
    def last_step(self) -> int:
        """The step at which the experiment's epochs are completed."""
        return self.experiment.training.epochs * self.steps_per_epoch

    def layout(self) -> Layout:
        """What the history of this descent holds."""
        differences = any(rules.gradient.differences for rules in self._rules)
        states = [f"state:{name}" for name in self.experiment.optimizer.quantities]
        costs = [rules.gradient.cost(self.problem.size) for rules in self._rules]
        return Layout(
            parameters=self.problem.names,
            vectors=("", "gradient", *["loss_plus"] * differences, *states),
            batches=self.apart,
            validation=self._validated,
            steps_per_epoch=self.steps_per_epoch,
            costs=tuple(zip(self._starts, costs, strict=True)),
            noisy=self._noise > 0,
            counted=self._evaluates,
            clipped=bool(self._clipping),
            metrics=self.problem.scores if isinstance(self.problem, Model) else (),
        )

    def begin(self) -> TrainState:
        """The state before the first update."""
        theta = starting_point(self.experiment.start, self.problem).astype(self._dtype)
        return self.begin_at(theta)

    def begin_at(self, theta: FloatArray) -> TrainState:
        """The state before the first update from theta (..., P)."""
        return TrainState(0, theta, self._rules[0].optimizer.initial_state(theta.astype(float)))

    def advance(self, state: TrainState) -> tuple[Record, TrainState]:
        """One step: what there is to record at `state`, and the state after the update."""
        step, theta, memory, plan = state
        # Most experiments have no changes; a search in each step would be felt in small problems.
        rules = self._rules[0 if len(self._rules) == 1 else bisect_right(self._starts, step) - 1]
        rows = None if self._whole else self.batch(step)
        problem = self.problem
        if self._random and isinstance(problem, Model):
            problem = problem.at_step(self._seed, step)
        judged = self._measured_and_judged(theta) if self._judges else None
        if judged is None:
            measured = rules.gradient.measure(problem, theta, rows, rules.difference_step)
        else:
            measured, outcome = judged
        # Noise is added to the slope alone: the loss shown stays that of the problem.
        if self._noise:
            measured = self._disturbed(measured, step)
        # Storage is float32, arithmetic float64: rounded once, after the update.
        exact = theta if self._double else theta.astype(float)
        batch_loss = measured.loss
        if judged is None:
            outcome = (batch_loss, _NAN, None)
            if self.apart or self._validated:
                outcome = self._epoch_losses(step, exact, batch_loss)
        loss, validation, scores = outcome
        # Before the rate is chosen: a plateau rule lowers the rate of the very row that it has
        # seen.
        plan = self._followed(rules, plan, step, loss, validation) if rules.watched else None
        # The clock turns steps into epochs for schedules that count these.
        rate = rules.schedule.rate(rules.base_rate, step // rules.clock, plan)
        # A line search has to try steps on the loss of this batch, not of all rows.
        if rows is not None and self._evaluates:
            problem = Batch(problem, rows)
        optimizer = self._swung(rules, step) if rules.swings else rules.optimizer
        # The measured gradient is recorded; what the rule sees follows from it.
        used, share = self._held(measured.gradient)
        moved, memory, quantities, evaluations = optimizer.update(
            problem, exact, measured.loss, used, rate, memory
        )
        moved = moved if self._double else moved.astype(self._dtype)
        # What holds at `state`, before the update: row k has theta_k and all that the update from k
        # uses.
        record = Record(
            theta,
            rate,
            loss,
            batch_loss,
            validation,
            measured.gradient,
            measured.loss_plus,
            quantities,
            evaluations,
            scores,
            share,
        )
        return record, TrainState(step + 1, moved, memory, plan)

    def _held(self, gradient: FloatArray) -> tuple[FloatArray, FloatArray | float]:
        """What clipping leaves of a gradient, and the share of its length."""
        return clipped(gradient, self._clipping) if self._clipping else (gradient, 1.0)

    def _measured_and_judged(self, theta: FloatArray) -> tuple[Measurement, _Outcome]:
        """The exact gradient over all rows; losses and scores are had on the way."""
        assert isinstance(self.problem, Model)
        gradient, found = self.problem.measure(theta.astype(float, copy=False))
        return Measurement(found.loss, gradient, None), found

    def rule_at(self, step: int) -> Optimizer:
        """The update rule of a step: with what changes and its schedule give it there."""
        rules = self._rules[bisect_right(self._starts, step) - 1]
        return self._swung(rules, step) if rules.swings else rules.optimizer

    def differences_at(self, step: int) -> tuple[int, float]:
        """How many losses a step evaluates for each parameter, 0 for the chain rule, and its h."""
        rules = self._rules[bisect_right(self._starts, step) - 1]
        return rules.gradient.differences, rules.difference_step

    def _swung(self, rules: _Rules, step: int) -> Optimizer:
        """The rule with the momentum that its schedule has at a step."""
        momentum = rules.schedule.momentum(step // rules.clock)
        # The rule has this option, as `build` has checked.
        options: dict[str, Any] = {"momentum": float(np.asarray(momentum))}
        return replace(rules.optimizer, **options)

    def _followed(
        self,
        rules: _Rules,
        plan: Any,
        step: int,
        loss: FloatArray | float,
        validation: FloatArray | float,
    ) -> Any:
        """The schedule's state in which the rate of `step` is chosen; its metric is known."""
        metric = None
        if self.ends_epoch(step):
            metric = np.asarray(loss if rules.watched == "loss" else validation)
        return rules.schedule.follow(plan, rules.base_rate, step // rules.clock, metric)

    def ends_epoch(self, step: int) -> bool:
        """Whether row `step` stands on an epoch boundary."""
        return step % self.steps_per_epoch == 0

    def judged(self, theta: FloatArray) -> tuple[float, float, Mapping[str, float]]:
        """The losses at theta (P,) over all training and validation rows, and the scores."""
        if not isinstance(self.problem, Model):
            return float(self.problem.loss(theta)), _NAN, {}
        found = self.problem.evaluate(theta)
        scores = dict(zip(self.problem.scores, found.scores.tolist(), strict=True))
        return float(found.loss), float(found.validation_loss), scores

    def metrics(
        self,
        records: Sequence[Record],
        first: int,
        loss: FloatArray,
        validation_loss: FloatArray,
    ) -> FloatArray:
        """The scores (S, n) of n records from row `first` on; NaN inside an epoch.

        The losses (n,) are those of the records over all rows.
        """
        problem = self.problem
        if not isinstance(problem, Model):
            return np.empty((0, len(records)))
        if self.apart or self._judges:
            found = np.full((len(problem.scores), len(records)), np.nan)
            # The rows on an epoch boundary, whatever row the block begins with.
            for row in range(-first % self.steps_per_epoch, len(records), self.steps_per_epoch):
                found[:, row] = records[row].metrics
            return found
        if problem.explains:
            return problem.explained(loss, validation_loss)
        # In one go for the whole block, instead of a call for each step.
        theta = joined([record.theta for record in records]).astype(float, copy=False)
        parts = pieces(len(theta), problem.point_bytes)
        return np.concatenate([problem.evaluate(theta[part]).scores for part in parts], axis=1)

    def _validation_loss(self, theta: FloatArray) -> FloatArray | float:
        if not self._validated or not isinstance(self.problem, Model):
            return _NAN
        return self.problem.validation_loss(theta)

    def _epoch_losses(self, step: int, theta: FloatArray, batch_loss: FloatArray) -> _Outcome:
        """The losses over all training and validation rows; scores that come with them."""
        if not self.ends_epoch(step):
            return _NAN, _NAN, None
        if not self.apart or not isinstance(self.problem, Model):
            return batch_loss, self._validation_loss(theta), None
        return self.problem.evaluate(theta)

    def replay(self, state: TrainState, first: int, last: int) -> tuple[list[Record], TrainState]:
        """The records of steps first..last - 1, recomputed from `state`; the state at `last`."""
        records = []
        with Quiet():
            while state.step < last:
                # Of a network it may take seconds to come from a checkpoint to the row.
                look()
                record, following = self.advance(state)
                if state.step >= first:
                    records.append(record)
                state = following
        return records, state

    def _disturbed(self, measured: Measurement, step: int) -> Measurement:
        """A measurement with noise in its gradient, that of `step` whenever it is drawn."""
        # Seeded by the step, not drawn in turn: a row can be recomputed without those before it.
        random = np.random.default_rng([self._seed, step])
        # One draw for all runs side by side: each gets the noise that it gets alone.
        noise = random.normal(0, self._noise, self.problem.size)
        return measured._replace(gradient=measured.gradient + noise)

    def batch(self, step: int) -> IntArray:
        """The rows of the batch of `step`; the last one of an epoch may be smaller."""
        epoch, number = divmod(step, self.steps_per_epoch)
        known = self._order
        if known is None or known[0] != epoch:
            # Seeded by the epoch, so that any epoch can be had directly.
            random = np.random.default_rng([self._seed, epoch])
            # One assignment, as another thread may replay an epoch meanwhile.
            known = self._order = (epoch, random.permutation(self.problem.rows))
        start = number * self._batch_size
        return known[1][start : start + self._batch_size]


def _is_judged(problem: Problem) -> bool:
    """Whether the outputs of each step over all rows are needed for scores."""
    # Least squares have a way of their own, and R² from its loss.
    return type(problem) is Model and not problem.explains and not problem.normalises


def _stretches(
    experiment: Experiment, optimizer: Optimizer, steps_per_epoch: int
) -> tuple[list[int], list[_Rules]]:
    """The first step of each stretch between changes, and the rules in force from it."""
    starts, rules = [], []
    for stage in experiment.stages():
        optimizer = _changed(optimizer, stage.experiment.optimizer, stage.changed)
        starts.append(stage.step)
        rules.append(_rules(stage.experiment, optimizer, steps_per_epoch))
    return starts, rules


def _changed(optimizer: Optimizer, wanted: Optimizer, changed: Collection[str]) -> Optimizer:
    """The optimizer, which may have options (R,) over runs, with what a change gives it."""
    # Only what the change names: the other options may differ from run to run in a sweep.
    names = [key.removeprefix("optimizer.") for key in changed if key.startswith("optimizer.")]
    return replace(optimizer, **{name: getattr(wanted, name) for name in names})


def _rules(experiment: Experiment, optimizer: Optimizer, steps_per_epoch: int) -> _Rules:
    return _Rules(
        optimizer,
        experiment.schedule,
        np.asarray(optimizer.learning_rate),
        GRADIENTS[experiment.training.gradient],
        experiment.training.difference_step,
        experiment.schedule.clock(steps_per_epoch),
        experiment.schedule.watched,
        # A schedule either sets the momentum in all steps or in none.
        experiment.schedule.momentum(0) is not None,
    )
