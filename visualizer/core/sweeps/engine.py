"""The engine of sweeps: cuts one into pieces, has an executor train them, gives results."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from visualizer.core.building import ProblemCache
from visualizer.core.chunks import look
from visualizer.core.descent import Descent
from visualizer.core.errors import InputError
from visualizer.core.experiment import Experiment
from visualizer.core.problems.base import Problem
from visualizer.core.problems.model import Model
from visualizer.core.start import starting_point
from visualizer.core.sweep import common
from visualizer.core.sweeps.plan import SweepCell, SweepPlan
from visualizer.core.sweeps.results import CellResult, results_of

STEP_BYTES = 4 << 20
"""Working memory of a step up to which more runs in a batch cost little more time."""

ROW_BYTES = 32 << 20
"""Recorded scalars of one piece: long runs are trained in smaller batches."""

MOST_RUNS = 256
"""Runs of one piece, which is done or not done when a sweep is stopped."""

AHEAD = 2
"""Pieces for each worker that are handed over: so many wait where they cannot be called back."""

POLL_SECONDS = 0.02
"""Between two looks whether to go on, while others work."""

T = TypeVar("T")


class SweepPiece(NamedTuple):
    """Runs that are trained together: their places in the order of the sweep."""

    places: tuple[int, ...]
    experiments: tuple[Experiment, ...]


class AtOnce(Executor):
    """Does what it is given in the thread that asks for it, before it answers."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """The answer of `fn`, or its error; what asks to stop is raised here."""
        answer: Future[T] = Future()
        try:
            answer.set_result(fn(*args, **kwargs))
        except InputError as error:
            answer.set_exception(error)
        return answer


def checked_pieces(
    plan: SweepPlan,
    known: Collection[int] = (),
    workers: int = 1,
    told: Callable[[int, int], None] | None = None,
) -> list[SweepPiece]:
    """The pieces of a sweep but for the cells that are `known`, in the order of their first.

    Every problem is built here, so that whatever cannot be trained is refused before the
    first step. Cells that differ in numbers of the rule and in the start alone are trained
    together, as many as is good for the speed and leaves some for each of the `workers`.

    Raises
    ------
    InputError
        For a cell that cannot be built, or seeds of what is not drawn by chance.
    Cancelled
        When nobody wants them any more.
    """
    groups: dict[object, list[int]] = {}
    for place, cell in enumerate(plan.cells):
        groups.setdefault(_group(cell, place), []).append(place)
    problems, chance, found = ProblemCache(), plan.seeds == 1, []
    for number, group in enumerate(groups.values()):
        look()
        if told is not None:
            told(number, len(groups))
        first = plan.cells[group[0]]
        problem = _built(first, plan, problems)
        chance = chance or draws_by_chance(first.experiment, problem)
        missing = [place for place in group if place not in known]
        size = max(1, min(_runs_together(first.experiment, problem), -(-len(group) // workers)))
        for low in range(0, len(missing), size):
            places = missing[low : low + size]
            found.append(
                SweepPiece(tuple(places), tuple(plan.cells[one].experiment for one in places))
            )
    if not chance:
        raise InputError(
            f"{plan.seeds} seeds would give equal runs: nothing here is drawn by chance, neither "
            "the start nor batches, validation rows, noise or dropout"
        )
    return sorted(found, key=lambda piece: piece.places)


def train_sweep(
    pieces: Sequence[SweepPiece], executor: Executor, workers: int = 1
) -> Iterator[tuple[int, CellResult]]:
    """Train pieces; yields the place of each cell and its result as soon as it is known.

    The executor may be that of threads, of processes or of a cluster: all give the same
    bits. Whoever stops listening, also by an exception, has all calls called back that have
    not begun.

    Raises
    ------
    InputError
        When a cell cannot be built where it is trained.
    Cancelled
        When it is to stop, looked at every 20 ms.
    """
    waiting = iter(pieces)
    working: dict[Future[list[CellResult]], SweepPiece] = {}
    # What trains in this thread has one piece at a time, each told of before the next begins.
    ahead = 1 if isinstance(executor, AtOnce) else AHEAD * workers
    try:
        while True:
            for piece in islice(waiting, ahead - len(working)):
                working[executor.submit(train_piece, piece.experiments)] = piece
            if not working:
                return
            done, _ = wait(working, POLL_SECONDS, FIRST_COMPLETED)
            look()
            # In the order in which they were handed over: a set has another one in each process.
            for answer in [one for one in working if one in done]:
                places = working.pop(answer).places
                yield from zip(places, answer.result(), strict=True)
    finally:
        for answer in working:
            answer.cancel()


def train_piece(experiments: Sequence[Experiment]) -> list[CellResult]:
    """Train runs together, in this process; their results. What workers are sent."""
    return results_of(experiments, _problems())


@cache
def _problems() -> ProblemCache:
    """The problems of this process: the next piece often has the same data."""
    return ProblemCache(2)


def draws_by_chance(experiment: Experiment, problem: Problem) -> bool:
    """Whether another seed gives another run."""
    training, start = experiment.training, experiment.start
    if training.batch_size or training.validation_fraction or training.gradient_noise:
        return True
    if isinstance(problem, Model) and problem.network.random:
        return True
    other = type(start)(start.parameters, start.initializer, start.scale, start.seed + 1)
    return not np.array_equal(starting_point(start, problem), starting_point(other, problem))


def _group(cell: SweepCell, place: int) -> object:
    # A time limit is one for all runs of a batch, so these are trained one by one.
    limited = cell.experiment.training.stop_seconds > 0
    return (common(cell.experiment), place if limited else -1)


def _built(cell: SweepCell, plan: SweepPlan, problems: ProblemCache) -> Problem:
    try:
        return problems.build(cell.experiment)
    except InputError as error:
        shown = plan.shown(cell.values, without=error.key)
        raise InputError(f"{error.message}{shown}", error.key) from None


def _runs_together(experiment: Experiment, problem: Problem) -> int:
    """How many runs make a batch that is fast, not too large and not too long."""
    rows = Descent(experiment, problem).last_step + 1
    step = STEP_BYTES // (problem.point_bytes + 64 * problem.size)
    return int(min(MOST_RUNS, step, ROW_BYTES // (16 * rows)))
