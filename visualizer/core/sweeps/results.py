"""How the runs of a sweep ended."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from visualizer.core.building import ProblemCache
from visualizer.core.descent import Descent
from visualizer.core.experiment import Experiment
from visualizer.core.problems.scores import VALIDATION
from visualizer.core.quiet import Quiet
from visualizer.core.recording.history import History
from visualizer.core.recording.records import Record
from visualizer.core.sweep import Sweep, train_together

FINISHED, EARLY, DIVERGED = "finished", "early", "diverged"
"""How a run may end: with its last step, at a stop of the experiment, beyond all numbers."""


class CellResult(NamedTuple):
    """How a run ended, the same bits whether it was trained alone or in a batch.

    `first_loss` is that before the first step. `final_loss`, `validation_loss` and the scores,
    accuracy or R², are those of the last row; NaN where there is none, and for a run that
    diverged: its last finite row says nothing. `best_loss` is the lowest loss over all
    training rows that was recorded, at the ends of epochs and at the last row. `steps` counts
    updates to the last finite row, `evaluations` the losses evaluated by then.
    """

    first_loss: float
    final_loss: float
    best_loss: float
    validation_loss: float
    score: float
    validation_score: float
    steps: int
    evaluations: int
    ending: str

    @property
    def diverged(self) -> bool:
        """Whether a loss or a parameter stopped being finite."""
        return self.ending == DIVERGED

    @property
    def failed(self) -> bool:
        """Whether it diverged, or ended no lower than it began."""
        return not self.final_loss < self.first_loss


NOTHING = CellResult(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 0, 0, DIVERGED)
"""Of a run whose first row is not finite."""


class _End(NamedTuple):
    """What a last row says: losses, and scores by name."""

    loss: float
    validation_loss: float
    metrics: Mapping[str, float]


def result_of(history: History) -> CellResult:
    """The result of a run that was trained alone.

    Raises
    ------
    ValueError
        When it has not ended.
    """
    if history.ending is None:
        raise ValueError("the run has not ended")
    last = len(history) - 1
    if last < 0:
        return NOTHING
    row = history.row(last)
    losses = history.column("loss")
    bounds = float(losses[0]), float(np.fmin.reduce(losses))
    end = _End(row.loss, row.validation_loss, dict(row.metrics))
    made = int(history.evaluations(last))
    return _result(end, bounds, last, made, history.ending.kind)


def results_of(experiments: Sequence[Experiment], problems: ProblemCache) -> list[CellResult]:
    """Train runs as one batch, see `train_together`; the result of each, in their order.

    Raises
    ------
    Cancelled
        When nobody wants them any more.
    """
    problem = problems.build(experiments[0])
    sweep = train_together(experiments, problem)
    descent = Descent(experiments[0], problem)
    with Quiet():
        return _LastRows(descent, sweep).results()


class _LastRows:
    """The last rows of runs that were trained as one batch."""

    def __init__(self, descent: Descent, sweep: Sweep) -> None:
        self._descent, self._sweep = descent, sweep
        self._layout = descent.layout()

    def results(self) -> list[CellResult]:
        sweep = self._sweep
        # NaN behind the last row of a run and inside epochs.
        lowest = np.fmin.reduce(sweep.loss, axis=0).tolist()
        last, own = sweep.last_rows.tolist(), sweep.evaluations.tolist()
        runs = zip(range(len(last)), last, lowest, own, strict=True)
        return [self._of_run(*one) if one[1] >= 0 else NOTHING for one in runs]

    def _of_run(self, run: int, last: int, lowest: float, own: int) -> CellResult:
        end = self._end(run, last)
        # A rule that evaluates losses itself has counted these; the rows cost theirs besides.
        made = self._layout.evaluations_at(last) + own
        bounds = float(self._sweep.loss[0, run]), float(np.fmin(lowest, end.loss))
        return _result(end, bounds, last, made, self._ending(run))

    def _ending(self, run: int) -> str:
        if self._sweep.diverged_at[run] >= 0:
            return DIVERGED
        return EARLY if self._sweep.stopped_at[run] >= 0 else FINISHED

    def _end(self, run: int, last: int) -> _End:
        descent, sweep = self._descent, self._sweep
        theta = sweep.theta[run]
        if not descent.ends_epoch(last):
            loss, validation, scores = descent.judged(theta)
            return _End(loss, validation, scores)
        row = slice(last, last + 1)
        losses, validations = sweep.loss[row, run], sweep.validation_loss[run : run + 1]
        # The very call that gives a run alone its scores, with a record of this one row.
        record = Record(
            theta, _ZERO, _ZERO, _ZERO, _ZERO, theta, None, {}, 0, sweep.metrics[:, run]
        )
        found = descent.metrics([record], last, losses, validations)[:, 0].tolist()
        names = self._layout.metrics
        return _End(float(losses[0]), float(validations[0]), dict(zip(names, found, strict=True)))


_ZERO = np.zeros(())
"""What nobody reads of a record that is made for its scores."""


def _result(
    end: _End, bounds: tuple[float, float], last: int, made: int, ending: str
) -> CellResult:
    """The result of a last row; `bounds` are the first and the lowest loss."""
    first, best = bounds
    if ending == DIVERGED:
        return NOTHING._replace(first_loss=first, best_loss=best, steps=last, evaluations=made)
    scores = {name.startswith(VALIDATION): value for name, value in end.metrics.items()}
    return CellResult(
        first,
        end.loss,
        best,
        end.validation_loss,
        scores.get(False, math.nan),
        scores.get(True, math.nan),
        last,
        made,
        ending,
    )
