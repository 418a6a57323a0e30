"""`visualizer run`: train, and say how it ended."""

import math
import stat
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from visualizer.cli.json_text import json_text
from visualizer.cli.parser import Options
from visualizer.cli.progress import ProgressBar
from visualizer.cli.training import Trained, check_folder, chosen_experiment, train
from visualizer.core.analysis.planned_rates import ends_early
from visualizer.core.analysis.verdict import Verdict, judge
from visualizer.core.analysis.verdict_kinds import BAD, KINDS
from visualizer.core.errors import InputError
from visualizer.core.problems.base import Problem
from visualizer.core.problems.coefficients import (
    FittedFormula,
    formula_text,
    formulas_of,
    is_scaled,
    too_many_text,
)
from visualizer.core.problems.model import Model
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Row
from visualizer.core.start import start_note
from visualizer.core.training import Descent
from visualizer.storage.histories import (
    ALL,
    bytes_expected,
    chosen_columns,
    save_history,
    write_history,
)

MOST_PARAMETERS = 6
"""A summary shows the parameters when there are no more than this."""


OUTPUT = "-"
"""The name of the standard output."""

LARGEST_HISTORY = 100_000_000
"""Bytes of a history that is written without asking which columns are wanted."""


def run(options: Options) -> int:
    """Train the experiment, write its history where that is asked for, print a summary."""
    columns = [name.strip() for word in options.columns for name in word.split(",")]
    columns = [name for name in columns if name]
    if columns and not options.history:
        raise InputError("--columns needs --history, the file that they are written to")

    experiment = chosen_experiment(options)
    if options.history not in (None, OUTPUT):
        # Before the training: nobody wants to hear of a missing folder after an hour.
        check_target(Path(options.history))
    trained = train(experiment, partial(_check_history, options=options, columns=columns))
    if options.history:
        _write_history(trained.history, options.history, columns)
    # What is read by a program is not mixed with sentences.
    stream = sys.stderr if options.history == OUTPUT else sys.stdout
    if options.json:
        print(json_text(result(trained)), file=stream)
        return 0
    for sentence in (*notes(trained), summary(trained), *units(trained), *warning(trained)):
        print(sentence, file=stream)
    return 0


def _write_history(history: History, target: str, columns: Sequence[str]) -> None:
    chosen = wanted_columns(history, columns)
    with ProgressBar() as bar:
        progress = partial(bar.show, "Writing")
        if target == OUTPUT:
            write_history(history, sys.stdout.buffer, chosen, progress=progress)
        else:
            save_history(history, target, chosen, progress=progress)


def wanted_columns(history: History, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that were asked for; all by default."""
    return chosen_columns(history, [] if ALL in columns else columns)


def _check_history(
    descent: Descent, history: History, options: Options, columns: list[str]
) -> None:
    """Find out before a long run whether its history has the columns, and is not too large."""
    columns[:] = named_columns(columns, descent.problem)
    chosen = wanted_columns(history, columns)
    size = bytes_expected(descent.last_step + 1, len(chosen) + 1)
    if options.history and not columns and size > LARGEST_HISTORY:
        raise InputError(
            f"the history would take about {size / 1e6:,.0f} MB in {len(chosen):,} columns; choose "
            f"some with --columns, such as loss, or --columns {ALL}"
        )


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
    formulas, inputs = _formulas(trained)
    if too_many := too_many_text(formulas, inputs):
        return [f"in the units of the data: {too_many}; --json prints them"]
    return [f"in the units of the data: {formula_text(one, inputs, _six)}" for one in formulas]


def _formulas(trained: Trained) -> tuple[tuple[FittedFormula, ...], tuple[str, ...]]:
    """The formulas of a model of scaled inputs at the end of a run, and the inputs' names."""
    model, history = trained.problem, trained.history
    if not isinstance(model, Model) or not len(history) or not is_scaled(model):
        return (), ()
    return formulas_of(model, history.theta(len(history) - 1)), model.feature_names


def _six(value: float) -> str:
    return f"{value:.6g}"


def check_target(path: Path) -> None:
    """Find out before a long run whether a file can be written after it.

    Raises
    ------
    InputError
        When its folder is missing or protected, or there is something else at its place.
    """
    check_folder(path.parent)
    reason = ""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            reason = "it is a folder"
        elif not stat.S_ISREG(mode):
            reason = "it is a device or pipe"
    except FileNotFoundError:
        return
    except OSError as error:
        # A name that is too long, say.
        reason = (error.strerror or str(error)).lower()
    if reason:
        raise InputError(f"{path}: cannot be written ({reason})")


def notes(trained: Trained) -> list[str]:
    """What is to be said about data, start and schedule."""
    experiment, problem = trained.experiment, trained.problem
    found = []
    if isinstance(problem, Model):
        found = [*problem.notes, start_note(experiment.start, problem)]
    found.append(ends_early(experiment, trained.descent.last_step, trained.history.steps_per_epoch))
    return [f"{experiment.name}: {note}" for note in found if note]


def units(trained: Trained) -> list[str]:
    """The lines of `coefficient_lines`, each with the name of the experiment."""
    return [f"{trained.experiment.name}: {line}" for line in coefficient_lines(trained)]


def warning(trained: Trained) -> list[str]:
    """The verdict on the end of a run where that is bad news that its ending does not tell."""
    verdict = end_verdict(trained)
    told = trained.history.ending is not None and trained.history.ending.kind == "diverged"
    if verdict is None or told or KINDS[verdict.kind].severity != BAD:
        return []
    return [f"{trained.experiment.name}: {verdict.text}"]


def end_verdict(trained: Trained) -> Verdict | None:
    """The verdict on the last row; None where there is no row."""
    last = len(trained.history) - 1
    return judge(trained.problem, trained.history, last) if last >= 0 else None


def result(trained: Trained) -> dict[str, Any]:
    """The same as the summary and more, as plain values."""
    history, verdict = trained.history, end_verdict(trained)
    found: dict[str, Any] = {
        "name": trained.experiment.name,
        "notes": [note.partition(": ")[2] for note in notes(trained)],
        "ending": None if history.ending is None else history.ending.kind,
        "words": _ending(history),
        "seconds": trained.seconds,
        "steps": max(len(history) - 1, 0),
    }
    if verdict is None:
        return found
    row = history.row(len(history) - 1)
    formulas, inputs = _formulas(trained)
    if formulas:
        found["in_units_of_the_data"] = {
            one.what: {
                "constant": one.constant,
                "coefficients": dict(zip(inputs, one.factors.tolist(), strict=True)),
            }
            for one in formulas
        }
    return found | {
        "epochs": (len(history) - 1) / history.steps_per_epoch,
        "loss": row.loss,
        "batch_loss": row.batch_loss,
        "validation_loss": row.validation_loss,
        "metrics": dict(row.metrics),
        "learning_rate": row.learning_rate,
        "parameters": dict(zip(history.parameters, row.theta.tolist(), strict=True)),
        "verdict": {"kind": verdict.kind, "text": verdict.text},
    }


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
    # A rounding in the last digits is no growth.
    grew = [f"it grew from {first:.6g}"] if f"{row.loss:.6g}" != f"{first:.6g}" else []
    grew = grew if row.loss > first else []
    return [f"loss {row.loss:.6g}", *grew]


def _ending(history: History) -> str:
    return history.ending.text if history.ending is not None else "not finished"
