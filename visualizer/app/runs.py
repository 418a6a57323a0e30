"""How runs are made: anew, in the place of a former one, or going on where one ends."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from visualizer.app.state import Run
from visualizer.core.capabilities import asked
from visualizer.core.experiment import Experiment
from visualizer.core.forks import fork
from visualizer.core.problems.base import Problem
from visualizer.core.recording.history import Recording
from visualizer.core.recording.recorder import Recorder
from visualizer.core.recording.records import Ending
from visualizer.core.training import Descent

SMALLEST_BUDGET = 32 << 20
"""Bytes that every history may take, however many runs are open."""

_KEPT = ("colour", "path", "saved", "document", "digest", "title", "shown")


def make_run(number: int, experiment: Experiment, problem: Problem, budget: int) -> Run:
    """A run with an empty history, which is a document of its own."""
    descent = Descent(experiment, problem)
    history = Recorder(descent.layout(), descent.replay, budget)
    return Run(number, experiment, problem, descent, history, saved=experiment, document=number)


def recorded_run(number: int, recording: Recording, title: str) -> Run:
    """A recording of which nothing else is known, as a document of its own."""
    return Run(number, None, None, None, recording, document=number, title=title)


def in_place_of(old: Run, run: Run) -> Run:
    """`run` as what has become of `old`."""
    return replace(run, **{name: getattr(old, name) for name in _KEPT})


def branched(old: Run, number: int, experiment: Experiment, rows: int, budget: int) -> Run | None:
    """What becomes of `old` on the same problem, with its first `rows` rows kept.

    None where none can be kept.
    """
    problem = asked(old.problem)
    descent = Descent(experiment, problem)
    history = fork(old.history, descent, rows, budget)
    if history is None:
        return None
    return in_place_of(old, Run(number, experiment, problem, descent, history))


def continued(run: Run, number: int, experiment: Experiment) -> Run:
    """The same run, its history kept, with more epochs or another name."""
    descent = Descent(experiment, asked(run.problem))
    # Another number: to the scheduler it is another run, with an end of its own.
    return replace(run, number=number, experiment=experiment, descent=descent, edited=None)


def more_epochs(run: Run, ending: Ending, epochs: int) -> dict[str, Any]:
    """The settings with which a run goes on beyond its end; the stops there are off."""
    reached = ending.step // run.history.steps_per_epoch
    stops = {f"training.{name}": 0 for name in ending.stops}
    return {**stops, "training.epochs": reached + epochs}


def continues(old: Experiment, new: Experiment) -> bool:
    """Whether `new` only goes on where `old` ends: more epochs, another name."""
    if new.training.epochs < old.training.epochs:
        return False
    training = replace(new.training, epochs=old.training.epochs)
    return replace(new, name=old.name, training=training) == old


def budget_beside(others: Iterable[Run], budget: int) -> int:
    """Bytes for the history of a run beside others, which keep what they have or will need.

    Former runs that only undo still knows have a limit of their own.
    """
    # By history, as continued runs share one.
    held = {run.history: run.bytes_expected for run in others}
    return max(budget - sum(held.values()), SMALLEST_BUDGET)


def free_colour(runs: tuple[Run, ...]) -> int:
    """The first colour that none of the runs has."""
    taken = {run.colour for run in runs}
    return next(index for index in range(len(runs) + 1) if index not in taken)
