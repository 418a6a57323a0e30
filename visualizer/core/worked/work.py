"""The whole sheet of a step: which parts there are depends on what is minimised."""

from __future__ import annotations

from dataclasses import dataclass
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
from visualizer.core.worked.rows_part import rows_part
from visualizer.core.worked.sheet import FORWARD, PATH, Pen, SheetPart, WorkSheet
from visualizer.core.worked.update import Moved, SubStep, sub_steps
from visualizer.core.worked.update_part import update_part

MOST_UNITS = 400
"""Units of a model that is worked out; a larger one is not read by anybody."""


class WorkChoice(NamedTuple):
    """What is looked at: a parameter, a row of the data or all, a sub-step, and the digits."""

    parameter: int = 0
    sample: tuple[str, int] = (SAMPLES[0], 0)
    all_rows: bool = False
    sub_step: int = 0
    pen: Pen = Pen()


@dataclass(frozen=True, eq=False)
class Work:
    """A step worked out.

    `worked`, `back` and `chain` are those of the row of a model, None for others.
    """

    sheet: WorkSheet
    choice: WorkChoice
    steps: tuple[SubStep, ...] = ()
    worked: Forward | None = None
    back: Backward | None = None
    chain: FactorChain | None = None


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
    parts = (
        function_part(problem, theta, pen),
        partials_part(problem, theta, gradient, index, pen),
        check_part(quotients(problem.loss, theta, index, slope), slope, letter, name, pen),
        update_part(steps, name, letter, choice.sub_step, pen),
    )
    return Work(WorkSheet(title, parts), choice, steps)


def _only_update(
    name: str, rule: Optimizer, moved: Moved, choice: WorkChoice, title: str, reason: str
) -> Work:
    steps = sub_steps(rule, moved, choice.parameter) if rule.source else ()
    told = SheetPart(FORWARD, "Forward", (), (reason,))
    update = update_part(steps, name, _LOSS, choice.sub_step, choice.pen)
    return Work(WorkSheet(title, (told, update) if steps else (told,)), choice, steps)


_LOSS: Node = Text("L", italic=True)


def _model(model: Model, rule: Optimizer, moved: Moved, choice: WorkChoice, title: str) -> Work:
    name = model.names[choice.parameter]
    reason = reason_against(model) or _too_large(model)
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
    update = update_part(steps, name, _LOSS, choice.sub_step, pen)
    whole = float(model.loss(theta))
    if choice.all_rows:
        slope = float(model.loss_and_gradient(theta)[1][choice.parameter])
        compared = quotients(model.loss, theta, choice.parameter, slope)
        check = check_part(compared, slope, _LOSS, name, pen)
        parts = (*rows_part(model, theta, choice.parameter, pen), check, update)
        sheet = WorkSheet(f"{title}, all {model.rows:,} rows", parts)
        return Work(sheet, choice, steps, worked, back, found)

    def loss(many: FloatArray) -> FloatArray:
        return model.network.loss(many, x, y)

    compared = quotients(loss, theta, choice.parameter, found.gradient)
    parts = (
        forward_part(model, worked, whole, (found.layer, found.unit), pen),
        SheetPart(PATH, "The path from the parameter to the loss"),
        chain_part(model, worked, back, found, name, pen),
        deltas_part(worked, back, found, pen),
        check_part(compared, found.gradient, _LOSS, name, pen),
        update,
    )
    sheet = WorkSheet(f"{title}, {choice.sample[0]} row {number + 1:,}", parts)
    return Work(sheet, choice, steps, worked, back, found)


def _too_large(model: Model) -> str:
    units = sum(layer.values for layer in model.layers)
    if units <= MOST_UNITS:
        return ""
    return f"A model of {units:,} units is not worked out by hand: up to {MOST_UNITS} are."
