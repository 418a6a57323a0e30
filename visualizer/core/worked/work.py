"""The whole sheet of a step: which parts there are depends on what is minimised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np

from visualizer.core.analysis.predictions import PARTS as SAMPLES
from visualizer.core.analysis.predictions import samples_of
from visualizer.core.arrays import FloatArray
from visualizer.core.notation.tree import Node, Text
from visualizer.core.optimizers.base import Optimizer
from visualizer.core.problems.base import Problem
from visualizer.core.problems.functions import Analytic
from visualizer.core.problems.model import Model
from visualizer.core.worked.backward import Backward, FactorChain, backward, chain
from visualizer.core.worked.chain_part import chain_part, deltas_part
from visualizer.core.worked.check_part import check_part
from visualizer.core.worked.forward import Forward, forward, prepared_row, reason_against
from visualizer.core.worked.forward_part import forward_part
from visualizer.core.worked.function_part import function_part, partials_part
from visualizer.core.worked.quotient import quotients
from visualizer.core.worked.rows_part import rows_chain_part, rows_loss_part
from visualizer.core.worked.sheet import (
    CHAIN,
    CHECK,
    DELTAS,
    FORWARD,
    PATH,
    UPDATE,
    Pen,
    SheetPart,
    WorkSheet,
)
from visualizer.core.worked.update import Moved, SubStep, sub_steps
from visualizer.core.worked.update_part import update_part

MOST_UNITS = 400
"""Units of a model that is worked out; a larger one is not read by anybody."""

MOST_PRODUCTS = 2_000_000
"""Rows times parameters that are evaluated with each frame: some milliseconds."""


class WorkChoice(NamedTuple):
    """What is looked at: a parameter, a row of the data or all, a sub-step, and the digits.

    Without the `future` what the update comes to is left open.
    """

    parameter: int = 0
    sample: tuple[str, int] = (SAMPLES[0], 0)
    all_rows: bool = False
    sub_step: int = 0
    pen: Pen = Pen()
    future: bool = True


Makers = Mapping[str, Callable[[], SheetPart]]
"""How each part of a sheet is made, by its name, in order."""


@dataclass(frozen=True, eq=False)
class Work:
    """A step worked out; its parts are made when they are asked for, as not all are seen.

    `worked`, `back` and `chain` are those of the row of a model, None for others.
    """

    title: str
    choice: WorkChoice
    makers: Makers
    steps: tuple[SubStep, ...] = ()
    worked: Forward | None = None
    back: Backward | None = None
    chain: FactorChain | None = None
    _made: dict[str, SheetPart] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parts, in order."""
        return tuple(self.makers)

    def part(self, name: str) -> SheetPart:
        """One part."""
        if name not in self._made:
            self._made[name] = self.makers[name]()
        return self._made[name]

    @property
    def sheet(self) -> WorkSheet:
        """All parts."""
        return WorkSheet(self.title, tuple(self.part(name) for name in self.names))


def work_out(problem: Problem | None, rule: Optimizer, moved: Moved, choice: WorkChoice) -> Work:
    """The step `moved` of a rule on a problem, worked out by hand."""
    title = f"Step {moved.step:,} → {moved.step + 1:,}"
    if isinstance(problem, Analytic):
        return _function(problem, rule, moved, choice, title)
    if isinstance(problem, Model):
        return _model(problem, rule, moved, choice, title)
    return _only_update("x", rule, moved, choice, title, "What is minimised is not known.")


def _function(
    problem: Analytic, rule: Optimizer, moved: Moved, choice: WorkChoice, title: str
) -> Work:
    index, pen, letter = choice.parameter, choice.pen, Text("f", italic=True)
    theta = moved.theta.astype(float)
    gradient = np.asarray(problem.loss_and_gradient(theta)[1])
    name = problem.names[index]
    slope = float(gradient[index])
    steps = sub_steps(rule, moved, index)
    makers: Makers = {
        FORWARD: lambda: function_part(problem, theta, pen),
        CHAIN: lambda: partials_part(problem, theta, gradient, index, pen),
        CHECK: lambda: check_part(
            quotients(problem.loss, theta, index, slope), slope, letter, name, pen
        ),
        UPDATE: lambda: update_part(steps, name, letter, choice.sub_step, pen, choice.future),
    }
    return Work(title, choice, makers, steps)


