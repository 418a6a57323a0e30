"""Verdicts in the background: on the step at the playhead, and over the whole run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from visualizer.app.jobs.latest import Latest
from visualizer.app.jobs.scheduler import Scheduler
from visualizer.app.state import Run, State
from visualizer.app.trials import Trials
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Ending

if TYPE_CHECKING:
    from visualizer.core.analysis.verdict import Stretch, Verdict

TRAINING_ROWS = 20_000
"""While a run trains its band is brought up to date every so many rows."""


class Judgement(NamedTuple):
    """A verdict on a row of a history, and the kinds over its rows so far."""

    history: History
    row: int
    verdict: Verdict
    band: Sequence[Stretch]
    rows: int
    ending: Ending | None


class _Request(NamedTuple):
    run: Run
    row: int
    last_row: int
    known: dict[int, str]
    former: Judgement | None


class Judging:
    """Keeps the judgement of the run in front up to date; `update` costs little."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._worker: Latest[_Request, Judgement] = Latest(scheduler, self._judge)
        self._trials = Trials(scheduler)
        self._known: tuple[History | None, dict[int, str]] = (None, {})
        self._shown: tuple[Judgement, int, Judgement] | None = None

    def close(self) -> None:
        """Cancel what is under way."""
        self._trials.close()
        self._worker.close()

    def wait(self, timeout: float) -> bool:
        """Wait until the latest request has been answered, and what was to be tried is."""
        return self._worker.wait(timeout) and self._trials.wait(timeout)

    @property
    def error(self) -> str:
        """The traceback of an unexpected error, or nothing."""
        return self._worker.error or self._trials.error

    def judgement_of(self, run: Run) -> Judgement | None:
        """The last judgement on the history of `run`; its row may be a former one.

        Its verdict has the remedies that have proved to help so far.
        """
        found = self._latest(run)
        if found is None:
            return None
        tried, shown = self._trials.count(run), self._shown
        if shown is not None and shown[0] is found and shown[1] == tried:
            return shown[2]
        offered = self._trials.offered(run, found.verdict)
        known = shown[2] if shown is not None and shown[0] is found else found
        judgement = found._replace(verdict=found.verdict.offering(offered))
        if judgement == known:
            judgement = known
        self._shown = (found, tried, judgement)
        return judgement

    def _latest(self, run: Run) -> Judgement | None:
        result = self._worker.result
        if result is None or result[1].history is not run.history:
            return None
        return result[1]

    def update(self, state: State, training: bool) -> None:
        """Have the playhead's row judged, and what is new of the run."""
        run = state.run
        if run.count == 0:
            return
        last = run.count - 1
        if training:
            # The trainer and the judge share one interpreter: few looks, not one a frame.
            last -= last % TRAINING_ROWS
        row = min(state.row, last) if training else state.row
        if self._known[0] is not run.history:
            self._known = (run.history, {})
        key = (run.history, row, last, run.history.ending)
        request = _Request(run, row, last, self._known[1], self._latest(run))
        self._worker.submit(key, request)

    def _judge(
        self,
        request: _Request,
        publish: Callable[[Judgement], None],
    ) -> None:
        # Here, as the window appears sooner without: nothing is judged before.
        from visualizer.core.analysis.verdict import judge, verdict_band

        run, history, former = request.run, request.run.history, request.former
        verdict = judge(run.problem, history, request.row)
        if former is not None:
            # The sentence need not wait for the band, which changes little from row to row.
            publish(former._replace(row=request.row, verdict=verdict))
        if former is None or former.rows != request.last_row + 1 or former.ending != history.ending:
            band = tuple(verdict_band(run.problem, history, request.last_row, known=request.known))
            publish(
                Judgement(history, request.row, verdict, band, request.last_row + 1, history.ending)
            )
        self._trials.update(run, verdict)
