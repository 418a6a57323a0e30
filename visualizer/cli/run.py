"""`visualizer run`: train, and say how it ended."""

import math
from collections.abc import Sequence
from pathlib import Path

from visualizer.cli.arguments import Options
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import Trained, check_folder, chosen_experiment, train
from visualizer.core.errors import InputError
from visualizer.core.history import History
from visualizer.core.problems.base import Problem
from visualizer.core.problems.coefficients import formula_text, formulas_of, is_scaled
from visualizer.core.problems.model import Model
from visualizer.core.records import Row
from visualizer.core.start import start_note
from visualizer.storage.histories import save_history

MOST_PARAMETERS = 6
"""A summary shows the parameters when there are no more than this."""


def run(options: Options) -> int:
    """Train the experiment, write its history where that is asked for, print a summary."""
    columns = [name.strip() for word in options.columns for name in word.split(",")]
    columns = [name for name in columns if name]
    if columns and not options.history:
        raise InputError("--columns needs --history, the file that they are written to")

    experiment = chosen_experiment(options)
    if options.history:
        check_target(Path(options.history))

    def check(history: History, problem: Problem) -> None:
        columns[:] = named_columns(columns, problem)
        check_columns(history, columns)

    trained = train(experiment, check)
    if options.history:
        with ProgressBar() as bar:
            save_history(
                trained.history,
                options.history,
                columns,
                progress=lambda done, total: bar.show("Writing", done, total),
            )
    if isinstance(trained.problem, Model):
        said = start_note(trained.experiment.start, trained.problem)
        for note in (*trained.problem.notes, *[said] * bool(said)):
            print(f"{trained.experiment.name}: {note}")
    print(summary(trained))
    for line in coefficient_lines(trained):
        print(f"{trained.experiment.name}: {line}")
    return 0


def named_columns(columns: Sequence[str], problem: Problem) -> list[str]:
    """Columns of parameters by the names of their inputs, also where a number was given."""
    if not isinstance(problem, Model):
        return list(columns)
    known = dict(zip(problem.numbered_names, problem.names, strict=True))
    found = []
    for column in columns:
        kind, sign, name = column.rpartition(":")
        found.append(kind + sign + known.get(name, name))
    return found


def coefficient_lines(trained: Trained) -> list[str]:
    """What a model without hidden layers predicts in the units of the data, for scaled inputs."""
    model, history = trained.problem, trained.history
    if not isinstance(model, Model) or not len(history) or not is_scaled(model):
        return []
    formulas = formulas_of(model, history.theta(len(history) - 1))
    return [
        f"in the units of the data: {formula_text(one, model.input_names, _six)}"
        for one in formulas
    ]


def _six(value: float) -> str:
    return f"{value:.6g}"


def check_columns(history: History, columns: Sequence[str]) -> None:
    """Find out before a long run whether its history has the columns that are wanted."""
    known = ("step", *history.columns)
    for name in columns:
        if name not in known:
            raise InputError(f'"{name}" is not a column; allowed are {", ".join(known)}')


def check_target(path: Path) -> None:
    """Find out before a long run whether a file can be written after it.

    Raises
    ------
    InputError
        When its folder is missing or protected, or there is something else at its place.
    """
    check_folder(path.parent)
    reason = ""
    if path.is_dir():
        reason = "it is a folder"
    elif path.exists() and not path.is_file():
        reason = "it is a device or pipe"
    if reason:
        raise InputError(f"{path}: cannot be written ({reason})")


def summary(trained: Trained) -> str:
    """One line: the name, how far it came, the loss, the parameters if few, how it ended."""
    history = trained.history
    if not len(history):
        return f"{trained.experiment.name}: {_ending(history)}, no step was finite"
    row = history.row(len(history) - 1)
    epochs = (len(history) - 1) // history.steps_per_epoch
    parts = [f"{epochs} epoch{'s' * (epochs != 1)}", *_losses(history, row)]
    if math.isfinite(row.validation_loss):
        parts.append(f"validation loss {row.validation_loss:.6g}")
    parts += [
        f"{name.replace('_', ' ')} {value:.4g}"
        for name, value in row.metrics.items()
        if name.endswith("accuracy") and math.isfinite(value)
    ]
    if len(history.parameters) <= MOST_PARAMETERS:
        values = zip(history.parameters, row.theta.tolist(), strict=True)
        parts += [f"{name} = {value:.6g}" for name, value in values]
        if isinstance(trained.problem, Model) and is_scaled(trained.problem):
            parts[-1] += " (of scaled inputs)"
    if history.bounds("learning_rate", 0, len(history) - 1) == (0, 0):
        parts.append("nothing moves as the learning rate is 0")
    parts.append(_ending(history))
    return f"{trained.experiment.name}: {', '.join(parts)} ({trained.seconds:.3g} s)"


def _losses(history: History, row: Row) -> list[str]:
    """The loss at the end, and in words where it is above that of the start.

    Inside an epoch of a run that has diverged only the batch may have a loss that is finite.
    """
    if not math.isfinite(row.loss):
        return [f"loss of the last batch {row.batch_loss:.6g}"]
    first = history.row(0).loss
    grew = [f"it grew from {first:.3g}"] if row.loss > first else []
    return [f"loss {row.loss:.6g}", *grew]


def _ending(history: History) -> str:
    return history.ending.text if history.ending is not None else "not finished"
