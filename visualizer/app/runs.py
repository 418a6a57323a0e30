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
from visualizer.core.recording.recorder import MEMORY_BUDGET, Recorder
from visualizer.core.recording.records import Ending
from visualizer.core.training import Descent, Trainer

SESSION_BUDGET = 4 * MEMORY_BUDGET
"""Bytes that the histories of all open runs may take."""

MOST_RUNS = 100
"""So many open runs stay within it, whatever they record."""

_KEPT = ("colour", "path", "saved", "document", "digest", "title", "shown")


def make_run(number: int, experiment: Experiment, problem: Problem, budget: int) -> Run:
    """A run with an empty history, which is a document of its own."""
    descent = Descent(experiment, problem)
    history = Recorder(descent.layout(), descent.replay, budget)
    return Run(number, experiment, problem, descent, history, saved=experiment, document=number)


def trained_run(number: int, experiment: Experiment, problem: Problem, budget: int) -> Run:
    """A run trained to its end, here and now: for what is looked at beside the session.

    Raises
    ------
    Cancelled
        When nobody wants it any more.
    """
    run = make_run(number, experiment, problem, budget)
    assert isinstance(run.history, Recorder)
    for _ in Trainer(asked(run.descent), run.history).run(run.last_step):
        pass
    return run


def recorded_run(number: int, recording: Recording, title: str) -> Run:
    """A recording of which nothing else is known, as a document of its own."""
    return Run(number, None, None, None, recording, document=number, title=title)


def in_place_of(old: Run, run: Run) -> Run:
    """`run` as what has become of `old`."""
    return replace(run, **{name: getattr(old, name) for name in _KEPT})


def branched(old: Run, number: int, experiment: Experiment, rows: int, budget: int) -> Run | None:
    """A run on the same problem that begins with the first `rows` rows of `old`, and shares them.

    It is a document of its own. None where no row can be kept.
    """
    problem = asked(old.problem)
    descent = Descent(experiment, problem)
    history = fork(old.history, descent, rows, budget)
    if history is None:
        return None
    return Run(number, experiment, problem, descent, history, saved=experiment, document=number)


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

    A run may take half of what is left, so that the next ones find something, but no more than
    a history does alone. An equal share of a quarter is set aside for each of `MOST_RUNS`: all of
    them together never take more than `budget`.
    Former runs that only undo still knows have a limit of their own.
    """
    share = budget // (4 * MOST_RUNS)
    left = budget - MOST_RUNS * share - bytes_held(others)
    return min(max(left // 2, share), MEMORY_BUDGET)


def bytes_held(runs: Iterable[Run]) -> int:
    """Bytes that histories of runs take or will need; what several share counts once."""
    pieces: dict[int, int] = {}
    growing: dict[int, int] = {}
    for run in runs:
        pieces |= run.history.pieces
        # By history, as a run that was continued has that of the run before.
        growing[id(run.history)] = run.bytes_expected - run.history.bytes
    return sum(pieces.values()) + sum(growing.values())


def free_colour(runs: tuple[Run, ...]) -> int:
    """The first colour that none of the runs has."""
    taken = {run.colour for run in runs}
    return next(index for index in range(len(runs) + 1) if index not in taken)


class RunMaker:
    """Makes the runs of a session, each with a number of its own.

    Parameters
    ----------
    budget
        Bytes that the histories of all open runs may take.
    """

    def __init__(self, budget: int = SESSION_BUDGET) -> None:
        self.budget = budget
        # The number of the last run: never used again, as jobs and undo know runs by it.
        self._numbers = 0

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def opened(self, experiment: Experiment, problem: Problem, beside: tuple[Run, ...]) -> Run:
        """A new run beside others, in a colour that none of them has."""
        budget = budget_beside(beside, self.budget)
        run = make_run(self._number(), experiment, problem, budget)
        return replace(run, colour=free_colour(beside))

    def recorded(self, recording: Recording, title: str, beside: tuple[Run, ...]) -> Run:
        """A recording beside others, in a colour that none of them has."""
        run = recorded_run(self._number(), recording, title)
        return replace(run, colour=free_colour(beside))

    def changed(
        self,
        old: Run,
        experiment: Experiment,
        problem: Problem,
        beside: tuple[Run, ...],
        rows: int = 0,
    ) -> Run:
        """What becomes of `old`, which may be one of `beside`, with so many of its rows kept."""
        budget = budget_beside((run for run in beside if run is not old), self.budget)
        run = self._begun(old, experiment, problem, rows, budget)
        return in_place_of(old, run)

    def branched(
        self,
        old: Run,
        experiment: Experiment,
        problem: Problem,
        beside: tuple[Run, ...],
        rows: int,
    ) -> Run:
        """A run beside `old`, which is one of `beside`: it begins with so many of its rows.

        It counts as saved where `old` does, if it has the same settings.
        """
        # What it shares with the old run takes no memory more.
        budget = budget_beside(beside, self.budget) + old.history.bytes
        run = self._begun(old, experiment, problem, rows, budget)
        return replace(run, saved=old.saved, colour=free_colour(beside))

    def _begun(
        self, old: Run, experiment: Experiment, problem: Problem, rows: int, budget: int
    ) -> Run:
        if rows and problem == old.problem:
            branch = branched(old, self._number(), experiment, rows, budget)
            if branch is not None:
                return branch
        return make_run(self._number(), experiment, problem, budget)

    def continued(self, run: Run, experiment: Experiment) -> Run:
        """The same run, its history kept, with more epochs or another name."""
        return continued(run, self._number(), experiment)