def _only_update(
    name: str, rule: Optimizer, moved: Moved, choice: WorkChoice, title: str, reason: str
) -> Work:
    steps = sub_steps(rule, moved, choice.parameter) if rule.source else ()
    makers: dict[str, Callable[[], SheetPart]] = {
        FORWARD: lambda: SheetPart(FORWARD, "Forward", (), (reason,))
    }
    if steps:
        makers[UPDATE] = partial(
            update_part, steps, name, _LOSS, choice.sub_step, choice.pen, choice.future
        )
    return Work(title, choice, makers, steps)


_LOSS: Node = Text("L", italic=True)


def _model(model: Model, rule: Optimizer, moved: Moved, choice: WorkChoice, title: str) -> Work:
    name = model.names[choice.parameter]
    reason = reason_against(model) or _too_large(model) or _too_long(model, choice)
    if reason:
        return _only_update(name, rule, moved, choice, title, reason)
    pen, theta = choice.pen, moved.theta.astype(float)
    samples = samples_of(model, choice.sample[0])
    number = min(choice.sample[1], len(samples.inputs) - 1)
    x, y = prepared_row(model, samples, number)
    worked = forward(model, theta, x, y)
    back = backward(model, worked)
    found = chain(model, worked, back, choice.parameter)
    steps = sub_steps(rule, moved, choice.parameter)
    if choice.all_rows:
        makers = _of_all_rows(model, theta, choice, name)
        title = f"{title}, all {model.rows:,} rows"
    else:
        # Recorded: to work it out takes long of a long table.
        whole = moved.loss if np.isfinite(moved.loss) or not _is_quick(model) else None
        makers = _of_one_row(model, theta, (x, y), (worked, back, found), choice, whole)
        title = f"{title}, {choice.sample[0]} row {number + 1:,}"
    rows = _rows_of(model, moved, choice)
    update = partial(update_part, steps, name, _LOSS, choice.sub_step, pen, choice.future, rows)
    return Work(title, choice, {**makers, UPDATE: update}, steps, worked, back, found)


def _rows_of(model: Model, moved: Moved, choice: WorkChoice) -> str:
    """Of which rows the gradient of the update is, where the parts above are of others."""
    if 0 < moved.batch < model.rows:
        return f"The gradient is the mean of the {moved.batch:,} rows in the batch of this step."
    if model.rows > 1 and not choice.all_rows:
        return f"The gradient is the mean of all {model.rows:,} rows, not that of the row above."
    return ""


def _of_all_rows(model: Model, theta: FloatArray, choice: WorkChoice, name: str) -> Makers:
    index, pen = choice.parameter, choice.pen
    slope = float(model.loss_and_gradient(theta)[1][index])
    return {
        FORWARD: lambda: rows_loss_part(model, theta, index, pen),
        CHAIN: lambda: rows_chain_part(model, theta, index, pen),
        CHECK: lambda: check_part(
            quotients(model.loss, theta, index, slope), slope, _LOSS, name, pen
        ),
    }


def _of_one_row(
    model: Model,
    theta: FloatArray,
    row: tuple[FloatArray, FloatArray],
    found: tuple[Forward, Backward, FactorChain],
    choice: WorkChoice,
    whole: float | None,
) -> Makers:
    """The parts of one row; `whole` is the loss of all, None where it is to be worked out."""
    worked, back, way = found
    name, pen, slope = model.names[choice.parameter], choice.pen, way.gradient

    def loss(many: FloatArray) -> FloatArray:
        return model.network.loss(many, *row)

    return {
        FORWARD: lambda: forward_part(
            model,
            worked,
            float(model.loss(theta)) if whole is None else whole,
            (way.layer, way.unit),
            pen,
        ),
        PATH: lambda: SheetPart(PATH, "The path from the parameter to the loss", drawn=True),
        CHAIN: lambda: chain_part(model, worked, back, way, name, pen),
        DELTAS: lambda: deltas_part(model, worked, back, way, pen),
        CHECK: lambda: check_part(
            quotients(loss, theta, choice.parameter, slope), slope, _LOSS, name, pen
        ),
    }


def _is_quick(model: Model) -> bool:
    """Whether all rows can be evaluated while a frame is made."""
    return model.rows * model.size <= MOST_PRODUCTS


def _too_long(model: Model, choice: WorkChoice) -> str:
    if not choice.all_rows or _is_quick(model):
        return ""
    return (
        f"All {model.rows:,} rows of a model of {model.size:,} parameters are not worked out while "
        "the playhead moves: switch All rows off, and choose one row."
    )


def _too_large(model: Model) -> str:
    units = sum(layer.values for layer in model.layers)
    if units <= MOST_UNITS:
        return ""
    return f"A model of {units:,} units is not worked out by hand: up to {MOST_UNITS} are."
