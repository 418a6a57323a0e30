"""What lessons can ask of a run: a table of quantities, each with the words that name it.

A quantity is a function of a `TrainedRun`, a row, and what it is about: a parameter, a unit, a
target loss. It is NaN where there is no such number, and infinite where something never happens.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from visualizer.core.analysis.batch_noise import row_spread
from visualizer.core.analysis.curvature import spectrum_ends
from visualizer.core.analysis.layer_health import layers_with_units, units_of
from visualizer.core.analysis.rate_finder import Finder, find_rates
from visualizer.core.analysis.rate_suggestions import RULES, kept
from visualizer.core.arrays import FloatArray
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.recording.history import History
from visualizer.core.recording.records import METRIC
from visualizer.core.words import meant

NOWHERE, PLACE, TARGET = "", "place", "target"
"""What stands behind the words: nothing, a place of the run, or a loss to be reached."""


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """A run of a lesson, trained to its end."""

    experiment: Experiment
    problem: Problem
    history: History

    def parameter(self, name: str) -> int:
        """The index of a parameter.

        Raises
        ------
        InputError
            When there is none of this name.
        """
        names = self.history.parameters
        if name not in names:
            shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
            known = [" ".join(words) for words in QUANTITIES]
            raise InputError(
                f'"{name}" is neither a parameter ({shown}) nor a quantity '
                f"({', '.join(sorted(known))}){meant(name, [*names, *known])}"
            )
        return names.index(name)


Read = Callable[[TrainedRun, int, str, float], float]
"""The number of a run at a row; a name that it is about, and a number: a target or a unit."""


@dataclass(frozen=True)
class Quantity:
    """One kind of number.

    Parameters
    ----------
    read
        Gives it.
    help
        What it is, for the list of all.
    takes
        What stands behind the words: `NOWHERE`, `PLACE` or `TARGET`.
    subject
        What stands behind "of": the word for a name, or "" for nothing.
    start
        Whether it is that of the first row where no place is given.
    """

    read: Read
    help: str
    takes: str = PLACE
    subject: str = ""
    start: bool = False


def _column(name: str) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        return _in_column(run, f"{name}:{subject}" if subject else name, row)

    return read


def _in_column(run: TrainedRun, name: str, row: int) -> float:
    if name not in run.history.columns:
        raise InputError(f'this run has no column "{name}"')
    value = float(next(iter(run.history.blocks((name,), row, row + 1)))[0, 0])
    ending = run.history.ending
    if math.isnan(value) and ending is not None and ending.last_row == row:
        return ending.value(name)
    return value


def _about_parameter(column: str) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        run.parameter(subject)
        return _in_column(run, column + subject, row)

    return read


def _state(run: TrainedRun, row: int, subject: str, number: float) -> float:
    quantity, _, name = subject.partition(" of ")
    run.parameter(name)
    return _in_column(run, f"state:{quantity}:{name}", row)


def _prediction(run: TrainedRun, row: int, subject: str, number: float) -> float:
    model = _model(run)
    return float(model.predict(run.history.theta(row), model.training.inputs[:1])[0, 0])


def _model(run: TrainedRun) -> Model:
    if not isinstance(run.problem, Model):
        raise InputError("only models have predictions and units")
    return run.problem


def _unit(part: int) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        model = _model(run)
        layer, place = (int(word) for word in subject.split())
        traces = model.traced(run.history.theta(row), model.training.inputs[:1])[1]
        if not 1 <= layer <= len(traces):
            raise InputError(f"layer {layer} is not there; there are {len(traces)}")
        values = np.ravel(traces[layer - 1][part])
        if not 1 <= place <= values.size:
            raise InputError(f"layer {layer} has {values.size} units, and none of number {place}")
        return float(values[place - 1])

    return read


def _ailing(part: int) -> Read:
    """How many units of all hidden layers are dead, or saturated, by the shares of them."""

    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        model = _model(run)
        shares = units_of(model, run.history.theta(row))
        sizes = [layer.after[-1] for layer in layers_with_units(model)]
        return float(sum(round(one[part] * size) for one, size in zip(shares, sizes, strict=True)))

    return read


def _steps_to(run: TrainedRun, row: int, subject: str, number: float) -> float:
    arrived = run.history.column("loss") <= number
    return float(np.argmax(arrived)) if arrived.any() else math.inf


def _epochs_to(run: TrainedRun, row: int, subject: str, number: float) -> float:
    return _steps_to(run, row, subject, number) / run.history.steps_per_epoch


def _ends(run: TrainedRun, row: int) -> tuple[float, float]:
    """The least and the greatest curvature, also of networks too large for a whole Hessian."""
    # The search begins with the same vector each time, so that a text is always the same.
    start = np.random.default_rng(0).standard_normal(run.problem.size)
    found = spectrum_ends(run.problem, run.history.theta(row), start)
    return (math.nan, math.nan) if found is None else (found.least, found.greatest)


def _stable_rate(run: TrainedRun, row: int, subject: str, number: float) -> float:
    greatest = _ends(run, row)[1]
    return 2 / greatest if greatest > 0 else math.nan


def _curvature(end: int) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        return _ends(run, row)[end]

    return read


def _least(column: str, where: bool) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        values = run.history.column(column)
        if column not in run.history.columns or np.isnan(values).all():
            raise InputError(f"this run has no {column.replace('_', ' ')}")
        place = int(np.nanargmin(values))
        return place / run.history.steps_per_epoch if where else float(values[place])

    return read


def _over_epochs(measure: Callable[[FloatArray], float]) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        losses = run.history.column("loss")[:: run.history.steps_per_epoch]
        first = math.ceil(number)
        if not 0 <= first < len(losses):
            raise InputError(f"epoch {number:g} is beyond the last one, {len(losses) - 1}")
        return float(measure(losses[first:]))

    return read


def _spread(run: TrainedRun, row: int, subject: str, number: float) -> float:
    if run.problem.rows < 2:
        raise InputError("only problems with several rows have a spread of their slopes")
    return row_spread(run.problem, run.history.theta(row).astype(float))


def _suggested(rule: str) -> Read:
    def read(run: TrainedRun, row: int, subject: str, number: float) -> float:
        curve = find_rates(run.experiment, run.problem, Finder())
        points = kept(curve)
        return RULES[rule][0](curve.rates[points], curve.smoothed[points])

    return read


def _minimum(run: TrainedRun, row: int, subject: str, number: float) -> float:
    place, minima = run.parameter(subject), run.problem.minima
    return float(minima[0][place]) if len(minima) else math.nan


def _best_loss(run: TrainedRun, row: int, subject: str, number: float) -> float:
    found = run.problem.minimum_loss
    return math.nan if found is None else float(found)


def _aside(run: TrainedRun, row: int, subject: str, number: float) -> float:
    aside = run.problem.validation if isinstance(run.problem, Model) else None
    return 0.0 if aside is None else float(len(aside.inputs))


def _last_epoch(run: TrainedRun, row: int, subject: str, number: float) -> float:
    return (len(run.history) - 1) / run.history.steps_per_epoch


_KNOWN: Mapping[str, Quantity] = {
    "loss": Quantity(_column("loss"), "the loss over all training rows"),
    "batch loss": Quantity(_column("batch_loss"), "the loss of the batch of the step"),
    "validation loss": Quantity(_column("validation_loss"), "the loss of the validation rows"),
    "accuracy": Quantity(_column(METRIC + "accuracy"), "the share of rows that are right"),
    "validation accuracy": Quantity(
        _column(METRIC + "validation_accuracy"), "the same of the validation rows"
    ),
    "r2": Quantity(_column(METRIC + "r2"), "R squared: 1 is perfect, 0 is as good as the mean"),
    "validation r2": Quantity(
        _column(METRIC + "validation_r2"), "the same of the validation rows"
    ),
    "learning rate": Quantity(_column("learning_rate"), "the rate of the step", start=True),
    "gradient norm": Quantity(_column("gradient_norm"), "the length of the gradient"),
    "evaluations": Quantity(_column("evaluations"), "evaluations of the loss so far"),
    "gradient": Quantity(
        _about_parameter("gradient:"), "the slope along a parameter", subject="parameter"
    ),
    "loss plus": Quantity(
        _about_parameter("loss_plus:"), "the loss where it is moved by h", subject="parameter"
    ),
    "state": Quantity(
        _state, "what the rule keeps, as in: state m_hat of w", subject="quantity of parameter"
    ),
    "prediction": Quantity(_prediction, "the first output for the first row"),
    "dead units": Quantity(_ailing(0), "hidden units whose slope is 0 for every row"),
    "saturated units": Quantity(_ailing(1), "hidden units that are flat for nearly every row"),
    "sum": Quantity(
        _unit(0), "z of a unit for the first row, as in: sum of layer 1 unit 2", subject="unit"
    ),
    "output": Quantity(_unit(1), "the same after its activation", subject="unit"),
    "largest curvature": Quantity(_curvature(1), "lambda_max of the Hessian", start=True),
    "smallest curvature": Quantity(_curvature(0), "the least eigenvalue", start=True),
    "largest stable rate": Quantity(_stable_rate, "2 / lambda_max", start=True),
    "epochs to loss": Quantity(_epochs_to, "epochs until the loss is at most this", TARGET),
    "steps to loss": Quantity(_steps_to, "the same in steps", TARGET),
    "lowest loss": Quantity(_least("loss", False), "of all epochs", NOWHERE),
    "epoch of lowest loss": Quantity(_least("loss", True), "where that is", NOWHERE),
    "lowest validation loss": Quantity(
        _least("validation_loss", False), "of all epochs", NOWHERE
    ),
    "epoch of lowest validation loss": Quantity(
        _least("validation_loss", True), "where that is", NOWHERE
    ),
    "mean loss from epoch": Quantity(_over_epochs(np.mean), "of it and all after it", TARGET),
    "highest loss from epoch": Quantity(_over_epochs(np.max), "of it and all after it", TARGET),
    "slope spread": Quantity(_spread, "how far the slopes of single rows lie from their mean"),
    "range test steepest": Quantity(
        _suggested("steepest"), "the rate at which the loss of a range test falls fastest", NOWHERE
    ),
    "range test tenth": Quantity(
        _suggested("minimum / 10"), "a tenth of the rate at which it is least", NOWHERE
    ),
    "optimum": Quantity(_minimum, "where the minimum is, if known", NOWHERE, subject="parameter"),
    "best loss": Quantity(_best_loss, "the loss of the minimum, if known", NOWHERE),
    "last epoch": Quantity(_last_epoch, "how long the run is, in epochs", NOWHERE),
    "rows": Quantity(lambda run, *_: float(run.problem.rows), "training rows", NOWHERE),
    "validation rows": Quantity(_aside, "rows kept from training", NOWHERE),
    "parameters": Quantity(lambda run, *_: float(run.problem.size), "how many", NOWHERE),
}  # fmt: skip
QUANTITIES: Mapping[tuple[str, ...], Quantity] = MappingProxyType(
    {tuple(words.split()): quantity for words, quantity in _KNOWN.items()}
)
"""Every quantity by its words. A parameter by itself is named by its name."""

PARAMETER = Quantity(_about_parameter(""), "the value of a parameter")
"""What a word is that names no quantity."""

LONGEST = max(map(len, QUANTITIES))
