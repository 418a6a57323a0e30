"""How the open runs stand, worked out in the background."""

from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from visualizer.app.jobs.job import SEEN, Job
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run
from visualizer.core.analysis.standing import Standing, standing
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending

_Key = tuple[int, Ending | None, float]
"""Of what an answer holds: so many rows, why there are no more, and which target."""

GROWTH = 1.25
"""A run that trains is looked at again when it has so many times the rows."""


class Standings(QObject):
    """Keeps how runs stand, by their histories; views pull with `of`.

    A view that shows a run asks for it: what nobody asks for is not worked out. One is a matter of
    milliseconds. They have the priority of all that is seen: one that waited until nothing trains
    would never come beside an endless run.

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
        self._known: WeakKeyDictionary[History, tuple[_Key, Standing]] = WeakKeyDictionary()
        self._asked: dict[int, Job] = {}
        self.missing = False

    def of(self, run: Run, target: float = 0.0) -> Standing | None:
        """How a run stands, as far as it is known by now; what is missing is asked for."""
        key = run.count, run.ending, target
        known = self._known.get(run.history)
        if known is None or (known[0] != key and self._is_due(run, target, known)):
            # Noted here, and not when it is answered: an answer for a former target or for fewer
            # rows may come in between.
            self.missing = True
            self._ask(run, target, key)
        return None if known is None else known[1]

    def _is_due(self, run: Run, target: float, known: tuple[_Key, Standing]) -> bool:
        if run.complete or run.count < known[1].rows or known[0][2] != target:
            return True
        return run.count >= GROWTH * known[1].rows

    def _ask(self, run: Run, target: float, key: _Key) -> None:
        before = self._asked.get(run.number)
        if before is not None and self._scheduler.has(before):
            return
        work = partial(self._work, run, target, key)
        job = Job(("standing", run.number), work, priority=SEEN, group=self)
        job.failed = self.failed.emit
        self._asked[run.number] = job
        self._scheduler.submit(job)

    def _work(self, run: Run, target: float, key: _Key) -> None:
        found = standing(run.history, run.count, run.problem, target)
        # One assignment, which no thread can see half done.
        self._known[run.history] = key, found

    def forget_others(self, runs: tuple[Run, ...]) -> None:
        """Ask no more for runs that are open no longer."""
        numbers = {run.number for run in runs}
        for number in [number for number in self._asked if number not in numbers]:
            self._scheduler.cancel(self._asked.pop(number))
