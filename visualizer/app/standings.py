"""What is known of the open runs as a whole, worked out in the background."""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from visualizer.app.jobs.job import SEEN, Job
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import EPOCH, STEP, Run, State
from visualizer.core.analysis.standing import Standing, standing
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict import Stretch

_Key = tuple[int, Ending | None, float]
"""Of what an answer holds: so many rows, why there are no more, and which target."""

GROWTH = 1.25
"""A run that trains is looked at again when it has so many times the rows."""

Answer = TypeVar("Answer")


class Answers(QObject, Generic[Answer]):
    """Keeps what is worked out of runs, by their histories; views pull with `of`.

    A view that shows a run asks for it: what nobody asks for is not worked out. They have the
    priority of all that is seen: one that waited until nothing trains would never come beside an
    endless run.

    Attributes
    ----------
    missing
        Whether something was asked for since this was last set to false: it is to be asked again.

    Signals
    -------
    failed(details)
        An unexpected error: its traceback.
    """

    failed = Signal(str)

    def __init__(self, scheduler: Scheduler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheduler = scheduler
        # Weak: what is known of a run must not keep its rows in memory.
        self._known: WeakKeyDictionary[History, tuple[_Key, Answer]] = WeakKeyDictionary()
        self._asked: dict[int, Job] = {}
        self.missing = False

    def work_out(self, run: Run, rows: int, target: float, former: Answer | None) -> Answer:
        """The answer about the first `rows` rows of a run; in the background."""
        raise NotImplementedError

    def of(self, run: Run, target: float = 0.0) -> Answer | None:
        """What is known of a run by now; what is missing is asked for."""
        key = run.count, run.ending, target
        known = self._known.get(run.history)
        if known is None or (known[0] != key and _is_due(run, target, known[0])):
            # Noted here, and not when it is answered: an answer for a former target or for fewer
            # rows may come in between.
            self.missing = True
            self._ask(run, target, key)
        return None if known is None else known[1]

    def _ask(self, run: Run, target: float, key: _Key) -> None:
        before = self._asked.get(run.number)
        if before is not None and self._scheduler.has(before):
            return
        work = partial(self._work, run, target, key)
        job = Job((type(self).__name__, run.number), work, priority=SEEN, group=self)
        job.failed = self.failed.emit
        self._asked[run.number] = job
        self._scheduler.submit(job)

    def _work(self, run: Run, target: float, key: _Key) -> None:
        former = self._known.get(run.history)
        found = self.work_out(run, run.count, target, None if former is None else former[1])
        # One assignment, which no thread can see half done.
        self._known[run.history] = key, found

    def forget_others(self, runs: tuple[Run, ...]) -> None:
        """Ask no more for runs that are open no longer."""
        numbers = {run.number for run in runs}
        for number in [number for number in self._asked if number not in numbers]:
            self._scheduler.cancel(self._asked.pop(number))


def _is_due(run: Run, target: float, known: _Key) -> bool:
    rows = known[0]
    if run.complete or run.count < rows or known[2] != target:
        return True
    return run.count >= GROWTH * rows


class Standings(Answers[Standing]):
    """How runs stand. One is a matter of milliseconds."""

    def work_out(self, run: Run, rows: int, target: float, former: Standing | None) -> Standing:
        return standing(run.history, rows, run.problem, target)


@dataclass(frozen=True, eq=False)
class RunBand:
    """The verdicts over a run: its stretches, and the kinds by row that they were made of."""

    stretches: "tuple[Stretch, ...]"
    kinds: dict[int, str] = field(default_factory=dict, repr=False)


class RunBands(Answers[RunBand]):
    """The verdicts over whole runs. One takes a tenth of a second; rows that come add little."""

    def work_out(self, run: Run, rows: int, target: float, former: RunBand | None) -> RunBand:
        # Imported where it is needed: the window appears sooner without.
        from visualizer.core.analysis.verdict import verdict_band

        kinds = {} if former is None else former.kinds
        band = verdict_band(run.problem, run.history, rows - 1, known=kinds)
        return RunBand(tuple(band), kinds)


def row_in_front(state: State, run: Run, row: int) -> float:
    """The row of the run in front at which a shown run has come to a row, as the axis measures.

    It may lie between two rows, or beyond those recorded.
    """
    front = state.run
    if state.axis == EPOCH:
        return row / run.history.steps_per_epoch * front.history.steps_per_epoch
    if state.axis == STEP:
        return float(row)
    made = run.history.evaluations(row)
    return float(bisect_left(range(front.count), made, key=front.history.evaluations))
