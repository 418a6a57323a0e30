"""The parameters of a problem as matrices: which there are, and what an epoch costs."""

from dataclasses import dataclass

import numpy as np

from visualizer.core.arrays import FloatArray
from visualizer.core.capabilities import Capability
from visualizer.core.problems.coefficients import (
    formula_text,
    formulas_of,
    is_scaled,
    too_many_text,
)
from visualizer.core.problems.model import Model
from visualizer.gui.look.numbers import digits_text
from visualizer.gui.plots.frame import Frame


@dataclass(frozen=True)
class MatrixBlock:
    """A matrix of parameters: rows x columns of theta from index `first` on.

    Rows that belong to inputs and columns that belong to outputs have their names; others
    have none.
    """

    name: str
    rows: int
    columns: int
    first: int
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The index after its last parameter."""
        return self.first + self.rows * self.columns

    @property
    def shape(self) -> str:
        """Rows and columns, in words."""
        return f"{self.rows} × {self.columns}"

    def values(self, theta: FloatArray) -> FloatArray:
        """Its part (rows, columns) of theta (P,)."""
        return theta[self.first : self.last].reshape(self.rows, self.columns)

    def place(self, row: int, column: int) -> int:
        """The index in theta of an entry."""
        return self.first + row * self.columns + column


def blocks_of(frame: Frame) -> tuple[MatrixBlock, ...]:
    """W1, b1, W2, ... of a model; a single parameter of a function each on its own."""
    problem = frame.run.problem
    if not isinstance(problem, Model):
        names = frame.run.history.parameters
        return tuple(MatrixBlock(name, 1, 1, index) for index, name in enumerate(names))
    blocks = []
    linear = len(problem.layers) == 1
    inputs, outputs = problem.feature_names, _output_names(problem)
    for number, layer in enumerate(problem.layers, start=1):
        if not layer.inputs:
            continue
        weights, biases = f"{'g' if layer.scales else 'W'}{number}", f"b{number}"
        if linear:
            weights, biases = "w", "b"
        of_inputs = number == 1 and layer.inputs == len(inputs)
        of_outputs = number == len(problem.layers) and layer.units == len(outputs)
        rows = inputs if of_inputs else ()
        columns = outputs if of_outputs and layer.units > 1 else ()
        start = layer.weights.start
        blocks.append(MatrixBlock(weights, layer.inputs, layer.units, start, rows, columns))
        if layer.biases.stop > layer.biases.start:
            blocks.append(MatrixBlock(biases, 1, layer.units, layer.biases.start, (), columns))
    return tuple(blocks)


def _output_names(model: Model) -> tuple[str, ...]:
    """The classes, or the targets, that the outputs of a model stand for."""
    return model.class_names or model.target_names


def cost_text(frame: Frame) -> str:
    """How many parameters there are, and the forward passes of the epoch at the playhead."""
    history = frame.run.history
    count = len(history.parameters)
    if frame.run.lacks((Capability.TRAINING,)):
        return _counted(count, "parameter")
    steps = history.steps_per_epoch
    first = frame.row // steps * steps
    before, after = history.layout.evaluations(np.array([first - 1.0, first + steps - 1.0]))
    passes = round(float(after - before))
    function = not isinstance(frame.problem, Model)
    once, noun = ("a step", "evaluation") if function else ("an epoch", "forward pass")
    words = f"{_counted(count, 'parameter')}; {once} costs {_counted(passes, noun)}"
    training, changes = frame.experiment.training, frame.experiment.changes
    if any("training.gradient" in dict(change.values) for change in changes):
        return words
    if training.gradient != "exact":
        return f"{words} ({training.gradient})"
    if function:
        return f"{words} and 1 gradient (exact)"
    return f"{words} and {_counted(steps, 'backward pass')} (chain rule)"


def coefficients_text(frame: Frame) -> str:
    """A model of scaled inputs as formulas of the unscaled ones; empty for others."""
    model = frame.run.problem
    if not isinstance(model, Model) or not is_scaled(model):
        return ""
    formulas = formulas_of(model, frame.run.history.theta(frame.row))
    if too_many := too_many_text(formulas, model.feature_names):
        return f"in the units of the data: {too_many}"
    lines = (formula_text(one, model.feature_names, _digits) for one in formulas)
    return "\n".join(f"in the units of the data: {line}" for line in lines)


def _digits(value: float) -> str:
    return digits_text(value, 4)


def _counted(number: int, noun: str) -> str:
    ending = "" if number == 1 else "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{ending}"


def summary_text(values: FloatArray) -> str:
    """Least, mean and greatest of many values (rows, columns)."""
    numbers = values.min(), values.mean(), values.max()
    least, mean, most = (digits_text(float(number), 3) for number in numbers)
    return f"min {least}   mean {mean}   max {most}"
